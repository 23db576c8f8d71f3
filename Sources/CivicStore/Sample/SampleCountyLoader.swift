import CivicCRM
import CivicCore
import CivicReports
package import Foundation
import GRDB

/// What a load of the sample county wrote, and how long it took.
package struct SampleCountyReport: Equatable, Sendable {
    package var households = 0
    package var citizens = 0
    package var phones = 0
    package var contacts = 0
    package var cases = 0
    /// Calls in the line, for reports.
    package var visits = 0
    package var rows = 0
    package var duration = Duration.zero

    package var rowsPerSecond: Double { duration > .zero ? Double(rows) / duration.inSeconds : 0 }
}

/// Why the sample county was not loaded.
package enum SampleCountyRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// The same county (size, seed) is there already.
    case alreadyLoaded(String)
    case notEmpty(citizens: Int, cases: Int)

    package var description: String {
        switch self {
        case .alreadyLoaded(let what): "the sample county (\(what)) is loaded already; nothing was changed"
        case .notEmpty(let citizens, let cases):
            "the database holds \(citizens) citizens and \(cases) cases that are not this sample; give an empty data "
                + "folder"
        }
    }
}

/// Writes a generated county in one transaction: wholly, or not at all.
package enum SampleCountyLoader {
    private static let marker = "sample-county"

    /// - Parameters:
    ///   - years: of the past.
    ///   - asOf: the county's present, normally now; the same size, seed, years and instant give the same rows.
    ///   - progress: told the rows so far, every hundred thousand.
    package static func load(
        into store: CivicStore, citizens: Int = 5_000, seed: UInt64 = 1, years: Int = SampleCountyGenerator.usualYears,
        asOf: Date = Date(), progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> SampleCountyReport {
        let began = MonotonicClock.now
        let hashes = try await pinHashes()
        let past = years == SampleCountyGenerator.usualYears ? "" : ", \(years) years"
        let what = "\(citizens) citizens, seed \(seed)\(past)"
        let zone = store.facts.reportZone
        var report = try await store.pool.write { [catalogue = store.catalogue, vault = store.vault] db in
            try refuseUnlessEmpty(db, what)
            let generator = SampleCountyGenerator(
                citizens: citizens, seed: seed, years: years, asOf: asOf, catalogue: catalogue)
            var report = try write(generator, hashes, vault, db, progress)
            report.visits = try writeLine(citizens: citizens, seed: seed, asOf: asOf, zone: zone, db)
            try db.execute(sql: "INSERT INTO setting (name, value) VALUES (?, ?)", arguments: [marker, what])
            _ = try Ledger.append(
                db, kind: "sample-county-loaded", conversation: nil, actor: "system",
                payload: try Ledger.json(["citizens": "\(report.citizens)", "seed": "\(seed)"]), at: asOf)
            try db.execute(sql: Dialect.analyze)
            return report
        }
        report.duration = MonotonicClock.now - began
        return report
    }

    /// Each PIN of the generator's small set is hashed once.
    private static func pinHashes() async throws -> [String: String] {
        var hashes: [String: String] = [:]
        for pin in SampleCountyGenerator.pins { hashes[pin] = try await SecretHash.pin.hash(pin) }
        return hashes
    }

    private static func refuseUnlessEmpty(_ db: Database, _ what: String) throws {
        let loaded = try String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [marker])
        if loaded == what { throw SampleCountyRefusal.alreadyLoaded(what) }
        let citizens = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM citizen") ?? 0
        let cases = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM citizen_case") ?? 0
        let contacts = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM contact") ?? 0
        if citizens + cases + contacts > 0 { throw SampleCountyRefusal.notEmpty(citizens: citizens, cases: cases) }
    }

    private static func write(
        _ generator: consuming SampleCountyGenerator, _ hashes: [String: String], _ vault: RecordVault, _ db: Database,
        _ progress: (Int) -> Void
    ) throws -> SampleCountyReport {
        var generator = generator
        let table = try Statements(db)
        var report = SampleCountyReport()
        while let household = generator.next() {
            try table.household.execute(arguments: [household.id, household.township, household.village])
            for (index, member) in household.members.enumerated() {
                var citizen = member.citizen
                citizen.pinHash = member.pin.flatMap { hashes[$0] }
                try table.citizen.execute(arguments: try citizen.values(vault))
                try NameIndex.add(citizen.name, of: citizen.id, db)
                try table.member.execute(
                    arguments: [household.id, citizen.id, household.role(of: index).rawValue])
            }
            for phone in household.phones {
                try table.phone.execute(arguments: [
                    phone.id, vault.index(phone.key, for: .phone),
                    vault.index(String(phone.key.suffix(4)), for: .phoneLastFour),
                    vault.index(String(phone.key.suffix(7)), for: .phoneLastSeven),
                    try vault.seal(phone.key, for: .phone),
                ])
            }
            for link in household.links {
                try table.link.execute(arguments: [
                    link.phoneId, link.citizenId, link.confidence, link.since.milliseconds,
                ])
            }
            try table.write(household.contacts, household.cases, vault)
            let before = report.rows
            report.count(household)
            if report.rows / 100_000 > before / 100_000 { progress(report.rows) }
        }
        let people = try people(in: SampleTroubles.township, vault, db)
        let troubles = generator.troubles(of: people)
        try table.write(troubles.contacts, troubles.cases, vault)
        report.count(troubles)
        for double in generator.doubles(of: people) {
            try table.write(double, vault, db)
            report.count(double)
        }
        try Counter.cases.set(Int64(generator.nextSerial), db)
        try writeVisits(db)
        try writeCircles(asOf: generator.asOf, db)
        try writeFacts(asOf: generator.asOf, db)
        return report
    }

    /// What the sample's citizens have said of the answers: closed matters are solved, of the rest nobody was reached.
    private static func writeVisits(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO case_visit (case_id, unit, service, answered_at, in_time, state, cause, attempts, solved,
                  satisfaction, heard_at, heard_by)
                SELECT c.id, c.unit, c.service, e.at, CASE WHEN e.at <= c.deadline THEN 1 ELSE 0 END,
                  CASE c.state WHEN 'closed' THEN 'done' ELSE 'person' END,
                  CASE c.state WHEN 'closed' THEN NULL ELSE 'not-reached' END,
                  CASE c.state WHEN 'closed' THEN 1 ELSE 3 END,
                  CASE c.state WHEN 'closed' THEN 1 END,
                  CASE WHEN c.state <> 'closed' OR c.id % 3 = 0 THEN NULL
                    WHEN c.id % 11 = 0 THEN 3 WHEN c.id % 5 = 0 THEN 2 ELSE 1 END,
                  CASE c.state WHEN 'closed' THEN c.updated_at END, CASE c.state WHEN 'closed' THEN 'ivr' END
                FROM citizen_case c JOIN case_event e ON e.case_id = c.id AND e.state = 'answered'
                WHERE c.state IN ('answered', 'closed')
                """)
    }

    /// 李强 may hear how his father's cases stand, as he said on the telephone; 陈玉珍, who hears badly, wants no machine, and
    /// calls in the morning.
    private static func writeCircles(asOf: Date, _ db: Database) throws {
        let (father, son) = (KnownCitizens.household[0].id, KnownCitizens.household[2].id)
        try db.execute(
            sql: """
                INSERT INTO consent (citizen_id, purpose, proxy_id, relation, conversation, evidence, at, author)
                SELECT ?, ?, ?, ?, (SELECT MAX(conversation) FROM contact WHERE citizen_id = ?), ?, ?, 'agent-1'
                """,
            arguments: [
                father, ConsentPurpose.hearCases.rawValue, son, ProxyRelation.kin.rawValue, father, "在电话中同意",
                asOf.addingTimeInterval(-90 * 86_400).milliseconds,
            ])
        try db.execute(
            sql: """
                INSERT INTO contact_preference (citizen_id, from_minute, to_minute, way, machine, at, author)
                VALUES (?, ?, ?, ?, 0, ?, 'agent-1')
                """,
            arguments: [
                KnownCitizens.twoPhones.id, 9 * 60, 11 * 60 + 30, ContactPreference.Way.phone.rawValue,
                asOf.addingTimeInterval(-40 * 86_400).milliseconds,
            ])
    }

    private static func writeFacts(asOf: Date, _ db: Database) throws {
        let year = LocalDate(dayNumber: Int(asOf.timeIntervalSince1970 / 86_400)).year
        let insert = try db.makeStatement(
            sql: """
                INSERT INTO citizen_fact (citizen_id, fact, value, until_day, source, at, author)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        for row in try Row.fetchAll(db, sql: "SELECT id, birth_year FROM citizen ORDER BY id") {
            for fact in SampleFacts.facts(of: row[0], birthYear: row[1], year: year, asOf: asOf) {
                try insert.execute(arguments: [
                    row[0] as Int64, fact.name, fact.value, fact.until?.dayNumber, fact.source, fact.at.milliseconds,
                    fact.by,
                ])
            }
        }
    }

    /// Those of a township who have a telephone of their own.
    private static func people(in township: String, _ vault: RecordVault, _ db: Database) throws
        -> [SampleTroubles.Person]
    {
        try Row.fetchAll(
            db,
            sql: """
                SELECT \(Citizen.columns.of("c")),
                  (SELECT p.number_sealed FROM citizen_phone l JOIN phone p ON p.id = l.phone_id
                   WHERE l.citizen_id = c.id AND l.confidence > 0.9 ORDER BY p.id LIMIT 1)
                FROM citizen c
                WHERE c.township = ? AND c.id > ?
                  AND EXISTS (SELECT 1 FROM citizen_phone l WHERE l.citizen_id = c.id AND l.confidence > 0.9)
                ORDER BY c.id LIMIT 1000
                """, arguments: [township, KnownCitizens.count]
        ).map {
            SampleTroubles.Person(
                citizen: try Citizen($0, vault), number: try vault.open($0[Citizen.width], of: .phone))
        }
    }

    static func isLoaded(_ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM setting WHERE name = ?)", arguments: [marker]) ?? false
    }

    /// Some weeks of the line: those who are known to have called, and others.
    private static func writeLine(
        citizens: Int, seed: UInt64, asOf: Date, zone: TimeZone, _ db: Database
    ) throws -> Int {
        let since = asOf.addingTimeInterval(-SampleLine.length)
        let known = try Row.fetchAll(
            db,
            sql: """
                SELECT k.conversation, k.started_at, k.talk_time, k.outcome, c.language FROM contact k
                JOIN citizen c ON c.id = k.citizen_id
                WHERE k.channel = 'phone' AND k.started_at >= ? AND k.ended_at <= ? ORDER BY k.started_at, k.id
                """, arguments: [since.milliseconds, asOf.milliseconds]
        ).map {
            SampleLine.Caller(
                conversation: ConversationReference(text: $0[0]), at: Date(milliseconds: $0[1]),
                language: Language(tag: $0[4]), talk: Double($0[2] as Int64), outcome: $0[3])
        }
        var line = SampleLine(
            callsPerDay: min(140, citizens / 40), seed: seed, asOf: asOf, zone: zone, known: known)
        let facts = line.facts()
        try FactBook.keep(facts, DaySums(zone: zone), db)
        return facts.count { if case .visit = $0 { true } else { false } }
    }

    private struct Statements {
        let household: Statement
        let citizen: Statement
        let member: Statement
        let phone: Statement
        let link: Statement
        let contact: Statement
        let record: Statement
        let event: Statement

        init(_ db: Database) throws {
            func insert(_ table: String, _ columns: ColumnList) throws -> Statement {
                try db.makeStatement(
                    sql: "INSERT INTO \(table) (\(columns.all)) VALUES (\(columns.placeholders))")
            }
            household = try insert("household", columnList("id", "township", "village"))
            citizen = try insert("citizen", Citizen.columns)
            member = try insert("household_member", columnList("household_id", "citizen_id", "role"))
            phone = try insert("phone", columnList("id", "number_index", "last_four", "last_seven", "number_sealed"))
            link = try insert("citizen_phone", columnList("phone_id", "citizen_id", "confidence", "since"))
            contact = try insert("contact", Contact.columns)
            record = try insert("citizen_case", Case.columns)
            event = try insert("case_event", CaseEvent.columns)
        }

        func write(_ double: SampleDouble, _ vault: RecordVault, _ db: Database) throws {
            try citizen.execute(arguments: try double.citizen.values(vault))
            try NameIndex.add(double.citizen.name, of: double.citizen.id, db)
            if let number = double.number {
                try db.execute(
                    sql: """
                        INSERT INTO citizen_phone (phone_id, citizen_id, confidence, since)
                        SELECT id, ?, 0.6, ? FROM phone WHERE number_index = ?
                        """,
                    arguments: [
                        double.citizen.id, double.contact.startedAt.milliseconds, vault.index(number, for: .phone),
                    ])
            }
            try write([double.contact], [double.record], vault)
        }

        func write(_ contacts: [Contact], _ cases: [SampleCase], _ vault: RecordVault) throws {
            for one in contacts { try contact.execute(arguments: [one.id] + one.values(vault)) }
            for sample in cases {
                try record.execute(arguments: [sample.record.id] + sample.record.values(vault))
                for line in sample.events { try event.execute(arguments: [line.id] + line.values) }
            }
        }
    }
}

