import CivicInsight
import CivicReports
import Foundation
import GRDB

/// A set of sums for /insight that counts each row once, in the order of ids: up to which one stands in `insight_mark`.
///
/// Rows are counted as they are when they are reached; nothing that is counted changes later (whose a case is, its service, its
/// opening, what was promised). A part whose meaning changes takes a new ``version``, and counts from the beginning.
enum InsightPart: String, CaseIterable {
    /// Cases: by day, township and service; and people by group and service.
    case topics
    /// Cases that were opened in calls: what they were guessed to be about. After topics: it reads how frequent services are.
    case guesses
    /// Calls: whether the number had called before.
    case repeats

    static let version: Int64 = 1
    /// Rows that are counted in one transaction, so that the line's own writes get in between.
    static let batch = 500
    /// A call of a citizen, whatever became of it.
    static let calls = "channel IN ('phone', 'message', 'missed-call')"

    private var source: String { self == .repeats ? "contact" : "citizen_case" }

    func isBehind(_ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT (SELECT MAX(id) FROM \(source))
                      > COALESCE((SELECT last FROM insight_mark WHERE part = ? AND version = ?), 0)
                    """),
            arguments: [rawValue, Self.version]) ?? false
    }

    /// Counts the next rows.
    func advance(_ db: Database, zone: TimeZone, batch: Int, _ frequent: inout FrequentServices) throws {
        let last =
            try Int64.fetchOne(
                db, sql: "SELECT last FROM insight_mark WHERE part = ? AND version = ?",
                arguments: [rawValue, Self.version])
        if last == nil { try clear(db) }
        var tally = InsightTally(zone: zone)
        let reached: Int64? =
            switch self {
            case .topics: try tally.countTopics(db, after: last ?? 0, limit: batch)
            case .guesses: try tally.countGuesses(db, after: last ?? 0, limit: batch, &frequent)
            case .repeats: try tally.countRepeats(db, after: last ?? 0, limit: batch)
            }
        guard let reached else { return }
        try tally.write(db)
        try db.cachedStatement(
            sql: """
                INSERT INTO insight_mark (part, version, last) VALUES (?, ?, ?)
                ON CONFLICT (part) DO UPDATE SET version = excluded.version, last = excluded.last
                """
        ).execute(arguments: [rawValue, Self.version, reached])
    }

    /// Forgets what was counted, so that it is counted again.
    func clear(_ db: Database) throws {
        let tables: [String] =
            switch self {
            case .topics: ["topic_day", "segment_people"]
            case .guesses: ["guess_month"]
            case .repeats: ["repeat_day"]
            }
        for table in tables { try db.execute(sql: "DELETE FROM \(table)") }
        try db.execute(sql: "DELETE FROM insight_mark WHERE part = ?", arguments: [rawValue])
    }
}
