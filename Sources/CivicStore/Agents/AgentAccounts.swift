package import CivicCore
import Crypto
package import Foundation
import GRDB

/// Agents' names, passwords and desk sessions.
package struct AgentAccounts: Sendable {
    /// Wrong passwords within `window` until further tries are refused.
    package enum SignInLimit {
        package static let perNameAndSource = 5
        package static let perSource = 20
        package static let perName = 50
        /// Seconds.
        package static let window = 900.0
    }

    let pool: DatabasePool
    let passwords: SecretHash

    /// Makes the accounts those of the configuration: new ones added, others changed, missing ones put out of use. Sessions
    /// of these end, and those of who has another password.
    ///
    /// A password is hashed anew only where it changed.
    package func upsertAgents(_ agents: [(agent: StoredAgent, password: Redacted<String>)]) async throws {
        var hashes: [String] = []
        var renewed: [String] = []
        for (agent, password) in agents {
            let stored = try await passwordHash(of: agent.name)
            let unchanged = await stored.asyncMap { await passwords.verify(password.revealed, against: $0) }
            if let stored, unchanged == true {
                hashes.append(stored)
            } else {
                hashes.append(try await passwords.hash(password.revealed))
                renewed.append(agent.name)
            }
        }
        let rows = zip(agents, hashes).map { ($0.agent, $1) }
        let ended = renewed
        try await pool.write { db in
            try db.execute(sql: "UPDATE agent SET active = 0")
            for (agent, hash) in rows {
                try db.cachedStatement(
                    sql: """
                        INSERT INTO agent
                          (name, display_name, password_hash, sip_user, languages, queues, role, unit, active)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)
                        ON CONFLICT (name) DO UPDATE SET
                          display_name = excluded.display_name, password_hash = excluded.password_hash,
                          sip_user = excluded.sip_user, languages = excluded.languages, queues = excluded.queues,
                          role = excluded.role, unit = excluded.unit, active = 1
                        """
                ).execute(arguments: [
                    agent.name, agent.displayName, hash, agent.sipUser,
                    agent.languages.map(\.tag).joined(separator: " "),
                    agent.queues.joined(separator: " "), agent.role.rawValue, agent.unit,
                ])
            }
            try db.execute(sql: "DELETE FROM desk_session WHERE agent IN (SELECT name FROM agent WHERE active = 0)")
            for name in ended {
                try db.execute(sql: "DELETE FROM desk_session WHERE agent = ?", arguments: [name])
            }
        }
    }

    /// All accounts in use, by name.
    package func agents() async throws -> [StoredAgent] {
        try await pool.read { db in
            try Row.fetchAll(db, sql: "SELECT \(Self.columns) FROM agent a WHERE active = 1 ORDER BY name")
                .map(StoredAgent.init)
        }
    }

    package func agent(named name: String) async throws -> StoredAgent? {
        try await pool.read { db in
            try Row.fetchOne(
                db.cachedStatement(sql: "SELECT \(Self.columns) FROM agent a WHERE name = ? AND active = 1"),
                arguments: [name]
            ).map(StoredAgent.init)
        }
    }

    /// The agent behind a name and password; `nil` when they do not belong together.
    ///
    /// An unknown name costs the same work as a known one.
    ///
    /// - Parameter source: where the try comes from, such as the client's address.
    /// - Throws: `SignInThrottled` after too many wrong tries, before any password is looked at.
    package func signIn(name: String, password: String, source: String = "local", at now: Date = Date()) async throws
        -> StoredAgent?
    {
        let name = String(name.prefix(100))
        let source = String(source.prefix(100))
        // The try is counted before it is judged, so that many at once get no more than one after the other.
        let attempt = try await count(name: name, source: source, at: now)
        let stored = try await passwordHash(of: name)
        let usable = password.utf8.count <= 1_024
        guard await passwords.verify(usable ? password : "", against: stored), usable else { return nil }
        return try await pool.write { db in
            try db.execute(sql: "DELETE FROM sign_in_attempt WHERE id = ?", arguments: [attempt])
            return try Row.fetchOne(
                db, sql: "SELECT \(Self.columns) FROM agent a WHERE name = ? AND active = 1", arguments: [name]
            ).map(StoredAgent.init)
        }
    }

    static let columns = "a.name, a.display_name, a.sip_user, a.languages, a.queues, a.role, a.unit"

    private func passwordHash(of name: String) async throws -> String? {
        try await pool.read { db in
            try String.fetchOne(
                db, sql: "SELECT password_hash FROM agent WHERE name = ? AND active = 1", arguments: [name])
        }
    }

    private func count(name: String, source: String, at now: Date) async throws -> Int64 {
        try await pool.write { db in
            let start = now.addingTimeInterval(-SignInLimit.window).milliseconds
            try db.execute(sql: "DELETE FROM sign_in_attempt WHERE at <= ?", arguments: [start])
            let limits: [(condition: String, arguments: StatementArguments, limit: Int)] = [
                ("name = ? AND source = ?", [name, source], SignInLimit.perNameAndSource),
                ("source = ?", [source], SignInLimit.perSource),
                ("name = ?", [name], SignInLimit.perName),
            ]
            for (condition, arguments, limit) in limits {
                let tries = try Int64.fetchAll(
                    db, sql: "SELECT at FROM sign_in_attempt WHERE \(condition) ORDER BY at DESC LIMIT \(limit)",
                    arguments: arguments)
                guard tries.count == limit, let oldest = tries.last else { continue }
                throw SignInThrottled(retryAfter: .milliseconds(max(0, oldest - start)))
            }
            return try Int64.fetchOne(
                db, sql: "INSERT INTO sign_in_attempt (name, source, at) VALUES (?, ?, ?) RETURNING id",
                arguments: [name, source, now.milliseconds]) ?? 0
        }
    }
}

extension StoredAgent {
    init(_ row: Row) throws {
        func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
        self.init(
            name: row[0], displayName: row[1], sipUser: row[2],
            languages: words(row[3]).map(Language.init(tag:)), queues: words(row[4]),
            role: Role(rawValue: row[5]) ?? .agent, unit: row[6])
    }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncMap<Result>(_ transform: (Wrapped) async -> Result) async -> Result? {
        if let self { await transform(self) } else { nil }
    }
}
