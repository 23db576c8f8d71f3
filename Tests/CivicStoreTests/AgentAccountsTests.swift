import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Agents' accounts and sessions")
struct AgentAccountsTests {
    static let lin = StoredAgent(
        name: "lin", displayName: "林", sipUser: "2001", languages: [.mandarin, .english], queues: ["general"])
    static let chen = StoredAgent(
        name: "chen", displayName: "陈", sipUser: "2002", languages: [.mandarin], queues: ["general", "power"],
        role: .supervisor)
    let fixture: StoreFixture
    let now = StoreFixture.now
    var accounts: AgentAccounts { fixture.store.accounts }

    init() async throws {
        fixture = try StoreFixture()
        try await fixture.store.accounts.upsertAgents([
            (Self.lin, Redacted("sunrise")), (Self.chen, Redacted("rain")),
        ])
    }

    @Test("the right password signs in, others do not")
    func signIn() async throws {
        #expect(try await accounts.signIn(name: "lin", password: "sunrise", at: now) == Self.lin)
        #expect(try await accounts.signIn(name: "chen", password: "rain", at: now) == Self.chen)
        let wrong = [("lin", "rain"), ("lin", ""), ("nobody", "sunrise"), ("", ""), ("Lin", "sunrise")]
        for (name, password) in wrong {
            #expect(try await accounts.signIn(name: name, password: password, at: now) == nil)
        }
        #expect(try await accounts.agents() == [Self.chen, Self.lin])
    }

    @Test("no password is kept")
    func hashed() async throws {
        let hashes = try await fixture.store.pool.read { db in
            try String.fetchAll(db, sql: "SELECT password_hash FROM agent ORDER BY name")
        }
        #expect(hashes.allSatisfy { $0.hasPrefix("$scrypt$ln=10,r=8,p=1$") && !$0.contains("rain") })
        try await accounts.upsertAgents([(Self.lin, Redacted("sunrise")), (Self.chen, Redacted("snow"))])
        let after = try await fixture.store.pool.read { db in
            try String.fetchAll(db, sql: "SELECT password_hash FROM agent ORDER BY name")
        }
        #expect(after[0] != hashes[0] && after[1] == hashes[1])
    }

    @Test("five wrong passwords for a name from one place are enough; others may still sign in")
    func throttled() async throws {
        for _ in 0..<5 { #expect(try await accounts.signIn(name: "lin", password: "x", source: "a", at: now) == nil) }
        await #expect(throws: SignInThrottled(retryAfter: .seconds(900))) {
            try await accounts.signIn(name: "lin", password: "sunrise", source: "a", at: now)
        }
        #expect(try await accounts.signIn(name: "lin", password: "sunrise", source: "b", at: now) == Self.lin)
        #expect(try await accounts.signIn(name: "chen", password: "rain", source: "a", at: now) == Self.chen)
        #expect(
            try await accounts.signIn(name: "lin", password: "sunrise", source: "a", at: now + 900) == Self.lin)
    }

    @Test("signing in rightly many times is never throttled")
    func rightly() async throws {
        for _ in 0..<7 { #expect(try await accounts.signIn(name: "lin", password: "sunrise", at: now) == Self.lin) }
    }

    @Test("a session opens until it ends or expires, and its token is nowhere in the database")
    func sessions() async throws {
        let token = try await accounts.createSession(agent: "lin", at: now)
        let other = try await accounts.createSession(agent: "lin", at: now)
        #expect(token != other && token.utf8.count == 43)
        #expect(try await accounts.agent(forSession: token, at: now + 43_199) == Self.lin)
        #expect(try await accounts.agent(forSession: token, at: now + 43_200) == nil)
        #expect(try await accounts.agent(forSession: token + "x", at: now) == nil)
        #expect(try await accounts.agent(forSession: "", at: now) == nil)
        try await accounts.endSession(token)
        #expect(try await accounts.agent(forSession: token, at: now) == nil)
        #expect(try await accounts.agent(forSession: other, at: now) == Self.lin)
        let files = try FileManager.default.contentsOfDirectory(atPath: fixture.folder)
        for file in files {
            let bytes = try Data(contentsOf: URL(filePath: fixture.folder + "/" + file))
            #expect(bytes.range(of: Data(other.utf8)) == nil)
            #expect(bytes.range(of: Data("sunrise".utf8)) == nil)
        }
    }

    @Test("an agent who is no longer configured is out, with the session")
    func removed() async throws {
        let token = try await accounts.createSession(agent: "chen", at: now)
        try await accounts.upsertAgents([(Self.lin, Redacted("sunrise"))])
        #expect(try await accounts.agent(forSession: token, at: now) == nil)
        #expect(try await accounts.signIn(name: "chen", password: "rain", at: now) == nil)
        #expect(try await accounts.agent(named: "chen") == nil)
    }

    @Test("who has another password signs in again; another name or queue ends no session")
    func renewed() async throws {
        let chen = try await accounts.createSession(agent: "chen", at: now)
        let lin = try await accounts.createSession(agent: "lin", at: now)
        var moved = Self.lin
        moved.queues = ["power"]
        try await accounts.upsertAgents([(moved, Redacted("sunrise")), (Self.chen, Redacted("snow"))])
        #expect(try await accounts.agent(forSession: chen, at: now) == nil)
        #expect(try await accounts.agent(forSession: lin, at: now) == moved)
        #expect(try await accounts.signIn(name: "chen", password: "snow", at: now) == Self.chen)
    }
}
