import CivicCRM
import CivicCore
package import CivicInsight
import CivicReports
package import Foundation
import GRDB

// Single citizens and cases that somebody should look at. Read from the rows themselves, of the last weeks or of what is open.
extension CivicStore {
    /// More open cases of one citizen are not listed.
    private static let mostOpen = 20

    package func repeatCallers(since: Date, limit: Int) async throws -> [BusyCitizen] {
        try await pool.read { [vault] db in
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT k.citizen_id, COUNT(*), MAX(k.started_at) FROM contact k
                        WHERE k.started_at >= ? AND k.\(InsightPart.calls) AND k.citizen_id IS NOT NULL
                        GROUP BY k.citizen_id HAVING COUNT(*) >= ?
                        ORDER BY COUNT(*) DESC, k.citizen_id
                        """),
                arguments: [since.milliseconds, BusyCitizen.fewestCalls])
            var found: [BusyCitizen] = []
            for row in rows where found.count < limit {
                let citizen = try Self.busy(
                    db, vault, row[0], calls: row[1], lastCall: Date(milliseconds: row[2]))
                let outcome = try Self.outcomeOfLastCall(db, row[0])
                let isSolved = outcome.map { VisitSums.solvedOutcomes.contains($0) } ?? false
                if let citizen, !isSolved || !citizen.open.isEmpty { found.append(citizen) }
            }
            return found
        }
    }

    package func manyMatters(limit: Int) async throws -> [BusyCitizen] {
        try await pool.read { [vault] db in
            let ids = try Int64.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT citizen_id FROM citizen_case WHERE \(Schema.openCases) AND citizen_id IS NOT NULL
                        GROUP BY citizen_id HAVING COUNT(DISTINCT service) >= ?
                        ORDER BY COUNT(DISTINCT service) DESC, citizen_id LIMIT ?
                        """),
                arguments: [BusyCitizen.fewestServices, limit])
            return try ids.compactMap { try Self.busy(db, vault, $0, calls: 0, lastCall: nil) }
        }
    }

    package func openMatters(since: Date, limit: Int) async throws -> [OpenMatter] {
        try await pool.read { db in
            try Self.matters(
                db, "c.\(Schema.openCases) AND c.opened_at >= ? ORDER BY c.opened_at DESC, c.id DESC LIMIT ?",
                [since.milliseconds, limit])
        }
    }

    package func mergedMatters(since: Date, limit: Int) async throws -> [MergedMatters] {
        try await pool.read { db in
            let merged = try Self.matters(
                db, "c.merged_into IS NOT NULL AND c.opened_at >= ? ORDER BY c.opened_at DESC, c.id DESC LIMIT ?",
                [since.milliseconds, limit])
            return try merged.compactMap { matter in
                let main = try Self.matters(
                    db, "c.number = (SELECT m.merged_into FROM citizen_case m WHERE m.id = ?)", [matter.id])
                return main.first.map { MergedMatters(merged: matter, into: $0) }
            }
        }
    }

    /// - Parameter condition: of cases `c`, with the order and the limit.
    private static func matters(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws
        -> [OpenMatter]
    {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT c.id, c.number, c.citizen_id, c.service, COALESCE(f.township, z.township, ''),
                      COALESCE(CASE WHEN f.township IS NULL THEN z.village ELSE f.village END, ''),
                      c.opened_at, c.summary
                    FROM citizen_case c
                    LEFT JOIN filing f ON f.case_id = c.id
                    LEFT JOIN citizen z ON z.id = c.citizen_id
                    WHERE \(condition)
                    """),
            arguments: arguments
        ).map {
            OpenMatter(
                id: $0[0], number: $0[1], citizen: $0[2], service: $0[3], township: $0[4], village: $0[5],
                openedAt: Date(milliseconds: $0[6]), text: $0[7])
        }
    }

    private static func busy(_ db: Database, _ vault: RecordVault, _ id: Int64, calls: Int, lastCall: Date?) throws
        -> BusyCitizen?
    {
        guard let citizen = try citizen(db, vault, id) else { return nil }
        let open = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, number, service FROM citizen_case WHERE citizen_id = ? AND \(Schema.openCases)
                    ORDER BY deadline, id LIMIT \(mostOpen)
                    """),
            arguments: [id]
        ).map { BusyCitizen.Matter(id: $0[0], number: $0[1], service: $0[2]) }
        return BusyCitizen(
            id: id, name: citizen.name, township: citizen.township, calls: calls, lastCall: lastCall, open: open)
    }

    private static func outcomeOfLastCall(_ db: Database, _ citizen: Int64) throws -> String? {
        try String.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT outcome FROM contact WHERE citizen_id = ? AND \(InsightPart.calls)
                    ORDER BY started_at DESC, id DESC LIMIT 1
                    """),
            arguments: [citizen])
    }
}
