import CivicCRM
import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("How long things are kept")
struct RetentionTests {
    private let now = StoreFixture.now
    private static let year = 365 * 86_400.0
    private static let all = RetentionRules(
        Dictionary(uniqueKeysWithValues: RetentionRules.Artefact.allCases.map { ($0, year) }))

    /// One thing of each kind of citizen 7, so old in seconds.
    private func fixture(age: Double) async throws -> StoreFixture {
        let fixture = try StoreFixture()
        let (store, at) = (fixture.store, now - age)
        try await store.pool.write { db in
            try db.execute(
                sql: "INSERT INTO citizen (id, name, language, township) VALUES (7, '禾小兰', 'zh-CN', '青石镇')")
        }
        var contact = StoreFixture.contact("C-OLD", citizen: 7, at: at)
        contact.trail = "pressed home: 1"
        _ = try await store.begin(contact)
        var draft = StoreFixture.draft(citizen: 7)
        draft.recording = "recordings/C-OLD-1.wav"
        let opened = try await store.openCase(draft, at: at)
        try await store.pool.write { [vault = store.vault] db in
            try db.execute(
                sql: """
                    INSERT INTO letter (case_id, recipient, subject, text, reference, at, due_at, sent_at)
                    VALUES (?, 'a@example.org', 's', 't', 'sent', ?, 0, ?), (?, 'a@example.org', 's', 't', 'owed', ?, 0, NULL)
                    """,
                arguments: [
                    opened.id, Int64(at.timeIntervalSince1970 * 1_000), 1, opened.id,
                    Int64(at.timeIntervalSince1970 * 1_000),
                ])
            // What is owed, and who waits, stays; of what is done one row names the citizen, one the number alone.
            let (number, instant) = ("+8613800000001", Int64(at.timeIntervalSince1970 * 1_000))
            try db.execute(
                sql: """
                    INSERT INTO phone (id, number_index, last_four, last_seven, number_sealed) VALUES (1, ?, '', '', ?)
                    """,
                arguments: [vault.index(number, for: .phone), try vault.seal(number, for: .phone)])
            try db.execute(
                sql: "INSERT INTO citizen_phone (phone_id, citizen_id, confidence, since) VALUES (1, 7, 0.9, 0)")
            for (key, sent) in [("sent", 1), ("owed", nil)] as [(String, Int64?)] {
                try db.execute(
                    sql: """
                        INSERT INTO text_message (key, number_index, number_sealed, words_sealed, at, due_at, sent_at)
                        VALUES (?, ?, ?, x'', ?, 0, ?)
                        """,
                    arguments: [
                        key, vault.index(number, for: .text), try vault.seal(number, for: .textNumber), instant, sent,
                    ])
            }
            try db.execute(
                sql: """
                    INSERT INTO article_recall
                      (id, article, first_version, last_version, right_version, why, author, at, unknown)
                    VALUES (1, 'a', 1, 1, 2, 'x', 'wu', ?, 0)
                    """,
                arguments: [instant])
            for (citizen, state) in [(7, "done"), (nil, "done"), (7, "person")] as [(Int64?, String)] {
                let done = state == "done"
                try db.execute(
                    sql: """
                        INSERT INTO recall_person
                          (recall_id, citizen_id, number_index, language, told_at, state, done_at, done_by)
                        VALUES (1, ?, ?, 'zh-CN', 0, ?, ?, ?)
                        """,
                    arguments: [
                        citizen, vault.index(number, for: .recall), state, done ? instant : nil, done ? "lin" : nil,
                    ])
            }
            try db.execute(
                sql:
                    "INSERT INTO call_walk (conversation, plan, started_at, record_sealed) VALUES ('C-OLD', 'county', ?, ?)",
                arguments: [Int64(at.timeIntervalSince1970 * 1_000), try vault.seal("{}", for: .walkRecord)])
        }
        try await store.note(FileOpening(by: "lin", look: .citizen, citizenId: 7, ground: .liveCall), at: at)
        let folder = fixture.folder + "/recordings"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("sound".utf8).write(to: URL(filePath: folder + "/C-OLD-1.wav"))
        try FileManager.default.setAttributes([.modificationDate: at], ofItemAtPath: folder + "/C-OLD-1.wav")
        return fixture
    }

    private func recordings(_ fixture: StoreFixture) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: fixture.folder + "/recordings")
    }

    @Test("what is older than its rule goes, once, counted and in the ledger")
    func sweeps() async throws {
        let fixture = try await self.fixture(age: Self.year + 1)
        let store = fixture.store
        let sweep = try await store.keep(to: Self.all, at: now)
        #expect(
            sweep.gone == [
                .recordings: 1, .walks: 1, .trails: 1, .letters: 1, .texts: 1, .recalls: 2, .openings: 1,
            ])
        #expect(try recordings(fixture).isEmpty)
        #expect(try await store.cases(ofCitizen: 7).map(\.recording) == [nil])
        #expect(try await store.contact(of: ConversationReference(text: "C-OLD"))?.trail == "")
        #expect(try await store.ledger.events(after: 0, limit: 99).last?.kind == "retention")
        #expect(try await store.keep(to: Self.all, at: now).isEmpty)
        #expect(try await store.ledger.events(after: 0, limit: 99).filter { $0.kind == "retention" }.count == 1)
        let owed = try await store.pool.read { db in
            try String.fetchAll(db, sql: "SELECT reference FROM letter")
        }
        #expect(owed == ["owed"])
        let waiting = try await store.pool.read { db in
            try String.fetchAll(db, sql: "SELECT key FROM text_message UNION ALL SELECT state FROM recall_person")
        }
        #expect(waiting == ["owed", "person"])
    }

    @Test("what is younger stays, and so does what no rule names")
    func stays() async throws {
        let young = try await self.fixture(age: Self.year - 60)
        #expect(try await young.store.keep(to: Self.all, at: now).isEmpty)
        #expect(try recordings(young) == ["C-OLD-1.wav"])
        let old = try await self.fixture(age: 9 * Self.year)
        #expect(try await old.store.keep(to: RetentionRules(), at: now).isEmpty)
        #expect(try await old.store.keep(to: RetentionRules([.walks: Self.year]), at: now).gone == [.walks: 1])
    }

    @Test("nothing of a citizen under a hold goes, until it is lifted")
    func held() async throws {
        let fixture = try await self.fixture(age: Self.year + 1)
        try await fixture.store.hold(7, because: "inquiry", by: "wu", at: now)
        #expect(try await fixture.store.keep(to: Self.all, at: now).isEmpty)
        #expect(try recordings(fixture) == ["C-OLD-1.wav"])
        _ = try await fixture.store.liftHolds(7, by: "wu", at: now)
        #expect(try await fixture.store.keep(to: Self.all, at: now).gone.count == 7)
    }
}
