package import CivicCore
import Crypto
package import Foundation
import GRDB

/// How one call walked through the dialplans, as the dialplan's own record of it. Table `call_walk`.
package struct WalkRow: Equatable, Identifiable, Sendable {
    package var id: Int64
    package var conversation: ConversationReference
    /// Name of the plan that the call began in.
    package var plan: String
    package var startedAt: Date
    /// JSON; this room does not read it.
    package var record: String

    package init(id: Int64, conversation: ConversationReference, plan: String, startedAt: Date, record: String) {
        self.id = id
        self.conversation = conversation
        self.plan = plan
        self.startedAt = startedAt
        self.record = record
    }
}

/// The walks of past calls.
///
/// A row can be deleted when its citizen's data are: the ledger, which never forgets, holds only the row's SHA-256, so that
/// a changed one is found out.
package struct WalkBook: Sendable {
    let pool: DatabasePool
    let vault: RecordVault

    private static let columns = "id, conversation, plan, started_at, record_sealed"

    private struct Payload: Encodable {
        var plan: String
        var hash: String
    }

    /// Keeps a walk, enters its hash in the ledger and counts its ways; returns when it is on disk.
    package func keep(_ row: WalkRow, visits: [PlanVisit] = [], at now: Date) async throws {
        try await pool.write { [vault] db in try Self.keep(row, visits, db, vault, at: now) }
    }

    /// Its draft goes in the same transaction.
    static func keep(
        _ row: WalkRow, _ visits: [PlanVisit], _ db: Database, _ vault: RecordVault, at now: Date
    ) throws {
        try db.cachedStatement(
            sql: "INSERT INTO call_walk (conversation, plan, started_at, record_sealed) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [
            row.conversation.text, row.plan, row.startedAt.milliseconds,
            try vault.seal(row.record, for: .walkRecord),
        ])
        _ = try Ledger.append(
            db, kind: "call-walked", conversation: row.conversation, actor: "system",
            payload: try Ledger.json(Payload(plan: row.plan, hash: PlanVersion.hash(of: row.record))), at: now)
        for visit in visits { try visit.count(db, startedAt: row.startedAt) }
        try dropDraft(of: row.conversation, db)
    }

    /// The walks of a conversation, the first first.
    package func walks(of conversation: ConversationReference) async throws -> [WalkRow] {
        try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: "SELECT \(Self.columns) FROM call_walk WHERE conversation = ? ORDER BY id LIMIT 100"),
                arguments: [conversation.text]
            ).map { try WalkRow($0, vault) }
        }
    }

    /// Walks of calls that began in the plan within a period, the newest first.
    package func walks(of plan: String, from start: Date, to end: Date, limit: Int) async throws -> [WalkRow] {
        try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(Self.columns) FROM call_walk WHERE plan = ? AND started_at >= ? AND started_at < ?
                        ORDER BY started_at DESC LIMIT ?
                        """),
                arguments: [plan, start.milliseconds, end.milliseconds, min(max(limit, 0), 100_000)]
            ).map { try WalkRow($0, vault) }
        }
    }

    /// How many calls began in the plan within a period.
    package func count(of plan: String, from start: Date, to end: Date) async throws -> Int {
        try await pool.read { db in
            try Int.fetchOne(
                db.cachedStatement(
                    sql: "SELECT count(*) FROM call_walk WHERE plan = ? AND started_at >= ? AND started_at < ?"),
                arguments: [plan, start.milliseconds, end.milliseconds]) ?? 0
        }
    }

    /// Whether the ledger's hash is that of the row as it is now; `nil` where the ledger has none.
    package func isAsWritten(_ row: WalkRow) async throws -> Bool? {
        let hash = PlanVersion.hash(of: row.record)
        return try await pool.read { db in
            let payloads = try String.fetchAll(
                db.cachedStatement(
                    sql: "SELECT payload FROM ledger WHERE conversation = ? AND kind = 'call-walked' ORDER BY sequence"),
                arguments: [row.conversation.text])
            return payloads.isEmpty ? nil : payloads.contains { $0.contains(hash) }
        }
    }
}

extension WalkRow {
    init(_ row: Row, _ vault: RecordVault) throws {
        self.init(
            id: row[0], conversation: ConversationReference(text: row[1]), plan: row[2],
            startedAt: Date(milliseconds: row[3]), record: try vault.open(row[4] as Data, of: .walkRecord))
    }
}
