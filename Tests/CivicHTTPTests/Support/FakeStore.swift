import CivicCRM
import CivicCore
import CivicHTTP
import Foundation

struct StoreDown: Error {}

/// The citizens' record of the sample county, in memory.
actor FakeRecords: CitizenRecords {
    private let now: @Sendable () -> Date
    private var all: [Case]
    private(set) var drafts: [CaseDraft] = []
    private var notes: [CaseEvent] = []
    private var isDown = false
    /// What was made one, kept apart, and given to the other when it was parted.
    var merged: CitizenMerge?
    var areApart = false
    var given: Set<Int64> = []
    var roles: [Int64: HouseholdRole] = [101: .parent]
    var consents: [Consent] = []
    var preferences: [Int64: ContactPreference] = [:]
    var facts: [CitizenFact] = []
    var offers: [EntitlementOffer] = []
    private var looks: [OpeningTold] = []

    init(now: @escaping @Sendable () -> Date) {
        self.now = now
        all = SampleCounty.cases(at: now())
    }

    func fail(_ isDown: Bool) { self.isDown = isDown }

    func ask() throws { if isDown { throw StoreDown() } }

    func likelyMatter(ofCitizen id: Int64, at now: Date) throws -> LikelyMatter? { nil }

    func candidates(forNumber key: String) throws -> [CallerCandidate] { [] }

    func card(forNumber key: String?, known: KnownCitizen?) throws -> CallerCard {
        try ask()
        return CallerCard(
            candidates: [], openCases: all.filter { $0.citizenId == known?.id },
            timeline: SampleCounty.timeline(at: now()).filter { $0.citizenId == known?.id })
    }

    func citizen(_ id: Int64) throws -> Citizen? {
        try ask()
        return [SampleCounty.mother, SampleCounty.son].first { $0.id == id }
    }

    func search(_ text: String, limit: Int) throws -> [Citizen] {
        try ask()
        return [SampleCounty.mother, SampleCounty.son].filter { $0.name.contains(text) }
    }

    func caseStatus(number: CaseNumber, proof: String, askedFrom numberKey: String?, at now: Date) -> CaseStatusAnswer {
        .refused
    }

    func prove(citizen: Int64, proof: String, askedFrom numberKey: String?, at now: Date) -> CitizenProofAnswer {
        .refused
    }

    func dispute(_ number: CaseNumber, in conversation: ConversationReference, at now: Date) -> DisputeAnswer {
        .notPossible
    }

    func agree(_ number: CaseNumber, in conversation: ConversationReference, at now: Date) -> AgreementAnswer {
        .notPossible
    }

    func caseRecord(number: CaseNumber) -> Case? { all.first { $0.number == number } }

    func language(ofNumber key: String) -> Language? { nil }

    func remember(_ language: Language, ofNumber key: String, at now: Date) {}

    private(set) var receipts: [ArticleReceipt] = []
    func keep(_ receipt: ArticleReceipt) { receipts.append(receipt) }

    func openings(ofCitizen id: Int64, since: Date, limit: Int) -> [OpeningTold] { looks }
    func openings(ofCase id: Int64, since: Date, limit: Int) -> [OpeningTold] { looks }
    func looked(_ looks: [OpeningTold]) { self.looks = looks }

    func openCase(_ draft: CaseDraft, at now: Date) throws -> Case {
        try ask()
        drafts.append(draft)
        let opened = Case(
            id: Int64(100 + drafts.count), number: CaseNumber(serial: 30_000 + drafts.count),
            citizenId: draft.citizenId, conversation: draft.conversation, service: draft.service, unit: "water-company",
            state: .received, openedAt: now, deadline: now.addingTimeInterval(86_400), updatedAt: now,
            summary: draft.summary, recording: draft.recording, channel: draft.channel,
            contactNumber: draft.contactNumber)
        all.append(opened)
        return opened
    }

    func addNote(toCase id: Int64, _ note: String, state: CaseState?, by: String, at now: Date) throws -> Case {
        try ask()
        guard let index = all.firstIndex(where: { $0.id == id }) else { throw StoreDown() }
        if let state { all[index].state = state }
        notes.append(CaseEvent(id: Int64(notes.count), caseId: id, at: now, by: by, state: state, note: note))
        return all[index]
    }

    func history(ofCase id: Int64) throws -> [CaseEvent] {
        try ask()
        guard let record = all.first(where: { $0.id == id }) else { return [] }
        let first = CaseEvent(
            id: 1, caseId: id, at: record.openedAt, by: "system", state: .received, note: "电话受理")
        let second = CaseEvent(
            id: 2, caseId: id, at: record.openedAt.addingTimeInterval(3_000), by: record.unit, state: .dispatched,
            note: "已派承办单位")
        return [first, second] + notes.filter { $0.caseId == id }
    }

    func caseRecord(_ id: Int64) throws -> Case? {
        try ask()
        return all.first { $0.id == id }
    }

    func cases(ofCitizen id: Int64) throws -> [Case] { all.filter { $0.citizenId == id } }
    func begin(_ contact: Contact) -> Contact { contact }
    func update(_ contact: Contact) {}
}

/// Accounts in memory. With `acceptsAnySession` a session is the name of an agent: for looking at the pages.
actor FakeAccounts: DeskAccounts {
    struct Entry: Equatable {
        var agent: String
        var action: AuditAction
        var citizen: Int64?
    }

    private let acceptsAnySession: Bool
    private var sessions: [String: DeskAgent] = [:]
    private(set) var book: [Entry] = []
    private var bookIsShut = false

    init(acceptsAnySession: Bool = false) {
        self.acceptsAnySession = acceptsAnySession
    }

    func shutBook(_ isShut: Bool) { bookIsShut = isShut }

    static let lin = DeskAgent(id: "lin", name: "林坐席", roles: [.agent])
    static let supervisor = DeskAgent(id: "qin", name: "秦主管", roles: [.supervisor])
    static let administrator = DeskAgent(id: "wu", name: "吴管理", roles: [.administrator])
    static let auditor = DeskAgent(id: "he", name: "何审计", roles: [.auditor])
    static let transport = DeskAgent(id: "zhou", name: "周交通", roles: [.unit], unit: "transport")
    static let water = DeskAgent(id: "ping", name: "何供水", roles: [.unit], unit: "water-company")

    func signIn(name: String, password: String, source: String) throws -> DeskAgent? {
        if name == "hasty" { throw SignInRefusal.throttled(retryAfter: 30) }
        guard password == "correct" else { return nil }
        return [Self.lin, Self.auditor, Self.supervisor, Self.administrator, Self.transport, Self.water].first {
            $0.id == name
        }
    }

    func createSession(for agent: DeskAgent) -> String {
        let session = "session-\(agent.id)-\(sessions.count)"
        sessions[session] = agent
        return session
    }

    func agent(forSession session: String) -> DeskAgent? {
        acceptsAnySession
            ? DeskAgent(id: session, name: "林坐席", roles: session == "supervisor" ? [.supervisor] : [.agent])
            : sessions[session]
    }

    func endSession(_ session: String) { sessions[session] = nil }

    func audit(agent: String, action: AuditAction, citizen: Int64?, conversation: ConversationReference?) throws {
        if bookIsShut { throw StoreDown() }
        book.append(Entry(agent: agent, action: action, citizen: citizen))
    }
}
