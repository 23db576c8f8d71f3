package import CivicCRM
import CivicCore
package import Foundation
import GRDB

/// The versions of the articles: never changed, never deleted, the newest of each is what is told.
extension CivicStore: ArticleRecords {
    private struct PublishedPayload: Encodable {
        var article: String
        var version: String
        var hash: String
        var note: String
    }

    /// Characters of a note.
    package static let articleNoteLimit = 500

    package func articles() async throws -> [ArticleVersion] {
        try await pool.read { db in try Self.newest(db, "1 = 1") }
    }

    package func articlesFromFile() async throws -> [ArticleVersion] {
        try await pool.read { db in try Self.newest(db, "from_file = 1") }
    }

    private static func newest(_ db: Database, _ condition: String) throws -> [ArticleVersion] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(ArticleVersion.columns) FROM article_version
                    WHERE id IN (SELECT MAX(id) FROM article_version WHERE \(condition) GROUP BY article) ORDER BY article
                    """)
        ).map(ArticleVersion.init)
    }

    package func articleVersions(of id: String) async throws -> [ArticleVersion] {
        try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(ArticleVersion.columns) FROM article_version WHERE article = ?
                        ORDER BY version DESC LIMIT 200
                        """),
                arguments: [id]
            ).map(ArticleVersion.init)
        }
    }

    package func publish(
        _ articles: [Article], isFromFile: Bool, by author: String, note: String, at now: Date
    ) async throws {
        guard !articles.isEmpty else { return }
        try await pool.write { db in
            for article in articles {
                if let last = try Self.newest(db, of: article.id), last.article.version >= article.version {
                    throw ArticleRefusal.changedMeanwhile(by: last.author, version: last.article.version)
                }
                let content = try article.content
                let hash = PlanVersion.hash(of: content)
                let note = String(note.prefix(Self.articleNoteLimit))
                try db.cachedStatement(
                    sql: """
                        INSERT INTO article_version (article, version, hash, content, author, note, at, from_file)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """
                ).execute(arguments: [
                    article.id, article.version, hash, content, author, note, now.milliseconds, isFromFile ? 1 : 0,
                ])
                _ = try Ledger.append(
                    db, kind: "article-published", conversation: nil, actor: author,
                    payload: try Ledger.json(
                        PublishedPayload(
                            article: article.id, version: String(article.version), hash: hash, note: note)), at: now)
            }
        }
    }

    static func newest(_ db: Database, of id: String) throws -> ArticleVersion? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT \(ArticleVersion.columns) FROM article_version WHERE article = ? ORDER BY version DESC LIMIT 1
                    """),
            arguments: [id]
        ).map(ArticleVersion.init)
    }

    package func tellings(of id: String) async throws -> [Int: Int] {
        try await pool.read { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql:
                        "SELECT version, COUNT(*) FROM article_receipt WHERE article = ? AND heard > 0 GROUP BY version"
                ),
                arguments: [id])
            return Dictionary(rows.map { ($0[0], $0[1]) }) { first, _ in first }
        }
    }
}

extension ArticleVersion {
    static let columns = "article, version, content, hash, author, note, at, from_file, id"

    init(_ row: Row) throws {
        guard let article = try Article(id: row[0], version: row[1], content: row[2]) else {
            throw UnreadableRow(table: "article_version", id: row[8])
        }
        self.init(
            article: article, hash: row[3], author: row[4], note: row[5], at: Date(milliseconds: row[6]),
            isFromFile: row[7])
    }
}
