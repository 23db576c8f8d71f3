import CivicCRM
import CivicCalls
import CivicCore
import Foundation

/// A citizen as the desk shows one: never the proofs (`idSuffix`, `pinHash`), which only the store compares.
struct CitizenView: Encodable {
    var id: Int64
    var name: String
    var birthYear: Int?
    var language: Language
    var township: String
    var village: String?
    var accessibility: String?

    init(_ citizen: Citizen) {
        id = citizen.id
        name = citizen.name
        birthYear = citizen.birthYear
        language = citizen.language
        township = citizen.township
        village = citizen.village
        accessibility = citizen.accessibility
    }
}

/// A case as the desk shows it; names of service and unit come from the catalogue.
struct CaseView: Encodable {
    var id: Int64
    var number: CaseNumber
    var citizenId: Int64?
    var conversation: ConversationReference?
    var service: String
    var unit: String
    var state: CaseState
    var openedAt: Date
    var deadline: Date
    var updatedAt: Date
    var summary: String
    var hasRecording: Bool
    var channel: Channel
    var contactNumber: String?
    var isConfidential: Bool
    var pausedSince: Date?
    /// That the citizen wanted the number as a text message and it could not be sent; only of a case just opened.
    var isTextUnsent: Bool?

    init(_ record: Case) {
        id = record.id
        number = record.number
        citizenId = record.citizenId
        conversation = record.conversation
        service = record.service
        unit = record.unit
        state = record.state
        openedAt = record.openedAt
        deadline = record.deadline
        updatedAt = record.updatedAt
        summary = record.summary
        hasRecording = record.recording != nil
        channel = record.channel
        contactNumber = record.contactNumber
        isConfidential = record.isConfidential
        pausedSince = record.pausedSince
    }
}

/// One line of the time line.
struct ContactView: Encodable {
    var id: Int64
    var conversation: ConversationReference
    var channel: Channel
    var citizenId: Int64?
    var startedAt: Date
    var endedAt: Date?
    var agent: String?
    var talkTime: Int
    var trail: String
    var summary: String
    var outcome: String?

    init(_ contact: Contact) {
        id = contact.id
        conversation = contact.conversation
        channel = contact.channel
        citizenId = contact.citizenId
        startedAt = contact.startedAt
        endedAt = contact.endedAt
        agent = contact.agent
        talkTime = contact.talkTime
        trail = contact.trail
        summary = contact.summary
        outcome = contact.outcome
    }
}

/// The card: who it may be, what is open, what was before.
struct CardView: Encodable {
    struct Candidate: Encodable {
        var citizen: CitizenView
        var confidence: Double
        var reasons: [String]
        /// The same in the languages of the page.
        var evidence: [Sentence]
    }

    struct Sentence: Encodable {
        var en: String
        var zh: String

        init(_ evidence: CallerEvidence) {
            en = evidence.sentence(in: .english, timeZone: .current)
            zh = evidence.sentence(in: .mandarin, timeZone: .current)
        }
    }

    var candidates: [Candidate]
    var openCases: [CaseView]
    var timeline: [ContactView]
    var told: [ToldView]

    /// - Parameter articles: what is told now, for their names.
    init(_ card: CallerCard, articles: [Article] = []) {
        candidates = card.candidates.map {
            Candidate(
                citizen: CitizenView($0.citizen), confidence: $0.confidence, reasons: $0.reasons,
                evidence: $0.evidence.map(Sentence.init))
        }
        openCases = card.openCases.map(CaseView.init)
        timeline = card.timeline.map(ContactView.init)
        told = card.told.map { receipt in ToldView(receipt, articles.first { $0.id == receipt.article }) }
    }

    static let empty = CardView(CallerCard(candidates: [], openCases: [], timeline: []))
}
