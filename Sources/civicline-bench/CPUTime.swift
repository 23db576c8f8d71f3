import Glibc

/// Time that this thread has really run: on a busy machine the clock on the wall counts the others' work, too.
enum CPUTime {
    static func measure(_ work: () -> Void) -> Duration {
        let before = now()
        work()
        return now() - before
    }

    private static func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
