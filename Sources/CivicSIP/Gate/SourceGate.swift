package import CivicCore

/// Stands before the user agent and keeps out what would cost others their calls: floods, guessed passwords, scanners.
///
///     message ─▶ silenced? ─▶ too many? ─▶ parser ─▶ new work? ─▶ within its rate? ─▶ credentials? ─▶ to wait? ─▶ …
///                 dropped      dropped                             503 Retry-After      as if they were wrong
///
/// A source is an address without its port. One source's excess is its own loss: nothing here is shared between sources
/// but the table's bound. Whoever did something right lately (a call, a registration) is no scanner, whatever a
/// neighbour behind the same address does. A trusted trunk is never silenced.
package struct SourceGate: Sendable {
    /// What becomes of a request for new work.
    package enum Verdict: Equatable, Sendable {
        case pass
        /// Answer with 503 and this Retry-After.
        case shed(retryAfter: Duration)
    }

    private struct Source: Sendable {
        var messages: TokenBucket
        var requests: TokenBucket
        /// Refusals since the last right thing.
        var refusals = 0
        var failures = Failures()
        var silentUntil: MonotonicInstant?
        var rightAt: MonotonicInstant?
    }

    /// Wrong passwords in a row.
    private struct Failures: Sendable {
        var count = 0
        var waitUntil: MonotonicInstant?
        var lastAt: MonotonicInstant?
    }

    private let limits: GateLimits
    private let isTrusted: @Sendable (String) -> Bool
    private var sources: RecentTable<String, Source>
    private var accounts: RecentTable<String, Failures>
    package private(set) var counters = GateCounters()

    /// - Parameter isTrusted: whether an address is a trunk's.
    package init(_ limits: GateLimits, isTrusted: @escaping @Sendable (String) -> Bool) {
        self.limits = limits
        self.isTrusted = isTrusted
        sources = RecentTable(capacity: limits.capacity)
        accounts = RecentTable(capacity: limits.capacity)
    }

    // MARK: Asking

    /// Whether a message is to be read at all.
    package mutating func reads(from host: String, at now: MonotonicInstant) -> Bool {
        let trusted = isTrusted(host)
        let rate = Double(limits.messagesPerSecond) * (trusted ? 10 : 1)
        let outcome = change(host, at: now) { source in
            if let until = source.silentUntil, !trusted {
                if now < until { return (false, true) }
                source.silentUntil = nil
                source.refusals = 0
            }
            return (source.messages.take(rate: rate, burst: 2 * rate, at: now), false)
        }
        if outcome.0 { return true }
        if outcome.1 { counters.silenced += 1 } else { counters.flooded += 1 }
        return false
    }

    /// Whether a request for new work is within its source's rate.
    package mutating func admits(from host: String, at now: MonotonicInstant) -> Verdict {
        let rate = Double(isTrusted(host) ? limits.requestsPerSecondOfTrunk : limits.requestsPerSecond)
        guard change(host, at: now, { $0.requests.take(rate: rate, burst: 10 * rate, at: now) }) else {
            counters.shed += 1
            return .shed(retryAfter: .seconds(10))
        }
        return .pass
    }

    /// Whether credentials may be looked at; if not, they are answered as wrong ones are.
    package mutating func checksCredentials(of user: String, from host: String, at now: MonotonicInstant) -> Bool {
        let waits = [sources.value(host)?.failures.waitUntil, accounts.value(user)?.waitUntil]
        guard waits.allSatisfy({ $0.map { $0 <= now } ?? true }) else {
            counters.lockedOut += 1
            return false
        }
        return true
    }

    // MARK: Learning

    /// A password was wrong, or its user unknown: both count alike.
    package mutating func failed(user: String, from host: String, at now: MonotonicInstant) {
        let limits = limits
        if !isTrusted(host) { change(host, at: now) { Self.fail(&$0.failures, limits, now) } }
        accounts.change(user, default: Failures()) { Self.fail(&$0, limits, now) }
    }

    /// A right password, or a call that was taken.
    package mutating func succeeded(user: String?, from host: String, at now: MonotonicInstant) {
        change(host, at: now) { source in
            source.refusals = 0
            source.failures = Failures()
            source.rightAt = now
        }
        if let user { accounts.remove(user) }
    }

    /// A request that came to nothing: no such number, not allowed, credentials that were not shown after a challenge.
    package mutating func refused(from host: String, at now: MonotonicInstant) {
        guard !isTrusted(host) else { return }
        let limits = limits
        let isSilenced = change(host, at: now) { source in
            // Somebody there is a caller or a phone of ours.
            if let right = source.rightAt, now - right < limits.silence { return false }
            source.refusals += 1
            guard source.refusals >= limits.scannerPatience else { return false }
            source.silentUntil = now + limits.silence
            return true
        }
        if isSilenced { counters.scanners += 1 }
    }

    private static func fail(_ failures: inout Failures, _ limits: GateLimits, _ now: MonotonicInstant) {
        // What was long ago is forgiven.
        if let last = failures.lastAt, now - last > limits.longestWait { failures.count = 0 }
        failures.count += 1
        failures.lastAt = now
        let beyond = failures.count - limits.freeFailures
        guard beyond >= 0 else { return }
        let factor = Double(1 << min(beyond, 20))
        let wait = min(limits.longestWait.inSeconds, limits.firstWait.inSeconds * factor)
        failures.waitUntil = now + .seconds(wait)
    }

    @discardableResult
    private mutating func change<Result>(
        _ host: String, at now: MonotonicInstant, _ body: (inout Source) -> Result
    ) -> Result {
        let fresh = Source(
            messages: TokenBucket(burst: 2 * Double(limits.messagesPerSecond), at: now),
            requests: TokenBucket(burst: 10 * Double(limits.requestsPerSecond), at: now))
        return sources.change(host, default: fresh, body)
    }
}
