package import CivicCRM
import CivicCore
package import Foundation
import GRDB

/// What is older than the rules say goes, with one entry of the ledger for each sweep that took something.
extension CivicStore {
    /// Rows that one transaction takes, so that callers do not wait for it.
    private static let atOnce = 500

    package func keep(to rules: RetentionRules, at now: Date) async throws -> RetentionSweep {
        var gone: [RetentionRules.Artefact: Int] = [:]
        for (artefact, seconds) in rules.kept {
            let before = now.addingTimeInterval(-seconds)
            gone[artefact] =
                artefact == .recordings
                ? try await dropRecordings(before: before) : try await drop(artefact, before: before.milliseconds)
        }
        let sweep = RetentionSweep(gone)
        if !sweep.isEmpty {
            _ = try await ledger.append(
                kind: "retention", conversation: nil, actor: "system", payload: sweep.details, at: now)
        }
        return sweep
    }

    private func drop(_ artefact: RetentionRules.Artefact, before: Int64) async throws -> Int {
        var count = 0
        while true {
            let taken = try await pool.write { [vault] db in
                let held = try Self.heldNumbers(db, vault, as: artefact)
                try db.execute(
                    sql: Self.statement(for: artefact, heldNumbers: held.count),
                    arguments: StatementArguments([before]) + StatementArguments(held) + [Self.atOnce])
                return db.changesCount
            }
            count += taken
            guard taken == Self.atOnce else { return count }
        }
    }

    /// - Parameter heldNumbers: marks between the instant and the limit; none but for what is known by a number alone.
    private static func statement(for artefact: RetentionRules.Artefact, heldNumbers: Int) -> String {
        // No index is the empty text: a list without members is not SQL everywhere.
        let numbers = (["''"] + repeatElement("?", count: heldNumbers)).joined(separator: ", ")
        return switch artefact {
        case .recordings: ""
        case .walks:
            """
            DELETE FROM call_walk WHERE id IN (
              SELECT id FROM call_walk WHERE started_at < ? AND conversation NOT IN (\(heldCalls)) ORDER BY id LIMIT ?)
            """
        case .trails:
            """
            UPDATE contact SET trail_sealed = \(Dialect.noBytes) WHERE id IN (
              SELECT id FROM contact WHERE started_at < ? AND length(trail_sealed) > 0
                AND conversation NOT IN (\(heldCalls)) ORDER BY id LIMIT ?)
            """
        case .letters:
            """
            DELETE FROM letter WHERE id IN (
              SELECT id FROM letter WHERE at < ? AND (sent_at IS NOT NULL OR failed_at IS NOT NULL)
                AND (case_id IS NULL OR case_id NOT IN (
                  SELECT id FROM citizen_case WHERE citizen_id IN (\(heldCitizens))))
                AND id NOT IN (
                  SELECT letter_id FROM recall_person WHERE letter_id IS NOT NULL AND citizen_id IN (\(heldCitizens)))
              ORDER BY id LIMIT ?)
            """
        case .texts:
            """
            DELETE FROM text_message WHERE id IN (
              SELECT id FROM text_message WHERE at < ? AND (sent_at IS NOT NULL OR failed_at IS NOT NULL)
                AND number_index NOT IN (\(numbers))
                AND (case_id IS NULL OR case_id NOT IN (
                  SELECT id FROM citizen_case WHERE citizen_id IN (\(heldCitizens))))
                AND id NOT IN (
                  SELECT text_id FROM recall_person WHERE text_id IS NOT NULL AND citizen_id IN (\(heldCitizens)))
              ORDER BY id LIMIT ?)
            """
        case .recalls:
            // What waits to be sent may come back, and is then for a person.
            """
            DELETE FROM recall_person WHERE id IN (
              SELECT p.id FROM recall_person p JOIN article_recall r ON r.id = p.recall_id
              WHERE COALESCE(p.done_at, r.at) < ? AND (p.number_index IS NULL OR p.number_index NOT IN (\(numbers)))
                AND (p.citizen_id IS NULL OR p.citizen_id NOT IN (\(heldCitizens)))
                AND (p.state = 'done' OR (p.state = 'sent'
                  AND NOT EXISTS (SELECT 1 FROM letter l WHERE l.id = p.letter_id AND l.sent_at IS NULL)
                  AND NOT EXISTS (SELECT 1 FROM text_message t WHERE t.id = p.text_id AND t.sent_at IS NULL)))
              ORDER BY p.id LIMIT ?)
            """
        case .openings:
            """
            DELETE FROM file_opening WHERE id IN (
              SELECT id FROM file_opening WHERE at < ?
                AND (citizen_id IS NULL OR citizen_id NOT IN (\(heldCitizens))) ORDER BY id LIMIT ?)
            """
        }
    }

    /// By the time that the file was last written.
    private func dropRecordings(before: Date) async throws -> Int {
        let folder = URL(filePath: path).deletingLastPathComponent().path + "/recordings"
        let held = try await pool.read { db in Set(try String.fetchAll(db, sql: Self.heldCalls)) }
        let old = try (try? FileManager.default.contentsOfDirectory(atPath: folder))?.filter { name in
            let written =
                try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.modificationDate] as? Date
            return written.map { $0 < before } == true && !name.hasSuffix(".part")
                && !CitizenErasure.isRecording(name, of: held)
        }
        for name in old ?? [] {
            // First the row, so that no case names a file that is gone.
            try await pool.write { db in
                try db.execute(
                    sql: "INSERT INTO file_removal (path) VALUES (?) ON CONFLICT DO NOTHING",
                    arguments: ["recordings/\(name)"])
                try db.execute(
                    sql: "UPDATE citizen_case SET recording = NULL WHERE recording = ?",
                    arguments: ["recordings/\(name)"])
                try db.execute(
                    sql: "UPDATE case_visit SET comment = NULL WHERE comment = ?", arguments: ["recordings/\(name)"])
            }
        }
        try await removeOwedFiles()
        return old?.count ?? 0
    }

    /// Numbers of those who are held, as an artefact's rows have them; where rows name their citizens, none.
    private static func heldNumbers(
        _ db: Database, _ vault: RecordVault, as artefact: RetentionRules.Artefact
    ) throws -> [String] {
        let column: IndexedColumn
        switch artefact {
        case .texts: column = .text
        case .recalls: column = .recall
        case .recordings, .walks, .trails, .letters, .openings: return []
        }
        return try Data.fetchAll(
            db,
            sql: """
                SELECT p.number_sealed FROM phone p JOIN citizen_phone l ON l.phone_id = p.id
                WHERE l.citizen_id IN (\(heldCitizens))
                """
        ).map { vault.index(try vault.open($0, of: .phone), for: column) }
    }

    private static let heldCitizens = "SELECT citizen_id FROM citizen_hold WHERE lifted_at IS NULL"

    /// Calls of those who are held, return visits to them, and calls of units.
    private static let heldCalls = """
        SELECT conversation FROM contact WHERE citizen_id IN (\(heldCitizens))
        UNION SELECT conversation FROM citizen_case
          WHERE conversation IS NOT NULL AND citizen_id IN (\(heldCitizens))
        UNION SELECT v.conversation FROM visit_call v JOIN case_visit c ON c.id = v.visit_id
          JOIN citizen_case k ON k.id = c.case_id
          WHERE v.conversation IS NOT NULL AND k.citizen_id IN (\(heldCitizens))
        UNION SELECT c.conversation FROM relay_call c JOIN case_relay r ON r.id = c.relay_id
          JOIN citizen_case k ON k.id = r.case_id WHERE k.citizen_id IN (\(heldCitizens))
        """
}
