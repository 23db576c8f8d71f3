import CivicCRM
import CivicCore
import CivicDialplan
import CivicMedia
import CivicQueue
import CivicSDP
import CivicSIP
import Foundation

/// One living conversation with a citizen: the SIP call, the media bridge, the walk through the dialplan, the place in
/// line, and the agent when there is one. Owned by the switchboard and never leaves it.
final class Conversation {
    enum Stage: Equatable {
        case arriving
        case answered(at: Date)
        case ending
    }

    let reference: ConversationReference
    /// Of no call while ours is being placed.
    var line: CitizenLine
    /// The trunk that the call came by; `nil` when it came by none of the house's.
    let trunk: String?
    /// Whether a phone of the house made the call, with its credentials.
    let isOfAccount: Bool
    let number: PhoneNumber?
    let bridge: BridgeID
    let startedAt: Date
    let startedInstant: MonotonicInstant
    var audio: LegAudio
    var walk: RecordedWalk
    /// How much of the walk was drafted last, in moments.
    var draftedMoments = 0
    var stage = Stage.arriving
    var wasAnswered = false
    /// The dialplan has begun.
    var hasBegun = false

    /// We offered in our 200 and wait for the answer in the ACK; effects that need media wait in `deferred`.
    var awaitsAnswerInACK = false
    var deferred: [WalkEffect] = []

    var language: Language
    var music: String?
    var speaking: PlaybackToken?
    var recording: (token: WalkToken, file: String)?
    var lastRecording: String?
    var recordings = 0

    var trail: [TrailEntry] = []
    var contact: Contact?
    /// Who is on the line, and how that is known.
    var known: KnownCitizen?
    /// Under whose name stands what is opened or read out in the call.
    var nameable: Int64? { known.flatMap { $0.may(.putUnderName) ? $0.id : nil } }
    var card: CallerCard?
    var caseOpened = false
    /// Cases whose proof was given in this call.
    var provenCases: Set<CaseNumber> = []
    /// Of which the citizen may say whether they are solved.
    var ownCases: Set<CaseNumber> { provenCases.union(visit.map { [$0.call.number] } ?? []) }
    /// What the citizen has said to be not solved, the last one; a comment is about it.
    var disputedCase: CaseNumber?
    /// How long the last look-up took.
    var lookUpMilliseconds: Int64 = 0

    var queueToken: WalkToken?
    @Boxed var place: Place?
    /// The position that the dialplan knows, where it is far back in line.
    var toldPosition: Int?
    /// The dialplan has given the place up while the row was still being written.
    var gaveUpPlace: Place.Leaving?
    @Boxed var agent: AgentLeg?
    /// Somebody whom the agent asks.
    @Boxed var consultation: Consultation?
    /// The citizen keys a proof, and the agent waits.
    @Boxed var proof: KeyedProof?
    /// How many proofs have been asked for.
    var proofs: UInt32 = 0
    /// A supervisor who takes part.
    @Boxed var supervisor: SupervisorLeg?
    /// How often the browser of an agent has been waited for.
    var awayTimes = 0
    /// The hotline makes this call; `nil` once it was taken, and in all others.
    @Boxed var callingBack: CallingBack?
    /// The hotline makes this call to ask whether a matter is solved.
    @Boxed var visit: Visit?
    /// Such a call that tells what is right.
    @Boxed var recalling: Recalling?
    /// Somebody of a unit calls to reach a citizen.
    var isRelay = false
    /// What lets them do so without a code, until it is used.
    var relayLeave: RelayLeave?
    /// Whose page has asked for the call.
    var relayWorker: String?
    /// The call to the citizen that may be made, until how it ended is written.
    @Boxed var relay: Relay?
    /// The hotline makes the call, and it is not one like any other yet.
    var isOurs: Bool {
        callingBack != nil || visit != nil || recalling != nil || (isRelay && stage == .arriving)
    }
    /// The place that is kept while the caller settles when to be called back.
    @Boxed var held: Place?
    /// The line was lost; the citizen has not hung up.
    var isDropped = false
    /// A place in line, or a call-back, was had in this call.
    var hadPlace = false
    /// A phone of the house that an agent's phone has passed the citizen on to.
    @Boxed var guest: GuestLeg?
    /// Until then an agent's BYE is what phones do by themselves when their transfer has failed.
    var transferFailedUntil: MonotonicInstant?
    /// The last place in line, for when a guest's phone is lost.
    @Boxed var lastPlace: Place?
    /// It goes on with a talk that broke off: its place keeps that mark where "life and limb" is taken away.
    var continues = false
    /// An agent is won but the card is still being fetched.
    @Boxed var waitingOffer: (lease: Lease, ringFor: Duration)?
    /// The card is at the desk, and the device rings in a moment.
    @Boxed var ringingSoon: Lease?
    /// The last agent who talked with the citizen, and since when the present talk lasts.
    var servedBy: String?
    var talkingSince: Date?
    /// Seconds of ended talks with agents.
    var talked = 0
    /// When the citizen is to be told that the longest time is nearly over; `nil` where that is done.
    var warnAt: MonotonicInstant?
    /// Wrap-ups of agents who passed the call on.
    var wrapUps: [WrapUp] = []

