package import CivicCRM
package import CivicCore
package import Foundation

/// An agent's own choice of state.
package enum AgentChoice: Sendable, Equatable {
    case ready
    /// A word of the desk's list: `break`, `lunch`, `training`, `admin`.
    case notReady(reason: String)
    case signedOut
}

/// What the desk shows of the agent's state.
package struct DeskState: Codable, Sendable, Equatable {
    /// `signed-out`, `not-ready`, `ready`, `reserved`, `ringing`, `talking`, `wrap-up`.
    package var state: String
    package var reason: String?
    /// When the state began; and when it ends by itself, if it does.
    package var since: Date
    package var until: Date?
    package var deviceReady: Bool
    /// The window whose browser is the agent's phone; `nil` when it is a SIP phone, or none.
    package var phoneWindow: String?
    /// Callers waiting in the agent's queues, and the longest wait in seconds.
    package var waiting: Int
    package var longestWait: Int
    package var call: DeskCall?
    /// What callers hear first now.
    package var surges: [SurgeNotice]

    package init(
        state: String, reason: String?, since: Date, until: Date?, deviceReady: Bool, waiting: Int, longestWait: Int,
        call: DeskCall?, surges: [SurgeNotice] = []
    ) {
        self.state = state
        self.reason = reason
        self.since = since
        self.until = until
        self.deviceReady = deviceReady
        self.waiting = waiting
        self.longestWait = longestWait
        self.call = call
        self.surges = surges
    }
}

/// One thing that the caller heard, pressed or asked on the way.
package struct TrailEntry: Codable, Sendable, Equatable {
    package var at: Date
    /// `heard`, `pressed`, `looked-up`, `recorded`, `queued`, `note`.
    package var kind: String
    /// The dialplan step.
    package var step: String
    package var text: String

    package init(at: Date, kind: String, step: String, text: String) {
        self.at = at
        self.kind = kind
        self.step = step
        self.text = text
    }
}

/// The card that pops before the phone rings, and stays until wrap-up is done.
package struct DeskCall: Codable, Sendable, Equatable {
    package var conversation: ConversationReference
    package var placeId: Int64
    package var queue: String
    package var joinedAt: Date
    package var answeredAt: Date?
    package var endedAt: Date?
    /// As the network said it; nil when the caller is anonymous.
    package var callerNumber: String?
    package var language: Language
    package var card: CallerCard
    package var trail: [TrailEntry]
    /// Who is on the line, and how that is known.
    package var known: KnownCitizen?
    /// Whether the citizen is still on the line.
    package var citizenPresent: Bool
    /// Whose call it is for certain; `nil` while that is only presumed.
    package var citizenId: Int64? { known.flatMap { $0.may(.showFileAlone) ? $0.id : nil } }
    /// Whether what is said is being recorded.
    package var isRecorded: Bool
    /// Until then the recording holds silence; it goes on by itself. `nil` while it is not paused.
    package var maskedUntil: Date?
    /// Since when the citizen is on hold; `nil` while the two talk.
    package var heldSince: Date?
    /// Somebody whom the agent asks meanwhile.
    package var consultation: DeskConsultation?
    /// How the last one was over, where the agent has not ended it.
    package var consultationEnd: ConsultationEnd?
    /// The citizen keys a proof, or has.
    package var proof: DeskProof?
    /// Goes ahead of longer waits where the citizen is sent on.
    package var isLifeAndLimb: Bool
    /// The colleague who asks this agent; the call is still theirs.
    package var askedBy: String?
    /// How a supervisor takes part in the talk.
    package var supervision: SupervisionMode?
    /// The worst mean opinion (1 to 5) among the legs that have ended.
    package var meanOpinion: Double?

    package init(
        conversation: ConversationReference, placeId: Int64, queue: String, joinedAt: Date, answeredAt: Date?,
        endedAt: Date?, callerNumber: String?, language: Language, card: CallerCard, trail: [TrailEntry],
        known: KnownCitizen?, citizenPresent: Bool, isRecorded: Bool = false, maskedUntil: Date? = nil,
        isLifeAndLimb: Bool = false
    ) {
        self.isLifeAndLimb = isLifeAndLimb
        self.isRecorded = isRecorded
        self.maskedUntil = maskedUntil
        self.conversation = conversation
        self.placeId = placeId
        self.queue = queue
        self.joinedAt = joinedAt
        self.answeredAt = answeredAt
        self.endedAt = endedAt
        self.callerNumber = callerNumber
        self.language = language
        self.card = card
        self.trail = trail
        self.known = known
        self.citizenPresent = citizenPresent
    }
}

/// What the desk is told as it happens. The whole state each time: a client that missed some needs only the last.
package struct DeskEvent: Codable, Sendable, Equatable {
    /// Grows by one per agent; survives reloads of the page, starts anew with the daemon (`epoch` tells).
    package var sequence: Int
    /// The daemon's start, so that a client knows that its last sequence number is from another life.
    package var epoch: String
    /// `state`, `card`, `trail`, `ended`.
    package var kind: String
    package var state: DeskState

    package init(sequence: Int, epoch: String, kind: String, state: DeskState) {
        self.sequence = sequence
        self.epoch = epoch
        self.kind = kind
        self.state = state
    }
}

/// Wrap-up of one call as the agent filled it in.
package struct WrapUp: Codable, Sendable, Equatable {
    package var conversation: ConversationReference
    /// `solved-on-call`, `case-opened`, `case-updated`, `information-given`, `wrong-number`, `nuisance`, `other`.
    package var code: String
    package var note: String
    package var citizenId: Int64?

    package init(conversation: ConversationReference, code: String, note: String, citizenId: Int64?) {
        self.conversation = conversation
        self.code = code
        self.note = note
        self.citizenId = citizenId
    }
}

/// Why the desk's wish was refused; `description` is for the agent to read.
package enum DeskRefusal: Error, Sendable, Equatable {
    case unknownAgent
    case noDevice
    /// Another window is the agent's phone.
    case phoneElsewhere
    case notInCall
    case notRecorded
    case wrongState(String)
    case unknownQueue(String)
    case invalid(field: String, reason: String)
}

/// The agent's side of the contact centre: what pages ask and are told.
package protocol DeskService: Sendable {
    func state(of agent: String) async throws(DeskRefusal) -> DeskState
    func choose(_ choice: AgentChoice, agent: String) async throws(DeskRefusal)
    /// Events after `sequence` (all that are kept, at least the current state, when it is nil or too old), then live.
    /// Bounded: a reader that falls 64 events behind is ended and comes back with its last sequence number.
    func events(of agent: String, after sequence: Int?, epoch: String?) async throws(DeskRefusal)
        -> AsyncStream<DeskEvent>
    func hangUp(agent: String) async throws(DeskRefusal)
    func transferToQueue(_ queue: String, agent: String) async throws(DeskRefusal)
    /// Keeps what is said now out of the recording, for a minute from now, or ends that pause.
    func maskRecording(_ isOn: Bool, agent: String) async throws(DeskRefusal)
    /// Lets the citizen wait with music, and comes back.
    func hold(_ isOn: Bool, agent: String) async throws(DeskRefusal)
    /// Sets who the caller is for this call; shows that citizen's card.
    func confirmCitizen(_ citizen: Int64, agent: String) async throws(DeskRefusal)
    func wrapUp(_ form: WrapUp, agent: String) async throws(DeskRefusal)
    /// The trunks in the order of their file.
    func trunks() async -> [TrunkView]
    /// Counters in Prometheus text exposition format 0.0.4.
    func metrics() async -> String
    /// Whether new calls are taken; for health checks.
    func isOpen() async -> Bool
}
