import CivicCRM
import CivicCore
package import Foundation
import GRDB

/// All that the record holds of a citizen, for the citizen: nothing that proves them, and nothing of others.
package struct CitizenExport: Codable, Sendable {
    package struct Person: Codable, Sendable {
        package var id: Int64
        package var name: String
        package var birthYear: Int?
        package var language: String
        package var township: String
        package var village: String?
        package var accessibility: String?
        package var dialect: String?
        package var telephones: [String]
    }

    package struct Call: Codable, Sendable {
        package var reference: String
        package var channel: String
        package var number: String?
        package var startedAt: Date
        package var endedAt: Date?
        package var agent: String?
        package var summary: String
        package var trail: String
        package var outcome: String?
    }

    package struct Matter: Codable, Sendable {
        package struct Line: Codable, Sendable {
            package var at: Date
            package var by: String
            package var state: String?
            package var note: String
        }

        package struct File: Codable, Sendable {
            package var name: String
            /// Below the export.
            package var path: String
        }

        package var number: String
        package var service: String
        package var unit: String
        package var state: String
        package var channel: String
        package var openedAt: Date
        package var deadline: Date
        package var summary: String
        package var contactNumber: String?
        package var history: [Line]
        package var files: [File]
    }

    package struct Look: Codable, Sendable {
        package var at: Date
        /// nil for the hotline.
        package var unit: String?
        package var why: String
    }

    package struct Agreement: Codable, Sendable {
        package var purpose: String
        /// What the one who speaks for the citizen is to them; their name is not the citizen's.
        package var relation: String?
        package var evidence: String
        package var at: Date
        package var until: Date?
        package var withdrawnAt: Date?
    }

    package struct Wish: Codable, Sendable {
        package var way: String
        /// Minutes after midnight.
        package var from: Int?
        package var to: Int?
        /// Whether agents tell of services that the citizen is entitled to.
        package var takesOffers: Bool
    }

    /// A line of what is written down for the rules of segments; the newest of a name holds.
    package struct Fact: Codable, Sendable {
        package var name: String
        /// nil: it was not known any more.
        package var value: String?
        package var until: String?
        package var source: String
        package var at: Date
    }

    package struct Segment: Codable, Sendable {
        package var segment: String
        package var since: Date
        /// The values that its rule went by.
        package var why: [String: String]
    }

    package struct Offer: Codable, Sendable {
        package var service: String
        package var at: Date
        package var answer: String
    }

    /// An article that they were told.
    package struct Telling: Codable, Sendable {
        package var at: Date
        package var article: String
        package var version: Int
        package var channel: String
        package var language: String
    }

    /// That they are told what is right, after they were told what was wrong.
    package struct Recall: Codable, Sendable {
        /// When they were last told what was wrong.
        package var toldAt: Date
        package var article: String
        package var state: String
        package var doneAt: Date?
    }

    /// A text message; its words go when it is sent.
    package struct Text: Codable, Sendable {
        package var at: Date
        package var sentAt: Date?
        package var number: String
        /// The case that it is about.
        package var matter: String?
    }

    /// A call of a unit about a case of theirs, through the hotline.
    package struct UnitCall: Codable, Sendable {
        package var at: Date
        package var matter: String
        package var unit: String
        package var ending: String?
        /// That they talked.
        package var seconds: Int?
    }

    package var madeAt: Date
    package var person: Person
    package var calls: [Call]
    package var matters: [Matter]
    package var agreements: [Agreement]
    package var wish: Wish?
    package var facts: [Fact]
    package var segments: [Segment]
    package var offers: [Offer]
    package var looks: [Look]
    package var told: [Telling]
    package var recalls: [Recall]
    package var texts: [Text]
    package var unitCalls: [UnitCall]
    /// Below the export.
    package var recordings: [String]
}

/// Where a file of an export lies, and where it goes.
package struct ExportedFile: Equatable, Sendable {
    package var source: String
    /// Below the export.
    package var path: String
}

