import CivicCore
package import Foundation

/// How citizens are asked whether what a unit calls done is solved (回访), from `return-visit` of `config/case-rules.yaml`.
package struct VisitRules: Equatable, Sendable {
    /// The dialplan by which they are called.
    package var plan = "return-visit"
    /// From the answer to the first call; offices' hours do not count, since people are at home in the evening.
    package var after = Duration.seconds(2 * 3_600)
    /// In minutes after midnight, when telephones may ring, every day; in the time zone of the service's calendar.
    package var hours = 9 * 60..<20 * 60
    /// Calls that nobody takes, or that nobody answers by a key, before a person sees to it.
    package var attempts = 3
    /// Between two of them.
    package var pause = Duration.seconds(4 * 3_600)
    package var ringFor = Duration.seconds(40)
    /// Calls at a time.
    package var atOnce = 2
    /// Until the next try where all lines were busy; it is no attempt.
    package static let congestionPause = 600.0

    package init() {}

    /// The first moment from `instant` on at which telephones may ring.
    package func ringing(from instant: Date, in timeZone: TimeZone) -> Date {
        let local = LocalTime(timeZone: timeZone)
        let (day, seconds) = local.reading(at: instant)
        if seconds < Double(hours.lowerBound * 60) {
            return local.instant(day, seconds: hours.lowerBound * 60, repeated: .first)
        }
        guard seconds >= Double(hours.upperBound * 60) else { return instant }
        return morning(after: day, local)
    }

    /// When telephones may ring on the next day.
    package func tomorrow(of instant: Date, in timeZone: TimeZone) -> Date {
        let local = LocalTime(timeZone: timeZone)
        return morning(after: local.reading(at: instant).date, local)
    }

    private func morning(after day: LocalDate, _ local: LocalTime) -> Date {
        local.instant(day.adding(days: 1), seconds: hours.lowerBound * 60, repeated: .first)
    }
}
