package import CivicCRM
package import Foundation
import GRDB

extension CivicStore: AttachmentBook {
    package func attachments(ofCase id: Int64) async throws -> [Attachment] {
        try await pool.read { db in try Self.attachments(db, ofCase: id) }
    }

    package func attachment(_ id: Int64) async throws -> (Attachment, Data)? {
        let found = try await pool.read { db in
            try Row.fetchOne(
                db.cachedStatement(sql: "SELECT \(Attachment.columns.all) FROM attachment WHERE id = ?"),
                arguments: [id]
            ).map(Attachment.init)
        }
        return try found.map { ($0, try shelf.content(of: $0.hash)) }
    }

    package func attach(_ files: [NewAttachment], toCase id: Int64, by author: String, at now: Date) async throws {
        let kept = try keep(files)
        try await pool.write { [vault] db in
            guard let record = try Self.oneCase(db, vault, "id = ?", [id]) else {
                throw RecordsRefusal.unknownCase(id)
            }
            if try Self.insert(db, kept, record, by: author, at: now) > 0 {
                try Self.enter(db, "case-files", record, nil, by: author, at: now)
            }
        }
    }

    /// A file whose bytes are durable.
    struct KeptFile: Sendable {
        var hash: String
        var kind: AttachmentKind
        var size: Int
        var name: String
    }

    /// Before the transaction with their rows.
    func keep(_ files: [NewAttachment]) throws -> [KeptFile] {
        try files.map { file in
            KeptFile(
                hash: try shelf.keep(file.content), kind: file.kind, size: file.content.count, name: file.name)
        }
    }

    /// - Returns: how many are new.
    @discardableResult
    static func insert(_ db: Database, _ files: [KeptFile], _ record: Case, by author: String, at now: Date) throws
        -> Int
    {
        var added = 0
        for file in files {
            let row = Attachment(
                id: 0, caseId: record.id, hash: file.hash, kind: file.kind, size: file.size, name: file.name, at: now,
                by: author)
            try db.cachedStatement(
                sql: """
                    INSERT INTO attachment (\(Attachment.columns.withoutId))
                    VALUES (\(Attachment.columns.placeholdersWithoutId)) ON CONFLICT (case_id, hash) DO NOTHING
                    """
            ).execute(arguments: row.values)
            added += db.changesCount
        }
        return added
    }

    static func attachments(_ db: Database, ofCase id: Int64) throws -> [Attachment] {
        try Row.fetchAll(
            db.cachedStatement(sql: "SELECT \(Attachment.columns.all) FROM attachment WHERE case_id = ? ORDER BY id"),
            arguments: [id]
        ).map(Attachment.init)
    }
}

extension Attachment {
    /// The columns of table `attachment`, in the order that `init(_:)` reads them.
    static let columns = columnList("id", "case_id", "hash", "kind", "size", "name", "at", "author")

    init(_ row: Row) throws {
        guard let kind = AttachmentKind(rawValue: row[3]) else { throw UnreadableRow(table: "attachment", id: row[0]) }
        self.init(
            id: row[0], caseId: row[1], hash: row[2], kind: kind, size: row[4], name: row[5],
            at: Date(milliseconds: row[6]), by: row[7])
    }

    /// The values of all columns but the first.
    var values: StatementArguments { [caseId, hash, kind.rawValue, size, name, at.milliseconds, by] }
}
