package import CivicCore
package import CivicReports
package import Foundation

/// Calls of one day, and how many of them came from a number that had called in the seven days before. Table `repeat_day`.
package struct RepeatDay: Equatable, Sendable {
    package var day: LocalDate
    package var calls: Int
    package var again: Int

    package init(day: LocalDate, calls: Int, again: Int) {
        self.day = day
        self.calls = calls
        self.again = again
    }
}

/// How often the same number calls again within seven days, by the week: what was not solved comes back.
package struct RepeatReport: Equatable, Sendable {
    package static let within = 7.0
    package static let weeks = 13

    package struct Week: Equatable, Sendable {
        package var first: LocalDate
        package var again: Proportion
    }

    package let weekly: [Week]
    package let whole: Proportion

    package static func days(until last: LocalDate) -> Range<LocalDate> {
        last.adding(days: 1 - 7 * weeks)..<last.adding(days: 1)
    }

    package init(_ days: [RepeatDay], until last: LocalDate) {
        let first = Self.days(until: last).lowerBound
        weekly = (0..<Self.weeks).map { week in
            let start = first.adding(days: week * 7)
            let own = days.filter { start <= $0.day && $0.day < start.adding(days: 7) }
            return Week(
                first: start,
                again: Proportion(own.reduce(0) { $0 + $1.again }, of: own.reduce(0) { $0 + $1.calls }))
        }
        whole = Proportion(
            weekly.reduce(0) { $0 + $1.again.hits }, of: weekly.reduce(0) { $0 + $1.again.of })
    }
}

/// A citizen who has called again and again, or has many matters open. What shows one is written into the audit book.
package struct BusyCitizen: Equatable, Identifiable, Sendable {
    /// A case that is open for the citizen.
    package struct Matter: Equatable, Sendable {
        package var id: Int64
        package var number: String
        package var service: String

        package init(id: Int64, number: String, service: String) {
            self.id = id
            self.number = number
            self.service = service
        }
    }

    package static let fewestCalls = 3
    package static let callDays = 30.0
    /// Open cases of different services.
    package static let fewestServices = 3

    package var id: Int64
    package var name: String
    package var township: String
    /// Calls in the last 30 days.
    package var calls: Int
    package var lastCall: Date?
    package var open: [Matter]

    package init(id: Int64, name: String, township: String, calls: Int, lastCall: Date?, open: [Matter]) {
        self.id = id
        self.name = name
        self.township = township
        self.calls = calls
        self.lastCall = lastCall
        self.open = open
    }
}
