package import CivicCRM
package import CivicCore
import Foundation
import GRDB

/// What was told to whom. The row names the number and the citizen; the ledger's entry names neither.
extension CivicStore {
    private struct ReceiptPayload: Encodable {
        var article: String
        var version: String
        var channel: String
        var language: String
        var heard: String
        var parts: String
        var seconds: String

        init(_ receipt: ArticleReceipt) {
            article = receipt.article
            version = String(receipt.version)
            channel = receipt.channel.rawValue
            language = receipt.language.tag
            heard = String(receipt.heard)
            parts = String(receipt.parts)
            seconds = String(receipt.seconds)
        }
    }

    /// A receipt of a call that the hotline makes for a recall ends the recall for whoever heard what is right to its end, in the
    /// same transaction: a crash right after it calls nobody twice.
    package func keep(_ receipt: ArticleReceipt) async throws {
        try await pool.write { [vault] db in try Self.keep(db, vault, receipt) }
    }

    static func keep(_ db: Database, _ vault: RecordVault, _ receipt: ArticleReceipt) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO article_receipt
                  (article, version, channel, conversation, case_id, number_index, number_sealed, email, citizen_id, language,
                  told_by, at, parts, heard, seconds)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            receipt.article, receipt.version, receipt.channel.rawValue, receipt.conversation?.text, receipt.caseId,
            vault.indexIfAny(receipt.numberKey, for: .receipt),
            try vault.sealIfAny(receipt.numberKey, for: .receiptNumber), receipt.email,
            try receipt.citizenId.flatMap { try Self.current(db, $0) }, receipt.language.tag, receipt.by,
            receipt.at.milliseconds, receipt.parts, receipt.heard, receipt.seconds,
        ])
        if let person = receipt.recallPerson, receipt.heard >= receipt.parts, try isRight(db, receipt, for: person) {
            try endRecall(db, of: person, by: receipt.by, note: "", at: receipt.at)
        }
        _ = try Ledger.append(
            db, kind: receipt.by == "system" && receipt.channel == .speech ? "article-read" : "article-told",
            conversation: receipt.conversation, actor: receipt.by, payload: try Ledger.json(ReceiptPayload(receipt)),
            at: receipt.at)
    }

    /// Whether it is of the article that the recall is about, in a version that is right.
    private static func isRight(_ db: Database, _ receipt: ArticleReceipt, for person: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM recall_person p JOIN article_recall r ON r.id = p.recall_id
                      WHERE p.id = ? AND r.article = ? AND r.right_version <= ?)
                    """),
            arguments: [person, receipt.article, receipt.version]) ?? false
    }

    /// Receipts of one conversation, the oldest first.
    package func receipts(of conversation: ConversationReference) async throws -> [ArticleReceipt] {
        try await pool.read { [vault] db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: "SELECT \(ArticleReceipt.columns) FROM article_receipt WHERE conversation = ? ORDER BY id"),
                arguments: [conversation.text]
            ).map { try ArticleReceipt($0, vault) }
        }
    }

    /// What citizens, and callers from a number of whom nothing is known, were told; the newest first.
    static func told(_ db: Database, _ vault: RecordVault, _ citizens: [Int64], number key: String?, limit: Int) throws
        -> [ArticleReceipt]
    {
        var rows: [Row] = []
        if !citizens.isEmpty {
            rows += try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(ArticleReceipt.columns) FROM article_receipt WHERE citizen_id IN (\(marks(citizens.count)))
                        ORDER BY at DESC, id DESC LIMIT \(limit)
                        """),
                arguments: StatementArguments(citizens))
        }
        if let key {
            rows += try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(ArticleReceipt.columns) FROM article_receipt WHERE number_index = ? AND citizen_id IS NULL
                        ORDER BY at DESC, id DESC LIMIT \(limit)
                        """),
                arguments: [vault.index(key, for: .receipt)])
        }
        return Array(try rows.map { try ArticleReceipt($0, vault) }.sorted { $0.at > $1.at }.prefix(limit))
    }
}

extension ArticleReceipt {
    static let columns = """
        article, version, channel, conversation, case_id, number_sealed, email, citizen_id, language, told_by, at, parts, heard, \
        seconds, id
        """

    init(_ row: Row, _ vault: RecordVault) throws {
        guard let channel = ArticleChannel(rawValue: row[2]) else {
            throw UnreadableRow(table: "article_receipt", id: row[14])
        }
        self.init(
            article: row[0], version: row[1], channel: channel,
            conversation: (row[3] as String?).map(ConversationReference.init(text:)), caseId: row[4],
            numberKey: try vault.openIfAny(row[5] as Data?, of: .receiptNumber), email: row[6], citizenId: row[7],
            language: Language(tag: row[8]), by: row[9], at: Date(milliseconds: row[10]), parts: row[11],
            heard: row[12], seconds: row[13])
    }
}