extension SampleCountyReport {
    fileprivate mutating func count(_ household: SampleHousehold) {
        households += 1
        citizens += household.members.count
        phones += household.phones.count
        contacts += household.contacts.count
        cases += household.cases.count
        rows +=
            1 + household.members.count * 2 + household.phones.count + household.links.count
            + household.contacts.count + household.cases.reduce(0) { $0 + 1 + $1.events.count }
    }

    fileprivate mutating func count(_ double: SampleDouble) {
        citizens += 1
        contacts += 1
        cases += 1
        rows += 3 + (double.number == nil ? 0 : 1) + double.record.events.count
    }

    fileprivate mutating func count(_ troubles: SampleTroubles) {
        contacts += troubles.contacts.count
        cases += troubles.cases.count
        rows += troubles.contacts.count + troubles.cases.reduce(0) { $0 + 1 + $1.events.count }
    }
}

extension Citizen {
    /// The values of all columns.
    fileprivate func values(_ vault: RecordVault) throws -> StatementArguments {
        [
            id, name, birthYear, language.tag, township, village, try vault.sealIfAny(idSuffix, for: .citizenSuffix),
            pinHash,
            accessibility, dialect,
            vault.indexIfAny(CivicStore.identity(birthYear, idSuffix), for: .citizenIdentity),
        ]
    }
}
