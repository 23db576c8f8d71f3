import CivicCore
import Foundation

/// Dates as endpoints write them.
enum AnswerTime {
    /// `2026-12-01` and `20261201` are noon of that day, so that no zone makes another day of it; with a time behind
    /// them (`2026-12-01 08:30:00`, `2026-12-01T08:30:00+08:00`) they are that instant, in `zone` where none is said.
    static func date(_ text: String, zone: TimeZone) -> Date? {
        let form = /(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?/
        guard let match = text.wholeMatch(of: form), let year = Int(match.1), let month = Int(match.2),
            let day = Int(match.3), let date = LocalDate(year: year, month: month, day: day)
        else { return nil }
        guard let hour = match.4.flatMap({ Int($0) }), let minute = match.5.flatMap({ Int($0) }) else {
            return LocalTime(timeZone: zone).instant(date, seconds: 43_200, repeated: .first)
        }
        let second = match.6.flatMap { Int($0) } ?? 0
        guard hour < 24, minute < 60, second < 60 else { return nil }
        let seconds = hour * 3_600 + minute * 60 + second
        guard let named = match.7 else {
            return LocalTime(timeZone: zone).instant(date, seconds: seconds, repeated: .first)
        }
        return offset(named).map { Date(timeIntervalSince1970: Double(date.dayNumber * 86_400 + seconds - $0)) }
    }

    /// Seconds since 1970, or milliseconds where seconds would lie beyond the year 5138.
    static func date(epoch number: Decimal) -> Date? {
        let value = NSDecimalNumber(decimal: number).doubleValue
        guard value >= 0, value < 1e14 else { return nil }
        return Date(timeIntervalSince1970: value >= 1e11 ? value / 1_000 : value)
    }

    /// `Z`, `+08:00`, `+0800`, in seconds east.
    private static func offset(_ text: Substring) -> Int? {
        guard text != "Z" else { return 0 }
        let digits = text.dropFirst().filter { $0 != ":" }
        guard let hours = Int(digits.prefix(2)), let minutes = Int(digits.suffix(2)), hours <= 14, minutes < 60 else {
            return nil
        }
        return (text.hasPrefix("-") ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }
}
