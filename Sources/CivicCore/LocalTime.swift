package import Foundation

/// Wall-clock time of one zone and back, with the hours that a change of the clock repeats or leaves out.
package struct LocalTime: Sendable, Equatable {
    /// Which instant is meant where a wall-clock time comes twice, because clocks went back.
    package enum Repeated: Sendable {
        case first, last
    }

    package let timeZone: TimeZone

    package init(timeZone: TimeZone) {
        self.timeZone = timeZone
    }

    /// The local day of an instant and the seconds since its midnight on the wall clock.
    package func reading(at instant: Date) -> (date: LocalDate, seconds: Double) {
        // Foundation's own bounds on instants lie far outside; ours keep the arithmetic in range.
        let time = min(max(instant.timeIntervalSince1970, -2_208_988_800), 253_402_300_799)
        let local = time + Double(offset(at: time))
        let day = (local / 86_400).rounded(.down)
        return (LocalDate(dayNumber: Int(day)), local - day * 86_400)
    }

    /// The instant at which the wall clock shows `seconds` after midnight of `date`; may exceed one day.
    ///
    /// A time that a change of the clock leaves out becomes the instant of the change.
    package func instant(_ date: LocalDate, seconds: Int, repeated: Repeated) -> Date {
        let wall = Double(date.dayNumber) * 86_400 + Double(seconds)
        // No zone changes its offset twice within two days.
        let before = offset(at: wall - 86_400)
        let after = offset(at: wall + 86_400)
        guard before != after else { return Date(timeIntervalSince1970: wall - Double(before)) }
        let early = wall - Double(before)
        let late = wall - Double(after)
        switch (offset(at: early) == before, offset(at: late) == after) {
        case (true, true): return Date(timeIntervalSince1970: repeated == .first ? early : late)
        case (true, false): return Date(timeIntervalSince1970: early)
        case (false, true): return Date(timeIntervalSince1970: late)
        case (false, false): return Date(timeIntervalSince1970: change(from: before, between: late, and: early))
        }
    }

    /// The instant between two others at which the zone's offset stops being `offset`, to the second.
    private func change(from old: Int, between start: Double, and end: Double) -> Double {
        var (low, high) = (start, end)
        while high - low > 1 {
            let middle = ((low + high) / 2).rounded(.down)
            if offset(at: middle) == old { low = middle } else { high = middle }
        }
        return high
    }

    private func offset(at time: Double) -> Int {
        timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: time))
    }
}
