package import CivicCRM
import CivicCore
import Crypto
package import Foundation
import GRDB

/// Who opened whose file, and why.
extension CivicStore: OpeningRecords {
    @discardableResult
    package func note(_ opening: FileOpening, at now: Date) async throws -> Watermark {
        let words = opening.ground.words
        let salt = words.isEmpty ? "" : SymmetricKey(size: .bits128).withUnsafeBytes { Data($0).base64EncodedString() }
        var entry = AuditEntry(
            actor: opening.by, action: opening.look.rawValue, citizenId: opening.citizenId,
            reason: opening.ground.word, conversation: opening.conversation)
        entry.caseId = opening.caseId
        entry.wordsHash = words.isEmpty ? nil : Self.hash(ofWords: words, salt: salt)
        let payload = try Ledger.json(entry)
        let id = try await pool.write { db in
            // A page may still know the number of a record that has gone into another.
            let citizen = try opening.citizenId.map { try Self.current(db, $0) ?? $0 }
            let id = try Int64.fetchOne(
                db.cachedStatement(
                    sql: """
                        INSERT INTO file_opening (at, author, look, citizen_id, case_id, ground, words, salt)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                        """),
                arguments: [
                    now.milliseconds, opening.by, opening.look.rawValue, citizen, opening.caseId,
                    opening.ground.word, words, salt,
                ])
            _ = try Ledger.append(
                db, kind: "audit", conversation: opening.conversation, actor: opening.by, payload: payload, at: now)
            return id ?? 0
        }
        return mark(of: id)
    }

    package func opening(marked mark: Watermark) async throws -> OpeningLine? {
        guard mark == self.mark(of: mark.number) else { return nil }
        return try await pool.read { db in
            try Row.fetchOne(
                db.cachedStatement(sql: "\(Self.lines) WHERE o.id = ?"), arguments: [mark.number]
            ).flatMap { row in
                OpeningLine(row, household: try (row[4] as Int64?).map { try Self.namesOfHousehold(db, $0) } ?? [])
            }
        }
    }

    private func mark(of id: Int64) -> Watermark {
        let check = vault.index(String(id), for: .watermark).prefix(5)
        return Watermark(number: id, check: UInt32(check, radix: 16) ?? 0)
    }

    package func openings(
        on shelf: OpeningShelf, since: Date, by: String?, limit: Int
    ) async throws -> [OpeningLine] {
        let condition = shelf == .all ? "" : "AND o.ground NOT IN (\(Self.unasked))"
        return try await pool.read { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        \(Self.lines) WHERE o.at >= ? \(condition) \(by == nil ? "" : "AND o.author = ?")
                        ORDER BY o.at DESC, o.id DESC LIMIT ?
                        """),
                arguments: [since.milliseconds] + (by.map { [$0] } ?? []) + [min(max(limit, 0), 2_000)])
            var households: [Int64: [String]] = [:]
            return try rows.compactMap { row in
                let citizen: Int64? = row[4]
                if let citizen, households[citizen] == nil {
                    households[citizen] = try Self.namesOfHousehold(db, citizen)
                }
                return OpeningLine(row, household: citizen.flatMap { households[$0] } ?? [])
            }
        }
    }

    package func openingCounts(since: Date) async throws -> [String: Int] {
        try await pool.read { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(sql: "SELECT ground, COUNT(*) FROM file_opening WHERE at >= ? GROUP BY ground"),
                arguments: [since.milliseconds])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    package func openings(ofCitizen id: Int64, since: Date, limit: Int) async throws -> [OpeningTold] {
        let id = try await pool.read { db in try Self.current(db, id) ?? id }
        // Looks at a case of before its citizen was known count as well.
        return try await told(
            "(o.citizen_id = ? OR o.case_id IN (SELECT id FROM citizen_case WHERE citizen_id = ?))",
            [id, id], since, limit)
    }

    package func openings(ofCase id: Int64, since: Date, limit: Int) async throws -> [OpeningTold] {
        try await told("o.case_id = ?", [id], since, limit)
    }

    private func told(
        _ condition: String, _ arguments: StatementArguments, _ since: Date, _ limit: Int
    ) async throws -> [OpeningTold] {
        let day = timeZone
        return try await pool.read { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT o.at, a.unit, o.ground, o.words FROM file_opening o LEFT JOIN agent a ON a.name = o.author
                        WHERE \(condition) AND o.at >= ? AND o.ground NOT IN ('own-code') ORDER BY o.at DESC, o.id DESC
                        LIMIT 2000
                        """),
                arguments: arguments + [since.milliseconds])
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = day
            var seen: Set<String> = []
            return rows.compactMap { row -> OpeningTold? in
                guard let ground = OpeningGround(word: row[2], words: row[3]) else { return nil }
                let told = OpeningTold(at: Date(milliseconds: row[0]), unit: row[1], ground: ground)
                let key = "\(calendar.startOfDay(for: told.at)) \(told.unit ?? "") \(ground.word)"
                return seen.insert(key).inserted ? told : nil
            }.prefix(max(limit, 0)).map(\.self)
        }
    }

    private static let lines = """
        SELECT o.id, o.at, o.author, o.look, o.citizen_id, o.case_id, o.ground, o.words, a.display_name, c.name, k.number
        FROM file_opening o
        LEFT JOIN agent a ON a.name = o.author
        LEFT JOIN citizen c ON c.id = o.citizen_id
        LEFT JOIN citizen_case k ON k.id = o.case_id
        """

    private static func namesOfHousehold(_ db: Database, _ citizen: Int64) throws -> [String] {
        try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT c.name FROM household_member m
                    JOIN household_member o ON o.household_id = m.household_id AND o.citizen_id <> m.citizen_id
                    JOIN citizen c ON c.id = o.citizen_id WHERE m.citizen_id = ? LIMIT 50
                    """),
            arguments: [citizen])
    }

    /// SHA-256 of the salt and the words, in hexadecimal. The salt keeps short words from being guessed.
    static func hash(ofWords words: String, salt: String) -> String {
        LedgerHead.text(of: Data(SHA256.hash(data: Data((salt + words).utf8))))
    }

    private static let unasked = [OpeningGround.liveCall, .assigned, .ownCode, .filedIt].map { "'\($0.word)'" }
        .joined(separator: ", ")
}

extension OpeningLine {
    /// nil for a ground or look of a newer version.
    fileprivate init?(_ row: Row, household: [String]) {
        guard let look = FileOpening.Look(rawValue: row[3]), let ground = OpeningGround(word: row[6], words: row[7])
        else { return nil }
        self.init(
            id: row[0], at: Date(milliseconds: row[1]),
            opening: FileOpening(by: row[2], look: look, citizenId: row[4], caseId: row[5], ground: ground),
            byName: row[8], citizenName: row[9], caseNumber: (row[10] as String?).flatMap { CaseNumber($0) },
            household: household)
    }
}
