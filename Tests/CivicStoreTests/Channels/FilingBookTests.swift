import CivicCRM
import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

struct FilingBookTests {
    private static let now = StoreFixture.now

    static func filing(_ words: String = "no water since Monday") -> Filing {
        Filing(
            service: "general", words: words, township: "Qingshan", village: "Li", name: "Zhang San",
            number: PhoneNumber(raw: "138 0000 0001", key: "+8613800000001"), answer: .phone)
    }

    static func submission(
        _ key: String? = "k1", wording: String = "a", source: String = "web", life: Double = Submission.usualKeyLife
    ) -> Submission {
        Submission(source: source, channel: .web, key: key, wording: wording, keyLife: life)
    }

    private static func receipt(_ answer: SubmissionAnswer<FilingReceipt>) throws -> FilingReceipt {
        guard case .done(let receipt) = answer else { throw StoreError.other(path: "", message: "\(answer)") }
        return receipt
    }

    @Test("a filing opens a case of its channel with the same clock, and a contact in the time line of its number")
    func opens() async throws {
        let fixture = try StoreFixture()
        let receipt = try Self.receipt(try await fixture.store.file(Self.filing(), Self.submission(), at: Self.now))
        let called = try await fixture.store.openCase(StoreFixture.draft(), at: Self.now)
        let record = try #require(try await fixture.store.caseRecord(number: receipt.record.number))
        #expect(record == receipt.record)
        #expect(record.channel == .web && record.state == .received && record.deadline == called.deadline)
        #expect(record.contactNumber == "+8613800000001")
        #expect(receipt.code.count == 8 && receipt.code.allSatisfy(\.isNumber))
        let timeline = try await fixture.store.card(forNumber: "+8613800000001", known: nil).timeline
        #expect(timeline.map(\.channel) == [.web])
        #expect(timeline.first?.summary == "no water since Monday" && timeline.first?.outcome == "case-opened")
        let notes = try await fixture.store.history(ofCase: record.id).map(\.note)
        #expect(notes.count == 2 && notes[1].contains("Zhang San") && notes[1].contains("Qingshan Li"))
        let ledger = try await fixture.store.ledger.events(after: 0, limit: 100)
        #expect(ledger.filter { $0.kind == "case-opened" }.count == 2)
        #expect(!ledger.contains { $0.payload.contains("water") || $0.payload.contains("Zhang") })
    }

    @Test("what is sent twice is one case, also after a restart, and hears the very same answer")
    func repeated() async throws {
        let fixture = try StoreFixture()
        let first = try Self.receipt(try await fixture.store.file(Self.filing(), Self.submission(), at: Self.now))
        _ = try await fixture.store.addNote(
            toCase: first.record.id, "done", state: .answered, by: "bureau", at: Self.now.addingTimeInterval(5))
        let again = try fixture.reopen()
        let second = try await again.file(Self.filing(), Self.submission(), at: Self.now.addingTimeInterval(9))
        #expect(second == .repeated(first))
        #expect(try await again.filed(by: "web", older: nil, limit: 10).count == 1)
    }

    @Test("fifty sendings at once make one case")
    func concurrent() async throws {
        let fixture = try StoreFixture()
        let numbers = try await withThrowingTaskGroup(of: CaseNumber?.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    switch try await fixture.store.file(Self.filing(), Self.submission(), at: Self.now) {
                    case .done(let receipt), .repeated(let receipt): receipt.record.number
                    case .keyTaken, .refused: nil
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(numbers).count == 1 && !numbers.contains(nil))
        #expect(try await fixture.store.filed(by: "web", older: nil, limit: 10).count == 1)
    }

    @Test("a key with another wording is refused, and another sender's same key is its own")
    func keys() async throws {
        let fixture = try StoreFixture()
        _ = try await fixture.store.file(Self.filing(), Self.submission(), at: Self.now)
        #expect(
            try await fixture.store.file(Self.filing("x"), Self.submission(wording: "b"), at: Self.now) == .keyTaken)
        _ = try Self.receipt(
            try await fixture.store.file(Self.filing(), Self.submission(source: "api:a"), at: Self.now))
        #expect(try await fixture.store.filed(by: "web", older: nil, limit: 10).count == 1)
        #expect(try await fixture.store.filed(by: "api:a", older: nil, limit: 10).count == 1)
    }

