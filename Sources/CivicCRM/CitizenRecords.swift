package import CivicCore
package import Foundation

/// Someone who may be calling, how sure we are, and why.
package struct CallerCandidate: Codable, Equatable, Sendable {
    package var citizen: Citizen
    /// 0…1; never 1 by number alone.
    package var confidence: Double
    /// Sentences for the agent: "called from this number 4 times since March".
    package var reasons: [String]
    /// The same as values, for pages in another language; `CallerEvidence.sentence(in:timeZone:)` words them.
    package var evidence: [CallerEvidence]

    package init(citizen: Citizen, confidence: Double, reasons: [String], evidence: [CallerEvidence] = []) {
        self.citizen = citizen
        self.confidence = confidence
        self.reasons = reasons
        self.evidence = evidence
    }
}

/// What the agent sees before the phone rings.
package struct CallerCard: Codable, Equatable, Sendable {
    package var candidates: [CallerCandidate]
    /// Of all candidates, nearest deadline first.
    package var openCases: [Case]
    /// Of all candidates and of the number, newest first, whatever the channel; at most 20.
    package var timeline: [Contact]
    /// What they were told of the hotline's articles, the newest first; at most 20.
    package var told: [ArticleReceipt]

    package init(
        candidates: [CallerCandidate], openCases: [Case], timeline: [Contact], told: [ArticleReceipt] = []
    ) {
        self.candidates = candidates
        self.openCases = openCases
        self.timeline = timeline
        self.told = told
    }
}

/// What is needed to open a case.
package struct CaseDraft: Sendable, Equatable {
    package var citizenId: Int64?
    package var conversation: ConversationReference?
    package var service: String
    package var summary: String
    package var recording: String?
    package var channel: Channel
    package var contactNumber: String?
    package var by: String
    /// Name and number reach no handling unit.
    package var isConfidential = false

    package init(
        citizenId: Int64?, conversation: ConversationReference?, service: String, summary: String, recording: String?,
        channel: Channel, contactNumber: String?, by: String
    ) {
        self.citizenId = citizenId
        self.conversation = conversation
        self.service = service
        self.summary = summary
        self.recording = recording
        self.channel = channel
        self.contactNumber = contactNumber
        self.by = by
    }
}

/// Answer to "what is the state of case N?", asked with a proof.
package enum CaseStatusAnswer: Sendable, Equatable {
    case found(Case)
    /// Unknown number or wrong proof: the same answer for both, so that nobody learns which.
    case refused
    /// Too many wrong proofs for this case or from this number of late.
    case locked
}

/// Answer to "is it this citizen?", asked with a proof.
package enum CitizenProofAnswer: Sendable, Equatable {
    case proven
    case refused
    /// Too many wrong proofs for this citizen or from this number of late.
    case locked
}

/// Answer to "this is not solved".
package enum DisputeAnswer: Sendable, Equatable {
    /// The case is with its unit again.
    case disputed(Case)
    /// Its unit has not called it answered or closed, or there is no such case.
    case notPossible
}

/// Answer to "this is solved".
package enum AgreementAnswer: Sendable, Equatable {
    case agreed(Case)
    /// Its unit has not called it answered, or there is no such case.
    case notPossible
}

/// What the hotline asks of the citizens' record; `CivicStore` answers it.
///
/// Every method that writes returns only after the row is durable.
package protocol CitizenRecords: Sendable {
    func candidates(forNumber key: String) async throws -> [CallerCandidate]
    /// The card of a call. Where the caller is proven or confirmed, of that citizen alone.
    func card(forNumber key: String?, known: KnownCitizen?) async throws -> CallerCard
    func citizen(_ id: Int64) async throws -> Citizen?
    /// Name, number or case number, for the agent's search; at most `limit`.
    func search(_ text: String, limit: Int) async throws -> [Citizen]
    /// `proof` is the last four of the citizen's ID number (`*` for X) or the PIN.
    func caseStatus(number: CaseNumber, proof: String, askedFrom numberKey: String?, at now: Date) async throws
        -> CaseStatusAnswer
    /// The same proof, for a citizen whom the call has found.
    func prove(citizen: Int64, proof: String, askedFrom numberKey: String?, at now: Date) async throws
        -> CitizenProofAnswer
    /// The citizen says that an answered or closed case is not solved. The caller has been asked for its proof.
    func dispute(_ number: CaseNumber, in conversation: ConversationReference, at now: Date) async throws
        -> DisputeAnswer
    /// The citizen says that an answered case is solved: it is closed.
    func agree(_ number: CaseNumber, in conversation: ConversationReference, at now: Date) async throws
        -> AgreementAnswer
    /// Looks of others at a citizen's file, for the citizen: the newest first, one a day of each unit and ground; at most `limit`.
    func openings(ofCitizen id: Int64, since: Date, limit: Int) async throws -> [OpeningTold]
    /// The same for one case.
    func openings(ofCase id: Int64, since: Date, limit: Int) async throws -> [OpeningTold]
    func openCase(_ draft: CaseDraft, at now: Date) async throws -> Case
    func addNote(toCase id: Int64, _ note: String, state: CaseState?, by: String, at now: Date) async throws -> Case
    /// nil when there is no such case.
    func caseRecord(_ id: Int64) async throws -> Case?
    func caseRecord(number: CaseNumber) async throws -> Case?
    func history(ofCase id: Int64) async throws -> [CaseEvent]
    func cases(ofCitizen id: Int64) async throws -> [Case]
    /// The case that the citizen is likely to want to hear of; of a confidential one nobody is told before asking.
    func likelyMatter(ofCitizen id: Int64, at now: Date) async throws -> LikelyMatter?
    /// What was chosen by key in the last call from a number that chose.
    func language(ofNumber key: String) async throws -> Language?
    func remember(_ language: Language, ofNumber key: String, at now: Date) async throws
    /// That somebody was told an article; with its ledger entry.
    func keep(_ receipt: ArticleReceipt) async throws
    /// `contact.id` is ignored; the stored one comes back.
    func begin(_ contact: Contact) async throws -> Contact
    func update(_ contact: Contact) async throws
}
