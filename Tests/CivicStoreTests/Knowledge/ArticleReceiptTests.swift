import CivicCRM
import CivicCore
import CivicStore
import Foundation
import Testing

@Suite("Receipts of articles")
struct ArticleReceiptTests {
    let fixture: StoreFixture
    let call = ConversationReference(text: "C-READ")

    init() throws {
        fixture = try StoreFixture()
    }

    private func receipt(heard: Int) -> ArticleReceipt {
        ArticleReceipt(
            article: "renewal", version: 2, conversation: call, numberKey: "+8612900001001", citizenId: nil,
            language: .english, at: StoreFixture.now, parts: 3, heard: heard, seconds: 31)
    }

    @Test("say what was read in which call and how much was heard, also after a restart")
    func kept() async throws {
        try await fixture.store.keep(receipt(heard: 2))
        try await fixture.store.keep(receipt(heard: 3))
        #expect(try await fixture.reopen().receipts(of: call) == [receipt(heard: 2), receipt(heard: 3)])
        #expect(try await fixture.store.receipts(of: ConversationReference(text: "C-OTHER")) == [])
    }

    @Test("the ledger has them without the number")
    func ledger() async throws {
        try await fixture.store.keep(receipt(heard: 2))
        let entry = try #require(try await fixture.store.ledger.events(of: call).first)
        #expect(entry.kind == "article-read")
        #expect(entry.payload.contains("\"heard\":\"2\"") && entry.payload.contains("\"version\":\"2\""))
        #expect(!entry.payload.contains("12900001001"))
    }

    @Test("what an agent told, and by which way, stands in the citizen's card, without a call as well")
    func card() async throws {
        let number = "+8612900001001"
        try await fixture.store.keep(receipt(heard: 3))
        var told = receipt(heard: 3)
        (told.channel, told.by, told.conversation, told.at) = (
            .letter, "lin", nil, StoreFixture.now.addingTimeInterval(60)
        )
        try await fixture.store.keep(told)
        let card = try await fixture.store.card(forNumber: number, known: nil)
        #expect(card.told == [told, receipt(heard: 3)])
        #expect(try await fixture.store.card(forNumber: "+8612900001002", known: nil).told == [])
        #expect(try await fixture.store.tellings(of: "renewal") == [2: 2])
        let kinds = try await fixture.store.ledger.events(after: 0, limit: 10).map { "\($0.kind) \($0.actor)" }
        #expect(kinds == ["article-read system", "article-told lin"])
    }

    @Test("more parts heard than there are is refused whole")
    func absurd() async throws {
        await #expect(throws: (any Error).self) { try await fixture.store.keep(receipt(heard: 4)) }
        #expect(try await fixture.store.ledger.events(of: call) == [])
    }
}
