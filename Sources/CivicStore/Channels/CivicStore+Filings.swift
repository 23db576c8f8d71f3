package import CivicCRM
import CivicCore
import Crypto
package import Foundation
import GRDB

/// Matters that come in writing. A case, what was filled in, its contact in the time line and the key of the submission
/// are one transaction: what is sent twice is there once, also when both arrive at the same moment or after a crash.
extension CivicStore: FilingBook {
    package func file(_ filing: Filing, _ submission: Submission, at now: Date) async throws
        -> SubmissionAnswer<FilingReceipt>
    {
        let openedAt = min(filing.receivedAt ?? now, now)
        var opening = try opening(
            CaseDraft(
                citizenId: nil, conversation: Self.newReference(), service: filing.service, summary: filing.words,
                recording: nil, channel: submission.channel, contactNumber: filing.number?.key,
                by: Self.author(of: submission)), at: openedAt)
        opening.draft.isConfidential = filing.isConfidential
        let mark = Mark(submission, about: "file", vault)
        let files = try keep(filing.files)
        let unit = catalogue.unit(opening.unit)
        let answer: SubmissionAnswer<Case> = try await pool.write { [opening, codes, timeZone, vault] db in
            if let earlier = try Self.earlier(db, vault, mark, as: Case.self, at: now) { return earlier }
            var opening = opening
            opening.draft.citizenId = try filing.citizenId ?? Self.citizenId(db, vault, of: filing)
            let opened = try Self.open(db, vault, opening, receivedAt: openedAt, at: now)
            let token = MailMark.newToken()
            try db.cachedStatement(
                sql: """
                    INSERT INTO filing (case_id, source, name, township, village, address, id_suffix_sealed, birth_year,
                      happened_on, answer, email, mail_mark) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                opened.id, submission.source, filing.name, filing.township, filing.village, filing.address,
                try vault.sealIfAny(filing.identity?.suffix, for: .filingSuffix), filing.identity?.birthYear,
                filing.happenedOn?.description, filing.answer.rawValue, filing.email?.text,
                filing.email == nil ? nil : token,
            ])
            try Self.insert(db, files, opened, by: opening.draft.by, at: now)
            try Self.acknowledge(
                db, opened, filing, code: codes.code(of: opened.number), token: token, unit, zone: timeZone, at: now)
            // By the house itself: what stands in it is for the unit alone.
            try Self.note(
                db, CaseEvent(id: 0, caseId: opened.id, at: now, by: "system", state: nil, note: filing.details))
            var contact = Self.contact(opened, filing.number, filing.words, "case-opened", at: openedAt)
            if submission.source.hasPrefix(CaseEvent.desk) { contact.agent = opening.draft.by }
            try Self.insert(db, vault, contact)
            try Self.remember(db, vault, mark, opened.id, opened, at: now)
            return .done(opened)
        }
        return answer.map { FilingReceipt(record: $0, code: codes.code(of: $0.number)) }
    }

    package func add(
        _ message: String, _ files: [NewAttachment], toCase number: CaseNumber, _ submission: Submission, at now: Date
    ) async throws -> SubmissionAnswer<CaseEvent> {
        try Self.check(message, field: "message")
        let mark = Mark(submission, about: "message \(number.text)", vault)
        let files = try keep(files)
        return try await pool.write { [vault] db in
            // Who answers a letter of ours by e-mail has shown its mark, whatever way the matter came by.
            guard var changed = try Self.oneCase(db, vault, "number = ?", [number.text]),
                let source = try Self.source(db, of: changed.id),
                source == submission.source || submission.source == CaseEvent.mail
            else { return .refused }
            if let earlier = try Self.earlier(db, vault, mark, as: CaseEvent.self, at: now) { return earlier }
            // A clock that was set back must not put a message before what it answers.
            changed.updatedAt = max(now.stored, changed.updatedAt)
            try db.cachedStatement(sql: "UPDATE citizen_case SET updated_at = ? WHERE id = ?")
                .execute(arguments: [changed.updatedAt.milliseconds, changed.id])
            let author = Self.author(of: submission)
            var event = CaseEvent(
                id: 0, caseId: changed.id, at: changed.updatedAt, by: author, state: nil, note: message)
            try Self.note(db, event)
            event.id = db.lastInsertedRowID
            try Self.insert(db, files, changed, by: author, at: now)
            var told = changed
            told.conversation = Self.newReference()
            told.channel = submission.channel
            try Self.enter(db, "case-message", told, nil, by: author, at: now)
            try Self.insert(db, vault, Self.contact(told, nil, message, "case-updated", at: now))
            try Self.remember(db, vault, mark, changed.id, event, at: now)
            return .done(event)
        }
    }

    package func hasFiled(_ submission: Submission) async throws -> Bool {
        let mark = Mark(submission, about: "file", vault)
        return try await pool.read { db in
            try Bool.fetchOne(
                db.cachedStatement(
                    sql: "SELECT EXISTS (SELECT 1 FROM submission WHERE source = ? AND key = ? AND wording = ?)"),
                arguments: [mark.source, mark.key, mark.wording]) ?? false
        }
    }

    package func follow(_ number: CaseNumber, code: String, from place: String, at now: Date) async throws
        -> FollowAnswer
    {
        let fits = codes.fits(code, number)
        let key = vault.index("web:" + place.prefix(100), for: .proofAttempt)
        return try await pool.write { [vault] db in
            try Self.forgetAttempts(db, before: now.addingTimeInterval(-ProofLimit.window).milliseconds)
            let ofCase = try Self.attempts(db, "case_number", number.text)
            let ofPlace = try Self.attempts(db, fromNumber: key)
            guard ofCase < ProofLimit.perCase && ofPlace < ProofLimit.perNumber else { return .locked }
            // Only those who filed it were told a code.
            if fits, let record = try Self.oneCase(db, vault, "number = ?", [number.text]),
                let found = try Self.filedCase(db, vault, record, source: nil)
            {
                return .found(found)
            }
            try db.cachedStatement(
                sql: "INSERT INTO case_proof_attempt (case_number, number_index, at) VALUES (?, ?, ?)"
            ).execute(arguments: [number.text, key, now.milliseconds])
            return .refused
        }
    }

    package func filed(_ number: CaseNumber, by source: String) async throws -> FiledCase? {
        try await pool.read { [vault] db in
            try Self.oneCase(db, vault, "number = ?", [number.text]).flatMap {
                try Self.filedCase(db, vault, $0, source: source)
            }
        }
    }

    package func filed(by source: String, older: CaseNumber?, limit: Int) async throws -> [FiledCase] {
        try await pool.read { [vault] db in
            let columns = Case.columns.names.map { "c.\($0)" }.joined(separator: ", ")
            let before =
                try older.map { try Self.oneCase(db, vault, "number = ?", [$0.text])?.id ?? 0 } ?? Int64.max
            return try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT \(columns), f.township, f.village, f.address
                        FROM filing f JOIN citizen_case c ON c.id = f.case_id
                        WHERE f.source = ? AND f.case_id < ? ORDER BY f.case_id DESC LIMIT ?
                        """),
                arguments: [source, before, min(max(limit, 0), 1_000)]
            ).map { row in
                FiledCase(
                    record: try Self.told(db, vault, try Case(row, vault)), township: row[Case.width],
                    village: row[Case.width + 1],
                    address: row[Case.width + 2], events: [])
            }
        }
    }

    // MARK: Rows

    /// Who filed a case in writing; nil for other cases.
    static func source(_ db: Database, of id: Int64) throws -> String? {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT source FROM filing WHERE case_id = ?"), arguments: [id])
    }

    /// - Parameter source: who must have filed it; nil for anybody.
    private static func filedCase(_ db: Database, _ vault: RecordVault, _ record: Case, source: String?) throws
        -> FiledCase?
    {
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT source, township, village, address FROM filing WHERE case_id = ?"),
                arguments: [record.id]), source == nil || source == row[0]
        else { return nil }
        let events = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT \(CaseEvent.columns.all) FROM case_event WHERE case_id = ? ORDER BY at, id"),
            arguments: [record.id]
        ).map(CaseEvent.init)
        var filed = FiledCase(
            record: try told(db, vault, record), township: row[1], village: row[2], address: row[3], events: events)
        filed.files = try attachments(db, ofCase: record.id)
        return filed
    }

    /// The citizen whose name, year of birth and last four of the ID number these are. Name and number alone never are
    /// enough.
    private static func citizenId(_ db: Database, _ vault: RecordVault, of filing: Filing) throws -> Int64? {
        guard let name = filing.name, let identity = filing.identity else { return nil }
        let namesakes = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, id_suffix_sealed FROM citizen
                    WHERE name = ? AND birth_year = ? AND id_suffix_sealed IS NOT NULL
                    """),
            arguments: [name, identity.birthYear])
        let found = try namesakes.filter { try vault.open($0[1] as Data, of: .citizenSuffix) == identity.suffix }
        let people = Set(try found.compactMap { try current(db, $0[0]) })
        return people.count == 1 ? people.first : nil
    }

    private static func insert(_ db: Database, _ vault: RecordVault, _ contact: Contact) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO contact (\(Contact.columns.withoutId)) VALUES (\(Contact.columns.placeholdersWithoutId))
                """
        ).execute(arguments: try contact.values(vault))
    }

    private static func contact(
        _ record: Case, _ number: PhoneNumber?, _ words: String, _ outcome: String, at now: Date
    ) -> Contact {
        Contact(
            id: 0, conversation: record.conversation ?? newReference(), channel: record.channel,
            citizenId: record.citizenId, numberKey: record.contactNumber,
            rawNumber: number?.raw ?? record.contactNumber,
            startedAt: now.stored, endedAt: now.stored, agent: nil, talkTime: 0, trail: "", summary: words,
            outcome: outcome)
    }

    private static func newReference() -> ConversationReference {
        var generator = SystemRandomNumberGenerator()
        return ConversationReference(using: &generator)
    }

    private static func author(of submission: Submission) -> String {
        if submission.source.hasPrefix(CaseEvent.application) { return submission.source }
        return submission.source.hasPrefix(CaseEvent.desk)
            ? String(submission.source.dropFirst(CaseEvent.desk.count)) : CaseEvent.citizen
    }

    // MARK: Keys

    private struct Mark: Sendable {
        var source: String
        var key: String
        /// Blind: whoever has all of a wording but the number in it shall not find the number out by trying.
        var wording: String
        var life: Double

        init(_ submission: Submission, about subject: String, _ vault: RecordVault) {
            source = submission.source
            let hash = SHA256.hash(data: Data("\(subject)\n\(submission.wording)".utf8))
            wording = vault.index(hash.hexadecimal, for: .submission)
            key = submission.key ?? "wording " + wording
            life = submission.keyLife
        }
    }

    private static func earlier<Receipt: Decodable>(
        _ db: Database, _ vault: RecordVault, _ mark: Mark, as type: Receipt.Type, at now: Date
    ) throws -> SubmissionAnswer<Receipt>? {
        try db.cachedStatement(sql: "DELETE FROM submission WHERE until <= ?").execute(arguments: [now.milliseconds])
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT wording, receipt_sealed FROM submission WHERE source = ? AND key = ?"),
                arguments: [mark.source, mark.key])
        else { return nil }
        guard row[0] == mark.wording else { return .keyTaken }
        let receipt = try vault.open(row[1] as Data, of: .submissionReceipt)
        return .repeated(try JSONDecoder().decode(type, from: Data(receipt.utf8)))
    }

    private static func remember(
        _ db: Database, _ vault: RecordVault, _ mark: Mark, _ id: Int64, _ receipt: some Encodable, at now: Date
    ) throws {
        try db.cachedStatement(
            sql:
                "INSERT INTO submission (source, key, wording, case_id, receipt_sealed, until) VALUES (?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            mark.source, mark.key, mark.wording, id,
            try vault.seal(try Ledger.json(receipt), for: .submissionReceipt),
            now.addingTimeInterval(mark.life).milliseconds,
        ])
    }
}

extension SubmissionAnswer {
    fileprivate func map<Other>(_ transform: (Receipt) -> Other) -> SubmissionAnswer<Other> {
        switch self {
        case .done(let receipt): .done(transform(receipt))
        case .repeated(let receipt): .repeated(transform(receipt))
        case .keyTaken: .keyTaken
        case .refused: .refused
        }
    }
}

extension Filing {
    /// What was filled in beside the words, for the unit's eyes. The number is the case's own, and the end of the ID number
    /// is a proof: neither stands in a text.
    fileprivate var details: String {
        let lines: [(String, String?)] = [
            ("name", name), ("place", place.isEmpty ? nil : place), ("happened on", happenedOn?.description),
            ("e-mail", email?.text), ("wants the answer", wantedAnswer),
        ]
        return lines.compactMap { label, value in value.map { "\(label): \($0)" } }.joined(separator: "\n")
    }

    private var wantedAnswer: String {
        switch answer {
        case .look: "to be looked up with number and code"
        case .phone: "by telephone"
        case .email: "by e-mail"
        }
    }
}
