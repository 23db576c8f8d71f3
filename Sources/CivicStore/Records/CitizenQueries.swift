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
        try await pool.read { [vault, timeZone] db in
            try Self.candidates(db, vault, number: key, timeZone: timeZone)
        }
    }

    package func card(forNumber key: String?, known: KnownCitizen?) async throws -> CallerCard {
        try await pool.read { [vault, timeZone] db in
            var candidates: [CallerCandidate]
            if let known, known.may(.showFileAlone) {
                guard let citizen = try Self.citizen(db, vault, known.id) else {
                    throw RecordsRefusal.unknownCitizen(known.id)
                }
                candidates = [Self.sure(citizen, known.level, timeZone)]
            } else {
                candidates =
                    try key.map { try Self.candidates(db, vault, number: $0, timeZone: timeZone) } ?? []
                if let known, known.may(.keepTalk), let id = try Self.current(db, known.id) {
                    candidates = Identification.choosing(id, of: candidates, timeZone: timeZone)
                }
            }
            let ids = candidates.map(\.citizen.id)
            // Once the citizen is known, what others of a shared number asked stays closed.
            return CallerCard(
                candidates: candidates, openCases: try Self.openCases(db, vault, of: ids, number: key),
                timeline: try Self.timeline(
                    db, vault, of: ids, number: key, onlyUnidentified: known?.may(.showFileAlone) == true),
                told: try Self.told(db, vault, ids, number: key, limit: Self.timelineLength))
        }
    }

    package func citizen(_ id: Int64) async throws -> Citizen? {
        try await pool.read { [vault] db in try Self.citizen(db, vault, id) }
    }

    package func search(_ text: String, limit: Int) async throws -> [Citizen] {
        let printable = String(text.unicodeScalars.filter { $0.properties.generalCategory != .control })
        let text = String(printable.trimmingCharacters(in: .whitespacesAndNewlines).prefix(100))
        guard !text.isEmpty, limit > 0 else { return [] }
        let limit = min(limit, 200)
        let looksLikeNumber = text.allSatisfy { "0123456789+-. ()".contains($0) }
        return try await pool.read { [vault, numbering] db in
            guard looksLikeNumber else {
                // The name of a record that was merged finds the one that it goes on in.
                let ids = try NameIndex.find(text, limit: limit, db).compactMap { try Self.current(db, $0) }
                var seen: Set<Int64> = []
                return try ids.filter { seen.insert($0).inserted }.compactMap { try Self.oneRecord(db, vault, $0) }
            }
            var found: [Citizen] = []
            if let number = CaseNumber(text) { found += try Self.search(db, vault, caseNumber: number) }
            if let number = numbering.number(from: text) {
                found += try Self.search(db, vault, number: number, limit: limit)
            }
            var seen: Set<Int64> = []
            return Array(found.filter { seen.insert($0.id).inserted }.prefix(limit))
        }
    }

    /// As the record has it now: of a record that was merged, the one that it goes on in.
    static func citizen(_ db: Database, _ vault: RecordVault, _ id: Int64) throws -> Citizen? {
        try current(db, id).flatMap { try oneRecord(db, vault, $0) }
    }

    /// This very record, also where it was merged.
    static func oneRecord(_ db: Database, _ vault: RecordVault, _ id: Int64) throws -> Citizen? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(Citizen.columns.all) FROM citizen WHERE id = ?"), arguments: [id]
        ).map { try Citizen($0, vault) }
    }

    private static func sure(_ citizen: Citizen, _ level: IdentityLevel, _ timeZone: TimeZone) -> CallerCandidate {
        let evidence: CallerEvidence = level == .proven ? .proven : .confirmed
        return CallerCandidate(
            citizen: citizen, confidence: 1, reasons: [evidence.sentence(in: .english, timeZone: timeZone)],
            evidence: [evidence])
    }

    private static func candidates(
        _ db: Database, _ vault: RecordVault, number key: String, timeZone: TimeZone
    ) throws -> [CallerCandidate] {
        let links = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Citizen.columns.of("c")), l.confidence, l.since
                    FROM phone p
                    JOIN citizen_phone l ON l.phone_id = p.id
                    JOIN citizen c ON c.id = l.citizen_id
                    WHERE p.number_index = ?
                    ORDER BY l.confidence DESC, c.id LIMIT ?
                    """),
            arguments: [vault.index(key, for: .phone), mostCandidates]
        ).map { row in
            NumberLink(
                citizen: try Citizen(row, vault), confidence: row[Citizen.width],
                since: Date(milliseconds: row[Citizen.width + 1]))
        }
        let history = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Citizen.columns.of("c")), h.calls, h.first_at
                    FROM (
                      SELECT citizen_id, COUNT(*) AS calls, MIN(started_at) AS first_at
                      FROM contact WHERE number_index = ? AND citizen_id IS NOT NULL
                      GROUP BY citizen_id ORDER BY COUNT(*) DESC, citizen_id LIMIT ?
                    ) h JOIN citizen c ON c.id = h.citizen_id
                    """),
            arguments: [vault.index(key, for: .contact), mostCandidates]
        ).map { row in
            NumberHistory(
                citizen: try Citizen(row, vault), calls: row[Citizen.width],
                firstAt: Date(milliseconds: row[Citizen.width + 1]))
        }
        return Identification.candidates(links: links, history: history, timeZone: timeZone)
    }

    /// Open cases of the citizens, and those that an unidentified caller opened from the number.
    private static func openCases(
        _ db: Database, _ vault: RecordVault, of citizens: [Int64], number key: String?
    ) throws -> [Case] {
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
            ).map { try Case($0, vault) }
        }
        if let key {
            cases += try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(Case.columns.all) FROM citizen_case
                        WHERE citizen_id IS NULL AND contact_index = ? AND state IN (\(open))
                        ORDER BY deadline, id LIMIT \(mostOpenCases)
                        """),
                arguments: [vault.index(key, for: .caseContact)]
            ).map { try Case($0, vault) }
        }
        return Array(cases.sorted { ($0.deadline, $0.id) < ($1.deadline, $1.id) }.prefix(mostOpenCases))
    }

    private static func timeline(
        _ db: Database, _ vault: RecordVault, of citizens: [Int64], number key: String?, onlyUnidentified: Bool
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
            ).map { try Contact($0, vault) }
        }
        if let key {
            contacts += try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(Contact.columns.all) FROM contact
                        WHERE number_index = ? \(onlyUnidentified ? "AND citizen_id IS NULL" : "")
                        ORDER BY started_at DESC, id DESC LIMIT \(timelineLength)
                        """),
                arguments: [vault.index(key, for: .contact)]
            ).map { try Contact($0, vault) }
        }
        var seen: Set<Int64> = []
        return Array(
            contacts.filter { seen.insert($0.id).inserted }
                .sorted { ($1.startedAt, $1.id) < ($0.startedAt, $0.id) }.prefix(timelineLength))
    }

    private static func search(_ db: Database, _ vault: RecordVault, caseNumber: CaseNumber) throws -> [Citizen] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Citizen.columns.of("c")) FROM citizen_case k JOIN citizen c ON c.id = k.citizen_id
                    WHERE k.number = ?
                    """),
            arguments: [caseNumber.text]
        ).map { try Citizen($0, vault) }
    }

    /// By the whole number, then by its end where at least four digits are typed. A beginning finds nobody: numbers are
    /// sealed, and what is found by is an index of the whole, of the last four and of the last seven digits.
    private static func search(_ db: Database, _ vault: RecordVault, number: PhoneNumber, limit: Int) throws
        -> [Citizen]
    {
        let digits = number.raw.filter { ("0"..."9").contains($0) }
        guard digits.count >= 4 else { return [] }
        let whole = try owners(db, vault, "number_index", vault.index(number.key, for: .phone), limit) { _ in true }
        let (column, index) =
            digits.count < 7
            ? ("last_four", vault.index(String(digits.suffix(4)), for: .phoneLastFour))
            : ("last_seven", vault.index(String(digits.suffix(7)), for: .phoneLastSeven))
        return try whole + owners(db, vault, column, index, limit) { $0.hasSuffix(digits) }
    }

    /// Citizens of the telephones with an index, where the number is the one that is meant.
    private static func owners(
        _ db: Database, _ vault: RecordVault, _ column: String, _ index: String, _ limit: Int,
        _ isMeant: (String) -> Bool
    ) throws -> [Citizen] {
        var found: [Citizen] = []
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT \(Citizen.columns.of("c")), p.number_sealed
                    FROM phone p
                    JOIN citizen_phone l ON l.phone_id = p.id
                    JOIN citizen c ON c.id = l.citizen_id
                    WHERE p.\(column) = ?
                    ORDER BY p.id, l.confidence DESC, c.id
                    """),
            arguments: [index])
        while found.count < limit, let row = try rows.next() {
            guard isMeant(try vault.open(row[Citizen.width] as Data, of: .phone)) else { continue }
            found.append(try Citizen(row, vault))
        }
        return found
    }

    static func marks(_ count: Int) -> String { repeatElement("?", count: count).joined(separator: ", ") }
}

extension CivicStore: CitizenRecords {}
