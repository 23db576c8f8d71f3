package import CivicCRM
import CivicCore
package import Foundation
import GRDB

/// Text messages that are owed: durable before anybody is told, sent until the gateway takes them or refuses them for good.
extension CivicStore: TextBook {
    package func post(_ message: TextMessage, at now: Date) async throws {
        try await pool.write { [vault] db in _ = try Self.post(db, vault, message, at: now) }
    }

    package func post(_ message: TextMessage, with receipt: ArticleReceipt, at now: Date) async throws {
        try await pool.write { [vault] db in
            _ = try Self.post(db, vault, message, at: now)
            try Self.keep(db, vault, receipt)
        }
    }

    package func owedTexts(at now: Date, limit: Int) async throws -> [OwedText] {
        try await pool.read { [vault] db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT id, key, case_id, number_sealed, words_sealed, at, attempts FROM text_message
                        WHERE sent_at IS NULL AND failed_at IS NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?
                        """),
                arguments: [now.milliseconds, limit]
            ).map { row in
                try OwedText(
                    id: row[0], key: row[1],
                    message: TextMessage(
                        caseId: row[2], numberKey: vault.open(row[3], of: .textNumber),
                        text: vault.open(row[4], of: .textWords)),
                    at: Date(milliseconds: row[5]), attempts: row[6])
            }
        }
    }

    package func note(_ outcome: TextOutcome, ofText id: Int64, at now: Date) async throws {
        let catalogue = catalogue
        try await pool.write { [vault] db in
            switch outcome {
            case .sent:
                // It may hold a case's code, and codes are nowhere stored.
                try db.execute(
                    sql: """
                        UPDATE text_message SET sent_at = ?, attempts = attempts + 1, words_sealed = \(Dialect.noBytes)
                        WHERE id = ?
                        """, arguments: [now.milliseconds, id])
            case .later(let due):
                try db.execute(
                    sql: "UPDATE text_message SET due_at = ?, attempts = attempts + 1 WHERE id = ?",
                    arguments: [due.milliseconds, id])
            case .failed: try Self.failText(db, vault, id, catalogue, at: now)
            }
        }
    }

    // MARK: Within transactions

    static func post(_ db: Database, _ vault: RecordVault, _ message: TextMessage, at now: Date) throws -> Int64 {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    INSERT INTO text_message (key, case_id, number_index, number_sealed, words_sealed, at, due_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id
                    """),
            arguments: [
                MailMark.newToken(20), message.caseId, vault.index(message.numberKey, for: .text),
                try vault.seal(message.numberKey, for: .textNumber), try vault.seal(message.text, for: .textWords),
                now.milliseconds, now.milliseconds,
            ]) ?? 0
    }

    /// Shown in the case's history, since a person has to find another way.
    private static func failText(
        _ db: Database, _ vault: RecordVault, _ id: Int64, _ catalogue: ServiceCatalogue, at now: Date
    ) throws {
        try db.execute(
            sql: "UPDATE text_message SET failed_at = ?, words_sealed = \(Dialect.noBytes) WHERE id = ?",
            arguments: [now.milliseconds, id])
        try recallCameBack(db, "text_id", id)
        guard
            let caseId = try Int64.fetchOne(
                db, sql: "SELECT case_id FROM text_message WHERE id = ?", arguments: [id])
        else { return }
        var change = try CaseChange(db, vault, caseId, catalogue)
        try change.carryOut(
            [.line(nil, nil, note: "undeliverable")], by: CaseActor(CaseEvent.text, .clock), at: now, db)
    }
}
