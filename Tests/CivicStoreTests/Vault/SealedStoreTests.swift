import CivicCRM
import CivicCore
import CivicQueue
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Numbers in the record")
struct SealedStoreTests {
    private static let now = StoreFixture.now

    /// A number that is nowhere else, in every place that holds one.
    static func number(_ end: Int) -> String { "+861371111\(String(10_000 + end).dropFirst())" }

    /// Writes by every way that a number comes in.
    static func fill(_ store: CivicStore) async throws {
        var contact = try await store.begin(StoreFixture.contact("C-1", number: number(1)))
        contact.rawNumber = "137-1111-0001"
        contact.trail = "pressed call-back/number: 13711110002"
        try await store.update(contact)
        let opened = try await store.openCase(StoreFixture.draft(number: number(3)), at: now)
        let place = try await store.join(
            Place(
                id: 0, conversation: ConversationReference(text: "C-1"), queue: "general", joinedAt: now,
                language: .mandarin, callbackNumber: number(4), state: .waiting, leaving: nil, agent: nil))
        try await store.update(place.id, number: number(5), callBack: CallBack(cause: .asked))
        try await store.keep(
            ArticleReceipt(
                article: "renewal", version: 1, conversation: contact.conversation, numberKey: number(6),
                citizenId: nil, language: .english, at: now, parts: 2, heard: 1, seconds: 9))
        try await store.remember(.english, ofNumber: number(7), at: now)
        _ = try await store.caseStatus(number: opened.number, proof: "0000", askedFrom: number(8), at: now)
        _ = try await store.prove(citizen: 1, proof: "0000", askedFrom: number(8), at: now)
        var filing = FilingBookTests.filing()
        filing.number = PhoneNumber(raw: "137 1111 0009", key: number(9))
        filing.identity = IdentityNumber(suffix: "917X", birthYear: 1950)
        for key in ["k", nil] {
            let wording = "form with 13711110009 and 51010719500101917X"
            _ = try await store.file(filing, FilingBookTests.submission(key, wording: wording), at: now)
        }
        try await store.walks.keep(
            WalkRow(
                id: 0, conversation: contact.conversation, plan: "county", startedAt: now,
                record: #"{"moments":[{"look-up":{"number":"13711110010"}}]}"#), at: now)
    }

    /// All files of the folder but those of keys.
    static func bytes(of folder: String) throws -> Data {
        try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { !$0.hasSuffix(".keys") && !$0.hasSuffix(".key") }
            .reduce(into: Data()) { $0 += try Data(contentsOf: URL(filePath: folder + "/" + $1)) }
    }

    static let traces = ["1371111", "137-1111", "137 1111", "917X"]

    @Test("stand nowhere in the database's files, neither while it is open nor closed")
    func fileHoldsNone() async throws {
        let fixture = try StoreFixture()
        _ = try await SampleCountyLoader.load(into: fixture.store, citizens: 40, asOf: Self.now)
        try await Self.fill(fixture.store)
        for isOpen in [true, false] {
            if !isOpen { try fixture.store.close() }
            let bytes = try Self.bytes(of: fixture.folder)
            #expect(bytes.holds("no water"), "the files were read")
            for trace in Self.traces { #expect(!bytes.holds(trace), "\(trace)") }
            for known in [KnownCitizens.ownPhone.number, KnownCitizens.householdNumber] {
                #expect(!bytes.holds(String(known.dropFirst(3))))
            }
        }
    }

    @Test("are read back, and found, by another run with the same keys")
    func readBack() async throws {
        let fixture = try StoreFixture()
        try await Self.fill(fixture.store)
        let store = try fixture.reopen()
        let contact = try #require(try await store.contact(of: ConversationReference(text: "C-1")))
        #expect(contact.numberKey == Self.number(1) && contact.rawNumber == "137-1111-0001")
        #expect(contact.trail.hasSuffix("13711110002"))
        #expect(try await store.unfinished().map(\.callbackNumber) == [Self.number(5)])
        #expect(try await store.receipts(of: contact.conversation).map(\.numberKey) == [Self.number(6)])
        #expect(try await store.language(ofNumber: Self.number(7)) == .english)
        #expect(try await store.walks.walks(of: contact.conversation).first?.record.contains("13711110010") == true)
        #expect(try await store.card(forNumber: Self.number(1), known: nil).timeline.map(\.id) == [contact.id])
        let opened = try await store.card(forNumber: Self.number(3), known: nil).openCases
        #expect(opened.map(\.contactNumber) == [Self.number(3)])
        #expect(
            try await store.card(forNumber: Self.number(9), known: nil).timeline.map(\.rawNumber)
                == ["137 1111 0009", "137 1111 0009"])
        // What was sent before is known, with its receipt.
        var filing = FilingBookTests.filing()
        filing.number = PhoneNumber(raw: "137 1111 0009", key: Self.number(9))
        let submission = FilingBookTests.submission(
            "k", wording: "form with 13711110009 and 51010719500101917X")
        guard case .repeated(let receipt) = try await store.file(filing, submission, at: Self.now) else {
            Issue.record("filed twice")
            return
        }
        #expect(receipt.record.contactNumber == Self.number(9))
    }

    @Test("what a form says of number and ID number is in no line of the case's history")
    func details() async throws {
        let fixture = try StoreFixture()
        try await Self.fill(fixture.store)
        let filed = try #require(try await fixture.store.card(forNumber: Self.number(9), known: nil).openCases.first)
        let notes = try await fixture.store.history(ofCase: filed.id).map(\.note)
        #expect(notes.contains { $0.contains("Zhang San") && $0.contains("Qingshan") })
        #expect(notes.allSatisfy { note in Self.traces.allSatisfy { !note.contains($0) } })
    }

    @Test("without the file of the keys the store is not opened, and no other file is made")
    func keysMissing() async throws {
        let fixture = try StoreFixture()
        try await Self.fill(fixture.store)
        try fixture.store.close()
        let path = fixture.folder + "/record.keys"
        try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
        #expect(throws: StoreError.keysMissing(path: path)) { try fixture.reopen() }
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(StoreError.keysMissing(path: path).description.contains("restore"))
        try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
        #expect(try await fixture.reopen().unfinished().count == 1)
    }

    @Test("with another house's keys the store is not opened, nor without one that has sealed something")
    func otherKeys() async throws {
        let (fixture, other) = (try StoreFixture(), try StoreFixture())
        try await Self.fill(fixture.store)
        _ = try await fixture.store.rotateKeys(at: Self.now, share: 1)
        try await Self.fill(fixture.store)
        try fixture.store.close()
        let file = KeyRingFile(path: fixture.folder + "/record.keys")
        let own = try String(contentsOfFile: file.path, encoding: .utf8)
        func put(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: file.path)) }
        let lines = own.split(separator: "\n")
        let last = try #require(lines.last)
        try put(try String(contentsOfFile: other.folder + "/record.keys", encoding: .utf8))
        #expect(throws: StoreError.otherKeys(path: file.path, numbers: [0, 1, 2])) { try fixture.reopen() }
        try put(own.replacing(last, with: ""))
        #expect(throws: StoreError.otherKeys(path: file.path, numbers: [2])) { try fixture.reopen() }
        // Nothing is sealed with the first one any more.
        try put(lines.filter { !$0.hasPrefix("key 1 ") }.joined(separator: "\n"))
        #expect(try await fixture.reopen().keyUses().map(\.number) == [2])
        try put("nonsense")
        #expect(throws: StoreError.self) { try fixture.reopen() }
        try put(own)
        #expect(try await fixture.reopen().unfinished().count == 2)
    }

    @Test("the keys may lie outside the data folder")
    func elsewhere() async throws {
        let folder = NSTemporaryDirectory() + "civicstore-\(UUID().uuidString)"
        let keys = NSTemporaryDirectory() + "civicstore-keys-\(UUID().uuidString)"
        defer { for path in [folder, keys] { try? FileManager.default.removeItem(atPath: path) } }
        let store = try CivicStore(
            folder: folder, services: StoreFixture.catalogue, keys: keys, passwords: StoreFixture.passwords)
        _ = try await store.openCase(StoreFixture.draft(number: Self.number(1)), at: Self.now)
        try store.close()
        #expect(FileManager.default.fileExists(atPath: keys))
        #expect(!FileManager.default.fileExists(atPath: folder + "/record.keys"))
        #expect(throws: StoreError.keysMissing(path: folder + "/record.keys")) {
            try CivicStore(folder: folder, services: StoreFixture.catalogue, passwords: StoreFixture.passwords)
        }
    }
}

extension Data {
    func holds(_ text: String) -> Bool { range(of: Data(text.utf8)) != nil }
}
