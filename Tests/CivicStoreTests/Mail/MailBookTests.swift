import CivicCRM
import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

struct MailBookTests {
    private static let now = StoreFixture.now
    private static let zhang = MailAddress("zhang@example.cn")!

    private static func file(_ fixture: StoreFixture, key: String = "k") async throws -> FilingReceipt {
        var filing = FilingBookTests.filing()
        filing.answer = .email
        filing.email = zhang
        filing.mailId = "<a1@example.cn>"
        let submission = Submission(source: "mail", channel: .email, key: key, wording: "a")
        guard case .done(let receipt) = try await fixture.store.file(filing, submission, at: now) else {
            throw StoreError.other(path: "", message: "not done")
        }
        return receipt
    }

    private static func mark(_ letter: OwedLetter) throws -> String {
        String(try #require(letter.letter.subject.firstMatch(of: /\[([^\]]+)\]/)).output.1)
    }

    @Test("a matter and the word that it has come are durable together, once however often it is sent")
    func acknowledged() async throws {
        let fixture = try StoreFixture()
        let receipt = try await Self.file(fixture)
        _ = try await fixture.reopen().file(
            FilingBookTests.filing(), Submission(source: "mail", channel: .email, key: "k", wording: "a"), at: Self.now)
        let letters = try await fixture.reopen().owedLetters(at: Self.now, limit: 10)
        #expect(letters.count == 1)
        let letter = try #require(letters.first).letter
        #expect(letter.recipient == Self.zhang && letter.inReplyTo == "<a1@example.cn>")
        #expect(
            letter.text.contains(receipt.record.number.text.prefix(4)) && letter.text.contains(receipt.code.prefix(4)))
        #expect(letter.text.contains("Bureau"))
    }

    @Test("who chose e-mail gets the answer by it, others do not")
    func answered() async throws {
        let fixture = try StoreFixture()
        let receipt = try await Self.file(fixture)
        let other = try await fixture.store.openCase(StoreFixture.draft(), at: Self.now)
        for id in [receipt.record.id, other.id] {
            _ = try await fixture.store.act(
                .dispatch(unit: "bureau"), onCase: id, note: "", seen: nil, by: CaseActor("boss", .centre), at: Self.now
            )
            let official = CaseActor("official", .unit("bureau"))
            _ = try await fixture.store.act(.accept, onCase: id, note: "", seen: nil, by: official, at: Self.now)
            _ = try await fixture.store.act(
                .answer, onCase: id, note: "the pipe is mended", seen: nil, by: official, at: Self.now)
        }
        let letters = try await fixture.store.owedLetters(at: Self.now, limit: 10)
        #expect(letters.count == 2 && letters.last?.letter.text.contains("the pipe is mended") == true)
        #expect(try Self.mark(letters[0]) == Self.mark(letters[1]))
    }

    @Test("who has said since that they want another way gets no e-mail; a person sees to it, and the case says so")
    func changedMind() async throws {
        let fixture = try StoreFixture()
        let store = fixture.store
        _ = try await SampleCountyLoader.load(into: store, citizens: 8, asOf: Self.now)
        let id = try await Self.file(fixture).record.id
        try await store.pool.write { db in
            try db.execute(sql: "UPDATE citizen_case SET citizen_id = 1 WHERE id = ?", arguments: [id])
        }
        try await store.prefer(ContactPreference(way: .village), for: 1, by: "lin", at: Self.now + 60)
        let official = CaseActor("official", .unit("bureau"))
        _ = try await store.act(
            .dispatch(unit: "bureau"), onCase: id, note: "", seen: nil, by: CaseActor("boss", .centre), at: Self.now)
        _ = try await store.act(.accept, onCase: id, note: "", seen: nil, by: official, at: Self.now + 60)
        _ = try await store.act(.answer, onCase: id, note: "mended", seen: nil, by: official, at: Self.now + 120)
        let letters = try await store.owedLetters(at: Self.now + 120, limit: 10)
        #expect(letters.count == 1, "the word that it has come, from before")
        #expect(try await store.history(ofCase: id).contains { $0.by == CaseEvent.mail && $0.note == "other-way" })
        let visits = try await store.visitsForPeople(limit: 9).filter { $0.record.id == id }
        #expect(visits.count == 1)
    }

