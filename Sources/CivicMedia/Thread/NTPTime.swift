import Glibc

/// Wall-clock time as RTCP states it: 32.32 bits since 1900 (RFC 3550 §4).
enum NTPTime {
    private static let unixEpoch: UInt64 = 2_208_988_800

    static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let fraction = (UInt64(clamping: time.tv_nsec) << 32) / 1_000_000_000
        return (UInt64(clamping: time.tv_sec) &+ unixEpoch) << 32 | fraction
    }
}
