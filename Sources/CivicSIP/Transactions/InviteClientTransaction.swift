package import CivicCore

/// INVITE client transaction (RFC 3261 §17.1.1, figure 5, as corrected by RFC 6026 §7.2).
///
///     INVITE ─▶ calling ─1xx─▶ proceeding ─2xx─▶ accepted ─Timer M─▶ terminated
///                │ Timer A: again   │ 300-699                         ▲   ▲
///                │ Timer B          └──────────▶ completed ─Timer D───┘   │
///                └─time-out────────────────────────────────────────────────┘
///
/// The ACK of a non-2xx response is the transaction's; that of a 2xx is the user agent core's (§13.2.2.4). Over a reliable
/// transport there is no Timer A, and Timer D is zero.
package struct InviteClientTransaction: Sendable {
    package enum Effect: Equatable, Sendable {
        case send(SIPRequest)
        case deliver(SIPResponse)
        case timeOut
        case finish
    }

    private enum State: Sendable {
        case calling(again: MonotonicInstant?, interval: Duration, until: MonotonicInstant)
        case proceeding(until: MonotonicInstant?)
        case accepted(until: MonotonicInstant)
        case completed(acknowledgement: SIPRequest, until: MonotonicInstant)
        case terminated
    }

    package let request: SIPRequest
    private let isReliable: Bool
    private let patience: Duration
    private var state = State.terminated

    /// - Parameter patience: Timer B; a shorter one suits a call that can be tried elsewhere (RFC 3263 §4.3).
    package init(_ request: SIPRequest, isReliable: Bool = false, patience: Duration = SIPTimer.b) {
        self.request = request
        self.isReliable = isReliable
        self.patience = patience
    }

    /// No response has come.
    package var isUnanswered: Bool {
        if case .calling = state { true } else { false }
    }

    /// A provisional response has come and no final one: the INVITE can be cancelled (§9.1).
    package var isProceeding: Bool {
        if case .proceeding = state { true } else { false }
    }

    package mutating func start(at now: MonotonicInstant) -> [Effect] {
        state = .calling(
            again: isReliable ? nil : now + SIPTimer.a, interval: SIPTimer.a, until: now + patience)
        return [.send(request)]
    }

    /// After CANCEL the transaction gives up 64·T1 later, whatever comes (§9.1).
    package mutating func limitAfterCancel(at now: MonotonicInstant) {
        if case .proceeding = state { state = .proceeding(until: now + SIPTimer.b) }
    }

    package mutating func receive(_ response: SIPResponse, at now: MonotonicInstant) -> [Effect] {
        switch state {
        case .calling where response.isProvisional:
            state = .proceeding(until: nil)
            return [.deliver(response)]
        case .proceeding where response.isProvisional:
            return [.deliver(response)]
        case .calling, .proceeding:
            guard !response.isSuccess else {
                state = .accepted(until: now + SIPTimer.m)
                return [.deliver(response)]
            }
            let acknowledgement = request.acknowledgement(of: response)
            state = .completed(acknowledgement: acknowledgement, until: now + (isReliable ? .zero : SIPTimer.d))
            return [.send(acknowledgement), .deliver(response)]
        case .accepted:
            return response.isSuccess ? [.deliver(response)] : []
        case .completed(let acknowledgement, _):
            return response.isFinal && !response.isSuccess ? [.send(acknowledgement)] : []
        case .terminated:
            return []
        }
    }

    package var nextDeadline: MonotonicInstant? {
        switch state {
        case .calling(let again, _, let until): min(again ?? until, until)
        case .proceeding(let until): until
        case .accepted(let until), .completed(_, let until): until
        case .terminated: nil
        }
    }

    /// The timer that `advance(to:)` would let fire.
    package func timerDue(at now: MonotonicInstant) -> SIPTimer.Name? {
        switch state {
        case .calling(_, _, let until) where until <= now: .b
        case .calling(let again?, _, _) where again <= now: .a
        case .proceeding(let until?) where until <= now: .b
        case .accepted(let until) where until <= now: .m
        case .completed(_, let until) where until <= now: .d
        default: nil
        }
    }

    package mutating func advance(to now: MonotonicInstant) -> [Effect] {
        switch state {
        case .calling(_, _, let until) where until <= now:
            state = .terminated
            return [.timeOut, .finish]
        case .calling(let again?, let interval, let until) where again <= now:
            let next = interval * 2
            state = .calling(again: now + next, interval: next, until: until)
            return [.send(request)]
        case .proceeding(let until?) where until <= now:
            state = .terminated
            return [.timeOut, .finish]
        case .accepted(let until) where until <= now, .completed(_, let until) where until <= now:
            state = .terminated
            return [.finish]
        default:
            return []
        }
    }
}
