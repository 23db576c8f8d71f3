import CivicCore
import CivicReports
import Foundation
import GRDB

/// Sums by the day beside those by the half hour, so that a report over years reads a row for each day. Tables `visit_day`
/// and `agent_day`.
///
/// A day is one of the hotline's own zone. Where the zone changes, all days are summed anew from the half hours at the
/// next start.
struct DaySums: Sendable {
    let zone: TimeZone

    private static let setting = "day-sums-zone"

    /// The day to which a half hour belongs.
    func day(of half: HalfHour) -> Int64 { Int64(LocalDate(at: half.start, in: zone).dayNumber) }

    /// The first half hour of a day.
    func first(of day: Int64) -> HalfHour { HalfHour(firstOf: LocalDate(dayNumber: Int(day)), in: zone) }

    /// Sums all days anew unless they are those of this zone already.
    func bringUpToDate(_ pool: DatabasePool) throws {
        let known = try pool.read { db in
            try String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [Self.setting])
        }
        guard known != zone.identifier else { return }
        try pool.write { db in
            try db.execute(sql: "DELETE FROM visit_day")
            try db.execute(sql: "DELETE FROM agent_day")
            try sumVisits(db)
            try sumTimes(db)
            try db.execute(
                sql: """
                    INSERT INTO setting (name, value) VALUES (?, ?)
                    ON CONFLICT (name) DO UPDATE SET value = excluded.value
                    """, arguments: [Self.setting, zone.identifier])
        }
    }

    private func sumVisits(_ db: Database) throws {
        let names = VisitSums.names.joined(separator: ", ")
        let sums = VisitSums.names.map { "sum(\($0))" }.joined(separator: ", ")
        try eachDay(of: "visit_sum", db) { day, halfHours in
            try db.cachedStatement(
                sql: """
                    INSERT INTO visit_day (day, queue, language, agent, \(names))
                    SELECT ?, queue, language, agent, \(sums) FROM visit_sum WHERE half_hour >= ? AND half_hour < ?
                    GROUP BY queue, language, agent
                    """
            ).execute(arguments: [day, halfHours.lowerBound, halfHours.upperBound])
        }
    }

    private func sumTimes(_ db: Database) throws {
        try eachDay(of: "agent_time", db) { day, halfHours in
            try db.cachedStatement(
                sql: """
                    INSERT INTO agent_day (day, agent, state, milliseconds)
                    SELECT ?, agent, state, sum(milliseconds) FROM agent_time WHERE half_hour >= ? AND half_hour < ?
                    GROUP BY agent, state
                    """
            ).execute(arguments: [day, halfHours.lowerBound, halfHours.upperBound])
        }
    }

    private func eachDay(of table: String, _ db: Database, _ body: (Int64, Range<Int64>) throws -> Void) throws {
        let ends = try Row.fetchOne(db, sql: "SELECT min(half_hour), max(half_hour) FROM \(table)")
        guard let ends, let first = ends[0] as Int64?, let last = ends[1] as Int64? else { return }
        for day in day(of: HalfHour(number: first))...day(of: HalfHour(number: last)) {
            try body(day, self.first(of: day).number..<self.first(of: day + 1).number)
        }
    }
}
