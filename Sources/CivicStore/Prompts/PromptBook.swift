import CivicCore
package import Foundation
import GRDB

/// The recordings of the prompts: what each says, and the sound of every one that was ever replaced or put in place.
///
///     prompt_recording (zh-CN/welcome, 3)  hash, what it says, who, when ─▶ prompt_sound (hash)  the WAV file
///
/// Which of them callers hear is what lies in the folder of the prompts: the row with the hash of that file.
package struct PromptBook: Sendable {
    let pool: DatabasePool

    // MARK: Reading

    /// All recordings, the newest first; of all clips without `clip`.
    package func recordings(of clip: String? = nil) async throws -> [PromptRecording] {
        try await pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(PromptRecording.columns) FROM prompt_recording WHERE ? IS NULL OR clip = ?
                    ORDER BY id DESC
                    """, arguments: [clip, clip]
            ).map(PromptRecording.init)
        }
    }

    /// The WAV file of a recording; `nil` where it was never replaced, so that it lies in the folder alone.
    package func sound(_ hash: String) async throws -> Data? {
        try await pool.read { db in
            try Data.fetchOne(db, sql: "SELECT bytes FROM prompt_sound WHERE hash = ?", arguments: [hash])
        }
    }

    // MARK: Writing

    /// Notes files of the folder that nobody has taken through the studio, with the text that they are held to say.
    package func found(_ files: [PromptRecording]) async throws {
        guard !files.isEmpty else { return }
        try await pool.write { db in
            for file in files {
                // Two who look at the same time note it once.
                let isKnown = try Bool.fetchOne(
                    db, sql: "SELECT EXISTS (SELECT 1 FROM prompt_recording WHERE clip = ? AND hash = ?)",
                    arguments: [file.clip, file.hash])
                if isKnown != true { _ = try Self.insert(db, file) }
            }
        }
    }

    /// Keeps a recording with its sound, and that of the one that it takes the place of; returns when it is on disk.
    ///
    /// - Parameter before: the file that it is going to replace.
    package func keep(_ recording: PromptRecording, sound: Data, before: Data?) async throws -> PromptRecording {
        try await pool.write { db in
            if let before { try Self.insert(db, before, PromptRecording.hash(of: before)) }
            try Self.insert(db, sound, recording.hash)
            let kept = try Self.insert(db, recording)
            let payload = RecordedPayload(
                clip: kept.clip, serial: String(kept.serial), hash: kept.hash, source: kept.source.rawValue,
                before: before.map { PromptRecording.hash(of: $0) })
            _ = try Ledger.append(
                db, kind: "prompt-recorded", conversation: nil, actor: kept.author,
                payload: try Ledger.json(payload), at: kept.at)
            return kept
        }
    }

    /// The ledger says who changed which text, by the hashes of both.
    package func textChanged(
        of prompt: String, language: String, from old: String, to new: String, by author: String, at now: Date
    ) async throws {
        let payload = TextPayload(
            prompt: prompt, language: language, before: PromptRecording.hash(of: Data(old.utf8)),
            hash: PromptRecording.hash(of: Data(new.utf8)))
        try await pool.write { db in
            _ = try Ledger.append(
                db, kind: "prompt-text-changed", conversation: nil, actor: author, payload: try Ledger.json(payload),
                at: now)
        }
    }

    // MARK: Inside of transactions

    private struct RecordedPayload: Encodable {
        var clip: String
        var serial: String
        var hash: String
        var source: String
        var before: String?
    }

    private struct TextPayload: Encodable {
        var prompt: String
        var language: String
        var before: String
        var hash: String
    }

    private static func insert(_ db: Database, _ sound: Data, _ hash: String) throws {
        try db.execute(
            sql: "INSERT INTO prompt_sound (hash, bytes) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING",
            arguments: [hash, sound])
    }

    private static func insert(_ db: Database, _ recording: PromptRecording) throws -> PromptRecording {
        var kept = recording
        kept.at = recording.at.stored
        kept.serial =
            try Int.fetchOne(
                db.cachedStatement(sql: "SELECT coalesce(max(serial), 0) + 1 FROM prompt_recording WHERE clip = ?"),
                arguments: [recording.clip]) ?? 1
        kept.id =
            try Int64.fetchOne(
                db.cachedStatement(
                    sql: """
                        INSERT INTO prompt_recording (clip, serial, hash, said, source, author, at, clipped, noise)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                        """),
                arguments: [
                    kept.clip, kept.serial, kept.hash, kept.said, kept.source.rawValue, kept.author,
                    kept.at.milliseconds, kept.clipped, kept.noise,
                ]) ?? 0
        return kept
    }
}
