package import CivicCore

/// When an endpoint in trouble is left alone.
package struct CircuitRule: Sendable, Equatable {
    /// Failures in a row after which it is left alone.
    package var failures = 5
    /// For how long; twice as long after each further failure, up to `longestPause`.
    package var pause = Duration.seconds(15)

    package static let longestPause = Duration.seconds(600)

    package init(failures: Int = 5, pause: Duration = .seconds(15)) {
        self.failures = failures
        self.pause = pause
    }
}

/// Keeps questions away from an endpoint that does not answer, so that callers do not wait for it.
///
///     closed ─failures in a row─▶ open ─pause is over─▶ one question on trial ─answered─▶ closed
///                                  ▲                              │
///                                  └────────failed, twice the pause┘
package struct CircuitBreaker: Sendable {
    private enum State: Sendable, Equatable {
        case closed
        case open(until: MonotonicInstant)
        case onTrial
    }

    private let rule: CircuitRule
    private var state = State.closed
    private var failures = 0
    private var pause: Duration

    package init(_ rule: CircuitRule) {
        self.rule = rule
        pause = rule.pause
    }

    package var isOpen: Bool { state != .closed }

    /// Whether a question may go out; one that may is to be followed by `succeeded`, `failed` or `gaveUp`.
    package mutating func admits(at now: MonotonicInstant) -> Bool {
        switch state {
        case .closed: return true
        case .onTrial: return false
        case .open(let until):
            guard now >= until else { return false }
            state = .onTrial
            return true
        }
    }

    package mutating func succeeded() {
        state = .closed
        failures = 0
        pause = rule.pause
    }

    /// - Returns: for how long it is left alone from now on, when that begins now.
    package mutating func failed(at now: MonotonicInstant) -> Duration? {
        failures += 1
        switch state {
        case .open: return nil  // Asked before it was opened.
        case .closed:
            guard failures >= rule.failures else { return nil }
        case .onTrial: pause = min(pause * 2, max(CircuitRule.longestPause, rule.pause))
        }
        state = .open(until: now + pause)
        return pause
    }

    /// A question that had been admitted was not put after all, so nothing is known.
    package mutating func gaveUp(at now: MonotonicInstant) {
        if state == .onTrial { state = .open(until: now) }
    }
}
