package import CivicCRM
package import Foundation
import GRDB

/// The cases behind the public figures.
extension CivicStore {
    package func countedCases(in period: Range<Date>) async throws -> [CountedCase] {
        try await pool.read { db in
            let rows = try Row.fetchCursor(
                db.cachedStatement(
                    sql: """
                        SELECT c.unit, COALESCE(f.township, z.township), c.opened_at, c.deadline, c.state,
                          (SELECT MIN(a.at) FROM case_event a WHERE a.case_id = c.id AND a.state = 'answered'),
                          EXISTS (SELECT 1 FROM case_event d WHERE d.case_id = c.id AND d.fact LIKE '{"disputed"%')
                        FROM citizen_case c
                        LEFT JOIN filing f ON f.case_id = c.id
                        LEFT JOIN citizen z ON z.id = c.citizen_id
                        WHERE c.opened_at >= ? AND c.opened_at < ? AND c.state <> 'merged'
                        """),
                arguments: [period.lowerBound.milliseconds, period.upperBound.milliseconds])
            var found: [CountedCase] = []
            while let row = try rows.next() {
                let state = CaseState(rawValue: row[4])
                found.append(
                    CountedCase(
                        unit: row[0], township: row[1], openedAt: Date(milliseconds: row[2]),
                        deadline: Date(milliseconds: row[3]),
                        answeredAt: (row[5] as Int64?).map(Date.init(milliseconds:)),
                        isAgreed: state == .closed || state == .archived, wasDisputed: row[6]))
            }
            return found
        }
    }
}
