import CivicCRM
import CivicCalls
import CivicCore
import CivicTrace
import Foundation

/// The agent's state as the page gets it, with the server's clock, so that a wrong clock at the desk shows no wrong
/// timers.
struct DeskStateView: Encodable {
    var now: Date
    var state: String
    var reason: String?
    var since: Date
    var until: Date?
    var deviceReady: Bool
    var phoneWindow: String?
    var waiting: Int
    var longestWait: Int
    var call: DeskCallView?
    var surges: [SurgeNotice]

    /// - Parameters:
    ///   - articles: what is told now, for their names.
    ///   - showingCard: false when the look could not be written to the audit book.
    init(_ state: DeskState, at now: Date, showingCard: Bool, articles: [Article] = []) {
        self.now = now
        self.state = state.state
        reason = state.reason
        since = state.since
        until = state.until
        deviceReady = state.deviceReady
        phoneWindow = state.phoneWindow
        waiting = state.waiting
        longestWait = state.longestWait
        call = state.call.map { DeskCallView($0, showingCard: showingCard, articles: articles) }
        surges = state.surges
    }
}

/// The call of the moment.
struct DeskCallView: Encodable {
    var conversation: ConversationReference
    var queue: String
    var joinedAt: Date
    var answeredAt: Date?
    var endedAt: Date?
    var callerNumber: String?
    var language: Language
    var card: CardView
    /// The card is kept back because the audit book does not answer; the call itself is not harmed.
    var cardWithheld: Bool
    var trail: [TrailEntry]
    /// Whose call it is for certain, and whether the agent has said so or the caller has proven it.
    var citizenId: Int64?
    var identity: IdentityLevel?
    var citizenPresent: Bool
    var isRecorded: Bool
    var maskedUntil: Date?
    var heldSince: Date?
    var consultation: DeskConsultation?
    var consultationEnd: ConsultationEnd?
    var proof: DeskProof?
    var isLifeAndLimb: Bool
    /// The colleague who asks this agent.
    var askedBy: String?
    /// `listen`, `whisper` or `barge`, while a supervisor takes part.
    var supervision: String?
    /// `good`, `fair` or `poor`, once a leg has ended.
    var quality: String?

    init(_ call: DeskCall, showingCard: Bool, articles: [Article] = []) {
        conversation = call.conversation
        queue = call.queue
        joinedAt = call.joinedAt
        answeredAt = call.answeredAt
        endedAt = call.endedAt
        callerNumber = call.callerNumber
        language = call.language
        card = showingCard ? CardView(call.card, articles: articles) : .empty
        cardWithheld = !showingCard
        trail = call.trail
        citizenId = call.citizenId
        identity = call.known?.level
        citizenPresent = call.citizenPresent
        isRecorded = call.isRecorded
        maskedUntil = call.maskedUntil
        heldSince = call.heldSince
        consultation = call.consultation
        consultationEnd = call.consultationEnd
        proof = call.proof
        isLifeAndLimb = call.isLifeAndLimb
        askedBy = call.askedBy
        supervision = call.supervision?.rawValue
        quality = call.meanOpinion.map { LegQuality.Word(meanOpinion: $0).rawValue }
    }
}

/// The data of one event of the stream.
struct DeskEventView: Encodable {
    var sequence: Int
    var epoch: String
    var kind: String
    var state: DeskStateView
}
