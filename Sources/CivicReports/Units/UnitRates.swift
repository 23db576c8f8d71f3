/// What citizens say of the units' answers (三率): response, solved, satisfied.
///
///     response   answers in time                       / answers
///     solved     answers that citizens call solved     / answers of which citizens have said whether they are
///     satisfied  (satisfied + ½ partly)                / grades
///     adjusted   solved / expected × the county's rate, 1 at most
///     expected   Σ over the unit's heard answers of the county's solved rate of that service
///
/// `adjusted` is indirect standardisation: a unit with the hard matters is compared with how these go in the whole county,
/// and not with units that have the easy ones. A rate of fewer than ``least`` is not shown.
package struct UnitRates: Equatable, Sendable {
    package static let least = 10

    package struct Line: Equatable, Sendable {
        /// nil for the whole county.
        package var unit: String?
        package var answers = 0
        package var inTime = 0
        /// The citizen has said whether it is solved.
        package var heard = 0
        package var solved = 0
        package var grades: [UnitAnswer.Grade: Int] = [:]
        package var expected = 0.0

        package var graded: Int { grades.values.reduce(0, +) }
        package var response: Proportion? { share(inTime, of: answers) }
        package var solvedShare: Proportion? { share(solved, of: heard) }
        /// 0…1
        package var satisfied: Double? {
            guard graded >= UnitRates.least else { return nil }
            return (Double(grades[.satisfied] ?? 0) + Double(grades[.partly] ?? 0) / 2) / Double(graded)
        }
        /// Heard, of all answers: how much the other rates rest on.
        package var coverage: Proportion? { share(heard, of: answers) }

        private func share(_ part: Int, of whole: Int) -> Proportion? {
            whole < UnitRates.least ? nil : Proportion(part, of: whole)
        }
    }

    /// By name.
    package var lines: [Line]
    package var county: Line

    package init(of answers: [UnitAnswer]) {
        county = Line()
        var units: [String: Line] = [:]
        for answer in answers {
            county.add(answer)
            units[answer.unit, default: Line(unit: answer.unit)].add(answer)
        }
        let services = Dictionary(grouping: answers.filter { $0.isSolved != nil }, by: \.service)
        let rates = services.mapValues { heard in
            Double(heard.count { $0.isSolved == true }) / Double(heard.count)
        }
        for answer in answers where answer.isSolved != nil {
            units[answer.unit]?.expected += rates[answer.service] ?? 0
            county.expected += rates[answer.service] ?? 0
        }
        lines = units.values.sorted { ($0.unit ?? "") < ($1.unit ?? "") }
    }

    /// 0…1; `nil` where it rests on too few answers.
    package func adjusted(_ line: Line) -> Double? {
        guard line.heard >= Self.least, line.expected > 0, county.heard > 0 else { return nil }
        return min(1, Double(line.solved) / line.expected * Double(county.solved) / Double(county.heard))
    }

    package var csv: String {
        var csv = CSVText(header: [
            "unit", "answers", "response", "heard", "solved", "solved-low", "solved-high", "adjusted", "graded",
            "satisfied",
        ])
        func text(_ value: Double?) -> String { value.map { String(($0 * 10_000).rounded() / 10_000) } ?? "" }
        for line in lines + [county] {
            csv.add([
                line.unit ?? "total", String(line.answers), text(line.response?.share), String(line.heard),
                text(line.solvedShare?.share), text(line.solvedShare?.interval.lowerBound),
                text(line.solvedShare?.interval.upperBound), text(adjusted(line)), String(line.graded),
                text(line.satisfied),
            ])
        }
        return csv.text
    }
}

extension UnitRates.Line {
    fileprivate mutating func add(_ answer: UnitAnswer) {
        answers += 1
        if answer.isInTime { inTime += 1 }
        if let isSolved = answer.isSolved {
            heard += 1
            if isSolved { solved += 1 }
        }
        if let grade = answer.grade { grades[grade, default: 0] += 1 }
    }
}
