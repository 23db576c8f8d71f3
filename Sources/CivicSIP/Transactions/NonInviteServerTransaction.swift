package import CivicCore

/// Non-INVITE server transaction (RFC 3261 §17.2.2, figure 8). Over a reliable transport Timer J is zero.
///
///     trying ─1xx─▶ proceeding ─final─▶ completed ─Timer J─▶ terminated
package struct NonInviteServerTransaction: Sendable {
    package enum Effect: Equatable, Sendable {
        case send(SIPResponse)
        case finish
    }

    private enum State: Sendable {
        case trying
        case proceeding(latest: SIPResponse)
        case completed(final: SIPResponse, until: MonotonicInstant)
        case terminated
    }

    private let isReliable: Bool
    private var state = State.trying

    package init(isReliable: Bool = false) {
        self.isReliable = isReliable
    }

    package mutating func respond(_ response: SIPResponse, at now: MonotonicInstant) -> [Effect] {
        switch state {
        case .trying, .proceeding:
            state =
                response.isFinal
                ? .completed(final: response, until: now + (isReliable ? .zero : SIPTimer.j))
                : .proceeding(latest: response)
            return [.send(response)]
        case .completed, .terminated:
            return []  // §17.2.2: any other final response MUST be discarded.
        }
    }

    package func receiveRetransmission() -> [Effect] {
        switch state {
        case .proceeding(let response), .completed(let response, _): [.send(response)]
        case .trying, .terminated: []
        }
    }

    /// When `advance(to:)` next has work; `nil` while no timer runs.
    package var nextDeadline: MonotonicInstant? {
        if case .completed(_, let until) = state { until } else { nil }
    }

    /// The timer that `advance(to:)` would let fire.
    package func timerDue(at now: MonotonicInstant) -> SIPTimer.Name? {
        if case .completed(_, let until) = state, until <= now { .j } else { nil }
    }

    package mutating func advance(to now: MonotonicInstant) -> [Effect] {
        guard case .completed(_, let until) = state, until <= now else { return [] }
        state = .terminated
        return [.finish]
    }
}
