package import CivicCRM
import CivicCore
package import Foundation
import GRDB

/// The book of return visits. A call is written down before it is made: whoever starts again knows of it.
extension CivicStore: VisitRecords {
    package func takeVisitCalls(limit: Int, at now: Date) async throws -> [VisitCall] {
        guard limit > 0 else { return [] }
        let catalogue = catalogue
        return try await pool.write { [vault] db in
            let due = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT v.id, v.case_id, v.answered_at FROM case_visit v
                        WHERE v.next_at IS NOT NULL AND v.next_at <= ? ORDER BY v.next_at, v.id LIMIT ?
                        """),
                arguments: [now.milliseconds, limit])
            return try due.compactMap { row in
                try Self.take(db, vault, visit: row[0], ofCase: row[1], Date(milliseconds: row[2]), catalogue, now)
            }
        }
    }

    private static func take(
        _ db: Database, _ vault: RecordVault, visit: Int64, ofCase id: Int64, _ answeredAt: Date,
        _ catalogue: ServiceCatalogue, _ now: Date
    ) throws -> VisitCall? {
        var change = try CaseChange(db, vault, id, catalogue)
        // A case that went another way needs no call; one that was made confidential is not for a machine.
        guard change.record.state.awaitsWord, !change.record.isConfidential, let number = change.record.contactNumber
        else {
            let goesOn = change.record.state.awaitsWord
            try db.cachedStatement(sql: "UPDATE case_visit SET state = ?, cause = ?, next_at = NULL WHERE id = ?")
                .execute(arguments: [
                    goesOn ? "person" : "void",
                    goesOn ? (change.record.isConfidential ? "confidential" : "no-number") : nil, visit,
                ])
            return nil
        }
        guard try isWished(db, visit, change, now) else { return nil }
        if change.record.state == .answered {
            try change.carryOut(try change.decide(.askCitizen, "", .clock, now), by: .clock, at: now, db)
        }
        try db.cachedStatement(sql: "UPDATE case_visit SET state = 'calling', next_at = NULL WHERE id = ?")
            .execute(arguments: [visit])
        try db.cachedStatement(sql: "INSERT INTO visit_call (visit_id, at) VALUES (?, ?)")
            .execute(arguments: [visit, now.milliseconds])
        return VisitCall(
            visit: visit, number: change.record.number, openedAt: change.record.openedAt, answeredAt: answeredAt,
            contactNumber: number, language: try language(db, vault, ofCalls: number, about: change.record),
            unit: change.record.unit)
    }

    /// In which a citizen is spoken to who is called about a case: what was chosen on the number, else the citizen's.
    static func language(_ db: Database, _ vault: RecordVault, ofCalls number: String, about record: Case) throws
        -> Language
    {
        let chosen = try String.fetchOne(
            db.cachedStatement(sql: "SELECT language FROM number_language WHERE number_index = ?"),
            arguments: [vault.index(number, for: .language)])
        if let chosen { return Language(tag: chosen) }
        return try record.citizenId.flatMap { try citizen(db, vault, $0)?.language } ?? .mandarin
    }

    /// Whether the citizen wants to be called now by a machine, which they may have said after the call was planned; where not,
    /// it waits for their hours, or for a person.
    private static func isWished(_ db: Database, _ visit: Int64, _ change: CaseChange, _ now: Date) throws -> Bool {
        guard let citizen = change.record.citizenId, let preference = try preference(db, of: citizen) else {
            return true
        }
        let rules = change.house.rules.visits ?? VisitRules()
        switch rules.reach(preference, from: .machine, at: now, in: change.house.calendar.timeZone) {
        case .now: return true
        case .later(let due):
            try db.cachedStatement(sql: "UPDATE case_visit SET next_at = ? WHERE id = ?")
                .execute(arguments: [due.milliseconds, visit])
        case .otherwise:
            try db.cachedStatement(
                sql: "UPDATE case_visit SET state = 'person', cause = ?, next_at = NULL WHERE id = ?"
            ).execute(arguments: [ReturnVisit.Cause.askedForPerson.rawValue, visit])
        }
        return false
    }

    package func visitCallEnded(_ visit: Int64, _ report: VisitReport, at now: Date) async throws {
        let catalogue = catalogue
        try await pool.write { [vault] db in try Self.ended(db, vault, visit, report, catalogue, now) }
    }

    private static func ended(
        _ db: Database, _ vault: RecordVault, _ id: Int64, _ report: VisitReport, _ catalogue: ServiceCatalogue,
        _ now: Date
    ) throws {
        guard var row = try VisitRow.fetch(db, id), row.visit.state == .calling else { return }
        guard let record = try oneCase(db, vault, "id = ?", [row.visit.caseId]) else { return }
        let house = catalogue.house(of: record.service)
        let isHeard = row.solved != nil
        if !isHeard, !record.state.awaitsWord {
            row.visit.state = .void
        } else {
            let rules = house.rules.visits ?? VisitRules()
            let preference = try record.citizenId.flatMap { try Self.preference(db, of: $0) }
            // Who wants no machine any more is found out when the next call is due.
            row.visit.callEnded(
                report.ending, isHeard: isHeard, at: now, rules: rules.honouring(preference) ?? rules,
                in: house.calendar.timeZone)
        }
        try db.cachedStatement(
            sql: """
                UPDATE case_visit SET state = ?, cause = ?, attempts = ?, next_at = ?,
                  satisfaction = COALESCE(?, satisfaction), comment = COALESCE(?, comment) WHERE id = ?
                """
        ).execute(arguments: [
            row.visit.state.rawValue, row.visit.cause?.rawValue, row.visit.attempts, row.visit.nextAt?.milliseconds,
            report.satisfaction?.rawValue, report.comment, id,
        ])
        try db.cachedStatement(
            sql: """
                UPDATE visit_call SET ended_at = ?, ending = ?, conversation = ?
                WHERE visit_id = ? AND ended_at IS NULL
                """
        ).execute(arguments: [
            now.milliseconds, isHeard ? "heard" : report.ending.rawValue, report.conversation?.text, id,
        ])
    }

    package func resumeVisits(at now: Date) async throws -> Int {
        let catalogue = catalogue
        return try await pool.write { [vault] db in
            let calling = try Int64.fetchAll(db, sql: "SELECT id FROM case_visit WHERE state = 'calling' ORDER BY id")
            for id in calling { try Self.ended(db, vault, id, VisitReport(.interrupted), catalogue, now) }
            return calling.count
        }
    }

    package func visitsForPeople(limit: Int) async throws -> [VisitLine] {
        try await pool.read { [vault] db in
            try Int64.fetchAll(
                db.cachedStatement(
                    sql: "SELECT id FROM case_visit WHERE state = 'person' ORDER BY answered_at, id LIMIT ?"),
                arguments: [min(max(limit, 0), 500)]
            ).compactMap { try Self.line(db, vault, $0) }
        }
    }

    package func visitLine(_ visit: Int64) async throws -> VisitLine? {
        try await pool.read { [vault] db in try Self.line(db, vault, visit) }
    }

    private static func line(_ db: Database, _ vault: RecordVault, _ id: Int64) throws -> VisitLine? {
        guard let row = try VisitRow.fetch(db, id),
            let record = try oneCase(db, vault, "id = ?", [row.visit.caseId])
        else { return nil }
        let person = try record.citizenId.flatMap { try Self.citizen(db, vault, $0) }
        let filed = try String.fetchOne(
            db.cachedStatement(sql: "SELECT name FROM filing WHERE case_id = ?"), arguments: [record.id])
        return VisitLine(
            visit: row.visit, record: record, answeredAt: row.answeredAt, name: person?.name ?? filed,
            language: person?.language ?? .mandarin)
    }

    package func visited(_ visit: Int64, _ form: VisitForm, by agent: String, at now: Date) async throws {
        try Self.check(form.note, field: "note")
        let catalogue = catalogue
        try await pool.write { [vault] db in
            guard let row = try VisitRow.fetch(db, visit) else { throw RecordsRefusal.unknownCase(visit) }
            var change = try CaseChange(db, vault, row.visit.caseId, catalogue)
            guard row.visit.state == .person else { throw CaseRefusal.notNow(change.record.state) }
            let actor = CaseActor(agent, .agent)
            switch form.isSolved {
            case true?: try change.carryOut(try change.decide(.agree, form.note, actor, now), by: actor, at: now, db)
            case false?: try change.carryOut(try change.decide(.dispute, form.note, actor, now), by: actor, at: now, db)
            case nil:
                guard !form.note.isEmpty else { throw CaseRefusal.reasonMissing }
                try change.carryOut(try change.decide(.note, form.note, actor, now), by: actor, at: now, db)
            }
            guard let satisfaction = form.satisfaction, form.isSolved != nil else { return }
            try db.cachedStatement(sql: "UPDATE case_visit SET satisfaction = ? WHERE id = ?")
                .execute(arguments: [satisfaction.rawValue, visit])
        }
    }
}

/// As much of a row of `case_visit` as its life needs.
struct VisitRow {
    var visit: ReturnVisit
    var answeredAt: Date
    var solved: Bool?

    static func fetch(_ db: Database, _ id: Int64) throws -> VisitRow? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT case_id, state, attempts, next_at, cause, answered_at, solved FROM case_visit WHERE id = ?
                    """),
            arguments: [id]
        ).flatMap { row in
            ReturnVisit.State(rawValue: row[1]).map { state in
                VisitRow(
                    visit: ReturnVisit(
                        id: id, caseId: row[0], state: state, attempts: row[2],
                        nextAt: (row[3] as Int64?).map(Date.init(milliseconds:)),
                        cause: (row[4] as String?).flatMap(ReturnVisit.Cause.init(rawValue:))),
                    answeredAt: Date(milliseconds: row[5]), solved: row[6])
            }
        }
    }
}