extension CivicStore {
    /// A citizen's whole file, with the files that belong to it; the export is in the ledger before it is handed out.
    ///
    /// - Parameter check: throws where the files are not to be handed out; then nothing is in the ledger.
    package func export(
        _ citizen: Int64, by author: String, at now: Date,
        checking check: @escaping @Sendable ([ExportedFile]) throws -> Void = { _ in }
    ) async throws -> (CitizenExport, [ExportedFile]) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/recordings")) ?? []
        let looks = try await openings(ofCitizen: citizen, since: .distantPast, limit: 2_000)
        return try await pool.write { [vault, shelf] db in
            let citizen = try Self.standing(db, citizen)
            guard let person = try Self.citizen(db, vault, citizen) else {
                throw RecordsRefusal.unknownCitizen(citizen)
            }
            let phones = try Data.fetchAll(
                db,
                sql: """
                    SELECT p.number_sealed FROM citizen_phone l JOIN phone p ON p.id = l.phone_id WHERE l.citizen_id = ?
                    """,
                arguments: [citizen]
            ).map { try vault.open($0, of: .phone) }
            let contacts = try Row.fetchAll(
                db, sql: "SELECT \(Contact.columns.all) FROM contact WHERE citizen_id = ? ORDER BY started_at, id",
                arguments: [citizen]
            ).map { try Contact($0, vault) }
            let cases = try Row.fetchAll(
                db, sql: "SELECT \(Case.columns.all) FROM citizen_case WHERE citizen_id = ? ORDER BY id",
                arguments: [citizen]
            ).map { try Case($0, vault) }
            let erasure = try CitizenErasure(db, vault, citizen)
            var files = try erasure.files(names).filter { $0.hasPrefix("recordings/") }
                .map { ExportedFile(source: "\(folder)/\($0)", path: $0) }
            let recordings = files.map(\.path)
            let matters = try cases.map { record in
                let attached = try Self.attachments(db, ofCase: record.id).map { file in
                    let path = "files/\(record.number.text)-\(file.id)-\(Self.plain(file.name))"
                    files.append(ExportedFile(source: shelf.path(of: file.hash), path: path))
                    return CitizenExport.Matter.File(name: file.name, path: path)
                }
                return CitizenExport.Matter(record, try Self.lines(db, ofCase: record.id), attached)
            }
            try check(files)
            try Self.enter(db, "citizen-exported", citizen, [:], by: author, at: now)
            return (
                CitizenExport(
                    madeAt: now, person: CitizenExport.Person(person, phones),
                    calls: contacts.map(CitizenExport.Call.init), matters: matters,
                    agreements: try Self.consents(db, "citizen_id = ?", [citizen]).map(CitizenExport.Agreement.init),
                    wish: try Self.preference(db, of: citizen).map(CitizenExport.Wish.init),
                    facts: try Self.exportedFacts(db, of: citizen),
                    segments: try Self.memberships(db, of: citizen).map(CitizenExport.Segment.init),
                    offers: try Self.offers(db, of: citizen).map(CitizenExport.Offer.init),
                    looks: looks.map { CitizenExport.Look(at: $0.at, unit: $0.unit, why: $0.ground.word) },
                    told: try Self.told(db, vault, [citizen], number: nil, limit: 2_000).map {
                        CitizenExport.Telling(
                            at: $0.at, article: $0.article, version: $0.version, channel: $0.channel.rawValue,
                            language: $0.language.tag)
                    },
                    recalls: try Self.exportedRecalls(db, of: citizen),
                    texts: try erasure.texts().map { row in
                        CitizenExport.Text(
                            at: Date(milliseconds: row[0]), sentAt: (row[1] as Int64?).map(Date.init(milliseconds:)),
                            number: try vault.open(row[2], of: .textNumber), matter: row[3])
                    },
                    unitCalls: try Self.exportedUnitCalls(db, of: citizen), recordings: recordings), files
            )
        }
    }

    /// Every line, also those that a later one has taken the place of.
    private static func exportedFacts(_ db: Database, of citizen: Int64) throws -> [CitizenExport.Fact] {
        try Row.fetchAll(
            db, sql: "SELECT fact, value, until_day, source, at FROM citizen_fact WHERE citizen_id = ? ORDER BY at, id",
            arguments: [citizen]
        ).map { row in
            CitizenExport.Fact(
                name: row[0], value: row[1],
                until: (row[2] as Int?).map { LocalDate(dayNumber: $0).description }, source: row[3],
                at: Date(milliseconds: row[4]))
        }
    }

    private static func exportedRecalls(_ db: Database, of citizen: Int64) throws -> [CitizenExport.Recall] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT p.told_at, r.article, p.state, p.done_at FROM recall_person p
                JOIN article_recall r ON r.id = p.recall_id WHERE p.citizen_id = ? ORDER BY p.id
                """,
            arguments: [citizen]
        ).map { row in
            CitizenExport.Recall(
                toldAt: Date(milliseconds: row[0]), article: row[1], state: row[2],
                doneAt: (row[3] as Int64?).map(Date.init(milliseconds:)))
        }
    }

    private static func exportedUnitCalls(_ db: Database, of citizen: Int64) throws -> [CitizenExport.UnitCall] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT l.at, c.number, r.unit, l.ending, l.seconds FROM relay_call l
                JOIN case_relay r ON r.id = l.relay_id JOIN citizen_case c ON c.id = r.case_id
                WHERE c.citizen_id = ? ORDER BY l.at, l.id
                """,
            arguments: [citizen]
        ).map { row in
            CitizenExport.UnitCall(
                at: Date(milliseconds: row[0]), matter: row[1], unit: row[2], ending: row[3], seconds: row[4])
        }
    }

    /// A name that is a name in any folder.
    private static func plain(_ name: String) -> String {
        String(name.map { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" ? $0 : "_" }.suffix(80))
    }
}

extension CitizenExport.Person {
    init(_ citizen: Citizen, _ phones: [String]) {
        self.init(
            id: citizen.id, name: citizen.name, birthYear: citizen.birthYear, language: citizen.language.tag,
            township: citizen.township, village: citizen.village, accessibility: citizen.accessibility,
            dialect: citizen.dialect, telephones: phones)
    }
}

extension CitizenExport.Call {
    init(_ contact: Contact) {
        self.init(
            reference: contact.conversation.text, channel: contact.channel.rawValue, number: contact.numberKey,
            startedAt: contact.startedAt, endedAt: contact.endedAt, agent: contact.agent, summary: contact.summary,
            trail: contact.trail, outcome: contact.outcome)
    }
}

extension CitizenExport.Agreement {
    init(_ consent: Consent) {
        self.init(
            purpose: consent.purpose.rawValue, relation: consent.relation?.rawValue, evidence: consent.evidence,
            at: consent.at, until: consent.until, withdrawnAt: consent.withdrawnAt)
    }
}

extension CitizenExport.Wish {
    init(_ preference: ContactPreference) {
        self.init(
            way: preference.way.rawValue, from: preference.hours?.lowerBound, to: preference.hours?.upperBound,
            takesOffers: preference.takesOffers)
    }
}

extension CitizenExport.Segment {
    init(_ membership: SegmentMembership) {
        self.init(segment: membership.segment, since: membership.since, why: membership.why)
    }
}

extension CitizenExport.Offer {
    init(_ offer: EntitlementOffer) {
        self.init(service: offer.service, at: offer.at, answer: offer.answer.rawValue)
    }
}

extension CitizenExport.Matter {
    init(_ record: Case, _ history: [CaseEvent], _ files: [File]) {
        self.init(
            number: record.number.text, service: record.service, unit: record.unit, state: record.state.rawValue,
            channel: record.channel.rawValue, openedAt: record.openedAt, deadline: record.deadline,
            summary: record.summary, contactNumber: record.contactNumber,
            history: history.map { Line(at: $0.at, by: $0.by, state: $0.state?.rawValue, note: $0.note) }, files: files)
    }
}
