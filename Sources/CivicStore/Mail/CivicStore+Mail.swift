package import CivicCRM
package import CivicCore
package import Foundation
import GRDB

/// Letters that are owed: durable before anybody is told, sent until the server takes them or refuses them for good.
extension CivicStore: MailBook {
    package func post(_ letter: Letter, at now: Date) async throws {
        try await pool.write { db in
            _ = try Self.post(db, letter, reference: "civicline.\(MailMark.newToken(16))", at: now)
        }
    }

    package func owedLetters(at now: Date, limit: Int) async throws -> [OwedLetter] {
        try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT id, case_id, recipient, subject, text, in_reply_to, reference, at, attempts FROM letter
                        WHERE sent_at IS NULL AND failed_at IS NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?
                        """),
                arguments: [now.milliseconds, limit]
            ).map { row in
                guard let recipient = MailAddress(row[2]) else { throw UnreadableRow(table: "letter", id: row[0]) }
                return OwedLetter(
                    id: row[0],
                    letter: Letter(
                        caseId: row[1], recipient: recipient, subject: row[3], text: row[4], inReplyTo: row[5]),
                    reference: row[6], at: Date(milliseconds: row[7]), attempts: row[8])
            }
        }
    }

    package func note(_ outcome: LetterOutcome, ofLetter id: Int64, at now: Date) async throws {
        let catalogue = catalogue
        try await pool.write { [vault] db in
            switch outcome {
            case .sent:
                // The text may hold a case's code, and codes are nowhere stored.
                try db.cachedStatement(
                    sql: "UPDATE letter SET sent_at = ?, attempts = attempts + 1, text = '' WHERE id = ?"
                ).execute(arguments: [now.milliseconds, id])
            case .later(let due):
                try db.cachedStatement(sql: "UPDATE letter SET due_at = ?, attempts = attempts + 1 WHERE id = ?")
                    .execute(arguments: [due.milliseconds, id])
            case .failed(let word): try Self.fail(db, vault, letter: id, word, catalogue, at: now)
            }
        }
    }

    package func cameBack(_ reference: String, at now: Date) async throws -> Bool {
        let catalogue = catalogue
        return try await pool.write { [vault] db in
            guard
                let row = try Row.fetchOne(
                    db.cachedStatement(sql: "SELECT id, failed_at FROM letter WHERE reference = ?"),
                    arguments: [reference])
            else { return false }
            if (row[1] as Int64?) == nil {
                try Self.fail(db, vault, letter: row[0], "undeliverable", catalogue, at: now)
            }
            return true
        }
    }

    package func caseNumber(ofMark mark: String, from sender: MailAddress) async throws -> CaseNumber? {
        guard let mark = MailMark(mark) else { return nil }
        return try await pool.read { db in
            try Bool.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT EXISTS (SELECT 1 FROM filing f JOIN citizen_case c ON c.id = f.case_id
                          WHERE c.number = ? AND f.email = ? AND f.mail_mark = ?)
                        """),
                arguments: [mark.number.text, sender.text, mark.token]) == true ? mark.number : nil
        }
    }

    package func filings(from sender: MailAddress, since: Date) async throws -> Int {
        try await pool.read { db in
            try Int.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT COUNT(*) FROM filing f JOIN citizen_case c ON c.id = f.case_id
                        WHERE f.email = ? AND f.source = ? AND c.opened_at >= ?
                        """),
                arguments: [sender.text, CaseEvent.mail, since.milliseconds]) ?? 0
        }
    }

    package func hasLetter(to recipient: MailAddress, subject: String, since: Date) async throws -> Bool {
        try await pool.read { db in
            try Bool.fetchOne(
                db.cachedStatement(
                    sql: "SELECT EXISTS (SELECT 1 FROM letter WHERE recipient = ? AND at >= ? AND subject = ?)"),
                arguments: [recipient.text, since.milliseconds, subject]) ?? false
        }
    }

    // MARK: Within transactions

    /// That a matter has come, to a filer who wants to be answered by e-mail.
    static func acknowledge(
        _ db: Database, _ record: Case, _ filing: Filing, code: String, token: String, _ unit: HandlingUnit?,
        zone: TimeZone, at now: Date
    ) throws {
        guard filing.answer == .email, let recipient = filing.email else { return }
        let mark = MailMark(number: record.number, token: token)
        let (subject, text) = MailTexts.received(record, code: code, unit: unit, mark: mark.text, zone: zone)
        _ = try post(
            db,
            Letter(caseId: record.id, recipient: recipient, subject: subject, text: text, inReplyTo: filing.mailId),
            reference: reference(mark), at: now)
    }

    /// A unit's answer, to the filers of a case and of those that go on as part of it.
    ///
    /// Who has told the hotline since that they want another way gets none: the return visit is theirs, or a person's, and a
    /// line of the history says so.
    static func postAnswer(
        _ db: Database, _ vault: RecordVault, _ record: Case, _ answer: String, _ unit: HandlingUnit?, at now: Date
    ) throws {
        guard !answer.isEmpty else { return }
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT c.id, c.number, f.email, f.mail_mark FROM filing f JOIN citizen_case c ON c.id = f.case_id
                    WHERE f.answer = 'email' AND (c.id = ? OR c.merged_into = ?)
                    """),
            arguments: [record.id, record.number.text])
        for row in rows {
            guard let number = CaseNumber(row[1]), let recipient = MailAddress(row[2]),
                let token = row[3] as String?
            else { throw UnreadableRow(table: "filing", id: row[0]) }
            if let filed = try oneCase(db, vault, "id = ?", [row[0] as Int64]),
                try wishes(db, ofCase: filed).wantsNoMail
            {
                try note(
                    db,
                    CaseEvent(
                        id: 0, caseId: filed.id, at: now.stored, by: CaseEvent.mail, state: nil, note: "other-way"))
                continue
            }
            var told = record
            told.number = number
            let mark = MailMark(number: number, token: token)
            let (subject, text) = MailTexts.answered(told, answer: answer, unit: unit, mark: mark.text)
            _ = try post(
                db, Letter(caseId: row[0], recipient: recipient, subject: subject, text: text),
                reference: reference(mark), at: now)
        }
    }

    /// With the mark, by which an answer is known also where its subject was changed.
    private static func reference(_ mark: MailMark) -> String { "civicline.\(mark.text).\(MailMark.newToken(8))" }

    static func post(_ db: Database, _ letter: Letter, reference: String, at now: Date) throws -> Int64 {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    INSERT INTO letter (case_id, recipient, subject, text, in_reply_to, reference, at, due_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                    """),
            arguments: [
                letter.caseId, letter.recipient.text, letter.subject, letter.text, letter.inReplyTo, reference,
                now.milliseconds, now.milliseconds,
            ]) ?? 0
    }

    /// Shown in the case's history, since a person has to find another way.
    private static func fail(
        _ db: Database, _ vault: RecordVault, letter id: Int64, _ word: String, _ catalogue: ServiceCatalogue,
        at now: Date
    ) throws {
        try db.cachedStatement(
            sql: "UPDATE letter SET failed_at = ?, attempts = attempts + 1, text = '' WHERE id = ?"
        ).execute(arguments: [now.milliseconds, id])
        try recallCameBack(db, "letter_id", id)
        guard
            let caseId = try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT case_id FROM letter WHERE id = ?"), arguments: [id])
        else { return }
        var change = try CaseChange(db, vault, caseId, catalogue)
        try change.carryOut([.line(nil, nil, note: word)], by: CaseActor(CaseEvent.mail, .clock), at: now, db)
    }
}
