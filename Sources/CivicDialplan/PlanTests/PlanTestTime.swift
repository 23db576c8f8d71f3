import CivicCore
import Foundation

/// Moments as tests write them, in the plan's zone.
enum PlanTestTime {
    /// What "monday" counts from where the file says no `today`: a Friday.
    static let today = LocalDate(dayNumber: 20_777)  // 2026-11-20

    /// `2026-11-23T10:00`, `2026-11-23 10:00`, or `monday 10:00` for the first Monday after `today`.
    static func moment(_ text: String, today: LocalDate, zone: TimeZone) -> Date? {
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" }).map(String.init)
        guard parts.count == 2, let seconds = seconds(parts[1]),
            let day = LocalDate(parts[0]) ?? weekday(parts[0]).map({ first($0, after: today) })
        else { return nil }
        return LocalTime(timeZone: zone).instant(day, seconds: seconds, repeated: .first)
    }

    /// `2026-12-01`, which means noon, or a moment.
    static func date(_ text: String, today: LocalDate, zone: TimeZone) -> Date? {
        LocalDate(text).map { LocalTime(timeZone: zone).instant($0, seconds: 43_200, repeated: .first) }
            ?? moment(text, today: today, zone: zone)
    }

    /// `8:30`, `08:30`.
    private static func seconds(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        return hour * 3_600 + minute * 60
    }

    private static func weekday(_ text: String) -> Weekday? {
        Weekday.allCases.first { "\($0)" == text.lowercased() }
    }

    private static func first(_ weekday: Weekday, after today: LocalDate) -> LocalDate {
        today.adding(days: (weekday.rawValue - today.weekday.rawValue + 6) % 7 + 1)
    }
}
