package import CivicCRM
package import Foundation
import GRDB

/// Pairs of records that may be about one person. Each kind of pair is found by one index; what speaks for and against it is
/// worked out by ``RecordLikeness``.
extension CivicStore: DoubleRecords {
    /// The kinds, as they are asked for; each takes a limit.
    package static let pairQuestions = [
        // Who somebody is, and place and family name or how the name is read.
        """
        SELECT a.id, b.id FROM citizen a JOIN citizen b ON b.identity_index = a.identity_index AND b.id > a.id
        WHERE ((a.township = b.township AND substr(a.name, 1, 1) = substr(b.name, 1, 1)) OR a.reading = b.reading)
          AND \(standing) ORDER BY a.id, b.id LIMIT ?
        """,
        // Name, year of birth and township, where not both are known to be somebody else.
        """
        SELECT a.id, b.id FROM citizen a
        JOIN citizen b ON b.name = a.name AND b.birth_year = a.birth_year AND b.township = a.township AND b.id > a.id
        WHERE (a.identity_index IS NULL OR b.identity_index IS NULL) AND \(standing) ORDER BY a.id, b.id LIMIT ?
        """,
        // A telephone, and how the name is read.
        """
        SELECT a.id, b.id FROM citizen_phone l
        JOIN citizen_phone m ON m.phone_id = l.phone_id AND m.citizen_id > l.citizen_id
        JOIN citizen a ON a.id = l.citizen_id
        JOIN citizen b ON b.id = m.citizen_id
        WHERE (a.name = b.name OR (a.reading = b.reading AND a.reading <> '')) AND \(standing)
        ORDER BY a.id, b.id LIMIT ?
        """,
    ]

    private static let standing = """
        a.merged_into IS NULL AND b.merged_into IS NULL
          AND NOT EXISTS (SELECT 1 FROM citizen_apart x WHERE x.one_id = a.id AND x.other_id = b.id)
        """

    package func doubles(limit: Int) async throws -> [RecordPair] {
        let limit = min(max(limit, 0), 500)
        return try await pool.read { [vault] db in
            var ids: Set<[Int64]> = []
            for question in Self.pairQuestions {
                for row in try Row.fetchAll(db.cachedStatement(sql: question), arguments: [limit]) {
                    ids.insert([row[0], row[1]])
                }
            }
            let pairs = try ids.compactMap { try Self.pair(db, vault, $0[0], $0[1]) }
                .filter(\.likeness.isWorthLooking)
            return Array(
                pairs.sorted {
                    ($1.likeness.rank, $0.one.citizen.id, $0.other.citizen.id)
                        < ($0.likeness.rank, $1.one.citizen.id, $1.other.citizen.id)
                }.prefix(limit))
        }
    }

    package func pair(_ one: Int64, _ other: Int64) async throws -> RecordPair? {
        try await pool.read { [vault] db in try Self.pair(db, vault, min(one, other), max(one, other)) }
    }

    package func keepApart(_ one: Int64, _ other: Int64, why: String, by agent: String, at now: Date) async throws {
        let why = try Self.reason(why)
        let (one, other) = (min(one, other), max(one, other))
        try await pool.write { db in
            guard one != other, try Self.current(db, one) == one, try Self.current(db, other) == other else {
                throw MergeRefusal.mergedAlready
            }
            try db.cachedStatement(
                sql: """
                    INSERT INTO citizen_apart (one_id, other_id, at, author, why) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (one_id, other_id)
                    DO UPDATE SET at = excluded.at, author = excluded.author, why = excluded.why
                    """
            ).execute(arguments: [one, other, now.milliseconds, agent, why])
            _ = try Ledger.append(
                db, kind: "citizens-kept-apart", conversation: nil, actor: agent,
                payload: try Ledger.json(["one": one, "other": other]), at: now)
        }
    }

    /// - Throws: ``MergeRefusal/whyMissing``, ``RecordsRefusal/tooLong(field:limit:)``
    static func reason(_ text: String) throws -> String {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { throw MergeRefusal.whyMissing }
        try check(text, field: "why")
        return text
    }

    /// Two records that stand on their own, the lower id first; nil where one of them does not.
    static func pair(_ db: Database, _ vault: RecordVault, _ one: Int64, _ other: Int64) throws -> RecordPair? {
        guard one != other, let a = try side(db, vault, one), let b = try side(db, vault, other) else { return nil }
        return RecordPair(one: a.side, other: b.side, likeness: RecordLikeness(a.traits, b.traits))
    }

    private static func side(_ db: Database, _ vault: RecordVault, _ id: Int64) throws
        -> (side: RecordPair.Side, traits: RecordTraits)?
    {
        guard try current(db, id) == id, try !isErased(db, id), let citizen = try citizen(db, vault, id) else {
            return nil
        }
        let phones = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT p.id, p.number_sealed FROM citizen_phone l JOIN phone p ON p.id = l.phone_id
                    WHERE l.citizen_id = ? ORDER BY l.confidence DESC, p.id
                    """), arguments: [id])
        let households = try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT household_id FROM household_member WHERE citizen_id = ?"), arguments: [id])
        let cases = try Int.fetchOne(
            db.cachedStatement(sql: "SELECT COUNT(*) FROM citizen_case WHERE citizen_id = ?"), arguments: [id])
        let contacts = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT COUNT(*), MAX(started_at) FROM contact WHERE citizen_id = ?"),
            arguments: [id])
        let side = RecordPair.Side(
            citizen: citizen, numbers: try phones.map { try vault.open($0[1] as Data, of: .phone) },
            cases: cases ?? 0, contacts: contacts?[0] ?? 0,
            lastContactAt: (contacts?[1] as Int64?).map(Date.init(milliseconds:)))
        return (
            side, RecordTraits(citizen: citizen, phones: Set(phones.map { $0[0] }), households: Set(households))
        )
    }
}
