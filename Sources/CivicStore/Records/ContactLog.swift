package import CivicCRM
package import CivicCore
import Foundation
import GRDB

/// Conversations as they begin, go on and end.
extension CivicStore {
    /// Most characters of a contact's trail that are kept; a living call is never stopped by a long one.
    static let trailLimit = 65_536

    package func begin(_ contact: Contact) async throws -> Contact {
        try await pool.write { [vault] db in
            var stored = contact.kept
            stored.citizenId = try Self.owner(db, stored.citizenId)
            stored.id =
                try Int64.fetchOne(
                    db.cachedStatement(
                        sql: """
                            INSERT INTO contact (\(Contact.columns.withoutId))
                            VALUES (\(Contact.columns.placeholdersWithoutId)) RETURNING id
                            """),
                    arguments: try stored.values(vault)) ?? 0
            return stored
        }
    }

    package func update(_ contact: Contact) async throws {
        try await pool.write { [vault] db in
            var contact = contact.kept
            contact.citizenId = try Self.owner(db, contact.citizenId)
            let assignments = Contact.columns.names.dropFirst().map { "\($0) = ?" }.joined(separator: ", ")
            try db.cachedStatement(sql: "UPDATE contact SET \(assignments) WHERE id = ?")
                .execute(arguments: try contact.values(vault) + [contact.id])
            guard db.changesCount == 1 else { throw RecordsRefusal.unknownContact(contact.id) }
        }
    }

    /// The newest contact of a conversation.
    package func contact(of conversation: ConversationReference) async throws -> Contact? {
        try await pool.read { [vault] db in
            try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT \(Contact.columns.all) FROM contact WHERE conversation = ? ORDER BY id DESC LIMIT 1
                        """),
                arguments: [conversation.text]
            ).map { try Contact($0, vault) }
        }
    }

    /// The newest contacts by telephone, the newest first; at most 1,000.
    package func recentCalls(limit: Int) async throws -> [Contact] {
        try await pool.read { [vault] db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: "SELECT \(Contact.columns.all) FROM contact WHERE channel = ? ORDER BY id DESC LIMIT ?"),
                arguments: [Channel.phone.rawValue, min(max(limit, 0), 1_000)]
            ).map { try Contact($0, vault) }
        }
    }
}

extension Contact {
    /// As the database keeps it: whole milliseconds, bounded texts, no negative talk time.
    fileprivate var kept: Contact {
        var kept = self
        kept.startedAt = startedAt.stored
        kept.endedAt = endedAt?.stored
        kept.talkTime = max(0, talkTime)
        if trail.unicodeScalars.count > CivicStore.trailLimit {
            kept.trail = String(trail.prefix(CivicStore.trailLimit / 2)) + "…"
        }
        return kept
    }
}
