package import CivicCRM
import CivicCore
package import Foundation
import GRDB

/// The work on cases: acts, merges, and the lists by clock.
extension CivicStore: CaseRecords {
    package func caseFile(_ id: Int64) async throws -> CaseFile? {
        try await pool.read { [vault] db in
            guard let record = try Self.oneCase(db, vault, "id = ?", [id]) else { return nil }
            let absorbed = try String.fetchAll(
                db.cachedStatement(sql: "SELECT number FROM citizen_case WHERE merged_into = ? ORDER BY id"),
                arguments: [record.number.text])
            return CaseFile(
                record: record, history: try Self.lines(db, ofCase: id),
                citizen: try record.citizenId.flatMap { try Self.citizen(db, vault, $0) },
                absorbed: absorbed.compactMap { CaseNumber($0) })
        }
    }

    package func act(
        _ act: CaseAct, onCase id: Int64, note: String, seen version: Int?, by actor: CaseActor, at now: Date
    ) async throws -> Case {
        try Self.check(note, field: "note")
        let catalogue = catalogue
        return try await pool.write { [vault] db in
            var change = try CaseChange(db, vault, id, catalogue)
            try change.expect(version, db)
            try change.carryOut(try change.decide(act, note, actor, now), by: actor, at: now, db)
            return change.record
        }
    }

    package func merge(
        _ id: Int64, into number: CaseNumber, note: String, seen version: Int?, by actor: CaseActor, at now: Date
    ) async throws -> Case {
        try await pair(id, number, note, version, actor, now) { pair in try pair.merge(note: note, by: actor) }
    }

    package func undoMerge(
        _ id: Int64, note: String, seen version: Int?, by actor: CaseActor, at now: Date
    ) async throws -> Case {
        try await pair(id, nil, note, version, actor, now) { pair in try pair.undo(note: note, by: actor) }
    }

    /// - Parameter number: of the other case; the one that it is merged into where `nil`.
    private func pair(
        _ id: Int64, _ number: CaseNumber?, _ note: String, _ version: Int?, _ actor: CaseActor, _ now: Date,
        _ decide: @escaping @Sendable (CaseMerge) throws -> CaseMerge.Outcome
    ) async throws -> Case {
        try Self.check(note, field: "note")
        let catalogue = catalogue
        return try await pool.write { [vault] db in
            var own = try CaseChange(db, vault, id, catalogue)
            try own.expect(version, db)
            guard let other = number ?? own.record.mergedInto else { throw CaseRefusal.notNow(own.record.state) }
            guard let main = try Self.oneCase(db, vault, "number = ?", [other.text]) else {
                throw RecordsRefusal.unknownCaseNumber(other)
            }
            var into = try CaseChange(db, vault, main, catalogue)
            let outcome = try decide(CaseMerge((own.record.number, own.life), into: (other, into.life)))
            try own.carryOut(outcome.merged, by: actor, at: now, db)
            try into.carryOut(outcome.main, by: actor, at: now, db)
            return own.record
        }
    }

    package func cases(on shelf: CaseShelf, ofUnit unit: String?, limit: Int) async throws -> [CaseLine] {
        let (condition, order) =
            switch shelf {
            case .open: (unit == nil ? Schema.openCases : Schema.withUnit, "deadline, id")
            case .attention: (Schema.waitsForCentre, "deadline, id")
            case .answered: (Schema.doneCases, "updated_at DESC, id DESC")
            }
        return try await pool.read { [vault] db in
            let records = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(Case.columns.all) FROM citizen_case
                        WHERE \(condition) \(unit == nil ? "" : "AND unit = ?") ORDER BY \(order) LIMIT ?
                        """),
                arguments: (unit.map { [$0] } ?? []) + [min(max(limit, 0), 500)]
            ).map { try Case($0, vault) }
            return try records.map { record in
                let township = try record.citizenId.flatMap {
                    try String.fetchOne(
                        db.cachedStatement(sql: "SELECT township FROM citizen WHERE id = ?"), arguments: [$0])
                }
                return CaseLine(record: record, township: township)
            }
        }
    }

    static func lines(_ db: Database, ofCase id: Int64) throws -> [CaseEvent] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT \(CaseEvent.columns.all) FROM case_event WHERE case_id = ? ORDER BY id"),
            arguments: [id]
        ).map(CaseEvent.init)
    }

    /// What somebody is to be told and was not yet, the oldest first; at most 500.
    package func owedNotices(to recipient: CaseRecipient) async throws -> [OwedNotice] {
        try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT id, case_id, notice, at FROM case_notice
                        WHERE recipient = ? AND told_at IS NULL ORDER BY id LIMIT 500
                        """),
                arguments: [recipient.text]
            ).compactMap { row in
                CaseNotice(rawValue: row[2]).map {
                    OwedNotice(id: row[0], caseId: row[1], notice: $0, at: Date(milliseconds: row[3]))
                }
            }
        }
    }

    /// Notes that they have been told.
    package func told(_ notices: [Int64], at now: Date) async throws {
        try await pool.write { db in
            for id in notices {
                try db.cachedStatement(sql: "UPDATE case_notice SET told_at = ? WHERE id = ? AND told_at IS NULL")
                    .execute(arguments: [now.milliseconds, id])
            }
        }
    }

    /// Solved cases of a unit, without those that citizens disputed.
    package func credit(ofUnit unit: String) async throws -> Int {
        try await pool.read { db in
            try Int.fetchOne(
                db, sql: "SELECT COALESCE(SUM(points), 0) FROM case_credit WHERE unit = ?", arguments: [unit])
                ?? 0
        }
    }
}

/// A word that somebody is owed about a case. Table `case_notice`.
package struct OwedNotice: Equatable, Identifiable, Sendable {
    package var id: Int64
    package var caseId: Int64
    package var notice: CaseNotice
    package var at: Date
}
