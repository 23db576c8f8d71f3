package import CivicCore

/// Non-INVITE client transaction (RFC 3261 §17.1.2, figure 6). Over a reliable transport there is no Timer E, and Timer K
/// is zero.
///
///     request ─▶ trying ─1xx─▶ proceeding ─final─▶ completed ─Timer K─▶ terminated
///                  │ Timer E: again   │ Timer E (T2): again              ▲
///                  └──────────────────┴─Timer F: time-out────────────────┘
package struct NonInviteClientTransaction: Sendable {
    package enum Effect: Equatable, Sendable {
        case send(SIPRequest)
        case deliver(SIPResponse)
        case timeOut
        case finish
    }

    private enum State: Sendable {
        case trying(again: MonotonicInstant?, interval: Duration, until: MonotonicInstant)
        case proceeding(again: MonotonicInstant?, until: MonotonicInstant)
        case completed(until: MonotonicInstant)
        case terminated
    }

    package let request: SIPRequest
    private let isReliable: Bool
    private var state = State.terminated

    package init(_ request: SIPRequest, isReliable: Bool = false) {
        self.request = request
        self.isReliable = isReliable
    }

    /// No response has come.
    package var isUnanswered: Bool {
        if case .trying = state { true } else { false }
    }

    package mutating func start(at now: MonotonicInstant) -> [Effect] {
        state = .trying(
            again: isReliable ? nil : now + SIPTimer.e, interval: SIPTimer.e, until: now + SIPTimer.f)
        return [.send(request)]
    }

    package mutating func receive(_ response: SIPResponse, at now: MonotonicInstant) -> [Effect] {
        switch state {
        case .trying(_, _, let until) where response.isProvisional:
            state = .proceeding(again: isReliable ? nil : now + SIPTimer.t2, until: until)
            return [.deliver(response)]
        case .proceeding where response.isProvisional:
            return [.deliver(response)]
        case .trying, .proceeding:
            state = .completed(until: now + (isReliable ? .zero : SIPTimer.k))
            return [.deliver(response)]
        case .completed, .terminated:
            return []
        }
    }

    package var nextDeadline: MonotonicInstant? {
        switch state {
        case .trying(let again, _, let until), .proceeding(let again, let until): min(again ?? until, until)
        case .completed(let until): until
        case .terminated: nil
        }
    }

    /// The timer that `advance(to:)` would let fire.
    package func timerDue(at now: MonotonicInstant) -> SIPTimer.Name? {
        switch state {
        case .trying(_, _, let until) where until <= now, .proceeding(_, let until) where until <= now: .f
        case .trying(let again?, _, _) where again <= now, .proceeding(let again?, _) where again <= now: .e
        case .completed(let until) where until <= now: .k
        default: nil
        }
    }

    package mutating func advance(to now: MonotonicInstant) -> [Effect] {
        switch state {
        case .trying(_, _, let until) where until <= now, .proceeding(_, let until) where until <= now:
            state = .terminated
            return [.timeOut, .finish]
        case .trying(let again?, let interval, let until) where again <= now:
            let next = min(interval * 2, SIPTimer.t2)
            state = .trying(again: now + next, interval: next, until: until)
            return [.send(request)]
        case .proceeding(let again?, let until) where again <= now:
            state = .proceeding(again: now + SIPTimer.t2, until: until)
            return [.send(request)]
        case .completed(let until) where until <= now:
            state = .terminated
            return [.finish]
        default:
            return []
        }
    }
}
