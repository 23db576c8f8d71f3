import CivicCRM
import CivicCore
import CivicQueue
import CivicStore
import Foundation
import GRDB
import Testing

/// `Fixtures/version-16.sql` is a whole database as the version before wrote it: a small county, and a number in every
/// place that held one.
@Suite("A database with numbers in clear")
struct SealNumbersTests {
    /// A folder with the old database.
    private final class Old {
        let folder = NSTemporaryDirectory() + "civicstore-old-\(UUID().uuidString)"

        init() throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let dump = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Fixtures/version-16.sql")
            let queue = try DatabaseQueue(path: folder + "/" + CivicStore.fileName)
            let sql = try String(contentsOf: dump, encoding: .utf8)
            try queue.writeWithoutTransaction { db in try db.execute(sql: sql) }
            try queue.close()
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func open() throws -> CivicStore {
            try CivicStore(folder: folder, services: StoreFixture.catalogue, passwords: StoreFixture.passwords)
        }
    }

    private static let traces = ["1371111", "137 1111", "917X", "12900001", "129-0000", "7700900123"]

    @Test("has none in its files after the first start, and all that was there is read and found")
    func sealed() async throws {
        let old = try Old()
        let before = try SealedStoreTests.bytes(of: old.folder)
        for trace in Self.traces { #expect(before.holds(trace), "\(trace)") }
        let store = try old.open()
        let after = try SealedStoreTests.bytes(of: old.folder)
        for trace in Self.traces { #expect(!after.holds(trace), "\(trace)") }

        #expect(try await store.citizen(1)?.idSuffix == "4821")
        #expect(try await store.citizen(7)?.idSuffix == "302X")
        let card = try await store.card(forNumber: "+8612900001001", known: nil)
        #expect(card.candidates.first?.citizen.id == 1 && card.openCases.map(\.contactNumber) == ["+8612900001001"])
        let first = try #require(card.timeline.first { $0.id == 1 })
        #expect(first.rawNumber == "129-0000-1001" && first.trail.hasSuffix("13711110002"))
        #expect(card.timeline.allSatisfy { $0.numberKey == nil || $0.numberKey == "+8612900001001" })
        #expect(try await store.search("900001001", limit: 5).map(\.id) == [1])
        #expect(try await store.unfinished().map(\.callbackNumber) == ["+8613711110004", nil])
        let call = ConversationReference(text: "C-OLD")
        #expect(try await store.receipts(of: call).map(\.numberKey) == ["+8613711110006"])
        #expect(try await store.language(ofNumber: "+8613711110007") == .english)
        #expect(try await store.walks.walks(of: call).map(\.record) == [#"{"moments":[{"number":"13711110010"}]}"#])
        let filed = try await store.card(forNumber: "+8613711110009", known: nil).openCases
        #expect(filed.map(\.id) == [100])
        #expect(
            try await store.history(ofCase: 100).map(\.note)
                == ["no water", "name: Zhang San\nplace: Qingshan\nwants the answer: by telephone"])
        #expect(try await store.ledger.verify() != .broken(sequence: 1, reason: ""))
        let due = try await store.pool.read { db in
            try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM segment_check WHERE due IS NOT NULL OR rules <> 0")
        }
        #expect(due == 0, "segments are judged in the background, and whoever changes meanwhile comes first")
    }

    @Test("knows what was sent to it before, by key and by wording alone")
    func submissions() async throws {
        let store = try Old().open()
        var filing = FilingBookTests.filing("no water")
        filing.number = PhoneNumber(raw: "137 1111 0009", key: "+8613711110009")
        for submission in [
            FilingBookTests.submission("k", wording: "form with 13711110009"),
            FilingBookTests.submission(nil, wording: "open311 13711110009", source: "api:a"),
        ] {
            guard case .repeated(let receipt) = try await store.file(filing, submission, at: StoreFixture.now) else {
                Issue.record("filed twice")
                return
            }
            #expect(receipt.record.id == 100 && receipt.record.contactNumber == "+8613711110009")
        }
        let other = FilingBookTests.submission("k", wording: "something else")
        #expect(try await store.file(filing, other, at: StoreFixture.now) == .keyTaken)
    }

    @Test("counts the wrong proofs that were given before")
    func attempts() async throws {
        let store = try Old().open()
        for index in 0..<8 {
            let answer = try await store.caseStatus(
                number: CaseNumber(serial: 5_000 + index), proof: "0000", askedFrom: "+8613711110008",
                at: StoreFixture.now)
            #expect(answer == .refused)
        }
        let locked = try await store.caseStatus(
            number: CaseNumber(serial: 6_000), proof: "0000", askedFrom: "+8613711110008", at: StoreFixture.now)
        #expect(locked == .locked)
    }

    @Test("is written anew at the next start where the first one was killed before that")
    func rewriteOwed() async throws {
        let old = try Old()
        let store = try old.open()
        let count = "SELECT COUNT(*) FROM setting WHERE name = 'rewrite'"
        #expect(try await store.pool.read { db in try Int.fetchOne(db, sql: count) } == 0)
        try await store.pool.writeWithoutTransaction { db in
            // Free pages, as a killed start leaves them.
            try db.execute(
                sql: """
                    INSERT INTO setting (name, value) VALUES ('rewrite', 'owed');
                    CREATE TABLE leftover (text TEXT NOT NULL) STRICT;
                    INSERT INTO leftover VALUES (hex(zeroblob(200000)));
                    DROP TABLE leftover;
                    """)
        }
        try store.close()
        let again = try old.open()
        let (owed, free) = try await again.pool.read { db in
            (try Int.fetchOne(db, sql: count), try Int.fetchOne(db, sql: "PRAGMA freelist_count"))
        }
        #expect(owed == 0 && free == 0)
    }
}
