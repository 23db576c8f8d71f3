import CivicCore
package import CivicReports
package import Foundation
import GRDB

extension FactBook: ReportRecords {
    package func sums(of period: ReportPeriod, by grouping: Grouping, queue: String?) async throws -> [SumRow] {
        let grain = Grain(grouping, of: period, days)
        let (time, key, group) =
            switch grouping {
            case .day, .month, .halfHour: (grain.column, "''", grain.column)
            case .queue: ("min(\(grain.column))", "queue", "queue")
            case .language: ("min(\(grain.column))", "language", "language")
            case .agent: ("min(\(grain.column))", "agent", "agent")
            }
        let sums = VisitSums.names.map { "sum(\($0))" }.joined(separator: ", ")
        return try await pool.read { db in
            let rows = try Row.fetchCursor(
                db.cachedStatement(
                    sql: """
                        SELECT \(time), \(key), \(sums) FROM \(grain.visits)
                        WHERE \(grain.column) >= ? AND \(grain.column) < ? AND (? IS NULL OR queue = ?)
                        GROUP BY \(group)
                        """),
                arguments: [grain.range.lowerBound, grain.range.upperBound, queue, queue])
            var found: [SumRow] = []
            while let row = try rows.next() {
                var sums = VisitSums()
                sums.values = VisitSums.names.indices.map { row[$0 + 2] }
                found.append(SumRow(halfHour: grain.halfHour(row[0]), key: row[1], visits: sums))
            }
            return found
        }
    }

    package func times(of period: ReportPeriod, by grouping: Grouping, at now: Date) async throws -> [TimeRow] {
        let isByAgent = grouping == .agent
        let halfHours = period.halfHours
        let grain = Grain(grouping, of: period, days)
        let (time, agent, group) =
            switch grouping {
            case .day, .month, .halfHour: (grain.column, "''", grain.column)
            case .agent: ("min(\(grain.column))", "agent", "agent")
            case .queue, .language: ("min(\(grain.column))", "''", "''")
            }
        return try await pool.read { db in
            let rows = try Row.fetchCursor(
                db.cachedStatement(
                    sql: """
                        SELECT \(time), \(agent), state, sum(milliseconds) FROM \(grain.times)
                        WHERE \(grain.column) >= ? AND \(grain.column) < ? GROUP BY \(group), state
                        """),
                arguments: [grain.range.lowerBound, grain.range.upperBound])
            var found: [TimeRow] = []
            while let row = try rows.next() {
                guard let state = AgentSpan.State(rawValue: row[2]) else { continue }
                found.append(Self.row(grain.halfHour(row[0]), row[1], state, row[3]))
            }
            for span in try Self.openSpans(db) {
                for (half, length) in span.shares(until: now) where halfHours.contains(half.number) {
                    found.append(Self.row(half, isByAgent ? span.agent : "", span.state, length))
                }
            }
            return found
        }
    }

    /// Which sums a report reads: of half hours where it tells times of day apart, of days elsewhere.
    private struct Grain {
        let visits: String
        let times: String
        let column: String
        let range: Range<Int64>
        private let days: DaySums?

        init(_ grouping: Grouping, of period: ReportPeriod, _ days: DaySums) {
            if grouping == .halfHour {
                (visits, times, column, range) = ("visit_sum", "state_time", "half_hour", period.halfHours)
                self.days = nil
            } else {
                let first = Int64(period.first.dayNumber)
                (visits, times, column, range) = ("visit_day", "agent_day", "day", first..<first + Int64(period.days))
                self.days = days
            }
        }

        func halfHour(_ number: Int64) -> HalfHour { days?.first(of: number) ?? HalfHour(number: number) }
    }

    private static func row(
        _ half: HalfHour, _ agent: String, _ state: AgentSpan.State, _ length: Int64
    ) -> TimeRow {
        var time = TimeSums()
        time.byState[state] = length
        return TimeRow(halfHour: half, agent: agent, time: time)
    }

    package func equalityCases(of period: ReportPeriod, limit: Int) async throws -> [EqualityCase] {
        let halfHours = period.halfHours
        return try await pool.read { db in
            let rows = try Row.fetchCursor(
                db.cachedStatement(
                    sql: """
                        SELECT v.began_at, v.answered_at, v.ended_at, v.ending, v.outcome, v.language,
                          c.township, c.birth_year, c.accessibility IS NOT NULL, c.dialect, c.id,
                          (SELECT s.solved FROM citizen_case d JOIN case_visit s ON s.case_id = d.id
                           WHERE d.conversation = v.conversation AND s.solved IS NOT NULL ORDER BY s.id DESC LIMIT 1),
                          (SELECT \(Dialect.words("g.segment")) FROM citizen_segment g WHERE g.citizen_id = c.id)
                        FROM queue_visit v
                        LEFT JOIN citizen c ON c.id =
                          (SELECT k.citizen_id FROM contact k WHERE k.conversation = v.conversation ORDER BY k.id LIMIT 1)
                        WHERE v.began_at >= ? AND v.began_at < ? AND v.origin = 'call' AND v.ended_at IS NOT NULL
                          AND v.ending <> 'hotline-ended'
                          AND NOT (v.ending = 'abandoned' AND v.ended_at - v.began_at < ?)
                        ORDER BY v.began_at DESC LIMIT ?
                        """),
                arguments: [
                    HalfHour(number: halfHours.lowerBound).start.milliseconds,
                    HalfHour(number: halfHours.upperBound).start.milliseconds, VisitSums.shortAbandon, limit,
                ])
            var cases: [EqualityCase] = []
            while let row = try rows.next() { cases.append(Self.equalityCase(row, zone: reportZone)) }
            return cases
        }
    }

    private static func equalityCase(_ row: Row, zone: TimeZone) -> EqualityCase {
        let began: Int64 = row[0]
        let end: Int64 = row[1] ?? row[2]
        var groups = EqualityGroups()
        groups.language = row[5]
        if (row[10] as Int64?) != nil {
            let year = LocalDate(at: Date(milliseconds: began), in: zone).year
            groups.township = row[6] ?? ""
            groups.age = EqualityDimension.ageBand(birthYear: row[7], in: year)
            groups.needs = row[8] == 1 ? EqualityDimension.hasNeeds : EqualityDimension.hasNoNeeds
            groups.dialect = row[9] ?? EqualityDimension.hasNoNeeds
            groups.segments = ((row[12] as String?) ?? "").split(separator: " ").map(String.init)
        }
        let outcome: String? = row[4]
        return EqualityCase(
            wait: max(0, end - began), isAbandoned: row[3] == QueueVisit.Ending.abandoned.rawValue,
            isSolved: outcome.flatMap { VisitSums.unasked.contains($0) ? nil : VisitSums.solvedOutcomes.contains($0) },
            isAgreed: row[11], groups: groups)
    }

    package func holdsSample(_ halfHours: Range<Int64>) async throws -> Bool {
        try await pool.read { db in
            // Real places are positive; made-up ones come first in the key.
            try Bool.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM queue_visit WHERE place < 0 AND began_at >= ? AND began_at < ?)
                        """),
                arguments: [
                    HalfHour(number: halfHours.lowerBound).start.milliseconds,
                    HalfHour(number: halfHours.upperBound).start.milliseconds,
                ]) ?? false
        }
    }

    package func visitedQueues() async throws -> [String] {
        try await pool.read { db in
            try String.fetchAll(db, sql: "SELECT DISTINCT queue FROM visit_sum ORDER BY queue")
        }
    }
}
