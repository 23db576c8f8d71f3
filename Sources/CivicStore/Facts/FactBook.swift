package import CivicReports
package import Foundation
import GRDB

/// What happened in the line: visits of queues, agents' time, and their sums by the half hour and by the day. Tables
/// `queue_visit`, `agent_span`, `visit_sum`, `agent_time`, `state_time`, `visit_day` and `agent_day`.
package struct FactBook: Sendable {
    let pool: DatabasePool
    /// In which the hotline's days are meant.
    package let reportZone: TimeZone
    var days: DaySums { DaySums(zone: reportZone) }

    private static let alive = "facts-alive"
}

extension FactBook: FactRecords {
    package func keep(_ facts: [Fact]) async throws {
        guard !facts.isEmpty else { return }
        try await pool.write { [days] db in try Self.keep(facts, days, db) }
    }

    static func keep(_ facts: [Fact], _ days: DaySums, _ db: Database) throws {
        for fact in facts {
            switch fact {
            case .visit(let visit): try visit.keep(days, db)
            case .span(let span): try span.keep(days, db)
            }
        }
    }

    package func noteAlive(at now: Date) async throws {
        try await pool.write { db in
            try db.cachedStatement(
                sql: """
                    INSERT INTO setting (name, value) VALUES (?, ?)
                    ON CONFLICT (name) DO UPDATE SET value = excluded.value
                    """
            ).execute(arguments: [Self.alive, String(now.milliseconds)])
        }
    }

    package func unfinishedFacts() async throws -> UnfinishedFacts {
        try await pool.read { db in
            let visits = try Row.fetchAll(
                db,
                sql: "SELECT \(QueueVisit.columns.all) FROM queue_visit WHERE ended_at IS NULL ORDER BY began_at"
            ).map(QueueVisit.init)
            let alive = try String.fetchOne(
                db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [Self.alive])
            return UnfinishedFacts(
                visits: visits, spans: try Self.openSpans(db),
                lastAlive: alive.flatMap { Int64($0) }.map(Date.init(milliseconds:)))
        }
    }

    package func visits(began span: Range<Date>) async throws -> [QueueVisit] {
        try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(QueueVisit.columns.all) FROM queue_visit
                        WHERE began_at >= ? AND began_at < ? AND sample = 0 ORDER BY began_at
                        """),
                arguments: [span.lowerBound.milliseconds, span.upperBound.milliseconds]
            ).map(QueueVisit.init)
        }
    }

    static func openSpans(_ db: Database) throws -> [AgentSpan] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT agent, began_at, ended_at, state, reason FROM agent_span WHERE ended_at IS NULL")
        ).map(AgentSpan.init)
    }
}
