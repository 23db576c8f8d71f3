import CivicCore

/// So many a second, and no more than a burst of them at once.
struct TokenBucket: Sendable {
    private var tokens: Double
    private var filledAt: MonotonicInstant

    init(burst: Double, at now: MonotonicInstant) {
        tokens = burst
        filledAt = now
    }

    /// Takes one; `false` when there is none.
    mutating func take(rate: Double, burst: Double, at now: MonotonicInstant) -> Bool {
        tokens = min(burst, tokens + rate * max(0, (now - filledAt).inSeconds))
        filledAt = now
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
