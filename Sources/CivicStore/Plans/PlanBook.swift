import CivicCore
package import Foundation
import GRDB

/// The versions of the dialplans and the names that point to them.
///
///     plan_alias (county, live) ─┐
///     plan_alias (county, file) ─┼─▶ plan_version (county, 7)  text, hash, who, when, note
///     plan_alias (county, draft) ┘   plan_version (county, 6)  …
///
/// A version is never changed or deleted, so a call of long ago can be walked again. Every change goes into the ledger
/// in the same transaction.
package struct PlanBook: Sendable {
    let pool: DatabasePool

    /// Bytes of UTF-8 that one version may have; the compiler takes no more either.
    package static let textLimit = 2 << 20
    /// Characters of a note.
    package static let noteLimit = 500

    // MARK: Reading

    /// Versions, the newest first; of all plans without `plan`.
    package func versions(of plan: String? = nil, limit: Int = 200) async throws -> [PlanVersion] {
        try await pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(PlanVersion.columns) FROM plan_version WHERE ? IS NULL OR plan = ?
                    ORDER BY id DESC LIMIT ?
                    """, arguments: [plan, plan, min(max(limit, 1), 10_000)]
            ).map(PlanVersion.init)
        }
    }

    /// One version with its text.
    package func version(_ serial: Int, of plan: String) async throws -> (version: PlanVersion, text: String)? {
        try await pool.read { db in try Self.version(db, "plan = ? AND serial = ?", [plan, serial]) }
    }

    /// The version that calls in the ledger name by its content hash; the latest of several with one text.
    package func version(fingerprint: String, of plan: String) async throws -> (version: PlanVersion, text: String)? {
        try await pool.read { db in try Self.version(db, "plan = ? AND fingerprint = ?", [plan, fingerprint]) }
    }

    /// What an alias points to, with its text; `nil` where it points nowhere.
    package func version(_ alias: PlanAlias, of plan: String) async throws -> (version: PlanVersion, text: String)? {
        try await pool.read { db in try Self.version(db, alias, of: plan) }
    }

    /// Serials by plan that an alias points to.
    package func serials(_ alias: PlanAlias) async throws -> [String: Int] {
        try await pool.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT plan_version.plan, plan_version.serial FROM plan_alias
                    JOIN plan_version ON plan_version.id = plan_alias.version WHERE plan_alias.name = ?
                    """, arguments: [alias.rawValue])
            return Dictionary(rows.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
        }
    }

    // MARK: Writing

    /// Makes the texts versions and points `live` to them, all or none; returns when it is on disk.
    ///
    /// - Parameters:
    ///   - areFiles: the texts are those of the plans' files now.
    ///   - retired: plans that are no longer served.
    /// - Throws: ``PlanRefusal`` where a text's base is not what is live.
    package func publish(
        _ texts: [PlanText], retiring retired: [String] = [], by author: String, note: String, areFiles: Bool,
        at now: Date
    ) async throws -> [PlanVersion] {
        try await pool.write { db in
            for plan in retired { try Self.retire(db, plan, by: author, at: now) }
            return try texts.map { text in
                let live = try Self.version(db, .live, of: text.plan)
                try Self.require(live?.version, is: text.base, of: text.plan)
                let version = try Self.insert(db, text, author: author, note: note, at: now)
                try Self.point(db, .live, of: text.plan, to: version)
                if areFiles { try Self.point(db, .file, of: text.plan, to: version) }
                try Self.enter(db, "plan-published", version, before: live?.version, at: now)
                return version
            }
        }
    }

    /// Points `live` to a version that is there already.
    ///
    /// - Parameter base: serial of what is live in the eyes of who asks.
    package func rollBack(
        _ plan: String, to serial: Int, base: Int?, by author: String, note: String, at now: Date
    ) async throws -> PlanVersion {
        try await pool.write { db in
            guard let (target, _) = try Self.version(db, "plan = ? AND serial = ?", [plan, serial]) else {
                throw PlanRefusal.unknownVersion(plan: plan, serial: serial)
            }
            let live = try Self.version(db, .live, of: plan)
            try Self.require(live?.version, is: base, of: plan)
            try Self.point(db, .live, of: plan, to: target)
            var entered = target
            (entered.author, entered.note) = (author, note)
            try Self.enter(db, "plan-rolled-back", entered, before: live?.version, at: now)
            return target
        }
    }

    /// Keeps a text as a version that is not live, and points `draft` to it.
    ///
    /// - Parameter draft: serial of the draft that the edit began with; `nil` when there was none.
    package func saveDraft(_ text: PlanText, over draft: Int?, by author: String, note: String, at now: Date)
        async throws -> PlanVersion
    {
        try await pool.write { db in
            let present = try Self.version(db, .draft, of: text.plan)
            try Self.require(present?.version, is: draft, of: text.plan)
            let version = try Self.insert(db, text, author: author, note: note, at: now)
            try Self.point(db, .draft, of: text.plan, to: version)
            try Self.enter(db, "plan-draft-saved", version, before: present?.version, at: now)
            return version
        }
    }

    /// Takes the alias `draft` away; the versions that it pointed to stay readable.
    package func discardDraft(of plan: String, by author: String, at now: Date) async throws {
        try await pool.write { db in
            guard var (version, _) = try Self.version(db, .draft, of: plan) else { return }
            version.author = author
            try Self.enter(db, "plan-draft-discarded", version, before: nil, at: now)
            try db.execute(
                sql: "DELETE FROM plan_alias WHERE plan = ? AND name = ?",
                arguments: [plan, PlanAlias.draft.rawValue])
        }
    }

    /// Takes away what points to plans that are no longer served; their versions stay readable.
    package func retire(_ plans: [String], by author: String, at now: Date) async throws {
        try await pool.write { db in
            for plan in plans { try Self.retire(db, plan, by: author, at: now) }
        }
    }

    /// The plan's file holds the text of this version now.
    package func fileHolds(_ version: PlanVersion) async throws {
        try await pool.write { db in try Self.point(db, .file, of: version.plan, to: version) }
    }

    // MARK: Inside of transactions

    private struct Payload: Encodable {
        var plan: String
        var serial: String
        var hash: String
        var note: String
        var before: String?
    }

    private static func version(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws -> (
        version: PlanVersion, text: String
    )? {
        try Row.fetchOne(
            db,
            sql: "SELECT \(PlanVersion.columns), text FROM plan_version WHERE \(condition) ORDER BY id DESC LIMIT 1",
            arguments: arguments
        ).map { (PlanVersion($0), $0[9]) }
    }

    static func version(_ db: Database, _ alias: PlanAlias, of plan: String) throws -> (
        version: PlanVersion, text: String
    )? {
        try version(
            db, "id = (SELECT version FROM plan_alias WHERE plan = ? AND name = ?)", [plan, alias.rawValue])
    }

    static func require(_ present: PlanVersion?, is serial: Int?, of plan: String) throws {
        guard let present, present.serial != serial else { return }
        throw PlanRefusal.changedMeanwhile(plan: plan, by: present.author, serial: present.serial)
    }

    private static func insert(_ db: Database, _ text: PlanText, author: String, note: String, at now: Date) throws
        -> PlanVersion
    {
        guard text.text.utf8.count <= textLimit else { throw PlanRefusal.textTooLong(limit: textLimit) }
        let last = try Int.fetchOne(
            db, sql: "SELECT max(serial) FROM plan_version WHERE plan = ?", arguments: [text.plan])
        var version = PlanVersion(
            id: 0, plan: text.plan, serial: (last ?? 0) + 1, hash: PlanVersion.hash(of: text.text),
            fingerprint: text.fingerprint, author: author, note: String(note.prefix(noteLimit)), at: now.stored,
            base: text.base)
        version.id =
            try Int64.fetchOne(
                db,
                sql: """
                    INSERT INTO plan_version (plan, serial, hash, fingerprint, author, note, at, base, text)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                    """,
                arguments: [
                    version.plan, version.serial, version.hash, version.fingerprint, version.author, version.note,
                    version.at.milliseconds, version.base, text.text,
                ]) ?? 0
        return version
    }

    private static func point(_ db: Database, _ alias: PlanAlias, of plan: String, to version: PlanVersion) throws {
        try db.execute(
            sql: """
                INSERT INTO plan_alias (plan, name, version) VALUES (?, ?, ?)
                ON CONFLICT (plan, name) DO UPDATE SET version = excluded.version
                """, arguments: [plan, alias.rawValue, version.id])
    }

    private static func retire(_ db: Database, _ plan: String, by author: String, at now: Date) throws {
        guard var (version, _) = try version(db, .live, of: plan) else { return }
        version.author = author
        version.note = ""
        try enter(db, "plan-retired", version, before: nil, at: now)
        try db.execute(
            sql: "DELETE FROM plan_alias WHERE plan = ? AND name IN (?, ?)",
            arguments: [plan, PlanAlias.live.rawValue, PlanAlias.file.rawValue])
    }

    private static func enter(
        _ db: Database, _ kind: String, _ version: PlanVersion, before: PlanVersion?, at now: Date
    ) throws {
        let payload = Payload(
            plan: version.plan, serial: String(version.serial), hash: version.hash, note: version.note,
            before: before.map { String($0.serial) })
        _ = try Ledger.append(
            db, kind: kind, conversation: nil, actor: version.author, payload: try Ledger.json(payload), at: now)
    }
}
