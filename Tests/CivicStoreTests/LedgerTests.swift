import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Ledger")
struct LedgerTests {
    let fixture: StoreFixture
    var ledger: Ledger { fixture.store.ledger }

    init() async throws {
        fixture = try StoreFixture()
        for index in 1...10 {
            let sequence = try await fixture.store.ledger.append(
                kind: "test", conversation: ConversationReference(text: "C-\(index % 3)"), actor: "system",
                payload: ["n": index], at: StoreFixture.now + Double(index))
            #expect(sequence == Int64(index))
        }
    }

    /// As somebody with the database file and a tool could.
    func tamper(_ sql: String) async throws {
        try await fixture.store.pool.write { db in
            try db.execute(sql: "DROP TRIGGER ledger_no_update; DROP TRIGGER ledger_no_delete")
            try db.execute(sql: sql)
        }
    }

    @Test("entries are numbered without gaps and come back from any point")
    func events() async throws {
        let all = try await ledger.events(after: 0, limit: 100)
        #expect(all.map(\.sequence) == Array(1...10))
        #expect(all.first?.payload == #"{"n":1}"#)
        #expect(try await ledger.events(after: 7, limit: 2).map(\.sequence) == [8, 9])
        #expect(try await ledger.events(after: 10, limit: 5).isEmpty)
        #expect(try await ledger.events(after: 0, limit: -1).isEmpty)
        #expect(try await ledger.events(of: ConversationReference(text: "C-0")).map(\.sequence) == [3, 6, 9])
    }

    @Test("an untouched ledger is intact, also after reopening")
    func intact() async throws {
        guard case .intact(let entries, let head) = try await ledger.verify() else {
            Issue.record("broken")
            return
        }
        #expect(entries == 10 && head.utf8.count == 64)
        #expect(try await fixture.reopen().ledger.verify() == .intact(entries: entries, head: head))
    }

    @Test("our own connection can neither change nor delete an entry")
    func appendOnly() async throws {
        for sql in ["UPDATE ledger SET actor = 'x' WHERE sequence = 3", "DELETE FROM ledger WHERE sequence = 10"] {
            await #expect(throws: DatabaseError.self) {
                try await fixture.store.pool.write { db in try db.execute(sql: sql) }
            }
        }
    }

    @Test(
        "tampering is found at its place",
        arguments: [
            ("UPDATE ledger SET payload = '{\"n\":5 }' WHERE sequence = 5", 5),
            ("UPDATE ledger SET actor = 'agent-1' WHERE sequence = 1", 1),
            ("UPDATE ledger SET at = at + 1 WHERE sequence = 10", 10),
            ("UPDATE ledger SET conversation = NULL WHERE sequence = 2", 2),
            ("UPDATE ledger SET hash = zeroblob(32) WHERE sequence = 4", 4),
            ("DELETE FROM ledger WHERE sequence = 6", 6), ("DELETE FROM ledger WHERE sequence >= 9", 9),
            ("DELETE FROM ledger WHERE sequence = 1", 1),
            ("UPDATE ledger SET kind = 'tes', actor = 'tsystem' WHERE sequence = 8", 8),
            ("INSERT INTO ledger SELECT 11, at, kind, conversation, actor, payload, hash FROM ledger LIMIT 1", 11),
        ])
    func tampering(sql: String, sequence: Int64) async throws {
        try await tamper(sql)
        guard case .broken(let found, _) = try await ledger.verify() else {
            Issue.record("not found")
            return
        }
        #expect(found == sequence)
    }

    @Test("a ledger that was written anew fits itself and no head that was kept; the file is only read")
    func head() async throws {
        let path = fixture.store.path
        guard case .intact(10, let hash) = try LedgerFile.verify(path: path) else {
            return #expect(Bool(false), "broken")
        }
        let head = try #require(LedgerHead("10:\(hash)"))
        #expect(head.text == "10:\(hash)")
        _ = try await ledger.append(
            kind: "more", conversation: nil, actor: "x", payload: ["n": 11], at: StoreFixture.now)
        guard case .intact(11, _) = try LedgerFile.verify(path: path, against: head) else {
            return #expect(Bool(false), "the old head does not fit")
        }
        let other = LedgerHead(sequence: 4, hash: hash)
        #expect(
            try LedgerFile.verify(path: path, against: other)
                == .broken(
                    sequence: 4, reason: "the head that was kept does not fit: something up to here was changed"))
        let later = LedgerHead(sequence: 12, hash: hash)
        #expect(
            try LedgerFile.verify(path: path, against: later)
                == .broken(sequence: 12, reason: "the ledger ends before the head that was kept"))
        for wrong in ["", "10", "0:\(hash)", "10:\(hash.dropLast())", "x:\(hash)", "10:\(hash):1"] {
            #expect(LedgerHead(wrong) == nil)
        }
    }

    @Test("a file that is no database is told with its path")
    func noDatabase() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).sqlite")
        try Data("no database at all, only words that are long enough".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(throws: StoreError.self) { try LedgerFile.verify(path: file.path) }
    }

    @Test("who looked at whom is in the ledger")
    func audit() async throws {
        let entry = AuditEntry(
            actor: "lin", action: "view-citizen", citizenId: 7, reason: "live call",
            conversation: ConversationReference(text: "C-AUDIT"))
        _ = try await ledger.audit(entry, at: StoreFixture.now)
        let stored = try #require(try await ledger.events(of: ConversationReference(text: "C-AUDIT")).first)
        #expect(stored.kind == "audit" && stored.actor == "lin")
        #expect(try JSONDecoder().decode(AuditEntry.self, from: Data(stored.payload.utf8)) == entry)
    }
}
