package import CivicCRM
import CivicCore
package import Foundation
import GRDB

/// The book of recalls: who was told what was wrong, and how far it is put right.
extension CivicStore: RecallRecords {
    private struct RecalledPayload: Encodable {
        var recall: String
        var article: String
        var versions: String
        var right: String
        var why: String
        var people: String
        var unknown: String
        /// Rows of older recalls that it takes the place of.
        var superseded: String
    }

    private struct EndPayload: Encodable {
        var recall: String
        var person: String
    }

    // MARK: The beginning

    package func recall(
        _ id: String, versions: ClosedRange<Int>, why: String, by author: String, means: RecallWay.Means, at now: Date
    ) async throws -> ArticleRecall {
        try Self.check(why, field: "why")
        let rules = catalogue.rules.visits
        let zone = timeZone
        return try await pool.write { [vault] db in
            guard let right = try Self.newest(db, of: id)?.article else { throw ArticleRefusal.unknown(id) }
            guard right.version > versions.upperBound else { throw ArticleRefusal.nothingRight }
            guard right.isTold(on: LocalTime(timeZone: zone).reading(at: now).date) else {
                throw ArticleRefusal.expired(right.lastDay)
            }
            let isRepeat = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM article_recall WHERE article = ? AND last_version = ?)",
                arguments: [id, versions.upperBound])
            guard isRepeat != true else { throw ArticleRefusal.recalledAlready }
            let (tellings, unknown) = try RecallTelling.all(db, vault, of: id, versions)
            var recall = ArticleRecall(
                id: 0, article: id, versions: versions, right: right.version, why: why, by: author, at: now.stored,
                unknown: unknown)
            recall.id =
                try Int64.fetchOne(
                    db,
                    sql: """
                        INSERT INTO article_recall
                          (article, first_version, last_version, right_version, why, author, at, unknown)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                        """,
                    arguments: [
                        id, versions.lowerBound, versions.upperBound, right.version, why, author, now.milliseconds,
                        unknown,
                    ]) ?? 0
            var means = means
            means.calls = means.calls && rules != nil
            let work = RecallWork(
                db: db, vault: vault, recall: recall, article: right, means: means, rules: rules ?? VisitRules(),
                zone: zone, now: now)
            let people = try work.write(tellings)
            let superseded = try work.endOlder()
            _ = try Ledger.append(
                db, kind: "article-recalled", conversation: nil, actor: author,
                payload: try Ledger.json(
                    RecalledPayload(
                        recall: String(recall.id), article: id,
                        versions: "\(versions.lowerBound)-\(versions.upperBound)", right: String(right.version),
                        why: why, people: String(people), unknown: String(unknown), superseded: String(superseded))),
                at: now)
            return recall
        }
    }

    // MARK: Reading

    package func recalls(limit: Int) async throws -> [ArticleRecall] {
        try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(sql: "SELECT \(ArticleRecall.columns) FROM article_recall ORDER BY id DESC LIMIT ?"),
                arguments: [min(max(limit, 0), 500)]
            ).map(ArticleRecall.init)
        }
    }

    package func recall(_ id: Int64) async throws -> ArticleRecall? {
        try await pool.read { db in try Self.oneRecall(db, id) }
    }

    static func oneRecall(_ db: Database, _ id: Int64) throws -> ArticleRecall? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(ArticleRecall.columns) FROM article_recall WHERE id = ?"),
            arguments: [id]
        ).map(ArticleRecall.init)
    }

    package func progress(ofRecall id: Int64) async throws -> [RecallPerson.State: Int] {
        try await pool.read { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: "SELECT state, COUNT(*) FROM recall_person WHERE recall_id = ? GROUP BY state"),
                arguments: [id])
            return Dictionary(
                rows.compactMap { row in RecallPerson.State(rawValue: row[0]).map { ($0, row[1] as Int) } }
            ) { first, _ in first }
        }
    }

    package func people(ofRecall id: Int64, limit: Int) async throws -> [RecallPerson] {
        try await pool.read { [vault] db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(RecallPerson.columns) FROM recall_person WHERE recall_id = ?
                        ORDER BY CASE state WHEN 'person' THEN 0 WHEN 'calling' THEN 1 WHEN 'waiting' THEN 2 WHEN 'sent' THEN 3
                          ELSE 4 END, id LIMIT ?
                        """),
                arguments: [id, min(max(limit, 0), 1_000)]
            ).map { try RecallPerson($0, vault) }
        }
    }

    package func recallPerson(_ id: Int64) async throws -> RecallPerson? {
        try await pool.read { [vault] db in try Self.oneRecallPerson(db, vault, id) }
    }

    static func oneRecallPerson(_ db: Database, _ vault: RecordVault, _ id: Int64) throws -> RecallPerson? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(RecallPerson.columns) FROM recall_person WHERE id = ?"),
            arguments: [id]
        ).map { try RecallPerson($0, vault) }
    }

    // MARK: The end

    package func recallDone(_ person: Int64, note: String, by author: String, at now: Date) async throws -> Bool {
        try Self.check(note, field: "note")
        return try await pool.write { db in
            guard try Self.isOpen(db, person) else { return false }
            try Self.endRecall(db, of: person, by: author, note: note, at: now)
            return true
        }
    }

    package func recallTold(_ person: Int64, by receipt: ArticleReceipt, note: String) async throws -> Bool {
        try Self.check(note, field: "note")
        return try await pool.write { [vault] db in
            guard try Self.isOpen(db, person) else { return false }
            try Self.endRecall(db, of: person, by: receipt.by, note: note, at: receipt.at)
            try Self.keep(db, vault, receipt)
            return true
        }
    }

    /// A call that goes on has its own end.
    private static func isOpen(_ db: Database, _ person: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: "SELECT EXISTS (SELECT 1 FROM recall_person WHERE id = ? AND state NOT IN ('done', 'calling'))"),
            arguments: [person]) ?? false
    }

    /// They know what is right, in the transaction of what told them.
    static func endRecall(_ db: Database, of person: Int64, by author: String, note: String, at now: Date) throws {
        let recall = try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    UPDATE recall_person SET state = 'done', cause = NULL, next_at = NULL, done_at = ?, done_by = ?, note = ?
                    WHERE id = ? AND state <> 'done' RETURNING recall_id
                    """), arguments: [now.milliseconds, author, note, person])
        guard let recall else { return }
        _ = try Ledger.append(
            db, kind: "recall-heard", conversation: nil, actor: author,
            payload: try Ledger.json(EndPayload(recall: String(recall), person: String(person))), at: now)
    }

    /// A letter or a text message did not arrive: somebody has to see to it.
    static func recallCameBack(_ db: Database, _ column: String, _ id: Int64) throws {
        try db.execute(
            sql:
                "UPDATE recall_person SET state = 'person', cause = 'undeliverable' WHERE \(column) = ? AND state = 'sent'",
            arguments: [id])
    }
}

