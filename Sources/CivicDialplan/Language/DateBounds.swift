package import CivicCore
import CivicYAML

/// Between which days a date has to lie, each end counted in; an end that is absent is open.
package struct DateBounds: Hashable, Sendable {
    package enum End: Hashable, Sendable {
        case day(LocalDate)
        /// Days after the day of the call; before it where negative.
        case fromToday(days: Int)
    }

    package var earliest: End?
    package var latest: End?

    func contain(_ date: LocalDate, today: LocalDate) -> Bool {
        if let earliest, date < earliest.date(today) { return false }
        if let latest, latest.date(today) < date { return false }
        return true
    }

    /// What a caller keyed: year, month and day, or month and day; `nil` for a day that is none or out of bounds.
    ///
    /// A day without a year is the nearest such day to `today` within the bounds: of the last year, this or the next.
    func date(_ keys: String, today: LocalDate) -> LocalDate? {
        guard let number = Int(keys) else { return nil }
        switch keys.utf8.count {
        case 8:
            return LocalDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
                .flatMap { contain($0, today: today) ? $0 : nil }
        case 4:
            return (today.year - 1...today.year + 1)
                .compactMap { LocalDate(year: $0, month: number / 100, day: number % 100) }
                .filter { contain($0, today: today) }
                .min { abs($0.dayNumber - today.dayNumber) < abs($1.dayNumber - today.dayNumber) }
        default: return nil
        }
    }
}

extension DateBounds.End {
    /// Days from today that a plan may name: a hundred years and some.
    private static let farthest = 40_000

    /// `today`, `2026-10-01`, `-30d`, `+90d`.
    init?(_ text: String) {
        if text == "today" {
            self = .fromToday(days: 0)
        } else if let day = LocalDate(text) {
            self = .day(day)
        } else if let sign = text.first, sign == "-" || sign == "+", text.last == "d",
            let days = Int(text.dropLast()), abs(days) <= Self.farthest
        {
            self = .fromToday(days: days)
        } else {
            return nil
        }
    }

    func date(_ today: LocalDate) -> LocalDate {
        switch self {
        case .day(let day): day
        case .fromToday(let days): today.adding(days: days)
        }
    }
}

extension DateBounds {
    /// `earliest` and `latest` of a step.
    init(reading reader: inout StepReader) {
        earliest = Self.end("earliest", &reader)
        latest = Self.end("latest", &reader)
        if case .day(let first)? = earliest, case .day(let last)? = latest, last < first,
            let place = reader.yaml.optional("latest")
        {
            reader.yaml.note("'latest' lies before 'earliest'", at: place, rule: "wrong-type")
        }
    }

    private static func end(_ key: String, _ reader: inout StepReader) -> End? {
        guard let value = reader.yaml.optional(key) else { return nil }
        if let end = value.string.flatMap(End.init) { return end }
        reader.yaml.note(
            "'\(key)' takes today, a day such as 2026-10-01, or days from today such as -30d or +90d, "
                + "found \(value.kind)", at: value, rule: "wrong-type")
        return nil
    }
}
