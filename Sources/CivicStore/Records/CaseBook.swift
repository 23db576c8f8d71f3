package import CivicCRM
package import CivicCore
package import Foundation
import GRDB

/// Cases: opened with a number and a clock, changed by what happens to them, never deleted.
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
        var fact: String?
    }

    package func openCase(_ draft: CaseDraft, at now: Date) async throws -> Case {
        let opening = try opening(draft, at: now)
        return try await pool.write { [vault] db in try Self.open(db, vault, opening, at: now) }
    }

    /// A case that can be opened: its service is known, its words fit, its clock is reckoned.
    struct Opening: Sendable {
        var draft: CaseDraft
        var unit: String
        var deadline: Date
    }

    func opening(_ draft: CaseDraft, at now: Date) throws -> Opening {
        let service = try catalogue.require(draft.service)
        try Self.check(draft.summary, field: "summary")
        return Opening(
            draft: draft, unit: service.unit,
            deadline: catalogue.answerDeadline(of: service, openedAt: now).stored)
    }

    /// Inside a transaction of the caller's.
    ///
    /// - Parameter receivedAt: when its clock starts, where that is before now.
    static func open(
        _ db: Database, _ vault: RecordVault, _ opening: Opening, receivedAt: Date? = nil, at now: Date
    ) throws -> Case {
        let draft = opening.draft
        let citizen = try owner(db, draft.citizenId)
        let serial = try Counter.cases.take(db)
        guard (0...9_999_999).contains(serial) else { throw RecordsRefusal.numbersExhausted }
        var opened = Case(
            id: 0, number: CaseNumber(serial: Int(serial)), citizenId: citizen,
            conversation: draft.conversation, service: draft.service, unit: opening.unit, state: .received,
            openedAt: (receivedAt ?? now).stored, deadline: opening.deadline, updatedAt: now.stored,
            summary: draft.summary,
            recording: draft.recording, channel: draft.channel, contactNumber: draft.contactNumber)
        opened.isConfidential = draft.isConfidential
        opened.id =
            try Int64.fetchOne(
                db.cachedStatement(
                    sql: """
                        INSERT INTO citizen_case (\(Case.columns.withoutId))
                        VALUES (\(Case.columns.placeholdersWithoutId)) RETURNING id
                        """),
                arguments: try opened.values(vault)) ?? 0
        try note(
            db, CaseEvent(id: 0, caseId: opened.id, at: now, by: draft.by, state: .received, note: draft.summary))
        try enter(db, "case-opened", opened, nil, by: draft.by, at: now)
        return opened
    }

    package func addNote(toCase id: Int64, _ note: String, state: CaseState?, by: String, at now: Date) async throws
        -> Case
    {
        try Self.check(note, field: "note")
        let catalogue = catalogue
        return try await pool.write { [vault] db in
            var change = try CaseChange(db, vault, id, catalogue)
            let next = try change.record.state.changing(to: state)
            let actor = CaseActor(by, .agent)
            let effects =
                next == change.record.state
                ? [.line(nil, nil, note: note)] : try change.decide(.move(next), note, actor, now)
            try change.carryOut(effects, by: actor, at: now, db)
            return change.record
        }
    }

    /// The citizen says that a case is not solved: it goes back to its unit, with the clock it had. Said twice in one call,
    /// because the first answer came too late to be told, it is still said.
    package func dispute(_ number: CaseNumber, in conversation: ConversationReference, at now: Date) async throws
        -> DisputeAnswer
    {
        let catalogue = catalogue
        return try await pool.write { [vault] db in
            guard let asked = try Self.oneCase(db, vault, "number = ?", [number.text]) else { return .notPossible }
            var change = try CaseChange(db, vault, try Self.following(db, vault, asked), catalogue)
            guard change.record.state.canBeDisputed else {
                return try Self.wasSaid("case-disputed", of: change.record, in: conversation, db)
                    ? .disputed(change.record) : .notPossible
            }
            let note = "The citizen says by telephone that this is not solved; it was \(change.record.state.rawValue)"
            let caller = CaseActor("ivr", .citizen)
            // The entry belongs to the call in which it was said, not to the one that opened the case.
            try change.carryOut(
                try change.decide(.dispute, note, caller, now), by: caller, at: now, db,
                ledger: ("case-disputed", "citizen", conversation))
            return .disputed(change.record)
        }
    }

    /// The citizen says by telephone that a case is solved: it is closed. Said twice in one call it is still said.
    package func agree(_ number: CaseNumber, in conversation: ConversationReference, at now: Date) async throws
        -> AgreementAnswer
    {
        let catalogue = catalogue
        return try await pool.write { db in
            guard let asked = try Self.oneCase(db, vault, "number = ?", [number.text]) else { return .notPossible }
            var change = try CaseChange(db, vault, try Self.following(db, vault, asked), catalogue)
            guard change.record.state.awaitsWord else {
                return try Self.wasSaid("case-agreed", of: change.record, in: conversation, db)
                    ? .agreed(change.record) : .notPossible
            }
            let caller = CaseActor("ivr", .citizen)
            let note = "The citizen says by telephone that this is solved"
            try change.carryOut(
                try change.decide(.agree, note, caller, now), by: caller, at: now, db,
                ledger: ("case-agreed", "citizen", conversation))
            return .agreed(change.record)
        }
    }

    private static func wasSaid(
        _ kind: String, of record: Case, in conversation: ConversationReference, _ db: Database
    ) throws -> Bool {
        try String.fetchAll(
            db.cachedStatement(sql: "SELECT payload FROM ledger WHERE conversation = ? AND kind = ?"),
            arguments: [conversation.text, kind]
        ).contains { $0.contains("\"\(record.number.text)\"") }
    }

    /// The case that it goes on as part of, if it was merged; itself otherwise.
    static func following(_ db: Database, _ vault: RecordVault, _ record: Case) throws -> Case {
        var found = record
        for _ in 0..<8 {
            guard let number = found.mergedInto, let main = try oneCase(db, vault, "number = ?", [number.text]) else {
                break
            }
            found = main
        }
        return found
    }

    package func history(ofCase id: Int64) async throws -> [CaseEvent] {
        try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: "SELECT \(CaseEvent.columns.all) FROM case_event WHERE case_id = ? ORDER BY id"),
                arguments: [id]
            ).map(CaseEvent.init)
        }
    }

    /// All cases of a citizen, the newest first; at most 200.
    package func cases(ofCitizen id: Int64) async throws -> [Case] {
        try await pool.read { [vault] db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(Case.columns.all) FROM citizen_case WHERE citizen_id = ?
                        ORDER BY opened_at DESC, id DESC LIMIT 200
                        """),
                arguments: [try Self.current(db, id)]
            ).map { try Case($0, vault) }
        }
    }

    /// The case with a number, for agents; citizens ask through `caseStatus`.
    package func caseRecord(number: CaseNumber) async throws -> Case? {
        try await pool.read { [vault] db in try Self.oneCase(db, vault, "number = ?", [number.text]) }
    }

    package func caseRecord(_ id: Int64) async throws -> Case? {
        try await pool.read { [vault] db in try Self.oneCase(db, vault, "id = ?", [id]) }
    }

    static func oneCase(
        _ db: Database, _ vault: RecordVault, _ condition: String, _ arguments: StatementArguments
    ) throws -> Case? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(Case.columns.all) FROM citizen_case WHERE \(condition)"),
            arguments: arguments
        ).map { try Case($0, vault) }
    }

    static func check(_ text: String, field: String) throws {
        guard text.unicodeScalars.count <= textLimit else {
            throw RecordsRefusal.tooLong(field: field, limit: textLimit)
        }
    }

    static func note(_ db: Database, _ line: CaseEvent) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO case_event (\(CaseEvent.columns.withoutId))
                VALUES (\(CaseEvent.columns.placeholdersWithoutId))
                """
        ).execute(arguments: line.values)
    }

    static func enter(
        _ db: Database, _ kind: String, _ subject: Case, _ fact: CaseFact?, by: String, at now: Date,
        in conversation: ConversationReference? = nil
    ) throws {
        let payload = CasePayload(
            number: subject.number.text, service: subject.service, unit: subject.unit, state: subject.state.rawValue,
            channel: subject.channel.rawValue, fact: fact?.word)
        _ = try Ledger.append(
            db, kind: kind, conversation: conversation ?? subject.conversation, actor: by,
            payload: try Ledger.json(payload), at: now)
    }
}
