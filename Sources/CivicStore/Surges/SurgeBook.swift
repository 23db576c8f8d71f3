package import Foundation
import GRDB

/// What is put in front of calls, what was and what is planned: one text at a time for each plan and one for all of them.
///
/// Each word on it is in the ledger in the same transaction.
package struct SurgeBook: Sendable {
    let pool: DatabasePool

    /// Those that nobody has ended, the oldest first; their time may be over all the same.
    package func active() async throws -> [Surge] {
        try await surges(where: "ended_at IS NULL")
    }

    /// All that had own words, so that a past call can be told again.
    package func withOwnWords() async throws -> [Surge] {
        try await surges(where: "words <> '{}'")
    }

    private func surges(where condition: String) async throws -> [Surge] {
        try await pool.read { db in
            try Row.fetchAll(db, sql: "SELECT \(Surge.columns) FROM surge WHERE \(condition) ORDER BY id").map(
                Surge.init)
        }
    }

    /// Puts a text in front, in the place of the one that its plan has, or plans it; returns when it is on disk. What is in
    /// front when a planned one begins is covered by it, and may outlast it.
    ///
    /// - Parameter said: what callers hear, by language, for the ledger: a prepared text may be another one day.
    package func begin(_ surge: Surge, saying said: [String: String]) async throws -> Surge {
        try await pool.write { db in
            var begun = surge
            if surge.begins <= surge.at {
                let standing = try Row.fetchAll(
                    db,
                    sql: """
                        SELECT \(Surge.columns) FROM surge WHERE ended_at IS NULL AND COALESCE(plan, '') = ?
                        AND COALESCE(begins_at, at) <= ? ORDER BY id
                        """, arguments: [surge.plan ?? "", surge.at.milliseconds]
                ).map(Surge.init)
                for surge in standing { _ = try Self.end(db, surge, by: begun.author, at: begun.at) }
            }
            begun.id =
                try Int64.fetchOne(
                    db,
                    sql: """
                        INSERT INTO surge (plan, text, words, author, at, until, begins_at) VALUES (?, ?, ?, ?, ?, ?, ?)
                        RETURNING id
                        """,
                    arguments: [
                        begun.plan, begun.text, try Ledger.json(begun.words), begun.author, begun.at.milliseconds,
                        begun.until.milliseconds, begun.begins.milliseconds,
                    ]) ?? 0
            let kind = begun.begins > begun.at ? "surge-planned" : "surge-begun"
            try Self.enter(db, kind, begun, saying: said, by: begun.author, at: begun.at)
            return begun
        }
    }

    /// Ends what is in front; `false` where it was ended already.
    package func end(_ id: Int64, by person: String, at now: Date) async throws -> Bool {
        try await pool.write { db in
            guard
                let surge = try Row.fetchOne(
                    db, sql: "SELECT \(Surge.columns) FROM surge WHERE id = ? AND ended_at IS NULL", arguments: [id]
                ).map(Surge.init)
            else { return false }
            return try Self.end(db, surge, by: person, at: now)
        }
    }

    private static func end(_ db: Database, _ surge: Surge, by person: String, at now: Date) throws -> Bool {
        try db.execute(
            sql: "UPDATE surge SET ended_at = ?, ended_by = ? WHERE id = ?",
            arguments: [now.milliseconds, person, surge.id])
        try enter(db, "surge-ended", surge, by: person, at: now)
        return true
    }

    private static func enter(
        _ db: Database, _ kind: String, _ surge: Surge, saying said: [String: String] = [:], by person: String,
        at now: Date
    ) throws {
        var payload = [
            "surge": String(surge.id), "plan": surge.plan ?? "", "text": surge.text,
            "from": surge.begins.formatted(.iso8601), "until": surge.until.formatted(.iso8601),
        ]
        for (language, words) in said { payload["words.\(language)"] = words }
        _ = try Ledger.append(
            db, kind: kind, conversation: nil, actor: person, payload: try Ledger.json(payload), at: now)
    }
}
