import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Requests to publish")
struct PlanRequestTests {
    let fixture: StoreFixture
    var book: PlanBook { fixture.store.plans }

    init() async throws {
        fixture = try StoreFixture()
        _ = try await book.publish(
            [PlanText(plan: "county", text: "a", fingerprint: "a", base: nil)], by: "file", note: "", areFiles: true,
            at: StoreFixture.now)
    }

    private func ask(_ text: String = "b", base: Int? = 1) async throws -> PlanRequest {
        try await book.ask(
            PlanRequest(
                plan: "county", kind: .publish, text: text, base: base, author: "wang", note: "Friday",
                at: StoreFixture.now))
    }

    @Test("wait, are decided once, and stand in the ledger with both names")
    func decided() async throws {
        let request = try await ask()
        #expect(try await book.requests(.open) == [request])
        #expect(try await book.decide(request.id, .approved, by: "li", note: "fine", at: StoreFixture.now))
        #expect(try await !book.decide(request.id, .declined, by: "li", note: "", at: StoreFixture.now))
        #expect(try await book.requests(.open).isEmpty)
        let read = try #require(try await book.request(request.id))
        #expect(read.state == .approved && read.decidedBy == "li" && read.decision == "fine")
        let entries = try await fixture.store.ledger.events(after: 0, limit: 10).suffix(2)
        #expect(entries.map(\.kind) == ["plan-requested", "plan-request-approved"])
        #expect(entries.map(\.actor) == ["wang", "li"])
        #expect(entries.last?.payload.contains("\"author\":\"wang\"") == true)
    }

    @Test("the table itself lets nobody approve their own")
    func own() async throws {
        let request = try await ask()
        await #expect(throws: (any Error).self) {
            try await book.decide(request.id, .approved, by: "wang", note: "", at: StoreFixture.now)
        }
        #expect(try await book.decide(request.id, .declined, by: "wang", note: "", at: StoreFixture.now))
    }

    @Test("from what is no longer live are not taken")
    func base() async throws {
        await #expect(throws: PlanRefusal.changedMeanwhile(plan: "county", by: "file", serial: 1)) {
            try await ask(base: 7)
        }
        #expect(try await book.requests().isEmpty)
    }

    @Test("a text that was asked for is known, whatever became of it")
    func known() async throws {
        let request = try await ask()
        _ = try await book.decide(request.id, .declined, by: "li", note: "", at: StoreFixture.now)
        #expect(try await book.wasRequested("b", of: "county"))
        #expect(try await !book.wasRequested("b", of: "tax"))
    }

    @Test("a plan that is served no more has versions and no alias")
    func retired() async throws {
        try await book.retire(["county", "none"], by: "wang", at: StoreFixture.now)
        #expect(try await book.serials(.live).isEmpty)
        #expect(try await book.serials(.file).isEmpty)
        #expect(try await book.versions().count == 1)
        #expect(try await fixture.store.ledger.events(after: 0, limit: 10).last?.kind == "plan-retired")
    }
}
