package import Foundation

/// A day of the Gregorian calendar without a time zone, written 2026-11-03.
package struct CivilDay: Comparable, Hashable, Sendable, CustomStringConvertible {
    package let year: Int
    package let month: Int
    package let day: Int

    /// `nil` for a day that does not exist.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[month - 1] else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day of an instant.
    package init(_ instant: Date, in timeZone: TimeZone) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let parts = calendar.dateComponents([.year, .month, .day], from: instant)
        year = parts.year ?? 1
        month = parts.month ?? 1
        day = parts.day ?? 1
    }

    /// The three numbers of `2026-11-03`, `2026/11/3`, `2026.11.3` or `2026年11月3日`; `nil` for another shape.
    package static func numbers(in typed: String) -> (year: Int, month: Int, day: Int)? {
        let text = String(
            typed.filter { !$0.isWhitespace }.map { character in
                character.wholeNumberValue.flatMap { (0...9).contains($0) ? Character(String($0)) : nil } ?? character
            })
        guard let found = text.wholeMatch(of: /(\d{4})[-\/.年](\d{1,2})[-\/.月](\d{1,2})日?/),
            let year = Int(found.output.1), let month = Int(found.output.2), let day = Int(found.output.3)
        else { return nil }
        return (year, month, day)
    }

    package static func < (left: CivilDay, right: CivilDay) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    package var description: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return String("000\(year)".suffix(4)) + "-\(two(month))-\(two(day))"
    }
}
