import CivicCore
package import Foundation
import GRDB

/// A walk of a call that goes on, as far as it has come.
package struct WalkDraft: Sendable {
    package var row: WalkRow
    package var visits: [PlanVisit]

    package init(row: WalkRow, visits: [PlanVisit]) {
        self.row = row
        self.visits = visits
    }
}

// Calls that go on: a crash loses no more of their walks than came after the last draft. Table `walk_draft`.
extension WalkBook {
    /// Writes drafts over those of the same calls, in one transaction.
    package func draft(_ drafts: [WalkDraft]) async throws {
        try await pool.write { [vault] db in
            for draft in drafts {
                try db.cachedStatement(
                    sql: """
                        INSERT INTO walk_draft (conversation, plan, started_at, record_sealed, visits)
                        VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (conversation) DO UPDATE SET
                          plan = excluded.plan, started_at = excluded.started_at,
                          record_sealed = excluded.record_sealed, visits = excluded.visits
                        """
                ).execute(arguments: [
                    draft.row.conversation.text, draft.row.plan, draft.row.startedAt.milliseconds,
                    try vault.seal(draft.row.record, for: .walkDraft),
                    String(decoding: try JSONEncoder().encode(draft.visits), as: UTF8.self),
                ])
            }
        }
    }

    /// Keeps what an earlier run has left behind, as if its calls had ended where their drafts do.
    ///
    /// - Returns: how many calls.
    package func keepDrafts(at now: Date) async throws -> Int {
        try await pool.write { [vault] db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT id, conversation, plan, started_at, record_sealed, visits FROM walk_draft ORDER BY id")
            for row in rows {
                let walk = WalkRow(
                    id: row[0], conversation: ConversationReference(text: row[1]), plan: row[2],
                    startedAt: Date(milliseconds: row[3]), record: try vault.open(row[4] as Data, of: .walkDraft))
                let visits = try JSONDecoder().decode([PlanVisit].self, from: Data((row[5] as String).utf8))
                try Self.keep(walk, visits, db, vault, at: now)
            }
            return rows.count
        }
    }

    static func dropDraft(of conversation: ConversationReference, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM walk_draft WHERE conversation = ?")
            .execute(arguments: [conversation.text])
    }
}
