import Foundation
import GRDB

/// What the database knows of the keys that seal in it: numbers and marks, so that another ring is found out at the start.
/// Table `record_key`; number 0 is the key of the indexes.
enum KeyBook {
    /// Opens the vault of a database: with the ring that it was sealed with, or with a new one where nothing is sealed yet.
    static func vault(_ file: KeyRingFile, _ pool: DatabasePool, madeAt now: Date) throws -> RecordVault {
        let known = try pool.read { db in try marks(db) }
        if !file.exists {
            guard known.isEmpty else { throw StoreError.keysMissing(path: file.path) }
            try file.make(.made(at: now))
        }
        let vault = try RecordVault(file)
        let strange = try pool.read { db in
            try known.filter { number, mark in
                guard let key = number == 0 ? vault.ring.index : vault.ring.key(number) else {
                    // Its line may be taken out of the file once nothing is sealed with it.
                    return try SealedColumn.allCases.contains { try count(db, $0, of: number) > 0 }
                }
                return key.mark != mark
            }
        }
        guard strange.isEmpty else {
            throw StoreError.otherKeys(path: file.path, numbers: strange.keys.map(Int.init).sorted())
        }
        return vault
    }

    /// Notes keys that the database does not know: those of a new ring, and one that a rotation was stopped just after making.
    static func noteNew(_ ring: KeyRing, _ pool: DatabasePool) throws {
        let known = try pool.read { db in try marks(db) }
        guard !([ring.index] + ring.keys).allSatisfy({ known[$0.number] != nil }) else { return }
        try pool.write { db in try note(ring, db) }
    }

    /// Notes the ring's keys; before anything is sealed with them.
    static func note(_ ring: KeyRing, _ db: Database) throws {
        for key in [ring.index] + ring.keys {
            try db.execute(
                sql: """
                    INSERT INTO record_key (number, mark) VALUES (?, ?) ON CONFLICT (number) DO NOTHING
                    """,
                arguments: [Int(key.number), key.mark])
        }
    }

    /// Empty where the database has never sealed anything.
    private static func marks(_ db: Database) throws -> [UInt16: String] {
        guard try db.tableExists("record_key") else { return [:] }
        let rows = try Row.fetchAll(db, sql: "SELECT number, mark FROM record_key")
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }

    /// Rows of a column that a key sealed.
    static func count(_ db: Database, _ column: SealedColumn, of number: UInt16) throws -> Int {
        let place = column.place
        // A database of before that is about to be brought up to date.
        guard try db.tableExists(place.table) else { return 0 }
        return try Int.fetchOne(
            db,
            sql: "SELECT COUNT(*) FROM \(place.table) WHERE substr(\(place.bytes), 1, \(RecordVault.headLength)) = ?",
            arguments: [RecordVault.head(of: number)]) ?? 0
    }
}