    /// A call that the hotline makes.
    init(
        reference: ConversationReference, number: PhoneNumber, bridge: BridgeID, audio: LegAudio, walk: RecordedWalk,
        language: Language, at now: MonotonicInstant, wallClock: Date
    ) {
        self.reference = reference
        line = .sip(CallHandle(value: .max))
        trunk = nil
        isOfAccount = false
        self.number = number
        self.bridge = bridge
        self.audio = audio
        self.walk = walk
        self.language = language
        startedAt = wallClock
        startedInstant = now
    }

    init(
        reference: ConversationReference, line: CitizenLine, trunk: String?, isOfAccount: Bool, number: PhoneNumber?,
        bridge: BridgeID, audio: LegAudio, walk: RecordedWalk, language: Language, at now: MonotonicInstant,
        wallClock: Date
    ) {
        self.reference = reference
        self.line = line
        self.trunk = trunk
        self.isOfAccount = isOfAccount
        self.number = number
        self.bridge = bridge
        self.audio = audio
        self.walk = walk
        self.language = language
        startedAt = wallClock
        startedInstant = now
    }
}

/// What connects the citizen with us.
enum CitizenLine: Equatable {
    case sip(CallHandle)
    /// A page, by the id of its call.
    case browser(String)

    var call: CallHandle? { if case .sip(let call) = self { call } else { nil } }
}

/// One party's audio: the media leg and what was agreed on for it.
struct LegAudio {
    let leg: LegID
    /// What we offer or answer with; its version grows with every description that we send.
    var local: LocalAudio
    /// The peer's offer that is still to be answered.
    var offer: [UInt8]?
    var agreed: NegotiatedAudio?
    /// By which ways keys are heard.
    var digits = DigitWays.all
    /// Where the peer's signalling comes from, as far as that is known.
    var peerHost: String?

    /// The answer to `offer`, which from now on is agreed.
    mutating func answer(_ offer: [UInt8]) throws(SDPRefusal) -> [UInt8] {
        let (body, audio) = try OfferAnswer.answer(to: offer, local: local)
        local.version += 1
        self.offer = nil
        agree(on: audio)
        return body
    }

    mutating func accept(_ answer: [UInt8]) throws(SDPRefusal) {
        agree(on: try OfferAnswer.accept(answer: answer, to: local))
    }

    /// From now on our own offers are of the profile that the other side has shown.
    private mutating func agree(on audio: NegotiatedAudio) {
        agreed = audio
        local.security?.usesSecureProfile = audio.usesSecureProfile
        local.security?.answeredTag = audio.answeredTag
    }

    /// What the media thread is told.
    var plan: LegPlan? {
        agreed.map { audio in
            var plan = LegPlan(
                remote: audio.remote, codec: audio.codec.payload, payloadType: audio.payloadType,
                receivedPayloadType: audio.receivedPayloadType,
                telephoneEventPayloadType: audio.telephoneEventPayloadType,
                receivedEventPayloadType: audio.receivedEventPayloadType,
                comfortNoisePayloadType: audio.comfortNoisePayloadType, packetTime: audio.packetTime,
                sends: audio.direction == .sendrecv || audio.direction == .sendonly,
                receives: audio.direction == .sendrecv || audio.direction == .recvonly)
            plan.digits = digits
            plan.signallingHost = peerHost
            plan.keys = audio.keys
            plan.multiplexes = audio.multiplexes
            plan.remoteControl = audio.remoteControl
            return plan
        }
    }

    /// The peer has put us on hold (RFC 3264 §8.4): it listens no more.
    var isHeld: Bool { agreed.map { $0.direction == .recvonly || $0.direction == .inactive } ?? false }
}

extension AudioCodec {
    /// The codec as a leg knows it.
    fileprivate var payload: WirePayload {
        switch self {
        case .pcmu: .pcmu
        case .pcma: .pcma
        case .g722: .g722
        case .opus: .opus
        case .l16: .l16
        case .l16Wideband: .l16Wideband
        }
    }
}

/// The agent's device in a conversation.
struct AgentLeg {
    enum Stage: Equatable {
        case ringing
        case talking(since: Date)
    }

    let agent: String
    let lease: Lease
    /// `nil` while the agent's browser is not connected.
    var audio: LegAudio?
    var isBrowser = false
    /// nil until the user agent has placed the call.
    var call: CallHandle?
    var stage = Stage.ringing
    /// The phone has gone while the citizen is being passed on; how the talk ended shows when that is settled.
    var hasLeft = false
}
