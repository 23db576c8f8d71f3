package import CivicCore
import Crypto
package import Foundation
import GRDB

/// The append-only ledger: entries numbered without gaps, each hashed over itself and the one before.
///
///     hash(n) = SHA-256( hash(n-1) ‖ field … ),   field = length as 8 bytes big-endian ‖ bytes
///
/// Changing, removing or inserting an entry breaks every hash after it; cutting off the end shows in the counter.
package struct Ledger: Sendable {
    let pool: DatabasePool

    /// Appends one entry; returns when it is on disk.
    package func append(
        kind: String, conversation: ConversationReference?, actor: String, payload: some Encodable & Sendable,
        at now: Date
    ) async throws -> Int64 {
        let json = try Self.json(payload)
        return try await pool.write { db in
            try Self.append(db, kind: kind, conversation: conversation, actor: actor, payload: json, at: now)
        }
    }

    /// Appends one entry whose payload is a JSON text already.
    package func append(
        kind: String, conversation: ConversationReference?, actor: String, json: String, at now: Date
    ) async throws -> Int64 {
        try await pool.write { db in
            try Self.append(db, kind: kind, conversation: conversation, actor: actor, payload: json, at: now)
        }
    }

    /// Appends what a call or a desk did, as of now.
    package func append(
        kind: String, conversation: ConversationReference?, actor: String, details: [String: String]
    ) async throws {
        _ = try await append(kind: kind, conversation: conversation, actor: actor, payload: details, at: Date())
    }

    /// Notes what somebody saw or did with a citizen's record; returns when it is on disk.
    package func audit(_ entry: AuditEntry, at now: Date) async throws -> Int64 {
        try await append(
            kind: "audit", conversation: entry.conversation, actor: entry.actor, payload: entry, at: now)
    }

    /// Entries with a greater sequence number, oldest first; at most 10,000 at a time.
    package func events(after sequence: Int64, limit: Int) async throws -> [LedgerEntry] {
        try await pool.read { db in try Self.rows(db, after: sequence, limit: limit).map(\.entry) }
    }

    /// Entries of one conversation, oldest first.
    package func events(of conversation: ConversationReference) async throws -> [LedgerEntry] {
        try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: "SELECT \(Self.columns) FROM ledger WHERE conversation = ? ORDER BY sequence LIMIT 10000"),
                arguments: [conversation.text]
            ).map { Stored($0).entry }
        }
    }

    /// Checks every entry of the ledger as it stood when the check began.
    package func verify() async throws -> LedgerVerification {
        try await pool.read { db in try Self.verify(db, against: nil) }
    }

    /// - Parameter known: a head of before, kept elsewhere. Whoever may write the file can write all of it anew, with hashes
    ///   that fit; not so that an old head fits.
    static func verify(_ db: Database, against known: LedgerHead?) throws -> LedgerVerification {
        var previous = Data(count: 32)
        var last: Int64 = 0
        while true {
            let rows = try rows(db, after: last, limit: 10_000)
            for row in rows {
                guard row.entry.sequence == last + 1 else {
                    return .broken(sequence: last + 1, reason: "the entry is missing")
                }
                guard hash(row.entry, after: previous) == row.hash else {
                    return .broken(sequence: row.entry.sequence, reason: "the entry does not match its hash")
                }
                (previous, last) = (row.hash, row.entry.sequence)
                guard known?.sequence != last || known?.hash == LedgerHead.text(of: previous) else {
                    return .broken(
                        sequence: last, reason: "the head that was kept does not fit: something up to here was changed")
                }
            }
            if rows.isEmpty { break }
        }
        if let known, known.sequence > last {
            return .broken(sequence: last + 1, reason: "the ledger ends before the head that was kept")
        }
        guard try Counter.ledger.next(db) == last + 1 else {
            return .broken(sequence: last + 1, reason: "entries are missing at the end")
        }
        return .intact(entries: last, head: LedgerHead.text(of: previous))
    }

    /// Inside a transaction of the caller's, so that the entry and what it tells of are durable together.
    static func append(
        _ db: Database, kind: String, conversation: ConversationReference?, actor: String, payload: String,
        at now: Date
    ) throws -> Int64 {
        let sequence = try Counter.ledger.take(db)
        let previous = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT hash FROM ledger WHERE sequence = ?"), arguments: [sequence - 1])
        let entry = LedgerEntry(
            sequence: sequence, at: now.stored, kind: kind, conversation: conversation, actor: actor,
            payload: payload)
        try db.cachedStatement(sql: "INSERT INTO ledger (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .execute(arguments: [
                sequence, now.milliseconds, kind, conversation?.text, actor, payload,
                hash(entry, after: previous ?? Data(count: 32)),
            ])
        return sequence
    }

    static func json(_ payload: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(payload), as: UTF8.self)
    }

    static func hash(_ entry: LedgerEntry, after previous: Data) -> Data {
        var hasher = SHA256()
        hasher.update(data: previous)
        let fields = [
            String(entry.sequence), String(entry.at.milliseconds), entry.kind, entry.conversation?.text ?? "",
            entry.actor, entry.payload,
        ]
        for field in fields {
            let bytes = Data(field.utf8)
            withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { hasher.update(bufferPointer: $0) }
            hasher.update(data: bytes)
        }
        return Data(hasher.finalize())
    }

    private static let columns = "sequence, at, kind, conversation, actor, payload, hash"

    private struct Stored {
        var entry: LedgerEntry
        var hash: Data

        init(_ row: Row) {
            entry = LedgerEntry(
                sequence: row[0], at: Date(milliseconds: row[1]), kind: row[2],
                conversation: (row[3] as String?).map(ConversationReference.init(text:)), actor: row[4],
                payload: row[5])
            hash = row[6]
        }
    }

    private static func rows(_ db: Database, after sequence: Int64, limit: Int) throws -> [Stored] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT \(columns) FROM ledger WHERE sequence > ? ORDER BY sequence LIMIT ?"),
            arguments: [sequence, min(max(limit, 0), 10_000)]
        ).map(Stored.init)
    }
}
