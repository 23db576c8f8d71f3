import CivicCore
import CivicDialplan
import CivicMedia
import CivicSIP
import Foundation

/// A phone that an agent's phone or the dialplan has brought the citizen to, outside of the line.
struct GuestLeg {
    enum Stage: Equatable {
        case ringing
        /// The citizen's carrier was asked to make the call (REFER).
        case referred
        /// A citizen, whom the house has called for somebody of a unit, has answered and not taken the call yet.
        case asking(RelayAsking)
        /// It talks with the agent in the bridge of an extension call and is being moved here; the key is the caller's leg.
        case joining(from: LegID)
        case talking(since: Date)
    }

    var audio: LegAudio
    /// nil until the user agent has placed the call.
    var call: CallHandle?
    var stage = Stage.ringing
    /// The call whose REFER asked for it, while that is told how it goes.
    var referrer: CallHandle?
    /// Of the dialplan, where it asked for the call; it is told how that goes.
    var token: WalkToken?
    /// It is the citizen, and whoever of a unit reaches them through the house is in the place of the caller.
    var isCitizen = false
    /// It is a citizen who has answered and not taken the call yet.
    var isAsked: Bool { if case .asking = stage { true } else { false } }
    /// The supervisor whose browser it is, who has taken the call over.
    var supervisor: String?
    /// What the other side is told of the citizen's way so far.
    var story: String?
}
