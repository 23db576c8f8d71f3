package import CivicCore

/// What one agent is doing. One machine with a deadline where a state must end by itself.
package enum AgentState: Equatable, Sendable {
    case signedOut
    /// `reason` is a word of the desk (`break`, `training`, `no-answer`, …).
    case notReady(reason: String)
    case ready(since: MonotonicInstant)
    /// Won for one caller; the card is on its way and the device not yet ringing.
    case reserved(Lease, until: MonotonicInstant)
    case ringing(Lease, until: MonotonicInstant)
    case talking(placeId: Int64, since: MonotonicInstant)
    /// A colleague has called about the caller at this place; their device rings until then, or the two talk (`nil`).
    case consulted(placeId: Int64, until: MonotonicInstant?)
    case wrapUp(placeId: Int64, until: MonotonicInstant)
}

/// One offer of one caller to one agent, won once.
package struct Lease: Equatable, Hashable, Sendable {
    package var id: UInt64
    package var placeId: Int64
    package var agent: String

    package init(id: UInt64, placeId: Int64, agent: String) {
        self.id = id
        self.placeId = placeId
        self.agent = agent
    }
}
