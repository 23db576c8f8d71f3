import CivicCore
import Foundation

/// Minutes since midnight on the wall clock, as `time` gives them and `08:30` writes them.
package enum TimeOfDay {
    /// Reads `8:30`, `08:30`; up to `24:00`, the end of the day.
    package static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        return hour * 60 + minute
    }

    package static func text(_ minutes: Int) -> String {
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}

extension Weekday {
    /// `mon` to `sun`.
    var word: String { Self.words[rawValue - 1] }

    static let words = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
}

extension Walk {
    /// The day and the time that the clock on the office's wall shows.
    var localTime: (weekday: DialplanValue, time: DialplanValue) {
        let (date, seconds) = LocalTime(timeZone: plan.timeZone).reading(at: wallClock)
        return (.text(date.weekday.word), .time(minutes: Int(seconds / 60)))
    }
}
