import CivicCRM
import CivicCore
import CivicQueue
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Opening the store")
struct CivicStoreTests {
    @Test("a new folder gets a database that is durable, strict and linked")
    func opening() async throws {
        let fixture = try StoreFixture()
        let settings = try await fixture.store.pool.writeWithoutTransaction { db in
            try ["journal_mode", "synchronous", "foreign_keys"].map {
                try String.fetchOne(db, sql: "PRAGMA \($0)") ?? ""
            }
        }
        #expect(settings == ["wal", "2", "1"])
        let loose = try await fixture.store.pool.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM sqlite_master
                    WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'grdb%'
                      AND name NOT LIKE 'citizen_trigram%' AND sql NOT LIKE '%STRICT'
                    """)
        }
        #expect(loose.isEmpty)
    }

    @Test("what was written is there after the files are opened again, without a close")
    func survives() async throws {
        let fixture = try StoreFixture()
        let opened = try await fixture.store.openCase(StoreFixture.draft(), at: StoreFixture.now)
        let place = try await fixture.store.join(
            Place(
                id: 0, conversation: ConversationReference(text: "C-1"), queue: "general", joinedAt: StoreFixture.now,
                language: .mandarin, callbackNumber: "+861", state: .waiting, leaving: nil, agent: nil))
        // The first store still holds the files: as after a kill, only what is in the log counts.
        let copy = NSTemporaryDirectory() + "civicstore-copy-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: fixture.folder, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let again = try CivicStore(folder: copy, services: fixture.catalogue)
        #expect(try await again.caseRecord(opened.id) == opened)
        #expect(try await again.unfinished() == [place])
        try again.close()
        let third = try CivicStore(folder: copy, services: fixture.catalogue)
        #expect(try await third.caseRecord(number: opened.number) == opened)
    }

    @Test("a file that is no database is named with a remedy")
    func notADatabase() throws {
        let folder = NSTemporaryDirectory() + "civicstore-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/" + CivicStore.fileName
        try String(repeating: "this is a letter to the county. ", count: 300)
            .write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: StoreError.notADatabase(path: path)) {
            try CivicStore(folder: folder, services: StoreFixture.catalogue)
        }
    }

    @Test("a folder that cannot be made is named")
    func unwritable() throws {
        let error = try #require(throws: StoreError.self) {
            try CivicStore(folder: "/proc/civicline", services: StoreFixture.catalogue)
        }
        guard case .unwritable(let path, _) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(path == "/proc/civicline")
        #expect(error.description.contains("data folder"))
    }

    @Test("a folder's name that a file has is named")
    func file() throws {
        let path = NSTemporaryDirectory() + "civicstore-\(UUID().uuidString)"
        try "x".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: StoreError.self) { try CivicStore(folder: path, services: StoreFixture.catalogue) }
    }

    @Test("a database of a later version is refused and left alone")
    func newerSchema() async throws {
        let fixture = try StoreFixture()
        try await fixture.store.pool.write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99 later')")
        }
        try fixture.store.close()
        #expect(throws: StoreError.newerSchema(path: fixture.store.path, unknown: ["99 later"])) {
            try fixture.reopen()
        }
    }
}
