import CivicCore
package import Foundation

/// What has become of one queue's callers on a day. As in reports, a visit counts on the day on which it began.
package struct LineCounts: Equatable, Sendable {
    /// Calls that joined the line.
    package var offered = 0
    /// Of those: still waiting.
    package var waiting = 0
    package var answered = 0
    /// Answered within the queue's service level.
    package var answeredInTime = 0
    /// Hung up after waiting, and before (``VisitSums/shortAbandon``).
    package var abandoned = 0
    package var abandonedShort = 0

    package init() {}

    /// Those by whom the line is judged: they do not wait any more, and did not hang up at once.
    package var counted: Int { offered - waiting - abandonedShort }

    static func + (left: Self, right: Self) -> Self { left.adding(right, 1) }
    static func - (left: Self, right: Self) -> Self { left.adding(right, -1) }

    private func adding(_ other: Self, _ sign: Int) -> Self {
        var sum = self
        let fields: [WritableKeyPath<Self, Int>] = [
            \.offered, \.waiting, \.answered, \.answeredInTime, \.abandoned, \.abandonedShort,
        ]
        for field in fields { sum[keyPath: field] += sign * other[keyPath: field] }
        return sum
    }
}

/// The figures of the present day by queue, for the floor and the wall: read from the records at the start, kept up by every
/// row that is written, and begun anew at midnight of the hotline's zone.
package struct DayFigures: Sendable {
    private struct Name: Hashable {
        var place: Int64
        var began: Date
    }

    private let zone: TimeZone
    /// From midnight to midnight.
    package private(set) var day: Range<Date>
    private var counts: [String: LineCounts] = [:]
    /// What each visit of the day adds, so that its next row takes the place of the one before.
    private var visits: [Name: (queue: String, counts: LineCounts)] = [:]

    package init(zone: TimeZone, at now: Date) {
        self.zone = zone
        day = Self.day(of: now, in: zone)
    }

    private static func day(of now: Date, in zone: TimeZone) -> Range<Date> {
        let date = LocalDate(at: now, in: zone)
        return HalfHour(firstOf: date, in: zone).start..<HalfHour(firstOf: date.adding(days: 1), in: zone).start
    }

    package func counts(of queue: String) -> LineCounts { counts[queue] ?? LineCounts() }

    /// Begins another day where the present one is over; also where the clock was set back.
    package mutating func turn(to now: Date) {
        guard !day.contains(now) else { return }
        day = Self.day(of: now, in: zone)
        counts = [:]
        visits = [:]
    }

    /// Takes rows as they are written.
    ///
    /// - Parameter level: within which an answer counts as in time, by the queue.
    package mutating func take(_ facts: [Fact], level: (String) -> Duration, at now: Date) {
        turn(to: now)
        for case .visit(let visit) in facts where day.contains(visit.began) && visit.origin != .callBack {
            let name = Name(place: visit.place, began: visit.began)
            if let before = visits[name] { counts[before.queue] = counts(of: before.queue) - before.counts }
            let own = LineCounts(visit, level: level(visit.queue))
            visits[name] = (visit.queue, own)
            counts[visit.queue] = counts(of: visit.queue) + own
        }
    }
}

extension LineCounts {
    fileprivate init(_ visit: QueueVisit, level: Duration) {
        let sums = VisitSums(visit)
        offered = Int(sums.entered)
        waiting = Int(sums.waiting)
        answered = Int(sums.answered)
        abandoned = Int(sums.abandoned)
        abandonedShort = Int(sums.abandonedShort)
        if answered == 1, let wait = visit.wait, wait <= level.milliseconds { answeredInTime = 1 }
    }
}
