import CivicCRM
import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

/// 陈玉珍 with all that points to a citizen, and two further records of hers.
struct MergeFixture {
    let fixture: StoreFixture
    var store: CivicStore { fixture.store }

    static let now = StoreFixture.now
    static let kept: Int64 = 8
    /// Misheard at a counter: another name that is read alike, the same telephone and one of her own.
    static let gone: Int64 = 101
    /// From a form: no end of an ID number, no telephone.
    static let third: Int64 = 102
    static let number = KnownCitizens.twoPhones.number
    static let otherNumber = "+8612900099999"

    static func made() async throws -> MergeFixture {
        let fixture = try StoreFixture()
        _ = try await SampleCountyLoader.load(into: fixture.store, citizens: 8, asOf: now)
        let vault = fixture.store.vault
        try await fixture.store.pool.write { db in
            try add(gone, "陈玉真", suffix: "8813", pin: "a-hash", to: db, vault)
            try add(third, "陈玉珍", suffix: nil, pin: nil, to: db, vault)
            let phone = try #require(
                try Int64.fetchOne(
                    db, sql: "SELECT id FROM phone WHERE number_index = ?",
                    arguments: [vault.index(number, for: .phone)]))
            try db.execute(
                sql: """
                    INSERT INTO phone (id, number_index, last_four, last_seven, number_sealed) VALUES (900, ?, '', '', ?)
                    """,
                arguments: [vault.index(otherNumber, for: .phone), try vault.seal(otherNumber, for: .phone)])
            for (id, confidence, since) in [(phone, 0.99, 5), (900, 0.3, 6)] {
                try db.execute(
                    sql: "INSERT INTO citizen_phone (phone_id, citizen_id, confidence, since) VALUES (?, ?, ?, ?)",
                    arguments: [id, gone, confidence, since])
            }
            try db.execute(
                sql: """
                    INSERT INTO household_member (household_id, citizen_id)
                    SELECT household_id, ? FROM household_member WHERE citizen_id IN (2, ?)
                    """, arguments: [gone, kept])
        }
        let made = MergeFixture(fixture: fixture)
        _ = try await made.store.openCase(StoreFixture.draft(citizen: gone, summary: "of the other"), at: now)
        _ = try await made.store.openCase(StoreFixture.draft(citizen: third, summary: "of the third"), at: now)
        _ = try await made.store.begin(StoreFixture.contact("C-GONE", citizen: gone, number: otherNumber))
        try await made.store.keep(
            ArticleReceipt(
                article: "a", version: 1, conversation: ConversationReference(text: "C-GONE"), numberKey: nil,
                citizenId: gone, language: .mandarin, at: now, parts: 1, heard: 1, seconds: 3))
        for citizen in [kept, gone] {
            try await made.store.note(
                FileOpening(by: "agent-1", look: .citizen, citizenId: citizen, ground: .liveCall), at: now)
            try await made.store.hold(citizen, because: "an inquiry", by: "agent-1", at: now)
        }
        _ = try await made.store.prove(citizen: gone, proof: "0000", askedFrom: otherNumber, at: now)
        return made
    }

    private static func add(
        _ id: Int64, _ name: String, suffix: String?, pin: String?, to db: Database, _ vault: RecordVault
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO citizen (id, name, birth_year, language, township, village, id_suffix_sealed, pin_hash,
                  identity_index) VALUES (?, ?, 1944, 'zh-CN', '金谷镇', '桑园村', ?, ?, ?)
                """,
            arguments: [
                id, name, try suffix.map { try vault.seal($0, for: .citizenSuffix) }, pin,
                suffix.map { vault.index("1944 \($0)", for: .citizenIdentity) },
            ])
        try NameIndex.add(name, of: id, db)
    }

    /// Every row of every table but the books of what was done, as text.
    func dump(without ignored: Set<String> = []) async throws -> [String: [String]] {
        let books: Set = [
            "ledger", "counter", "citizen_merge", "citizen_merge_row", "citizen_apart", "setting", "case_event",
        ]
        return try await store.pool.read { db in
            let tables = try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%' ORDER BY name
                    """)
            var dump: [String: [String]] = [:]
            for table in tables where !books.union(ignored).contains(table) {
                dump[table] = try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { row in
                    row.map { "\($0)=\($1.storage)" }.joined(separator: "|")
                }.sorted()
            }
            return dump
        }
    }
}
