import CivicCRM
import CivicStore
import Foundation
import Testing

struct AttachmentBookTests {
    private static let now = StoreFixture.now
    static let scan = NewAttachment(name: "letter.pdf", kind: .pdf, content: Data("%PDF-1.7 scan".utf8))

    @Test("files are kept with the filing, once for each case, and read back after a restart")
    func keeps() async throws {
        let fixture = try StoreFixture()
        var filing = FilingBookTests.filing()
        filing.files = [Self.scan, Self.scan]
        guard
            case .done(let receipt) = try await fixture.store.file(filing, FilingBookTests.submission(), at: Self.now)
        else { throw StoreError.other(path: "", message: "not done") }
        try await fixture.store.attach([Self.scan], toCase: receipt.record.id, by: "agent-1", at: Self.now)
        let again = try fixture.reopen()
        let files = try await again.attachments(ofCase: receipt.record.id)
        #expect(files.map(\.name) == ["letter.pdf"] && files.first?.by == CaseEvent.citizen)
        let found = try await again.attachment(try #require(files.first).id)
        #expect(found?.1 == Self.scan.content && found?.0.size == Self.scan.content.count)
        #expect(try await again.attachment(99) == nil)
        let filed = try await again.filed(receipt.record.number, by: "web")
        #expect(filed?.files == files)
    }

    @Test("bytes that were changed on disk are not shown")
    func changed() async throws {
        let fixture = try StoreFixture()
        let opened = try await fixture.store.openCase(StoreFixture.draft(), at: Self.now)
        try await fixture.store.attach([Self.scan], toCase: opened.id, by: "agent-1", at: Self.now)
        let file = try #require(try await fixture.store.attachments(ofCase: opened.id).first)
        try Data("other".utf8).write(
            to: URL(filePath: "\(fixture.folder)/attachments/\(file.hash.prefix(2))/\(file.hash)"))
        await #expect(throws: StoreError.self) { try await fixture.store.attachment(file.id) }
    }

    @Test("a file of no case is refused")
    func noCase() async throws {
        let fixture = try StoreFixture()
        await #expect(throws: RecordsRefusal.unknownCase(7)) {
            try await fixture.store.attach([Self.scan], toCase: 7, by: "agent-1", at: Self.now)
        }
    }

    @Test("what an agent types in has the agent as author, and its clock starts when the paper came")
    func entered() async throws {
        let fixture = try StoreFixture()
        var filing = FilingBookTests.filing("a letter")
        filing.receivedAt = Self.now.addingTimeInterval(-3 * 86_400)
        filing.isConfidential = true
        let submission = Submission(source: "desk:agent-1", channel: .letter, key: "k", wording: "a")
        guard case .done(let receipt) = try await fixture.store.file(filing, submission, at: Self.now) else {
            throw StoreError.other(path: "", message: "not done")
        }
        let direct = try await fixture.store.openCase(
            StoreFixture.draft(), at: Self.now.addingTimeInterval(-3 * 86_400))
        #expect(receipt.record.openedAt == filing.receivedAt && receipt.record.deadline == direct.deadline)
        #expect(receipt.record.channel == .letter && receipt.record.isConfidential)
        let line = try #require(try await fixture.store.card(forNumber: "+8613800000001", known: nil).timeline.first)
        #expect(line.channel == .letter && line.startedAt == filing.receivedAt && line.agent == "agent-1")
        let file = try #require(try await fixture.store.caseFile(receipt.record.id))
        #expect(file.history.first?.by == "agent-1")
        let unit = HandlingUnit(id: "bureau", names: [:], kind: .department)
        let seen = CaseSight(file, for: .unit(unit))
        #expect(!seen.history.contains { $0.note.contains("Zhang San") } && !seen.seesFiles)
        #expect(CaseSight(file, for: .centre).history.contains { $0.note.contains("Zhang San") })
    }
}
