import CivicCore
package import CivicReports
import Foundation
import GRDB

extension FactBook {
    package func unitAnswers(of period: ReportPeriod) async throws -> [UnitAnswer] {
        let halfHours = period.halfHours
        let (from, to) = (
            HalfHour(number: halfHours.lowerBound).start, HalfHour(number: halfHours.upperBound).start
        )
        return try await pool.read { db in
            let rows = try Row.fetchCursor(
                db.cachedStatement(
                    sql: """
                        SELECT unit, service, in_time, solved, satisfaction FROM case_visit
                        WHERE answered_at >= ? AND answered_at < ? AND (state <> 'void' OR solved IS NOT NULL)
                        """),
                arguments: [from.milliseconds, to.milliseconds])
            var found: [UnitAnswer] = []
            while let row = try rows.next() {
                found.append(
                    UnitAnswer(
                        unit: row[0], service: row[1], isInTime: row[2], isSolved: row[3],
                        grade: (row[4] as Int?).flatMap(UnitAnswer.Grade.init(rawValue:))))
            }
            return found
        }
    }
}
