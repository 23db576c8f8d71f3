package import CivicCore
package import Foundation

/// Why an offer came to nothing, as the agent's device told it.
package enum OfferFailure: Sendable, Equatable {
    case noAnswer, declined, deviceGone
}

/// How a talk ended, for the citizen's place.
package enum TalkEnd: Sendable, Equatable {
    case citizenHungUp, agentHungUp
    /// The agent's leg died; the citizen is still there and goes back into line.
    case agentDeviceLost
    /// The agent sent the citizen on to a queue (the same or another); the join time stays.
    case transferred(toQueue: String)
    /// The same to one colleague, who is offered the citizen first where they are ready.
    case passed(toQueue: String, agent: String)
    /// The colleague whom the agent consults has the citizen from here on; nothing where they do not talk.
    case handedOver(to: String)
}

/// What happens to the waiting line and its agents.
package enum QueueEvent: Sendable, Equatable {
    /// A durable row; also one kept over a restart that is to wait again.
    case joined(Place)
    /// The caller hung up, chose to leave a message, or overflowed.
    case left(placeId: Int64, Place.Leaving)
    /// Signing in again (a reload, a second window) changes the profile and the device, never the state.
    case signedIn(AgentProfile, deviceReady: Bool)
    /// What the agent may take has changed: it holds from the next match on, and whatever the agent is doing goes on. Nothing
    /// of an agent who never signed in.
    case profileChanged(AgentProfile)
    /// Registered, refreshed (both `ready: true`), expired or lost. Saying the same twice does no harm.
    case deviceChanged(agent: String, ready: Bool)
    case chose(agent: String, AgentWish)
    /// The card was pushed and the device is being rung.
    case ringing(Lease)
    /// The agent answered: won once; late or second answers are refused.
    case accepted(Lease)
    case offerFailed(Lease, OfferFailure)
    case talkEnded(placeId: Int64, TalkEnd)
    case wrapUpDone(agent: String)
    /// An agent who talks to the place calls a colleague about it; nothing where the colleague is not ready.
    case consulted(agent: String, placeId: Int64)
    /// The colleague has answered.
    case consultAnswered(agent: String)
    /// The two do not talk any more, or never did.
    case consultEnded(agent: String)
    /// The caller asked to be called back, or the line dropped; the number and the time follow.
    case holds(placeId: Int64, CallBack.Cause, number: String?)
    /// Number and time are settled; `nil` for as soon as an agent is free.
    case arranged(placeId: Int64, number: String, at: Date?)
    /// Whoever answered the phone has taken the call by key: the place is on the line.
    case taken(placeId: Int64)
    case callBackFailed(placeId: Int64, CallBackFailure)
    /// The citizen of a place without a call has called again.
    case resumed(placeId: Int64, ConversationReference)
    /// An agent or a dialplan step has marked the place, or taken the mark away.
    case marked(placeId: Int64, Place.Mark?)
}
