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
        let statement = Self.statement(for: artefact)
        var count = 0
        while true {
            let taken = try await pool.write { db in
                try db.execute(sql: statement, arguments: [before, Self.atOnce])
                return db.changesCount
            }
            count += taken
            guard taken == Self.atOnce else { return count }
        }
    }

    private static func statement(for artefact: RetentionRules.Artefact) -> String {
        switch artefact {
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
                  SELECT id FROM citizen_case WHERE citizen_id IN (\(heldCitizens)))) ORDER BY id LIMIT ?)
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
