import CivicDaemon
import CivicDialplan
import CivicHTTP
import CivicSIP
import CivicStore
import Foundation
import Synchronization
import Testing

@Suite("A reload takes the configuration, or refuses all of it")
struct ReloadTests {
    private let scene: PlanFolder
    private let store: CivicStore
    private let keeper: PlanKeeper

    init() async throws {
        scene = try PlanFolder()
        store = try scene.store()
        keeper = try await scene.begin(store)
    }

    private func file(_ name: String) -> String { "\(scene.folder)/\(name)" }

    private func change(_ name: String, _ old: String, _ new: String) throws {
        let text = try String(contentsOfFile: file(name), encoding: .utf8)
        try #require(text.contains(old))
        try text.replacing(old, with: new).write(toFile: file(name), atomically: true, encoding: .utf8)
    }

    @Test("accounts are taken, and who is gone is out at once; the ledger says who did it")
    func accounts() async throws {
        try """
        accounts:
          - { name: wei, desk-password: long-enough, queues: [general] }

        """.write(toFile: file("accounts.yaml"), atomically: true, encoding: .utf8)
        let first = try await keeper.reload(by: "wang")
        #expect(first.refusal == nil && first.taken == ["accounts"] && first.waiting == nil && first.note == nil)
        let wei = try await store.accounts.signIn(name: "wei", password: "long-enough")
        #expect(wei?.queues == ["general"])
        let session = try await store.accounts.createSession(agent: "wei")
        try change("accounts.yaml", "wei", "gao")
        #expect(try await keeper.reload(by: "wang").taken == ["accounts"])
        #expect(try await store.accounts.agent(forSession: session) == nil)
        #expect(try await store.accounts.agents().map(\.name) == ["gao"])
        #expect(try await keeper.reload(by: "wang").taken == nil)
        let notes = try await store.ledger.events(after: 0, limit: 100).filter { $0.kind == "configuration-reloaded" }
        #expect(notes.map(\.actor) == ["wang", "wang"])
    }

    @Test("trunks, tokens and the form are taken; the line has them with the plans")
    func others() async throws {
        let taken = Mutex<HotlineConfiguration?>(nil)
        await keeper.connect { _, now in taken.withLock { $0 = now } }
        try change("trunks.yaml", "name: local", "name: carrier")
        try "tokens: []\n".write(toFile: file("api-tokens.yaml"), atomically: true, encoding: .utf8)
        try change("civicline.yaml", "filings-per-hour: 20", "filings-per-hour: 7")
        let outcome = try await keeper.reload(by: "wang")
        #expect(outcome.taken == ["trunks", "api-tokens", "ask.filings-per-hour"] && outcome.waiting == nil)
        let now = try #require(taken.withLock { $0 })
        #expect(now.trunks.lines.map(\.trunk.name) == ["carrier"])
        #expect(now.apiTokens.isEmpty && now.ask.filingsPerHour == 7)
    }

    @Test("what waits for the next start is named, each time until then")
    func waiting() async throws {
        try change("civicline.yaml", "udp: 127.0.0.1:5060", "udp: 127.0.0.1:5999")
        try change("civicline.yaml", "session: 12h", "session: 8h")
        for _ in 0..<2 {
            let outcome = try await keeper.reload(by: "wang")
            #expect(outcome.refusal == nil && outcome.taken == nil)
            #expect(outcome.waiting == ["sip.udp", "sip.tcp", "sip.advertise", "desk.session"])
        }
    }

    @Test("two persons are needed from the reload on that says so, and until the start that says otherwise")
    func approval() async throws {
        try change("civicline.yaml", "approval: alone", "approval: two-person")
        try scene.write("line", PlanFolder.plan("line", "12366"))
        let stricter = try await keeper.reload(by: "wang")
        #expect(stricter.taken == ["plans.approval"] && stricter.waiting == nil)
        #expect(stricter.request == 1 && stricter.changes.isEmpty)
        #expect(try await keeper.approve(1, by: "wang", note: "").refusal == .ownRequest)
        try change("civicline.yaml", "approval: two-person", "approval: alone")
        let looser = try await keeper.reload(by: "wang")
        #expect(looser.taken == nil && looser.waiting == ["plans.approval"])
        #expect(try await keeper.approve(1, by: "li", note: "").changes.map(\.after) == [2])
    }

    @Test("a fault in one file refuses all of it, with its place", arguments: ["accounts.yaml", "trunks.yaml"])
    func refused(faulty: String) async throws {
        await keeper.connect { _, _ in Issue.record("something went live") }
        try change("civicline.yaml", "filings-per-hour: 20", "filings-per-hour: 7")
        try scene.write("tax", PlanFolder.plan("tax", "12366"))
        try (String(contentsOfFile: file(faulty), encoding: .utf8) + "\nsurprise: 1\n")
            .write(toFile: file(faulty), atomically: true, encoding: .utf8)
        let outcome = try await keeper.reload(by: "wang")
        #expect(outcome.refusal == .faulty && outcome.changes.isEmpty)
        #expect(outcome.findings.contains { $0.file == file(faulty) && $0.line > 1 && $0.rule == "unknown-key" })
        #expect(await keeper.live.map(\.plan.name) == ["line"])
        #expect(try await store.ledger.events(after: 0, limit: 100).allSatisfy { $0.kind != "configuration-reloaded" })
    }

    @Test("a faulty plan keeps the accounts as they were")
    func faultyPlan() async throws {
        try "accounts: []\n".write(toFile: file("accounts.yaml"), atomically: true, encoding: .utf8)
        try scene.write("line", PlanFolder.plan("line", "12345", then: "goto: nowhere"))
        #expect(try await keeper.reload(by: "wang").refusal == .faulty)
        try scene.write("line", PlanFolder.plan("line", "12345"))
        #expect(try await keeper.reload(by: "wang").taken == ["accounts"])
    }

    @Test("data sources that first appear after the start are taken")
    func dataSources() async throws {
        #expect(await keeper.rules.sources.isEmpty)
        try """
        data-sources:
          weather:
            get: https://weather.example/today
            about: everybody
            fields:
              degrees: { at: /degrees, kind: number }

        """.write(toFile: file("data-sources.yaml"), atomically: true, encoding: .utf8)
        #expect(try await keeper.reload(by: "wang").refusal == nil)
        #expect(await keeper.rules.environment.lookUps["weather"] != nil)
    }

    @Test("every key of the configuration is either taken or waits for the next start by its name")
    func everyKey() throws {
        let text = try String(
            contentsOf: PlanKeeperTests.root.appending(path: "config/civicline.yaml"), encoding: .utf8)
        let read: Set = [
            "FILES_ACCOUNTS", "FILES_TRUNKS", "FILES_QUEUES", "FILES_SERVICES", "FILES_UNITS", "FILES_CALENDARS",
            "FILES_CASE_RULES", "FILES_DATA_SOURCES", "FILES_API_TOKENS", "FILES_SEGMENTS",
        ]
        let compared = HotlineConfiguration.compared.map { name in
            name.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
        }
        let keys = text.matches(of: /# CIVICLINE_([A-Z_]+):/).map { String($0.output.1) }
        #expect(keys.count > 80)
        for key in keys where !read.contains(key) {
            #expect(compared.contains { key == $0 || key.hasPrefix($0 + "_") }, "\(key)")
        }
    }
}
