package import CivicCRM
import CivicCore
package import Foundation
import GRDB

/// Calls of recalls: each is written down before it is made, and whoever starts again knows of it.
extension CivicStore: RecallCallRecords {
    package func takeRecallCalls(limit: Int, by rules: VisitRules, at now: Date) async throws -> [RecallCall] {
        guard limit > 0 else { return [] }
        let zone = timeZone
        return try await pool.write { [vault] db in
            let due = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(RecallPerson.columns) FROM recall_person
                        WHERE next_at IS NOT NULL AND next_at <= ? ORDER BY next_at, id LIMIT ?
                        """),
                arguments: [now.milliseconds, limit])
            return try due.compactMap { try Self.take(db, vault, RecallPerson($0, vault), rules, zone, now) }
        }
    }

    private static func take(
        _ db: Database, _ vault: RecordVault, _ person: RecallPerson, _ rules: VisitRules, _ zone: TimeZone, _ now: Date
    ) throws -> RecallCall? {
        guard let number = person.numberKey, let recall = try oneRecall(db, person.recall),
            let right = try newest(db, of: recall.article)?.article
        else {
            try leave(db, person.id, to: .noWay)
            return nil
        }
        // What they wish may have been said after the call was planned.
        let preference = try Self.preference(db, vault, of: person.citizenId, or: number)
        guard let wished = rules.honouring(preference) else {
            try leave(db, person.id, to: .wish)
            return nil
        }
        let due = wished.ringing(from: now, in: zone)
        guard due <= now else {
            try db.cachedStatement(sql: "UPDATE recall_person SET next_at = ? WHERE id = ?")
                .execute(arguments: [due.milliseconds, person.id])
            return nil
        }
        // A text that has run out meanwhile, or became a private matter, is no machine's to tell.
        guard right.isTold(on: LocalTime(timeZone: zone).reading(at: now).date), !right.isPrivate else {
            try leave(db, person.id, to: .confidential)
            return nil
        }
        try db.cachedStatement(sql: "UPDATE recall_person SET state = 'calling', next_at = NULL WHERE id = ?")
            .execute(arguments: [person.id])
        let chosen = try String.fetchOne(
            db.cachedStatement(sql: "SELECT language FROM number_language WHERE number_index = ?"),
            arguments: [vault.index(number, for: .language)])
        return RecallCall(
            person: person.id, contactNumber: number, citizenId: person.citizenId,
            language: chosen.map(Language.init(tag:)) ?? person.language, toldAt: person.toldAt, article: right.id,
            version: right.version)
    }

    private static func leave(_ db: Database, _ person: Int64, to cause: RecallPerson.Cause) throws {
        try db.cachedStatement(
            sql: "UPDATE recall_person SET state = 'person', cause = ?, next_at = NULL WHERE id = ?"
        ).execute(arguments: [cause.rawValue, person])
    }

    package func recallCallEnded(_ person: Int64, _ report: VisitReport, by rules: VisitRules, at now: Date)
        async throws
    {
        let zone = timeZone
        try await pool.write { [vault] db in try Self.recallEnded(db, vault, person, report, rules, zone, now) }
    }

    private static func recallEnded(
        _ db: Database, _ vault: RecordVault, _ id: Int64, _ report: VisitReport, _ rules: VisitRules, _ zone: TimeZone,
        _ now: Date
    ) throws {
        // Who has heard it is done since the receipt.
        guard var person = try oneRecallPerson(db, vault, id), person.state == .calling else { return }
        let preference = try Self.preference(db, vault, of: person.citizenId, or: person.numberKey)
        person.callEnded(report.ending, at: now, rules: rules.honouring(preference) ?? rules, in: zone)
        try db.cachedStatement(
            sql: "UPDATE recall_person SET state = ?, cause = ?, attempts = ?, next_at = ? WHERE id = ?"
        ).execute(arguments: [
            person.state.rawValue, person.cause?.rawValue, person.attempts, person.nextAt?.milliseconds, id,
        ])
    }

    package func resumeRecalls(by rules: VisitRules, at now: Date) async throws -> Int {
        let zone = timeZone
        return try await pool.write { [vault] db in
            let calling = try Int64.fetchAll(
                db, sql: "SELECT id FROM recall_person WHERE state = 'calling' ORDER BY id")
            for id in calling { try Self.recallEnded(db, vault, id, VisitReport(.interrupted), rules, zone, now) }
            return calling.count
        }
    }
}
