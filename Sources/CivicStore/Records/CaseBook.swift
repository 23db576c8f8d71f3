package import CivicCRM
package import CivicCore
package import Foundation
import GRDB

/// Cases: opened with a number and a clock, changed by notes, never deleted.
///
/// Opening and every change of state go into the ledger in the same transaction, without the citizen's words.
extension CivicStore {
    /// Most characters of a summary or note.
    package static let textLimit = 4_000

    private struct CasePayload: Encodable {
        var number: String
        var service: String
        var unit: String
        var state: String
        var channel: String
    }

    package func openCase(_ draft: CaseDraft, at now: Date) async throws -> Case {
        let service = try catalogue.require(draft.service)
        try Self.check(draft.summary, field: "summary")
        let deadline = catalogue.answerDeadline(of: service, openedAt: now).stored
        return try await pool.write { db in
            try Self.requireCitizen(db, draft.citizenId)
            let serial = try Counter.cases.take(db)
            guard (0...9_999_999).contains(serial) else { throw RecordsRefusal.numbersExhausted }
            var opened = Case(
                id: 0, number: CaseNumber(serial: Int(serial)), citizenId: draft.citizenId,
                conversation: draft.conversation, service: service.id, unit: service.unit, state: .received,
                openedAt: now.stored, deadline: deadline, updatedAt: now.stored, summary: draft.summary,
                recording: draft.recording, channel: draft.channel, contactNumber: draft.contactNumber)
            opened.id =
                try Int64.fetchOne(
                    db.cachedStatement(
                        sql: """
                            INSERT INTO citizen_case (\(Case.columns.withoutId))
                            VALUES (\(Case.columns.placeholdersWithoutId)) RETURNING id
                            """),
                    arguments: opened.values) ?? 0
            try Self.note(db, opened, draft.summary, .received, by: draft.by, at: now)
            try Self.enter(db, "case-opened", opened, by: draft.by, at: now)
            return opened
        }
    }

    package func addNote(toCase id: Int64, _ note: String, state: CaseState?, by: String, at now: Date) async throws
        -> Case
    {
        try Self.check(note, field: "note")
        return try await pool.write { db in
            guard var changed = try Self.oneCase(db, "id = ?", [id]) else { throw RecordsRefusal.unknownCase(id) }
            let before = changed.state
            changed.state = try before.changing(to: state)
            // A clock that was set back must not put a change before the one it follows.
            changed.updatedAt = max(now.stored, changed.updatedAt)
            try db.cachedStatement(sql: "UPDATE citizen_case SET state = ?, updated_at = ? WHERE id = ?")
                .execute(arguments: [changed.state.rawValue, changed.updatedAt.milliseconds, id])
            try Self.note(db, changed, note, changed.state == before ? nil : changed.state, by: by, at: now)
            if changed.state != before { try Self.enter(db, "case-changed", changed, by: by, at: now) }
            return changed
        }
    }

    /// The citizen says that a case is not solved: it goes back to its unit, with the clock it had.
    package func dispute(_ number: CaseNumber, in conversation: ConversationReference, at now: Date) async throws
        -> DisputeAnswer
    {
        try await pool.write { db in
            guard var changed = try Self.oneCase(db, "number = ?", [number.text]) else { return .notPossible }
            guard !changed.state.isOpen else { return .notPossible }
            let before = changed.state
            changed.state = try before.changing(to: .dispatched)
            changed.updatedAt = max(now.stored, changed.updatedAt)
            try db.cachedStatement(sql: "UPDATE citizen_case SET state = ?, updated_at = ? WHERE id = ?")
                .execute(arguments: [changed.state.rawValue, changed.updatedAt.milliseconds, changed.id])
            try Self.note(
                db, changed, "The citizen says by telephone that this is not solved; it was \(before.rawValue)",
                changed.state, by: "ivr", at: now)
            // The entry belongs to the call in which it was said, not to the one that opened the case.
            var told = changed
            told.conversation = conversation
            try Self.enter(db, "case-disputed", told, by: "citizen", at: now)
            return .disputed(changed)
        }
    }

    package func history(ofCase id: Int64) async throws -> [CaseEvent] {
        try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: "SELECT \(CaseEvent.columns.all) FROM case_event WHERE case_id = ? ORDER BY at, id"),
                arguments: [id]
            ).map(CaseEvent.init)
        }
    }

    /// All cases of a citizen, the newest first; at most 200.
    package func cases(ofCitizen id: Int64) async throws -> [Case] {
        try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(Case.columns.all) FROM citizen_case WHERE citizen_id = ?
                        ORDER BY opened_at DESC, id DESC LIMIT 200
                        """),
                arguments: [id]
            ).map(Case.init)
        }
    }

    /// The case with a number, for agents; citizens ask through `caseStatus`.
    package func caseRecord(number: CaseNumber) async throws -> Case? {
        try await pool.read { db in try Self.oneCase(db, "number = ?", [number.text]) }
    }

    package func caseRecord(_ id: Int64) async throws -> Case? {
        try await pool.read { db in try Self.oneCase(db, "id = ?", [id]) }
    }

    static func oneCase(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws -> Case? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(Case.columns.all) FROM citizen_case WHERE \(condition)"),
            arguments: arguments
        ).map(Case.init)
    }

    private static func check(_ text: String, field: String) throws {
        guard text.unicodeScalars.count <= textLimit else {
            throw RecordsRefusal.tooLong(field: field, limit: textLimit)
        }
    }

    private static func note(
        _ db: Database, _ subject: Case, _ note: String, _ state: CaseState?, by: String, at now: Date
    ) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO case_event (\(CaseEvent.columns.withoutId))
                VALUES (\(CaseEvent.columns.placeholdersWithoutId))
                """
        ).execute(arguments: [subject.id, now.milliseconds, by, state?.rawValue, note])
    }

    private static func enter(_ db: Database, _ kind: String, _ subject: Case, by: String, at now: Date) throws {
        let payload = CasePayload(
            number: subject.number.text, service: subject.service, unit: subject.unit, state: subject.state.rawValue,
            channel: subject.channel.rawValue)
        _ = try Ledger.append(
            db, kind: kind, conversation: subject.conversation, actor: by, payload: try Ledger.json(payload), at: now)
    }
}
