package import CivicCRM
import CivicCore
package import Foundation
import GRDB

/// Holds on citizens' files, and their erasure.
extension CivicStore {
    private var dataFolder: String { URL(filePath: path).deletingLastPathComponent().path }

    /// Nothing of the file may go until the hold is lifted.
    @discardableResult
    package func hold(_ citizen: Int64, because reason: String, by author: String, at now: Date) async throws
        -> LegalHold
    {
        try Self.check(reason, field: "reason")
        return try await pool.write { db in
            let citizen = try Self.standing(db, citizen)
            let id =
                try Int64.fetchOne(
                    db,
                    sql: "INSERT INTO citizen_hold (citizen_id, at, author, reason) VALUES (?, ?, ?, ?) RETURNING id",
                    arguments: [citizen, now.milliseconds, author, reason]) ?? 0
            try Self.enter(db, "citizen-held", citizen, ["hold": String(id)], by: author, at: now)
            return LegalHold(id: id, citizenId: citizen, at: now.stored, by: author, reason: reason)
        }
    }

    /// - Returns: how many holds there were.
    package func liftHolds(_ citizen: Int64, by author: String, at now: Date) async throws -> Int {
        try await pool.write { db in
            let citizen = try Self.standing(db, citizen)
            try db.execute(
                sql: """
                    UPDATE citizen_hold SET lifted_at = ?, lifted_by = ? WHERE citizen_id = ? AND lifted_at IS NULL
                    """,
                arguments: [now.milliseconds, author, citizen])
            let count = db.changesCount
            if count > 0 { try Self.enter(db, "citizen-hold-lifted", citizen, [:], by: author, at: now) }
            return count
        }
    }

    /// Those that stand.
    package func holds(_ citizen: Int64) async throws -> [LegalHold] {
        try await pool.read { db in try Self.holds(db, try Self.standing(db, citizen)) }
    }

    /// What an erasure would take, and what stands against it. nil where there is no such citizen.
    package func footprint(of citizen: Int64) async throws -> CitizenFootprint? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: dataFolder + "/recordings")) ?? []
        return try await pool.read { [vault] db -> CitizenFootprint? in
            guard let citizen = try Self.citizen(db, vault, citizen) else { return nil }
            let id = citizen.id
            let erasure = try CitizenErasure(db, vault, id)
            func count(_ table: String) throws -> Int {
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \(table) WHERE citizen_id = ?", arguments: [id]) ?? 0
            }
            let notes = ["consent", "contact_preference", "citizen_fact", "citizen_segment", "entitlement_offer"]
            return CitizenFootprint(
                citizen: citizen, contacts: erasure.contactCount, cases: erasure.caseCount,
                files: try erasure.files(names).count, ownNumbers: erasure.numberCount,
                sharedNumbers: try count("citizen_phone") - erasure.numberCount,
                notes: try notes.reduce(try erasure.recallCount() + erasure.texts().count) { $0 + (try count($1)) },
                holds: try Self.holds(db, id),
                refusal: try Self.refusal(db, id))
        }
    }

    /// Takes the citizen out of the record; see ``CitizenErasure`` for what stays.
    ///
    /// - Throws: ``ErasureRefusal`` under a hold, with a case that is not closed, or a second time.
    package func erase(_ citizen: Int64, by author: String, at now: Date) async throws -> ErasureReport {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: dataFolder + "/recordings")) ?? []
        let (contacts, cases, files) = try await pool.write { [vault] db in
            let citizen = try Self.standing(db, citizen)
            if let refusal = try Self.refusal(db, citizen) { throw refusal }
            let erasure = try CitizenErasure(db, vault, citizen)
            let files = try erasure.files(names)
            try erasure.carryOut(files: files, by: author, at: now)
            try Self.enter(
                db, "citizen-erased", citizen,
                [
                    "contacts": String(erasure.contactCount), "cases": String(erasure.caseCount),
                    "files": String(files.count),
                ], by: author, at: now)
            return (erasure.contactCount, erasure.caseCount, files.count)
        }
        try await removeOwedFiles()
        return ErasureReport(
            citizen: citizen, contacts: contacts, cases: cases, files: files, isScrubbed: try Dialect.scrub(pool))
    }

    /// Deletes files that an erasure has named, also those of one that a power cut stopped.
    package func removeOwedFiles() async throws {
        let owed = try await pool.read { db in try String.fetchAll(db, sql: "SELECT path FROM file_removal") }
        for file in owed {
            let path = "\(dataFolder)/\(file)"
            if unlink(path) != 0, errno != ENOENT {
                throw StoreError.unwritable(path: path, reason: String(cString: strerror(errno)))
            }
            DurableFile.syncFolder(URL(filePath: path).deletingLastPathComponent().path)
            try await pool.write { db in
                try db.execute(sql: "DELETE FROM file_removal WHERE path = ?", arguments: [file])
            }
        }
    }

    private static func refusal(_ db: Database, _ citizen: Int64) throws -> ErasureRefusal? {
        let erased = try Int64.fetchOne(
            db, sql: "SELECT at FROM citizen_erasure WHERE citizen_id = ?", arguments: [citizen])
        let open = try String.fetchAll(
            db,
            sql: """
                SELECT number FROM citizen_case WHERE citizen_id = ? AND state NOT IN ('closed', 'archived', 'merged')
                ORDER BY id
                """,
            arguments: [citizen])
        return ErasureRefusal(
            holds: try holds(db, citizen), open: open.compactMap { CaseNumber($0) },
            erasedAt: erased.map { Date(milliseconds: $0) })
    }

    private static func holds(_ db: Database, _ citizen: Int64) throws -> [LegalHold] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT id, citizen_id, at, author, reason FROM citizen_hold
                WHERE citizen_id = ? AND lifted_at IS NULL ORDER BY id
                """,
            arguments: [citizen]
        ).map {
            LegalHold(id: $0[0], citizenId: $0[1], at: Date(milliseconds: $0[2]), by: $0[3], reason: $0[4])
        }
    }

    static func isErased(_ db: Database, _ citizen: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM citizen_erasure WHERE citizen_id = ?)"),
            arguments: [citizen]) ?? false
    }

    /// The record that the citizen is told by now, where two were made one.
    static func standing(_ db: Database, _ citizen: Int64) throws -> Int64 {
        guard let current = try current(db, citizen) else { throw RecordsRefusal.unknownCitizen(citizen) }
        return current
    }

    static func enter(
        _ db: Database, _ kind: String, _ citizen: Int64, _ details: [String: String], by author: String, at now: Date
    ) throws {
        let payload = details.merging(["citizen": String(citizen)]) { $1 }
        _ = try Ledger.append(
            db, kind: kind, conversation: nil, actor: author, payload: try Ledger.json(payload), at: now)
    }
}
