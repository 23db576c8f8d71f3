import CivicCRM
import CivicCore
package import Foundation
import GRDB

/// What the clock does to cases: ends pauses, sounds alarms, archives.
package struct CaseSweep: Equatable, Sendable {
    package var resumed = 0
    package var alarms = 0
    package var archived = 0

    package init() {}

    package var isEmpty: Bool { self == CaseSweep() }
}

extension CivicStore {
    /// Most cases of one kind that one sweep takes; the next one takes the rest.
    private static let sweepLimit = 50

    /// Does what is due at `now`; each alarm comes once for a case and deadline.
    package func sweepCases(at now: Date) async throws -> CaseSweep {
        let catalogue = catalogue
        return try await pool.write { [vault] db in
            var sweep = CaseSweep()
            for var change in try Self.changes(db, vault, "paused_since IS NOT NULL ORDER BY paused_since", catalogue)
            where change.life.pauseIsOver(at: now) {
                try change.carryOut(try change.decide(.resume, "", .clock, now), by: .clock, at: now, db)
                sweep.resumed += 1
            }
            for alarm in catalogue.rules.alarms { sweep.alarms += try Self.sound(alarm, db, vault, catalogue, now) }
            let closed =
                "state = 'closed' AND updated_at <= \(Self.oldEnough(catalogue, now).milliseconds) ORDER BY updated_at"
            for var change in try Self.changes(db, vault, closed, catalogue)
            where catalogue.rules.archiveAfter.deadline(after: change.record.updatedAt, in: change.house.calendar)
                <= now
            {
                try change.carryOut(try change.decide(.archive, "", .clock, now), by: .clock, at: now, db)
                sweep.archived += 1
            }
            return sweep
        }
    }

    private static func sound(
        _ alarm: CaseAlarm, _ db: Database, _ vault: RecordVault, _ catalogue: ServiceCatalogue, _ now: Date
    ) throws -> Int {
        var count = 0
        let records = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Case.columns.all) FROM citizen_case
                    WHERE \(Schema.openCases) \(alarm.clock == .dispatch ? "AND state <> 'in-work'" : "") AND paused_since IS NULL AND deadline <= ? AND NOT EXISTS (
                      SELECT 1 FROM case_alarm a
                      WHERE a.case_id = citizen_case.id AND a.alarm = ? AND a.deadline = citizen_case.deadline)
                    ORDER BY deadline, id LIMIT \(sweepLimit)
                    """),
            arguments: [horizon(alarm, catalogue, now).milliseconds, alarm.name]
        ).map { try Case($0, vault) }
        for record in records where alarm.concerns(record.state) {
            let house = catalogue.house(of: record.service)
            let deadline = clock(alarm, record, catalogue)
            guard alarm.isDue(deadline, at: now, in: house.calendar) else { continue }
            var change = try CaseChange(db, vault, record, catalogue)
            try change.carryOut(try change.life.sound(alarm, at: now.stored, in: house), by: .clock, at: now, db)
            try db.cachedStatement(sql: "INSERT INTO case_alarm (case_id, alarm, deadline, at) VALUES (?, ?, ?, ?)")
                .execute(arguments: [record.id, alarm.name, record.deadline.milliseconds, now.milliseconds])
            count += 1
        }
        return count
    }

    private static func clock(_ alarm: CaseAlarm, _ record: Case, _ catalogue: ServiceCatalogue) -> Date {
        guard alarm.clock == .dispatch, let service = catalogue.service(record.service) else { return record.deadline }
        return catalogue.dispatchDeadline(of: service, openedAt: record.openedAt)
    }

    /// No case that is due later than this can be due for the alarm.
    private static func horizon(_ alarm: CaseAlarm, _ catalogue: ServiceCatalogue, _ now: Date) -> Date {
        if alarm.clock == .dispatch { return .distantFuture }
        guard case .before(let term) = alarm.moment else { return now }
        return catalogue.calendars.values.map { term.deadline(after: now, in: $0) }.max() ?? now + 366 * 86_400
    }

    /// What was closed after this cannot be ready for the archive: a working day is a day at least.
    private static func oldEnough(_ catalogue: ServiceCatalogue, _ now: Date) -> Date {
        switch catalogue.rules.archiveAfter {
        case .days(let days): now - Double(days - 1) * 86_400
        case .time(let duration): now - duration.inSeconds
        }
    }

    private static func changes(
        _ db: Database, _ vault: RecordVault, _ condition: String, _ catalogue: ServiceCatalogue
    ) throws -> [CaseChange] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT \(Case.columns.all) FROM citizen_case WHERE \(condition) LIMIT \(sweepLimit)")
        ).map { try CaseChange(db, vault, try Case($0, vault), catalogue) }
    }
}
