#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The process's monotonic clock (`CLOCK_MONOTONIC`). For edges only; logic gets `now` as an argument.
package enum MonotonicClock {
    package static var now: MonotonicInstant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