    @Test("without a key the wording is one, for as long as it is said")
    func wordingAsKey() async throws {
        let fixture = try StoreFixture()
        let brief = Self.submission(nil, life: 600)
        let first = try Self.receipt(try await fixture.store.file(Self.filing(), brief, at: Self.now))
        #expect(
            try await fixture.store.file(Self.filing(), brief, at: Self.now.addingTimeInterval(599))
                == .repeated(first))
        _ = try Self.receipt(try await fixture.store.file(Self.filing(), brief, at: Self.now.addingTimeInterval(600)))
        _ = try Self.receipt(
            try await fixture.store.file(Self.filing(), Self.submission(nil, wording: "b"), at: Self.now))
    }

    @Test("an unknown service opens nothing and leaves the key free")
    func unknownService() async throws {
        let fixture = try StoreFixture()
        var filing = Self.filing()
        filing.service = "pensoin"
        await #expect(throws: RecordsRefusal.unknownService("pensoin", nearest: "pension")) {
            try await fixture.store.file(filing, Self.submission(), at: Self.now)
        }
        _ = try Self.receipt(try await fixture.store.file(Self.filing(), Self.submission(), at: Self.now))
    }

    @Test("number and code show the case; the telephone takes the code, too")
    func follows() async throws {
        let fixture = try StoreFixture()
        let receipt = try Self.receipt(try await fixture.store.file(Self.filing(), Self.submission(), at: Self.now))
        let number = receipt.record.number
        _ = try await fixture.store.addNote(
            toCase: receipt.record.id, "inside only", state: .dispatched, by: "bureau", at: Self.now)
        _ = try await fixture.store.addNote(
            toCase: receipt.record.id, "The pipe is mended.", state: .answered, by: "bureau", at: Self.now)
        let spaced = receipt.code.prefix(4) + " " + receipt.code.suffix(4)
        guard
            case .found(let found) = try await fixture.store.follow(
                number, code: String(spaced), from: "192.0.2.1", at: Self.now)
        else { Issue.record("not found"); return }
        #expect(found.answer?.note == "The pipe is mended.")
        #expect(found.township == "Qingshan")
        #expect(found.visibleEvents.map(\.note) == ["no water since Monday", "", "The pipe is mended."])
        #expect(
            try await fixture.store.caseStatus(number: number, proof: receipt.code, askedFrom: nil, at: Self.now)
                == .found(found.record))
    }

    @Test("an application reads what it filed, without what was filled in for the unit")
    func applicationReads() async throws {
        let fixture = try StoreFixture()
        let mine = Self.submission(source: "api:a")
        let receipt = try Self.receipt(try await fixture.store.file(Self.filing(), mine, at: Self.now))
        let filed = try #require(try await fixture.store.filed(receipt.record.number, by: "api:a"))
        #expect(filed.visibleEvents.map(\.note) == ["no water since Monday"])
        #expect(filed.events.contains { $0.note.contains("Zhang San") })
    }

    @Test("wrong codes are counted by case and by place, and then the right one is locked out, too")
    func locks() async throws {
        let fixture = try StoreFixture()
        let receipt = try Self.receipt(try await fixture.store.file(Self.filing(), Self.submission(), at: Self.now))
        let number = receipt.record.number
        for attempt in 0..<CivicStore.ProofLimit.perCase {
            #expect(
                try await fixture.store.follow(number, code: "x\(attempt)", from: "192.0.2.\(attempt)", at: Self.now)
                    == .refused)
        }
        #expect(
            try await fixture.store.follow(number, code: receipt.code, from: "192.0.2.99", at: Self.now) == .locked)
        for serial in 0..<CivicStore.ProofLimit.perNumber {
            let unknown = CaseNumber(serial: 7_000_000 + serial)
            #expect(
                try await fixture.store.follow(unknown, code: "12345678", from: "192.0.2.200", at: Self.now)
                    == .refused)
        }
        #expect(
            try await fixture.store.follow(
                CaseNumber(serial: 1_234), code: "12345678", from: "192.0.2.200", at: Self.now) == .locked)
    }

    @Test("a case of a call has no code")
    func callsHaveNone() async throws {
        let fixture = try StoreFixture()
        let filed = try Self.receipt(try await fixture.store.file(Self.filing(), Self.submission(), at: Self.now))
        let called = try await fixture.store.openCase(StoreFixture.draft(), at: Self.now)
        for code in ["", "00000000", filed.code] {
            #expect(
                try await fixture.store.follow(called.number, code: code, from: "192.0.2.1", at: Self.now) == .refused)
        }
    }

    @Test("codes differ by case and by house, and survive a restart")
    func codes() async throws {
        let (one, other) = (try StoreFixture(), try StoreFixture())
        func code(_ store: CivicStore, _ key: String) async throws -> String {
            try Self.receipt(try await store.file(Self.filing(), Self.submission(key), at: Self.now)).code
        }
        let first = try await code(one.store, "a")
        #expect(try await code(one.store, "b") != first)
        #expect(try await code(other.store, "a") != first)
        let attributes = try FileManager.default.attributesOfItem(atPath: one.folder + "/filing-codes.key")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let text = try String(contentsOfFile: one.folder + "/civicline.sqlite", encoding: .isoLatin1)
        #expect(!text.contains(first))
    }

    @Test("a damaged key stops the start with its remedy")
    func damagedKey() throws {
        let folder = NSTemporaryDirectory() + "civicstore-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("short".utf8).write(to: URL(filePath: folder + "/filing-codes.key"))
        #expect(throws: StoreError.self) {
            try CivicStore(folder: folder, services: StoreFixture.catalogue, passwords: StoreFixture.passwords)
        }
    }

    @Test("a message joins its case once, and only its filer's")
    func messages() async throws {
        let fixture = try StoreFixture()
        let receipt = try Self.receipt(try await fixture.store.file(Self.filing(), Self.submission(), at: Self.now))
        let number = receipt.record.number
        let later = Self.now.addingTimeInterval(60)
        let message = Self.submission("m", wording: "still none")
        let first = try await fixture.store.add("still none", toCase: number, message, at: later)
        guard case .done(let event) = first else { Issue.record("\(first)"); return }
        #expect(event.by == CaseEvent.citizen && event.note == "still none")
        #expect(
            try await fixture.store.add("still none", toCase: number, message, at: later.addingTimeInterval(1))
                == .repeated(event))
        #expect(
            try await fixture.store.add(
                "other", toCase: number, Self.submission("m", wording: "other"), at: later) == .keyTaken)
        #expect(
            try await fixture.store.add("hi", toCase: number, Self.submission("n", source: "api:a"), at: later)
                == .refused)
        #expect(
            try await fixture.store.add("hi", toCase: CaseNumber(serial: 9_999), Self.submission("n"), at: later)
                == .refused)
        let filed = try #require(try await fixture.store.filed(number, by: "web"))
        #expect(filed.record.updatedAt == later && filed.record.state == .received)
        #expect(filed.events.filter { $0.note == "still none" }.count == 1)
        let timeline = try await fixture.store.card(forNumber: "+8613800000001", known: nil).timeline
        #expect(timeline.map(\.outcome) == ["case-updated", "case-opened"])
    }

    @Test("pages through a sender's cases, the newest first")
    func pages() async throws {
        let fixture = try StoreFixture()
        var numbers: [CaseNumber] = []
        for index in 0..<5 {
            let filed = try await fixture.store.file(
                Self.filing(), Self.submission("k\(index)", source: "api:a"), at: Self.now)
            numbers.append(try Self.receipt(filed).record.number)
        }
        _ = try await fixture.store.file(Self.filing(), Self.submission("z"), at: Self.now)
        let first = try await fixture.store.filed(by: "api:a", older: nil, limit: 3)
        #expect(first.map(\.record.number) == [numbers[4], numbers[3], numbers[2]])
        let rest = try await fixture.store.filed(by: "api:a", older: numbers[2], limit: 3)
        #expect(rest.map(\.record.number) == [numbers[1], numbers[0]])
        #expect(rest.allSatisfy { $0.township == "Qingshan" })
        #expect(try await fixture.store.filed(numbers[0], by: "web") == nil)
    }

    @Test("name, year of birth and the ID number's end together find the citizen; less does not")
    func findsCitizen() async throws {
        let fixture = try StoreFixture()
        try await fixture.store.pool.write { [vault = fixture.store.vault] db in
            for (id, name, suffix) in [(7, "Zhang San", "002X"), (8, "Li Si", "002X"), (9, "Zhang San", "0021")] {
                try db.execute(
                    sql: """
                        INSERT INTO citizen (id, name, birth_year, language, township, id_suffix_sealed)
                        VALUES (?, ?, 1949, 'zh-CN', 'Qingshan', ?)
                        """,
                    arguments: [id, name, try vault.seal(suffix, for: .citizenSuffix)])
            }
        }
        var filing = Self.filing()
        func citizen(_ key: String) async throws -> Int64? {
            try Self.receipt(try await fixture.store.file(filing, Self.submission(key), at: Self.now)).record.citizenId
        }
        #expect(try await citizen("a") == nil)
        filing.identity = IdentityNumber(suffix: "002X", birthYear: 1949)
        #expect(try await citizen("b") == 7)
        filing.identity?.birthYear = 1950
        #expect(try await citizen("c") == nil)
        filing.identity?.birthYear = 1949
        filing.name = nil
        #expect(try await citizen("d") == nil)
    }
}
