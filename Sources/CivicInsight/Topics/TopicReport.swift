package import CivicCore

/// Matters of one kind that came from one township on one day. Table `topic_day`.
package struct TopicCount: Equatable, Sendable {
    package var day: LocalDate
    /// Empty where nobody knows it.
    package var township: String
    /// Id of the service.
    package var service: String
    package var cases: Int

    package init(day: LocalDate, township: String, service: String, cases: Int) {
        self.day = day
        self.township = township
        self.service = service
        self.cases = cases
    }
}

/// What the county brings up in seven days, by township and service, against the twelve weeks before.
///
/// - A cell is tested (``RiseTest``) where it had at least ``SmallCells/least`` matters in all thirteen weeks: that says nothing of
///   when they came, so choosing by it makes no false alarms.
/// - All tests of a report are corrected together (``FalseDiscovery``); below ``alarmBelow`` there is an alarm.
/// - Weeks with fewer than ``SmallCells/least`` matters are hidden, and cells whose last week is so small are not listed.
package struct TopicReport: Equatable, Sendable {
    package static let weeks = 13
    package static let alarmBelow = 0.05

    package struct Topic: Equatable, Sendable {
        package var township: String
        package var service: String
        /// Week by week, the oldest first; `nil` where the number is hidden.
        package var shown: [Int?]
        package var now: Int
        /// Matters a week in the twelve weeks before; `nil` where they were few.
        package var mean: Double?
        /// That chance alone makes such a rise; corrected. `nil` where it was not tested.
        package var chance: Double?

        package var isRise: Bool { chance.map { $0 < TopicReport.alarmBelow } ?? false }
        /// How many times the weeks before; `nil` where there was nothing, or little.
        package var times: Double? { mean.flatMap { $0 > 0 ? Double(now) / $0 : nil } }
    }

    /// The last day of the last week.
    package let last: LocalDate
    /// Rises first, then by matters.
    package let topics: [Topic]
    /// Matters in all thirteen weeks, of all cells.
    package let cases: Int
    /// How many cells were tested.
    package let tested: Int
    /// Cells with matters in the last week that are not listed.
    package let hidden: Int
    /// The spread of weekly counts: variance = µ + µ²·spread; 0 for Poisson.
    package let spread: Double

    package var rises: [Topic] { topics.filter(\.isRise) }

    /// The days that a report with this last day is made of.
    package static func days(until last: LocalDate) -> Range<LocalDate> {
        last.adding(days: 1 - 7 * weeks)..<last.adding(days: 1)
    }

    private struct Cell: Hashable {
        var township: String
        var service: String
    }

    package init(_ counts: [TopicCount], until last: LocalDate) {
        self.last = last
        let first = Self.days(until: last).lowerBound
        var cells: [Cell: [Int]] = [:]
        for count in counts where first <= count.day && count.day <= last {
            let week = (count.day.dayNumber - first.dayNumber) / 7
            cells[
                Cell(township: count.township, service: count.service), default: Array(repeating: 0, count: Self.weeks)
            ][week] += count.cases
        }
        cases = cells.values.reduce(0) { $0 + $1.reduce(0, +) }
        let ordered = cells.sorted {
            ($0.key.township, $0.key.service) < ($1.key.township, $1.key.service)
        }
        let tested = ordered.filter { $0.value.reduce(0, +) >= SmallCells.least }
        self.tested = tested.count
        let test = RiseTest(estimatedFrom: tested.map { Array($0.value.dropLast()) })
        spread = test.size.map { 1 / $0 } ?? 0
        let chances = FalseDiscovery.corrected(
            tested.map { test.chance(now: $0.value.last ?? 0, before: $0.value.dropLast().reduce(0, +)) })
        let known = Dictionary(uniqueKeysWithValues: zip(tested.map(\.key), chances))
        let current = ordered.filter { ($0.value.last ?? 0) > 0 }
        topics = current.filter { ($0.value.last ?? 0) >= SmallCells.least }.map { cell, weeks in
            Self.topic(cell, weeks, chance: known[cell])
        }.sorted { left, right in
            left.isRise == right.isRise
                ? (right.now, left.township, left.service) < (left.now, right.township, right.service) : left.isRise
        }
        hidden = current.count - topics.count
    }

    private static func topic(_ cell: Cell, _ weeks: [Int], chance: Double?) -> Topic {
        let hidden = SmallCells.hidden(in: Array(weeks.dropLast()))
        let before = weeks.dropLast().reduce(0, +)
        return Topic(
            township: cell.township, service: cell.service,
            shown: weeks.enumerated().map { hidden.contains($0) ? nil : $1 }, now: weeks.last ?? 0,
            mean: before == 0 || before >= SmallCells.least ? Double(before) / Double(weeks.count - 1) : nil,
            chance: chance)
    }
}