    @Test("a mark belongs to a case and an address; neither a guess nor another sender has it")
    func marks() async throws {
        let fixture = try StoreFixture()
        let receipt = try await Self.file(fixture)
        let mark = try Self.mark(try #require(try await fixture.store.owedLetters(at: Self.now, limit: 1).first))
        #expect(try await fixture.store.caseNumber(ofMark: mark, from: Self.zhang) == receipt.record.number)
        #expect(try await fixture.store.caseNumber(ofMark: mark, from: MailAddress("li@example.cn")!) == nil)
        for wrong in ["\(receipt.record.number.text)-aaaaaaaaaa", receipt.record.number.text, "", "--"] {
            #expect(try await fixture.store.caseNumber(ofMark: wrong, from: Self.zhang) == nil)
        }
        let added = try await fixture.store.add(
            "still dry", [AttachmentBookTests.scan], toCase: receipt.record.number,
            Submission(source: "mail", channel: .email, key: "m", wording: "b"), at: Self.now)
        guard case .done = added else {
            Issue.record("\(added)")
            return
        }
        #expect(try await fixture.store.attachments(ofCase: receipt.record.id).count == 1)
    }

    @Test("a letter is tried again when it is due, and its text is gone once it is sent")
    func attempts() async throws {
        let fixture = try StoreFixture()
        _ = try await Self.file(fixture)
        let first = try #require(try await fixture.store.owedLetters(at: Self.now, limit: 1).first)
        let pause = try #require(first.pause(at: Self.now))
        try await fixture.store.note(.later(Self.now.addingTimeInterval(pause)), ofLetter: first.id, at: Self.now)
        #expect(try await fixture.store.owedLetters(at: Self.now.addingTimeInterval(pause - 1), limit: 1).isEmpty)
        let second = try #require(
            try await fixture.store.owedLetters(at: Self.now.addingTimeInterval(pause), limit: 1).first)
        #expect(second.attempts == 1 && second.pause(at: Self.now) ?? 0 > pause)
        #expect(second.pause(at: Self.now.addingTimeInterval(5 * 86_400)) == nil)
        try await fixture.store.note(.sent, ofLetter: first.id, at: Self.now)
        #expect(try await fixture.store.owedLetters(at: .distantFuture, limit: 1).isEmpty)
        let text = try await fixture.store.pool.read { db in try String.fetchOne(db, sql: "SELECT text FROM letter") }
        #expect(text == "")
    }

    @Test("what the server refuses for good, or what comes back, stands in the case's history once")
    func failed() async throws {
        let fixture = try StoreFixture()
        let receipt = try await Self.file(fixture)
        let letter = try #require(try await fixture.store.owedLetters(at: Self.now, limit: 1).first)
        #expect(try await !fixture.store.cameBack("civicline.unknown", at: Self.now))
        #expect(try await fixture.store.cameBack(letter.reference, at: Self.now))
        #expect(try await fixture.store.cameBack(letter.reference, at: Self.now))
        let notes = try await fixture.store.history(ofCase: receipt.record.id).filter { $0.by == "mail" }
        #expect(notes.map(\.note) == ["undeliverable"])
        #expect(try await fixture.store.owedLetters(at: .distantFuture, limit: 1).isEmpty)
    }

    @Test("matters and letters of an address are counted from an instant on")
    func counts() async throws {
        let fixture = try StoreFixture()
        for index in 0..<3 { _ = try await Self.file(fixture, key: "k\(index)") }
        #expect(try await fixture.store.filings(from: Self.zhang, since: Self.now) == 3)
        #expect(try await fixture.store.filings(from: Self.zhang, since: Self.now.addingTimeInterval(1)) == 0)
        try await fixture.store.post(Letter(caseId: nil, recipient: Self.zhang, subject: "s", text: "t"), at: Self.now)
        #expect(try await fixture.store.hasLetter(to: Self.zhang, subject: "s", since: Self.now))
        #expect(try await !fixture.store.hasLetter(to: Self.zhang, subject: "other", since: Self.now))
    }
}
