package import Foundation

/// Part of a day in which an office works, in minutes after local midnight.
package struct WorkingSpan: Hashable, Sendable, Codable {
    /// 0…1439
    package var start: Int
    /// After `start`, at most one day later; beyond 1440 the span runs into the next morning.
    package var end: Int

    package init(start: Int, end: Int) {
        precondition((0..<1440).contains(start) && end > start && end <= start + 1440)
        self.start = start
        self.end = end
    }
}

/// Whether an office is open, and if not, what kind of closed it is.
package enum HoursStatus: Hashable, Sendable {
    case open
    case closed
    /// Closed all day for the named holiday.
    case holiday(String)
    /// Between two spans of one day.
    case lunch
    /// Open for the county, and closed for the caller's township; the reason is a word of the calendar's file.
    case closure(reason: String?)
}

/// The hours of an office: several spans a weekday, holidays, and make-up working days (调休) in one time zone.
///
///     Thu ──08:30▒▒▒12:00──14:00▒▒▒17:30──│ Fri holiday │ Sat, Sun │ Mon 08:30▒▒▒
///                  case opened ↑ 17:00 + 1 h of working time = Monday 09:00
///
/// A span belongs to the day it starts on, also where it runs past midnight. Where clocks change within a span, its
/// start is the first and its end the last instant that the wall clock shows that time.
package struct WorkingCalendar: Sendable, Equatable {
    /// Searches go no further than this many days ahead; a deadline that is not met by then lies at their end.
    package static let horizon = 3_660

    package var id: String
    package private(set) var weekly: [Weekday: [WorkingSpan]]
    package private(set) var holidays: [LocalDate: String]
    /// Days that are worked although the week or a holiday says otherwise.
    package private(set) var makeUpDays: Set<LocalDate>
    /// The hours of a make-up day.
    package private(set) var makeUpSpans: [WorkingSpan]
    /// Of single townships. Promises are kept in the county's hours all the same.
    package private(set) var closures: [TownshipClosure]
    private let local: LocalTime

    private struct Interval {
        var start: Date
        var end: Date
    }

    package var timeZone: TimeZone { local.timeZone }

    /// - Parameters:
    ///   - weekly: spans by weekday; a weekday without any is free.
    ///   - makeUpSpans: hours of make-up days; those of the first weekday that is worked when `nil`.
    package init(
        id: String, timeZone: TimeZone, weekly: [Weekday: [WorkingSpan]], holidays: [LocalDate: String] = [:],
        makeUpDays: Set<LocalDate> = [], makeUpSpans: [WorkingSpan]? = nil, closures: [TownshipClosure] = []
    ) {
        self.id = id
        self.weekly = weekly.mapValues(Self.ordered)
        self.holidays = holidays
        self.makeUpDays = makeUpDays
        self.closures = closures.sorted { ($0.from, $0.township) < ($1.from, $1.township) }
        self.makeUpSpans = Self.ordered(
            makeUpSpans ?? Weekday.allCases.lazy.compactMap { weekly[$0] }.first { !$0.isEmpty } ?? [])
        local = LocalTime(timeZone: timeZone)
    }

    /// Open day and night, every day.
    package static func always(id: String, timeZone: TimeZone) -> WorkingCalendar {
        let day = [WorkingSpan(start: 0, end: 1440)]
        return WorkingCalendar(
            id: id, timeZone: timeZone, weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, day) }))
    }

    /// The spans that are worked on a day; empty on a free one.
    package func spans(on date: LocalDate) -> [WorkingSpan] {
        if makeUpDays.contains(date) { return makeUpSpans }
        return holidays[date] == nil ? weekly[date.weekday] ?? [] : []
    }

    /// The local day that an instant falls on.
    package func localDate(at instant: Date) -> LocalDate { local.reading(at: instant).date }

    package func status(at instant: Date) -> HoursStatus {
        let today = localDate(at: instant)
        let worked = intervals(on: today)
        if (intervals(on: today.adding(days: -1)) + worked).contains(where: { $0.start <= instant && instant < $0.end })
        {
            return .open
        }
        if worked.contains(where: { $0.end <= instant }) && worked.contains(where: { $0.start > instant }) {
            return .lunch
        }
        return worked.isEmpty ? holidays[today].map(HoursStatus.holiday) ?? .closed : .closed
    }

    /// The next instant after `instant` at which the office goes from closed to open; `nil` when it never does within
    /// the horizon, because it never opens or never closes.
    package func nextOpening(after instant: Date) -> Date? {
        var openUntil = Date.distantPast
        for interval in workingIntervals(from: instant) {
            if interval.start > instant && interval.start > openUntil { return interval.start }
            openUntil = max(openUntil, interval.end)
        }
        return nil
    }

    /// The instant by which `workingTime` of open hours has passed since `instant`.
    ///
    /// Starting later never gives an earlier deadline. No working time at all gives `instant` itself.
    package func deadline(after instant: Date, workingTime: Duration) -> Date {
        var remaining = workingTime.inSeconds
        guard remaining > 0 else { return instant }
        var reached = instant
        for interval in workingIntervals(from: instant) {
            let start = max(interval.start, reached)
            let length = interval.end.timeIntervalSince(start)
            guard length > 0 else { continue }
            if length >= remaining { return start + remaining }
            remaining -= length
            reached = interval.end
        }
        return endOfHorizon(from: instant)
    }

    /// The end of the `workingDays`-th working day after the day of `instant`, which itself does not count.
    ///
    /// Zero means the next end of a working day. Starting later never gives an earlier deadline.
    package func deadline(after instant: Date, workingDays: Int) -> Date {
        let today = localDate(at: instant)
        guard workingDays > 0 else {
            let ends = (-1...Self.horizon).lazy.compactMap { closing(on: today.adding(days: $0)) }
            return ends.first { $0 >= instant } ?? endOfHorizon(from: instant)
        }
        var remaining = workingDays
        for offset in 1...Self.horizon {
            guard let end = closing(on: today.adding(days: offset)) else { continue }
            remaining -= 1
            if remaining == 0 { return end }
        }
        return endOfHorizon(from: instant)
    }

    /// Open hours between two instants, within the horizon; zero when `end` is not after `start`.
    package func workingTime(from start: Date, to end: Date) -> Duration {
        var total = 0.0
        var reached = start
        for interval in workingIntervals(from: start) {
            guard interval.start < end else { break }
            total += max(0, min(interval.end, end).timeIntervalSince(max(interval.start, reached)))
            reached = max(reached, interval.end)
        }
        return .milliseconds(Int64((total * 1_000).rounded()))
    }

    private static func ordered(_ spans: [WorkingSpan]) -> [WorkingSpan] {
        spans.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }

    /// Intervals that end after `instant`, by start, to the horizon.
    private func workingIntervals(from instant: Date) -> some Sequence<Interval> {
        let today = localDate(at: instant)
        return (-1...Self.horizon).lazy.flatMap { intervals(on: today.adding(days: $0)) }.filter { $0.end > instant }
    }

    private func intervals(on date: LocalDate) -> [Interval] {
        spans(on: date).compactMap { span in
            let start = local.instant(date, seconds: span.start * 60, repeated: .first)
            let end = local.instant(date, seconds: span.end * 60, repeated: .last)
            return start < end ? Interval(start: start, end: end) : nil
        }
    }

    private func closing(on date: LocalDate) -> Date? { intervals(on: date).map(\.end).max() }

    private func endOfHorizon(from instant: Date) -> Date {
        local.instant(localDate(at: instant).adding(days: Self.horizon + 2), seconds: 0, repeated: .first)
    }
}
