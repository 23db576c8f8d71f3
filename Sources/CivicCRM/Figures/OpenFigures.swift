package import Foundation

/// As much of a case as the public figures need: nothing of the citizen but the township.
package struct CountedCase: Equatable, Sendable {
    package var unit: String
    /// `nil` where nobody knows it.
    package var township: String?
    package var openedAt: Date
    package var deadline: Date
    /// The first answer of a unit.
    package var answeredAt: Date?
    /// The citizen has agreed that it is solved, and has not come back since.
    package var isAgreed: Bool
    /// The citizen has said at least once that it is not solved.
    package var wasDisputed: Bool

    package init(
        unit: String, township: String?, openedAt: Date, deadline: Date, answeredAt: Date?, isAgreed: Bool,
        wasDisputed: Bool
    ) {
        self.unit = unit
        self.township = township
        self.openedAt = openedAt
        self.deadline = deadline
        self.answeredAt = answeredAt
        self.isAgreed = isAgreed
        self.wasDisputed = wasDisputed
    }
}

/// What everybody may read of how matters are dealt with, by unit and by township.
///
/// Nobody is to be recognised in it. A group of fewer than ``least`` cases is never shown by itself: small groups stand
/// together as one, and where that one is still too small, or is a single group that the total would give away, the next
/// larger one joins it. A share of fewer than ``least`` is not shown.
package struct OpenFigures: Equatable, Sendable {
    /// Cases.
    package static let least = 10

    package struct Line: Equatable, Sendable {
        /// A unit's id or a township; `nil` for the groups that stand together.
        package var key: String?
        package var opened = 0
        package var answered = 0
        package var answeredInTime = 0
        package var agreed = 0
        package var disputed = 0
        /// From the opening to the first answer; the one in the middle.
        package var medianDays: Double?

        /// Answered in time, of all that were answered.
        package var inTime: Double? { share(answeredInTime, of: answered) }
        /// Agreed by the citizen, of all that were answered.
        package var solved: Double? { share(agreed, of: answered) }
        /// Said to be not solved, of all that were answered.
        package var cameBack: Double? { share(disputed, of: answered) }

        private func share(_ part: Int, of whole: Int) -> Double? {
            whole < OpenFigures.least ? nil : Double(part) / Double(whole)
        }

        init(key: String?, _ cases: [CountedCase]) {
            self.key = key
            opened = cases.count
            let answers = cases.compactMap { one in one.answeredAt.map { (one, $0) } }
            answered = answers.count
            answeredInTime = answers.count { one, at in at <= one.deadline }
            agreed = answers.count { $0.0.isAgreed }
            disputed = answers.count { $0.0.wasDisputed }
            guard answered >= OpenFigures.least else { return }
            let days = answers.map { max(0, $1.timeIntervalSince($0.openedAt)) / 86_400 }.sorted()
            medianDays = (days[(days.count - 1) / 2] + days[days.count / 2]) / 2
        }
    }

    /// The cases that were opened in it; the end is not in it.
    package var period: Range<Date>
    /// `nil` where there are fewer than ``least`` in all.
    package var total: Line?
    /// The largest first, what stands together last.
    package var units: [Line]
    package var townships: [Line]

    package init(of cases: [CountedCase], in period: Range<Date>) {
        self.period = period
        guard cases.count >= Self.least else {
            (total, units, townships) = (nil, [], [])
            return
        }
        total = Line(key: nil, cases)
        units = Self.lines(Dictionary(grouping: cases, by: \.unit))
        let known = cases.filter { $0.township != nil }
        townships =
            known.count >= Self.least ? Self.lines(Dictionary(grouping: known) { $0.township ?? "" }) : []
    }

    private static func lines(_ groups: [String: [CountedCase]]) -> [Line] {
        var shown = groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        var together: [CountedCase] = []
        var count = 0
        while let last = shown.last {
            let isHidden = last.value.count < least
            let givesAway = count > 0 && (count == 1 || together.count < least)
            guard isHidden || givesAway else { break }
            together += last.value
            count += 1
            shown.removeLast()
        }
        return shown.map { Line(key: $0.key, $0.value) } + (together.isEmpty ? [] : [Line(key: nil, together)])
    }
}
