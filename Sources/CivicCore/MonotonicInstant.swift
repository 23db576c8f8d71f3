/// A point on the monotonic clock, in nanoseconds since an arbitrary start.
///
/// Logic rooms get it as an argument and never read a clock; the edges make it with their one clock, tests make it up.
package struct MonotonicInstant: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package static let zero = MonotonicInstant(nanoseconds: 0)

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    package static func + (instant: Self, duration: Duration) -> Self {
        MonotonicInstant(nanoseconds: instant.nanoseconds + duration.nanoseconds)
    }

    package static func += (instant: inout Self, duration: Duration) {
        instant = instant + duration
    }

    package static func - (instant: Self, duration: Duration) -> Self {
        MonotonicInstant(nanoseconds: instant.nanoseconds - duration.nanoseconds)
    }

    package static func - (later: Self, earlier: Self) -> Duration {
        .nanoseconds(later.nanoseconds - earlier.nanoseconds)
    }
}

extension Duration {
    /// Whole nanoseconds; saturates at the ends of `Int64` (292 years).
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        return scaled.addingReportingOverflow(attoseconds / 1_000_000_000).partialValue
    }

    /// Milliseconds, rounded toward zero.
    package var milliseconds: Int64 { nanoseconds / 1_000_000 }

    /// Seconds as a floating-point number, for figures and averages.
    package var inSeconds: Double { Double(nanoseconds) / 1e9 }
}
