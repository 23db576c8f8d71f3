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

    /// As it is written in the configuration: `30m`, `2h`, `7d`.
    package var text: String {
        switch self {
        case .days(let days): return "\(days)d"
        case .time(let duration):
            let minutes = duration.components.seconds / 60
            return minutes % 60 == 0 ? "\(minutes / 60)h" : "\(minutes)m"
        }
    }
}

extension WorkingTerm: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let term = WorkingTerm(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a term is written 30m, 2h or 7d")
        }
        self = term
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
