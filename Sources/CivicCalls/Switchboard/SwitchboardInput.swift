import Foundation
import CivicCRM
import CivicCore
import CivicDialplan
import CivicMedia
import CivicQueue
import CivicSIP

/// All that reaches the switchboard, in one order.
enum SwitchboardInput: Sendable {
    case signalling(UserAgentEvent)
    case media(MediaNews)
    /// The user agent has given an outbound call its handle; comes before any event of that call.
    case placed(LegID, CallHandle)
    case lookedUp(ConversationReference, WalkToken, LookUpOutcome, LookUpFinding)
    case caseOpened(ConversationReference, WalkToken, Case?)
    /// The dialplan may begin, in the language that was chosen on the number last.
    case begin(ConversationReference, Language?)
    case contactBegun(ConversationReference, Contact)
    case card(ConversationReference, CallerCard?)
    case placeJoined(ConversationReference, WalkToken, Place?)
    case cardDeadline(Lease)
    /// The card has had its time to be shown.
    case ring(Lease)
    /// The account that was to be called has no phone registered.
    case unplaced(LegID)
    /// Whether the phone of a seat that is new is registered already.
    case phoneSeen(user: String, Bool)
    /// Where a server of a trunk was found; `nil` for its registrar.
    case located(trunk: String, server: Int?, SIPURI, [SIPHop])
    /// The phone that the citizen is passed on to has rung long enough.
    case guestUnanswered(LegID)
    /// The browser of a colleague who is asked has been away for as long as it may, if it still is.
    case colleagueStillAway(ConversationReference, since: Date?)
    /// A colleague has been rung for long enough, in the consultation that began then.
    case colleagueUnanswered(ConversationReference, since: Date?)
    /// The dialplan asked for a call that is not made.
    case notPutThrough(ConversationReference, WalkToken)
    /// An agent's browser has been away for as long as it may, if it still is.
    case browserStillAway(Lease, times: Int)
    /// The attempt is durable, and the citizen's phone may ring.
    case dial(Lease, Place)
    case citizenUnanswered(ConversationReference)
    /// The citizen has taken our call, and waits in the place that was kept.
    case placeTaken(ConversationReference, WalkToken)
    /// The citizen has called again, or goes back into the line.
    case placeResumed(ConversationReference, WalkToken, Place)
    /// A place that begins as a call-back is durable; the conversation is gone where nobody asks.
    case callBackJoined(ConversationReference?, WalkToken?, Place)
    /// What the recording booth's keeper has answered.
    case booth(LegID, BoothCall.Event)
}

/// What a look-up found beside what the dialplan sees.
struct LookUpFinding: Sendable {
    /// Whom it brought up, and by what.
    var known: KnownCitizen?
    var milliseconds: Int64
    /// The caller has given the proof of this case.
    var provenCase: CaseNumber?
    /// The citizen has said that it is not solved.
    var disputedCase: CaseNumber?
    /// The caller has proven to be whom the number brought up.
    var provesCitizen = false
    /// The call that somebody of a unit may make.
    var relay: RelayCall?
    /// Whether the records were asked.
    var isOfRecords = true

    /// The house has answered by itself.
    static let ofTheHouse = LookUpFinding(milliseconds: 0, isOfRecords: false)
}
