package import CivicCRM
import CivicCore
import Foundation
import GRDB

/// Who may be calling, the card, and the agent's search.
extension CivicStore {
    /// Most people shown for one number; a nursing home's line has more.
    private static let mostCandidates = 24
    private static let timelineLength = 20
    private static let mostOpenCases = 50

    package func candidates(forNumber key: String) async throws -> [CallerCandidate] {
        try await pool.read { [timeZone] db in try Self.candidates(db, number: key, timeZone: timeZone) }
    }

    package func card(forNumber key: String?, known: KnownCitizen?) async throws -> CallerCard {
        try await pool.read { [timeZone] db in
            var candidates: [CallerCandidate]
            if let known, known.isSure {
                guard let citizen = try Self.citizen(db, known.id) else {
                    throw RecordsRefusal.unknownCitizen(known.id)
                }
                candidates = [Self.sure(citizen, known.level, timeZone)]
            } else {
                candidates = try key.map { try Self.candidates(db, number: $0, timeZone: timeZone) } ?? []
                if let known, known.isIdentified {
                    candidates = Identification.choosing(known.id, of: candidates, timeZone: timeZone)
                }
            }
            let ids = candidates.map(\.citizen.id)
            // Once the citizen is known, what others of a shared number asked stays closed.
            return CallerCard(
                candidates: candidates, openCases: try Self.openCases(db, of: ids, number: key),
                timeline: try Self.timeline(db, of: ids, number: key, onlyUnidentified: known?.isSure == true))
        }
    }

    package func citizen(_ id: Int64) async throws -> Citizen? {
        try await pool.read { db in try Self.citizen(db, id) }
    }

    package func search(_ text: String, limit: Int) async throws -> [Citizen] {
        let printable = String(text.unicodeScalars.filter { $0.properties.generalCategory != .control })
        let text = String(printable.trimmingCharacters(in: .whitespacesAndNewlines).prefix(100))
        guard !text.isEmpty, limit > 0 else { return [] }
        let limit = min(limit, 200)
        let looksLikeNumber = text.allSatisfy { "0123456789+-. ()".contains($0) }
        return try await pool.read { [numbering] db in
            guard looksLikeNumber else { return try Self.search(db, name: text, limit: limit) }
            var found: [Citizen] = []
            if let number = CaseNumber(text) { found += try Self.search(db, caseNumber: number) }
            if let key = numbering.number(from: text)?.key { found += try Self.search(db, key: key, limit: limit) }
            var seen: Set<Int64> = []
            return Array(found.filter { seen.insert($0.id).inserted }.prefix(limit))
        }
    }

