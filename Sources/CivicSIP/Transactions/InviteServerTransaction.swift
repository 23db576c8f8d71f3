package import CivicCore

/// INVITE server transaction (RFC 3261 §17.2.1, figure 7, as corrected by RFC 6026 §7.1).
///
///                 ┌─1xx─┐
///                 ▼     │
///     INVITE ─▶ proceeding ─2xx─▶ accepted ─Timer L────────────────▶ terminated
///                   │                                                  ▲   ▲
///                300-699 ─▶ completed ─ACK─▶ confirmed ─Timer I────────┘   │
///                            Timer G: again └─Timer H: no ACK──────────────┘
///
/// A 2xx is sent again by the user agent core, not by the transaction (RFC 3261 §13.3.1.4). Over a reliable
/// transport there is no Timer G, and Timer I is zero.
package struct InviteServerTransaction: Sendable {
    package enum Effect: Equatable, Sendable {
        case send(SIPResponse)
        /// Timer H: the final response was never acknowledged.
        case noAcknowledgement
        case finish
    }

    private enum State: Sendable {
        case proceeding(latest: SIPResponse?)
        case completed(final: SIPResponse, again: MonotonicInstant?, interval: Duration, until: MonotonicInstant)
        case confirmed(until: MonotonicInstant)
        case accepted(until: MonotonicInstant)
        case terminated
    }

    private let isReliable: Bool
    private var state = State.proceeding(latest: nil)

    package init(isReliable: Bool = false) {
        self.isReliable = isReliable
    }

    /// No final response has been sent.
    package var isProceeding: Bool {
        if case .proceeding = state { true } else { false }
    }

    package mutating func respond(_ response: SIPResponse, at now: MonotonicInstant) -> [Effect] {
        switch state {
        case .proceeding:
            if response.isProvisional {
                state = .proceeding(latest: response)
            } else if response.isSuccess {
                state = .accepted(until: now + SIPTimer.l)
            } else {
                state = .completed(
                    final: response, again: isReliable ? nil : now + SIPTimer.g, interval: SIPTimer.g,
                    until: now + SIPTimer.h)
            }
            return [.send(response)]
        case .accepted:
            return response.isSuccess ? [.send(response)] : []  // RFC 6026 §7.1: 2xx of the core pass.
        case .completed, .confirmed, .terminated:
            return []
        }
    }

    package func receiveRetransmission() -> [Effect] {
        switch state {
        case .proceeding(let latest): latest.map { [.send($0)] } ?? []
        case .completed(let final, _, _, _): [.send(final)]
        case .accepted, .confirmed, .terminated: []
        }
    }

    /// The ACK of a non-2xx response.
    package mutating func receiveAcknowledgement(at now: MonotonicInstant) {
        if case .completed = state { state = .confirmed(until: now + (isReliable ? .zero : SIPTimer.i)) }
    }

    package var nextDeadline: MonotonicInstant? {
        switch state {
        case .completed(_, let again, _, let until): min(again ?? until, until)
        case .confirmed(let until), .accepted(let until): until
        case .proceeding, .terminated: nil
        }
    }

    /// The timer that `advance(to:)` would let fire.
    package func timerDue(at now: MonotonicInstant) -> SIPTimer.Name? {
        switch state {
        case .completed(_, _, _, let until) where until <= now: .h
        case .completed(_, let again?, _, _) where again <= now: .g
        case .confirmed(let until) where until <= now: .i
        case .accepted(let until) where until <= now: .l
        default: nil
        }
    }

    package mutating func advance(to now: MonotonicInstant) -> [Effect] {
        switch state {
        case .completed(_, _, _, let until) where until <= now:
            state = .terminated
            return [.noAcknowledgement, .finish]
        case .completed(let final, let again?, let interval, let until) where again <= now:
            let next = min(interval * 2, SIPTimer.t2)
            state = .completed(final: final, again: now + next, interval: next, until: until)
            return [.send(final)]
        case .confirmed(let until) where until <= now, .accepted(let until) where until <= now:
            state = .terminated
            return [.finish]
        default:
            return []
        }
    }
}
