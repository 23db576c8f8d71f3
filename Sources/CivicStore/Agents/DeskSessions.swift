import Crypto
package import Foundation
import GRDB

/// Desk sessions: a random token in the browser's cookie, only its hash in the database.
extension AgentAccounts {
    /// How long a session lives, in seconds: one long shift.
    package static let sessionLifetime = 43_200.0

    /// A new session; the token has 256 random bits in base64url (RFC 4648 §5) and is seen only here.
    package func createSession(agent: String, lifetime: Double = sessionLifetime, at now: Date = Date()) async throws
        -> String
    {
        let token = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        try await pool.write { db in
            try db.execute(sql: "DELETE FROM desk_session WHERE expires_at <= ?", arguments: [now.milliseconds])
            try db.execute(
                sql: "INSERT INTO desk_session (token_hash, agent, created_at, expires_at) VALUES (?, ?, ?, ?)",
                arguments: [
                    Self.hash(token), agent, now.milliseconds, now.addingTimeInterval(lifetime).milliseconds,
                ])
        }
        return token
    }

    /// The agent whose session the token opens; `nil` when unknown, expired or put out of use.
    package func agent(forSession token: String, at now: Date = Date()) async throws -> StoredAgent? {
        guard token.utf8.count <= 100 else { return nil }
        return try await pool.read { db in
            try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT \(Self.columns) FROM desk_session s JOIN agent a ON a.name = s.agent
                        WHERE s.token_hash = ? AND s.expires_at > ? AND a.active = 1
                        """),
                arguments: [Self.hash(token), now.milliseconds]
            ).map(StoredAgent.init)
        }
    }

    /// Ends one session; an unknown token is no error.
    package func endSession(_ token: String) async throws {
        try await pool.write { db in
            try db.execute(sql: "DELETE FROM desk_session WHERE token_hash = ?", arguments: [Self.hash(token)])
        }
    }

    private static func hash(_ token: String) -> Data { Data(SHA256.hash(data: Data(token.utf8))) }
}
