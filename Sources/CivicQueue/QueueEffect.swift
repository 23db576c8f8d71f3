package import CivicCore

/// What the dispatcher asks of the living calls and the store.
///
/// They come in order: whoever carries them out waits for a `persist…` to be durable before going on to the next, and
/// so nobody is told what could be lost.
package enum QueueEffect: Sendable, Equatable {
    /// Push the card, then ring; report `ringing` within the queue's `reserveFor`.
    case offer(Lease, Place, ringFor: Duration)
    /// Stop ringing: the caller is gone, the time is over, or the agent changed their mind. May come twice.
    case withdraw(Lease)
    /// Bridge them.
    case won(Lease)
    /// The answer came too late, or is the lease's second: hang up the device that gave it, politely.
    case refused(Lease)
    case persist(placeId: Int64, Place.State, Place.Leaving?, agent: String?)
    /// The place was sent on to another queue. Stands before the `persist` that puts it back into line.
    case persistQueue(placeId: Int64, queue: String)
    /// Whether, when and at what number the citizen is called back; `nil` when on the line.
    case persistCallBack(placeId: Int64, number: String?, CallBack?)
    case persistConversation(placeId: Int64, ConversationReference)
    case persistMark(placeId: Int64, Place.Mark?)
    /// Push the card and call the citizen; or only push it, where the citizen's phone rings already. Report `taken` or
    /// `callBackFailed` within the rules' times.
    case dial(Lease, Place)
    /// The citizen's phone has rung, or somebody has hesitated, for long enough.
    case stopDialling(placeId: Int64)
    /// The place has left unreached, and a person has to see it.
    case unreachable(Place)
    case agentChanged(String, AgentState)
    /// The position got better. Told at once to those at the front (``Dispatcher/promptlyTold``); further back it is
    /// asked for with ``Dispatcher/position(of:)`` when the next announcement is due.
    case moved(placeId: Int64, position: Int)
    /// Back in line with the old join time, after an agent's loss or a transfer.
    case returned(placeId: Int64)
}
