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
        let isTrusted: Bool
        var messages: TokenBucket
        var requests: TokenBucket
        /// Refusals since the last right thing.
        var refusals = 0
        var failures = Failures()
        var silentUntil: MonotonicInstant?
        var rightAt: MonotonicInstant?
        /// Who showed the right password from here last.
        var rightUser: String?

        init(_ limits: GateLimits, isTrusted: Bool, at now: MonotonicInstant) {
            self.isTrusted = isTrusted
            let requests = isTrusted ? limits.requestsPerSecondOfTrunk : limits.requestsPerSecond
            messages = TokenBucket(burst: Double(limits.messagesPerSecond) * (isTrusted ? 40 : 2), at: now)
            self.requests = TokenBucket(burst: 10 * Double(requests), at: now)
        }
    }

    /// Wrong passwords in a row.
    private struct Failures: Sendable {
        var count = 0
        var waitUntil: MonotonicInstant?
        var lastAt: MonotonicInstant?
    }

    /// How long something right is remembered: longer than a registration may last, one hour.
    private static let goodName = Duration.seconds(2 * 3600)

    private let limits: GateLimits
    private var isConfigured: @Sendable (String) -> Bool
    /// Trunks' addresses that showed themselves only later, and whose.
    private var trusted: [String: String] = [:]
    private var sources: RecentTable<String, Source>
    private var accounts: RecentTable<String, Failures>
    package private(set) var counters = GateCounters()

    /// - Parameter isTrusted: whether an address is a trunk's.
    package init(_ limits: GateLimits, isTrusted: @escaping @Sendable (String) -> Bool) {
        self.limits = limits
        isConfigured = isTrusted
        sources = RecentTable(capacity: limits.capacity)
        accounts = RecentTable(capacity: limits.capacity)
    }

    // MARK: Asking

    /// Whether a message is to be read at all.
    package mutating func reads(from host: String, at now: MonotonicInstant) -> Bool {
        let limits = limits
        let outcome = change(host, at: now) { source in
            let rate = Double(limits.messagesPerSecond) * (source.isTrusted ? 20 : 1)
            if let until = source.silentUntil {
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
        let limits = limits
        let isWithin = change(host, at: now) { source in
            let rate = Double(source.isTrusted ? limits.requestsPerSecondOfTrunk : limits.requestsPerSecond)
            return source.requests.take(rate: rate, burst: 10 * rate, at: now)
        }
        guard isWithin else {
            counters.shed += 1
            return .shed(retryAfter: .seconds(10))
        }
        return .pass
    }

    /// Whether credentials may be looked at; if not, they are answered as wrong ones are.
    package mutating func checksCredentials(of user: String, from host: String, at now: MonotonicInstant) -> Bool {
        let source = sources.value(host)
        // A phone that has shown the right password is not kept out because somebody guesses at its account elsewhere.
        let account = source?.rightUser == user ? nil : accounts.value(user)?.waitUntil
        guard [source?.failures.waitUntil, account].allSatisfy({ $0.map { $0 <= now } ?? true }) else {
            counters.lockedOut += 1
            return false
        }
        return true
    }

    // MARK: Learning

    /// A password was wrong, or its user unknown: both count alike.
    package mutating func failed(user: String, from host: String, at now: MonotonicInstant) {
        let limits = limits
        change(host, at: now) { if !$0.isTrusted { Self.fail(&$0.failures, limits, now) } }
        accounts.change(user, default: Failures()) { Self.fail(&$0, limits, now) }
    }

    /// A right password, or a call that was taken.
    package mutating func succeeded(user: String?, from host: String, at now: MonotonicInstant) {
        change(host, at: now) { source in
            source.refusals = 0
            source.failures = Failures()
            source.rightAt = now
            if let user { source.rightUser = user }
        }
        if let user { accounts.remove(user) }
    }

    /// `host` has shown that it is that trunk's: a registrar that has taken our contact, or a certificate.
    package mutating func trust(_ host: String, of trunk: String) {
        guard trusted[host] == nil, !isConfigured(host), trusted.count < 1024 else { return }
        trusted[host] = trunk
        sources.remove(host)
    }

    /// Other addresses are those of trunks now. A source that is trusted no more, or is from now on, begins anew.
    ///
    /// - Parameter proven: trunks of which what they have shown still holds.
    package mutating func trust(proven: Set<String>, _ isConfigured: @escaping @Sendable (String) -> Bool) {
        self.isConfigured = isConfigured
        trusted = trusted.filter { proven.contains($0.value) }
        sources.keep { [trusted] host, source in source.isTrusted == (isConfigured(host) || trusted[host] != nil) }
    }

    /// A request that came to nothing: no such number, not allowed, credentials that were not shown after a challenge.
    package mutating func refused(from host: String, at now: MonotonicInstant) {
        let limits = limits
        let isSilenced = change(host, at: now) { source in
            if source.isTrusted { return false }
            // Somebody there is a caller or a phone of ours.
            if let right = source.rightAt, now - right < Self.goodName { return false }
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
        let (limits, isConfigured, trusted) = (limits, isConfigured, trusted)
        return sources.change(
            host, default: Source(limits, isTrusted: isConfigured(host) || trusted[host] != nil, at: now), body)
    }
}