extension ArticleRecall {
    static let columns = "id, article, first_version, last_version, right_version, why, author, at, unknown"

    init(_ row: Row) {
        self.init(
            id: row[0], article: row[1], versions: (row[2] as Int)...(row[3] as Int), right: row[4], why: row[5],
            by: row[6],
            at: Date(milliseconds: row[7]), unknown: row[8])
    }
}

extension RecallPerson {
    static let columns = """
        id, recall_id, citizen_id, number_sealed, email, language, told_at, state, cause, attempts, next_at
        """

    init(_ row: Row, _ vault: RecordVault) throws {
        guard let state = State(rawValue: row[7]) else { throw UnreadableRow(table: "recall_person", id: row[0]) }
        self.init(
            id: row[0], recall: row[1], citizenId: row[2],
            // Whose number cannot be read is for a person to see to, and keeps nobody else from being told.
            numberKey: try? vault.openIfAny(row[3] as Data?, of: .recallNumber),
            email: (row[4] as String?).flatMap { MailAddress($0) }, language: Language(tag: row[5]),
            toldAt: Date(milliseconds: row[6]), state: state, cause: (row[8] as String?).flatMap(Cause.init(rawValue:)),
            attempts: row[9], nextAt: (row[10] as Int64?).map(Date.init(milliseconds:)))
    }
}
