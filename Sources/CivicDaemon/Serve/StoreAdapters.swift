import CivicCRM
import CivicCalls
import CivicCore
import CivicHTTP
import CivicQueue
import CivicStore
import Foundation

// The store as the rooms that do not know it want to see it.

extension Ledger: CallLedger {}

/// Sign-in, sessions and the audit for the pages.
struct StoreDeskAccounts: DeskAccounts {
    let store: CivicStore
    let lifetime: Duration

    func signIn(name: String, password: String, source: String) async throws -> DeskAgent? {
        do {
            return try await store.accounts.signIn(name: name, password: password, source: source).map(DeskAgent.init)
        } catch let throttled as SignInThrottled {
            throw SignInRefusal.throttled(retryAfter: max(1, Int(throttled.retryAfter.inSeconds.rounded(.up))))
        }
    }

    func createSession(for agent: DeskAgent) async throws -> String {
        try await store.accounts.createSession(agent: agent.id, lifetime: lifetime.inSeconds)
    }

    func agent(forSession session: String) async throws -> DeskAgent? {
        try await store.accounts.agent(forSession: session).map(DeskAgent.init)
    }

    func endSession(_ session: String) async throws {
        try await store.accounts.endSession(session)
    }

    func audit(
        agent: String, action: AuditAction, citizen: Int64?, conversation: ConversationReference?
    ) async throws {
        _ = try await store.ledger.audit(
            AuditEntry(
                actor: agent, action: action.rawValue, citizenId: citizen, reason: nil, conversation: conversation),
            at: Date())
    }
}

extension AgentAccounts {
    /// Makes those with a desk the ones that may sign in; sessions of others end.
    func use(_ accounts: [Account]) async throws {
        try await upsertAgents(
            accounts.compactMap { account in
                guard let agent = StoredAgent(account), let password = account.deskPassword else { return nil }
                return (agent, password)
            })
    }
}

extension DeskAgent {
    init(_ stored: StoredAgent) {
        self.init(id: stored.name, name: stored.displayName, roles: [DeskRole(stored.role)], unit: stored.unit)
    }
}

extension DeskRole {
    init(_ role: StoredAgent.Role) {
        switch role {
        case .agent: self = .agent
        case .supervisor: self = .supervisor
        case .administrator: self = .administrator
        case .auditor: self = .auditor
        case .unit: self = .unit
        }
    }
}

extension StoredAgent {
    /// nil for a phone without a desk.
    init?(_ account: Account) {
        let role: Role
        switch account.role {
        case .agent: role = .agent
        case .supervisor: role = .supervisor
        case .administrator: role = .administrator
        case .unit: role = .unit
        case .phone: return nil
        }
        self.init(
            name: account.name, displayName: account.displayName, sipUser: account.phone?.user ?? "",
            languages: account.languages, queues: account.queues, role: role, unit: account.unit)
    }
}

extension DeskCatalogue {
    init(
        _ services: ServiceCatalogue, queues: [QueueDefinition], segments: SegmentCatalogue = SegmentCatalogue(),
        number: String
    ) {
        func entry(_ id: String, _ names: [Language: String]) -> Entry {
            Entry(id: id, zh: names[.mandarin] ?? id, en: names[.english] ?? id)
        }
        func question(_ texts: [Language: String]) -> Question {
            Question(zh: texts[.mandarin] ?? "", en: texts[.english] ?? "")
        }
        self.init(
            hotline: Entry(id: number, zh: "市民热线", en: "Citizens' hotline"),
            services: services.services.map { service in
                var entry = Service(
                    id: service.id, zh: service.name(in: .mandarin), en: service.name(in: .english),
                    unit: service.unit)
                entry.offer = service.benefit.map { Offer(say: question($0.say), reason: question($0.reason)) }
                return entry
            },
            units: services.units.map { entry($0.id, $0.names) },
            queues: queues.map { Entry(id: $0.id, zh: $0.id == "general" ? "综合队列" : $0.id, en: $0.id) })
        self.segments = segments.segments.map { entry($0.id, $0.names) }
        facts = segments.facts.map { fact in
            let named = entry(fact.id, fact.names)
            return Fact(
                id: named.id, zh: named.zh, en: named.en, values: fact.values.map { entry($0.id, $0.names) })
        }
        unitsWithPhone = services.units.filter { $0.phone != nil }.map(\.id)
    }
}
