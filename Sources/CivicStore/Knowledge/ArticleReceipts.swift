package import CivicCRM
package import CivicCore
import Foundation
import GRDB

/// What was read out to whom. The row names the number and the citizen; the ledger's entry names neither.
extension CivicStore {
    private struct ReceiptPayload: Encodable {
        var article: String
        var version: String
        var language: String
        var heard: String
        var parts: String
        var seconds: String
    }

    package func keep(_ receipt: ArticleReceipt) async throws {
        let payload = ReceiptPayload(
            article: receipt.article, version: String(receipt.version), language: receipt.language.tag,
            heard: String(receipt.heard), parts: String(receipt.parts), seconds: String(receipt.seconds))
        try await pool.write { [vault] db in
            try db.cachedStatement(
                sql: """
                    INSERT INTO article_receipt
                      (article, version, conversation, number_index, number_sealed, citizen_id, language, at, parts, heard,
                      seconds)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                receipt.article, receipt.version, receipt.conversation.text,
                vault.indexIfAny(receipt.numberKey, for: .receipt),
                try vault.sealIfAny(receipt.numberKey, for: .receiptNumber),
                try receipt.citizenId.flatMap { try Self.current(db, $0) }, receipt.language.tag,
                receipt.at.milliseconds, receipt.parts, receipt.heard, receipt.seconds,
            ])
            _ = try Ledger.append(
                db, kind: "article-read", conversation: receipt.conversation, actor: "system",
                payload: try Ledger.json(payload), at: receipt.at)
        }
    }

    /// Receipts of one conversation, the oldest first.
    package func receipts(of conversation: ConversationReference) async throws -> [ArticleReceipt] {
        try await pool.read { [vault] db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT article, version, number_sealed, citizen_id, language, at, parts, heard, seconds
                        FROM article_receipt WHERE conversation = ? ORDER BY id
                        """),
                arguments: [conversation.text]
            ).map { row in
                try ArticleReceipt(
                    article: row[0], version: row[1], conversation: conversation,
                    numberKey: vault.openIfAny(row[2] as Data?, of: .receiptNumber), citizenId: row[3],
                    language: Language(tag: row[4]), at: Date(milliseconds: row[5]), parts: row[6], heard: row[7],
                    seconds: row[8])
            }
        }
    }
}
