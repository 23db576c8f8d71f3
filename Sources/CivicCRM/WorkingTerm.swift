package import CivicCore
package import Foundation

/// A promised time: hours of working time, or whole working days after today.
package enum WorkingTerm: Hashable, Sendable {
    case time(Duration)
    case days(Int)

    /// Reads `30m`, `2h` (working time) or `7d` (working days).
    package init?(_ text: String) {
        guard let unit = text.last, text.unicodeScalars.count <= 6, let amount = Int(text.dropLast()), amount > 0,
            amount <= 1_000
        else { return nil }
        switch unit {
        case "m": self = .time(.seconds(amount * 60))
        case "h": self = .time(.seconds(amount * 3_600))
        case "d": self = .days(amount)
        default: return nil
        }
    }

    package func deadline(after start: Date, in calendar: WorkingCalendar) -> Date {
        switch self {
        case .time(let duration): calendar.deadline(after: start, workingTime: duration)
        case .days(let days): calendar.deadline(after: start, workingDays: days)
        }
    }
}