    static func citizen(_ db: Database, _ id: Int64) throws -> Citizen? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(Citizen.columns.all) FROM citizen WHERE id = ?"), arguments: [id]
        ).map { Citizen($0) }
    }

    private static func sure(_ citizen: Citizen, _ level: IdentityLevel, _ timeZone: TimeZone) -> CallerCandidate {
        let evidence: CallerEvidence = level == .proven ? .proven : .confirmed
        return CallerCandidate(
            citizen: citizen, confidence: 1, reasons: [evidence.sentence(in: .english, timeZone: timeZone)],
            evidence: [evidence])
    }

    private static func candidates(_ db: Database, number key: String, timeZone: TimeZone) throws
        -> [CallerCandidate]
    {
        let links = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Citizen.columns.of("c")), l.confidence, l.since
                    FROM phone p
                    JOIN citizen_phone l ON l.phone_id = p.id
                    JOIN citizen c ON c.id = l.citizen_id
                    WHERE p.number_key = ?
                    ORDER BY l.confidence DESC, c.id LIMIT ?
                    """),
            arguments: [key, mostCandidates]
        ).map { row in
            NumberLink(
                citizen: Citizen(row), confidence: row[Citizen.width],
                since: Date(milliseconds: row[Citizen.width + 1]))
        }
        let history = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Citizen.columns.of("c")), h.calls, h.first_at
                    FROM (
                      SELECT citizen_id, COUNT(*) AS calls, MIN(started_at) AS first_at
                      FROM contact WHERE number_key = ? AND citizen_id IS NOT NULL
                      GROUP BY citizen_id ORDER BY COUNT(*) DESC, citizen_id LIMIT ?
                    ) h JOIN citizen c ON c.id = h.citizen_id
                    """),
            arguments: [key, mostCandidates]
        ).map { row in
            NumberHistory(
                citizen: Citizen(row), calls: row[Citizen.width], firstAt: Date(milliseconds: row[Citizen.width + 1]))
        }
        return Identification.candidates(links: links, history: history, timeZone: timeZone)
    }

    /// Open cases of the citizens, and those that an unidentified caller opened from the number.
    private static func openCases(_ db: Database, of citizens: [Int64], number key: String?) throws -> [Case] {
        let open = CaseState.open.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        var cases: [Case] = []
        if !citizens.isEmpty {
            cases += try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(Case.columns.all) FROM citizen_case
                        WHERE citizen_id IN (\(marks(citizens.count))) AND state IN (\(open))
                        ORDER BY deadline, id LIMIT \(mostOpenCases)
                        """),
                arguments: StatementArguments(citizens)
            ).map(Case.init)
        }
        if let key {
            cases += try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(Case.columns.all) FROM citizen_case
                        WHERE citizen_id IS NULL AND contact_number = ? AND state IN (\(open))
                        ORDER BY deadline, id LIMIT \(mostOpenCases)
                        """),
                arguments: [key]
            ).map(Case.init)
        }
        return Array(cases.sorted { ($0.deadline, $0.id) < ($1.deadline, $1.id) }.prefix(mostOpenCases))
    }

    private static func timeline(
        _ db: Database, of citizens: [Int64], number key: String?, onlyUnidentified: Bool
    ) throws -> [Contact] {
        var contacts: [Contact] = []
        if !citizens.isEmpty {
            contacts += try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(Contact.columns.all) FROM contact WHERE citizen_id IN (\(marks(citizens.count)))
                        ORDER BY started_at DESC, id DESC LIMIT \(timelineLength)
                        """),
                arguments: StatementArguments(citizens)
            ).map(Contact.init)
        }
        if let key {
            contacts += try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(Contact.columns.all) FROM contact
                        WHERE number_key = ? \(onlyUnidentified ? "AND citizen_id IS NULL" : "")
                        ORDER BY started_at DESC, id DESC LIMIT \(timelineLength)
                        """),
                arguments: [key]
            ).map(Contact.init)
        }
        var seen: Set<Int64> = []
        return Array(
            contacts.filter { seen.insert($0.id).inserted }
                .sorted { ($1.startedAt, $1.id) < ($0.startedAt, $0.id) }.prefix(timelineLength))
    }

    /// The exact name first, then names that begin with the text (by the index), then names that hold it.
    private static func search(_ db: Database, name: String, limit: Int) throws -> [Citizen] {
        let beginning = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Citizen.columns.all) FROM citizen WHERE name >= ? AND name < ?
                    ORDER BY name, id LIMIT ?
                    """),
            arguments: [name, name + "\u{10FFFF}", limit]
        ).map { Citizen($0) }
        guard beginning.count < limit else { return beginning }
        let pattern = name.replacing(#/[\\%_]/#) { "\\" + $0.output }
        let holding = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Citizen.columns.all) FROM citizen WHERE lower(name) LIKE lower(?) ESCAPE '\\'
                    ORDER BY name, id LIMIT ?
                    """),
            arguments: ["%\(pattern)%", limit]
        ).map { Citizen($0) }
        let first = Set(beginning.map(\.id))
        return Array((beginning + holding.filter { !first.contains($0.id) }).prefix(limit))
    }

    private static func search(_ db: Database, caseNumber: CaseNumber) throws -> [Citizen] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Citizen.columns.of("c")) FROM citizen_case k JOIN citizen c ON c.id = k.citizen_id
                    WHERE k.number = ?
                    """),
            arguments: [caseNumber.text]
        ).map { Citizen($0) }
    }

    /// By the whole number; by its beginning when at least four digits of a number are typed.
    private static func search(_ db: Database, key: String, limit: Int) throws -> [Citizen] {
        guard key.utf8.count >= 4 else { return [] }
        return try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Citizen.columns.of("c"))
                    FROM phone p
                    JOIN citizen_phone l ON l.phone_id = p.id
                    JOIN citizen c ON c.id = l.citizen_id
                    WHERE p.number_key >= ? AND p.number_key < ?
                    ORDER BY p.number_key, l.confidence DESC, c.id LIMIT ?
                    """),
            arguments: [key, key + ":", limit]  // ':' follows '9'
        ).map { Citizen($0) }
    }

    private static func marks(_ count: Int) -> String { repeatElement("?", count: count).joined(separator: ", ") }
}

extension CivicStore: CitizenRecords {}
