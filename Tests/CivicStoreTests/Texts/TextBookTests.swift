import CivicCRM
import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Text messages that are owed")
struct TextBookTests {
    private let fixture: StoreFixture
    private let now = StoreFixture.now
    private static let number = "+8613800000001"

    init() throws { fixture = try StoreFixture() }

    private func post(_ text: String = "您的工单号 12", case id: Int64? = nil) async throws -> OwedText {
        try await fixture.store.post(TextMessage(caseId: id, numberKey: Self.number, text: text), at: now)
        return try #require(try await fixture.store.owedTexts(at: now, limit: 9).last)
    }

    @Test("a message is owed until it is taken, with one key at every attempt, also after a restart")
    func owed() async throws {
        let owed = try await post()
        #expect(owed.message.text == "您的工单号 12" && owed.message.numberKey == Self.number && owed.attempts == 0)
        let due = now.addingTimeInterval(15)
        try await fixture.store.note(.later(due), ofText: owed.id, at: now)
        let again = try fixture.reopen()
        #expect(try await again.owedTexts(at: now, limit: 9).isEmpty)
        let later = try #require(try await again.owedTexts(at: due, limit: 9).first)
        #expect(later.key == owed.key && later.attempts == 1)
        try await again.note(.sent, ofText: owed.id, at: due)
        #expect(try await again.owedTexts(at: .distantFuture, limit: 9).isEmpty)
    }

    @Test("number and words stand sealed; the words go when the message is sent")
    func sealed() async throws {
        let owed = try await post("the code is 40287713")
        let bytes = try await fixture.store.pool.read { db in
            try Row.fetchAll(db, sql: "SELECT words_sealed, number_sealed, number_index FROM text_message").description
        }
        #expect(!bytes.contains("40287713") && !bytes.contains("13800000001"))
        try await fixture.store.note(.sent, ofText: owed.id, at: now)
        let length = try await fixture.store.pool.read { db in
            try Int.fetchOne(db, sql: "SELECT length(words_sealed) FROM text_message")
        }
        #expect(length == 0)
    }

    @Test("what is refused for good stands in the case's history once")
    func failed() async throws {
        let record = try await fixture.store.openCase(StoreFixture.draft(number: Self.number), at: now)
        let owed = try await post(case: record.id)
        try await fixture.store.note(.failed, ofText: owed.id, at: now)
        let told = try await fixture.store.history(ofCase: record.id).filter { $0.by == CaseEvent.text }
        #expect(told.map(\.note) == ["undeliverable"])
        #expect(try await fixture.store.owedTexts(at: .distantFuture, limit: 9).isEmpty)
    }

    @Test("pauses grow, and after a day nobody tries any more")
    func pauses() {
        var owed = OwedText(
            id: 1, key: "k", message: TextMessage(caseId: nil, numberKey: "+86138", text: "x"), at: now, attempts: 0)
        var pauses: [Double] = []
        for attempt in 0..<6 {
            owed.attempts = attempt
            pauses.append(owed.pause(at: now) ?? 0)
        }
        #expect(pauses == [15, 60, 300, 900, 3_600, 3_600])
        #expect(owed.pause(at: now.addingTimeInterval(86_400)) == nil)
    }
}
