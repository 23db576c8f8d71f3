package import CivicCRM
package import Foundation
import GRDB

/// Merges of records and their undoing, each one transaction with its ledger entry, which names no citizen but by number.
extension CivicStore {
    private struct MergePayload: Encodable {
        var merge: Int64
        var kept: Int64
        var gone: Int64
        var reasons: [MatchReason]
        var doubts: [MatchDoubt]
        var moved: [String: Int]
        var given: [Int64]?
    }

    package func merge(_ gone: Int64, into kept: Int64, why: String, by agent: String, at now: Date) async throws
        -> CitizenMerge
    {
        let why = try Self.reason(why)
        return try await pool.write { [vault] db in
            guard let pair = try Self.pair(db, vault, min(gone, kept), max(gone, kept)) else {
                throw MergeRefusal.mergedAlready
            }
            guard !pair.likeness.reasons.isEmpty else { throw MergeRefusal.noReason }
            let id =
                try Int64.fetchOne(
                    db.cachedStatement(
                        sql: """
                            INSERT INTO citizen_merge
                              (kept_id, gone_id, at, author, why, reasons, doubts, filled, last_case, last_contact)
                            SELECT ?, ?, ?, ?, ?, ?, ?, '', (SELECT COALESCE(MAX(id), 0) FROM citizen_case),
                              (SELECT COALESCE(MAX(id), 0) FROM contact)
                            RETURNING id
                            """),
                    arguments: [
                        kept, gone, now.milliseconds, agent, why, Self.words(pair.likeness.reasons),
                        Self.words(pair.likeness.doubts),
                    ]) ?? 0
            let work = MergeWork(db: db, vault: vault, merge: id, kept: kept, gone: gone)
            let moved = try work.carryOut()
            let filled = try work.fillBlanks()
            try db.cachedStatement(sql: "UPDATE citizen_merge SET filled = ? WHERE id = ?")
                .execute(arguments: [filled.joined(separator: " "), id])
            try db.cachedStatement(sql: "UPDATE citizen SET merged_into = ? WHERE id = ?")
                .execute(arguments: [kept, gone])
            let merge = CitizenMerge(
                id: id, kept: kept, gone: gone, at: now.stored, by: agent, why: why, reasons: pair.likeness.reasons,
                doubts: pair.likeness.doubts, moved: moved, undone: nil)
            try Self.enter(db, "citizens-merged", merge, by: agent, at: now)
            return merge
        }
    }

    package func undoMerge(_ id: Int64, giving cases: Set<Int64>, why: String, by agent: String, at now: Date)
        async throws -> CitizenMerge
    {
        let why = try Self.reason(why)
        return try await pool.write { [vault] db in
            guard let row = try Self.mergeRow(db, id) else { throw MergeRefusal.unknown }
            var merge = try Self.merge(db, row)
            guard merge.undone == nil else { throw MergeRefusal.undoneAlready }
            // What a later merge moved cannot be told from what this one did: the last is undone first.
            let later = try Int64.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT MAX(id) FROM citizen_merge
                        WHERE id > ? AND undone_at IS NULL AND (kept_id = ? OR gone_id = ?)
                        """), arguments: [id, merge.kept, merge.kept])
            if let later { throw MergeRefusal.laterMergeFirst(later) }
            let work = MergeWork(db: db, vault: vault, merge: id, kept: merge.kept, gone: merge.gone)
            let given = try Self.casesSince(db, vault, row).map(\.id).filter(cases.contains)
            for one in given { try work.give(case: one, after: row["last_contact"]) }
            try work.undo(filled: (row["filled"] as String).split(separator: " ").map(String.init))
            try db.cachedStatement(sql: "UPDATE citizen SET merged_into = NULL WHERE id = ?")
                .execute(arguments: [merge.gone])
            try db.cachedStatement(
                sql: "UPDATE citizen_merge SET undone_at = ?, undone_by = ?, undone_why = ? WHERE id = ?"
            ).execute(arguments: [now.milliseconds, agent, why, id])
            merge.undone = CitizenMerge.Undoing(at: now.stored, by: agent, why: why)
            try Self.enter(db, "citizens-parted", merge, by: agent, given: given, at: now)
            return merge
        }
    }

    package func merges(limit: Int) async throws -> [CitizenMerge] {
        try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(sql: "SELECT * FROM citizen_merge ORDER BY id DESC LIMIT ?"),
                arguments: [min(max(limit, 0), 500)]
            ).map { try Self.merge(db, $0) }
        }
    }

    package func mergeFile(_ id: Int64) async throws -> MergeFile? {
        try await pool.read { [vault] db in
            guard let row = try Self.mergeRow(db, id) else { return nil }
            let merge = try Self.merge(db, row)
            guard let kept = try Self.oneRecord(db, vault, merge.kept),
                let gone = try Self.oneRecord(db, vault, merge.gone)
            else { return nil }
            return MergeFile(
                merge: merge, kept: kept, gone: gone,
                casesSince: merge.undone == nil ? try Self.casesSince(db, vault, row) : [])
        }
    }

    // MARK: Rows

    private static func mergeRow(_ db: Database, _ id: Int64) throws -> Row? {
        try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM citizen_merge WHERE id = ?"), arguments: [id])
    }

    private static func merge(_ db: Database, _ row: Row) throws -> CitizenMerge {
        let moved = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT place, COUNT(*) FROM citizen_merge_row WHERE merge_id = ? GROUP BY place"),
            arguments: [row["id"] as Int64])
        return CitizenMerge(
            id: row["id"], kept: row["kept_id"], gone: row["gone_id"], at: Date(milliseconds: row["at"]),
            by: row["author"], why: row["why"], reasons: list(row["reasons"]), doubts: list(row["doubts"]),
            moved: Dictionary(uniqueKeysWithValues: moved.map { ($0[0], $0[1]) }),
            undone: (row["undone_at"] as Int64?).map {
                CitizenMerge.Undoing(at: Date(milliseconds: $0), by: row["undone_by"], why: row["undone_why"])
            })
    }

    private static func casesSince(_ db: Database, _ vault: RecordVault, _ row: Row) throws -> [Case] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT \(Case.columns.all) FROM citizen_case WHERE citizen_id = ? AND id > ? ORDER BY id"),
            arguments: [row["kept_id"] as Int64, row["last_case"] as Int64]
        ).map { try Case($0, vault) }
    }

    private static func enter(
        _ db: Database, _ kind: String, _ merge: CitizenMerge, by agent: String, given: [Int64]? = nil, at now: Date
    ) throws {
        let payload = MergePayload(
            merge: merge.id, kept: merge.kept, gone: merge.gone, reasons: merge.reasons, doubts: merge.doubts,
            moved: merge.moved, given: given)
        _ = try Ledger.append(
            db, kind: kind, conversation: nil, actor: agent, payload: try Ledger.json(payload), at: now)
    }

    private static func words<Word: RawRepresentable<String>>(_ words: [Word]) -> String {
        words.map(\.rawValue).joined(separator: " ")
    }

    private static func list<Word: RawRepresentable<String>>(_ text: String) -> [Word] {
        text.split(separator: " ").compactMap { Word(rawValue: String($0)) }
    }
}
