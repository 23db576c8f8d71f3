package import Foundation
import GRDB

/// What one call did in one version of a plan, to be counted.
package struct PlanVisit: Codable, Sendable, Equatable {
    package struct Way: Codable, Hashable, Sendable {
        package var step: String
        package var way: String

        package init(step: String, way: String) {
            self.step = step
            self.way = way
        }
    }

    package var plan: String
    /// Content hash.
    package var version: String
    /// Each once, however often it was taken.
    package var ways: [Way]

    package init(plan: String, version: String, ways: [Way]) {
        self.plan = plan
        self.version = version
        self.ways = ways
    }
}

/// How many calls took which ways of a plan in a period. Tables `plan_calls` and `plan_way`.
///
/// Calls are counted by the hour in which they began, in the transaction that keeps their walk: what is shown of a week is a
/// sum of a few thousand rows, and nobody is walked again for it. Counts name nobody.
package struct PlanTraffic: Sendable, Equatable {
    package struct Count: Sendable, Equatable {
        package var step: String
        package var way: String
        package var calls: Int
    }

    /// Calls that came into the plan, by the version that they had.
    package var calls: [String: Int] = [:]
    /// Of all versions together.
    package var counts: [Count] = []

    package init() {}
}

extension PlanVisit {
    static let hour: Int64 = 3_600_000
    /// Counts that are older go when a newer call is counted.
    static let keptFor: Int64 = 90 * 24 * hour

    func count(_ db: Database, startedAt: Date) throws {
        let hour = startedAt.milliseconds / Self.hour * Self.hour
        try db.cachedStatement(
            sql: """
                INSERT INTO plan_calls (plan, hour, version, calls) VALUES (?, ?, ?, 1)
                ON CONFLICT (plan, hour, version) DO UPDATE SET calls = plan_calls.calls + 1
                """
        ).execute(arguments: [plan, hour, version])
        for way in ways {
            try db.cachedStatement(
                sql: """
                    INSERT INTO plan_way (plan, hour, version, step, way, calls) VALUES (?, ?, ?, ?, ?, 1)
                    ON CONFLICT (plan, hour, version, step, way) DO UPDATE SET calls = plan_way.calls + 1
                    """
            ).execute(arguments: [plan, hour, version, way.step, way.way])
        }
        for table in ["plan_calls", "plan_way"] {
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE plan = ? AND hour < ?")
                .execute(arguments: [plan, hour - Self.keptFor])
        }
    }
}

extension WalkBook {
    /// What calls that began since `start` did in the plan; the hour in which `start` lies counts whole.
    package func traffic(of plan: String, since start: Date) async throws -> PlanTraffic {
        let hour = start.milliseconds / PlanVisit.hour * PlanVisit.hour
        return try await pool.read { db in
            var traffic = PlanTraffic()
            let calls = try Row.fetchAll(
                db.cachedStatement(
                    sql: "SELECT version, sum(calls) FROM plan_calls WHERE plan = ? AND hour >= ? GROUP BY version"),
                arguments: [plan, hour])
            for row in calls { traffic.calls[row[0]] = row[1] }
            traffic.counts = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT step, way, sum(calls) FROM plan_way WHERE plan = ? AND hour >= ?
                        GROUP BY step, way ORDER BY step, way
                        """),
                arguments: [plan, hour]
            ).map { PlanTraffic.Count(step: $0[0], way: $0[1], calls: $0[2]) }
            return traffic
        }
    }
}
