import CivicCRM
import CivicCore
import Foundation
import GRDB

/// Takes a citizen out of the record, within one transaction. What figures count stays under the number of the citizen, without
/// anything that says who it was:
///
///     stays                                    goes
///     township, language, decade of birth      name and what it is found by, village, ID number, PIN, needs, dialect
///     calls: when, how long, how they ended    numbers, keys, what was said of them, walks
///     cases: service, unit, states, clocks     words, notes, reasons, addresses, files, recordings
///     the ledger, which holds numbers of       receipts, letters, texts, tries of proofs, words of reasons for a look
///     records only, and so keeps its chain     consents, wishes, facts, segments, offers, recalls
///                                              what merges moved: they cannot be undone any more
///
/// Records that were made one with the citizen's go with it.
struct CitizenErasure {
    let db: Database
    let vault: RecordVault
    let id: Int64
    /// The citizen's, and those that went into it.
    private let records: [Int64]
    private let cases: [Int64]
    /// Of calls that were the citizen's, and of calls from a number that nobody else has.
    private let conversations: [String]
    private let contacts: [Int64]
    private let numbers: [String]

    init(_ db: Database, _ vault: RecordVault, _ id: Int64) throws {
        (self.db, self.vault, self.id) = (db, vault, id)
        records = try Self.records(db, id)
        numbers = try Data.fetchAll(
            db,
            sql: """
                SELECT p.number_sealed FROM citizen_phone l JOIN phone p ON p.id = l.phone_id
                WHERE l.citizen_id = ?
                  AND NOT EXISTS (SELECT 1 FROM citizen_phone o WHERE o.phone_id = p.id AND o.citizen_id <> l.citizen_id)
                """,
            arguments: [id]
        ).map { try vault.open($0, of: .phone) }
        cases = try Int64.fetchAll(db, sql: "SELECT id FROM citizen_case WHERE citizen_id = ?", arguments: [id])
        let own = numbers.map { vault.index($0, for: .contact) }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT id, conversation FROM contact WHERE citizen_id = ?
                  OR (citizen_id IS NULL AND number_index IN (\(Self.marks(own.count))))
                """,
            arguments: [id] + StatementArguments(own))
        contacts = rows.map { $0[0] }
        conversations = Set(rows.map { $0[1] as String }).sorted()
    }

    var contactCount: Int { contacts.count }
    var caseCount: Int { cases.count }
    var numberCount: Int { numbers.count }

    /// Rows of recalls that go.
    func recallCount() throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT COUNT(*) FROM recall_person WHERE \(ofRecalls)", arguments: argumentsOfRecalls) ?? 0
    }

    /// Text messages that go: about cases, of recalls, and all to numbers that nobody else has. By when they were written.
    func texts() throws -> [Row] {
        let own = numbers.map { vault.index($0, for: .text) }
        return try Row.fetchAll(
            db,
            sql: """
                SELECT t.at, t.sent_at, t.number_sealed, c.number FROM text_message t
                LEFT JOIN citizen_case c ON c.id = t.case_id
                WHERE t.case_id IN (\(Self.marks(cases.count))) OR t.number_index IN (\(Self.marks(own.count)))
                  OR t.id IN (SELECT text_id FROM recall_person WHERE \(ofRecalls)) ORDER BY t.at, t.id
                """,
            arguments: StatementArguments(cases) + StatementArguments(own) + argumentsOfRecalls)
    }

    /// Rows of recalls that are the citizen's, or of a number that nobody else has.
    private var ofRecalls: String {
        """
        citizen_id IN (\(Self.marks(records.count)))
          OR (citizen_id IS NULL AND number_index IN (\(Self.marks(numbers.count))))
        """
    }

    private var argumentsOfRecalls: StatementArguments {
        StatementArguments(records) + StatementArguments(numbers.map { vault.index($0, for: .recall) })
    }

    /// Files below the data folder that go with it: recordings by the names of their calls, and what no other case has.
    ///
    /// - Parameter recordings: names in the folder of the recordings.
    func files(_ recordings: [String]) throws -> [String] {
        let named = try String.fetchAll(
            db,
            sql: """
                SELECT recording FROM citizen_case WHERE citizen_id = ? AND recording IS NOT NULL
                UNION SELECT comment FROM case_visit WHERE comment IS NOT NULL AND case_id IN (\(Self.marks(cases.count)))
                """,
            arguments: [id] + StatementArguments(cases))
        let calls = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT c.conversation FROM visit_call c JOIN case_visit v ON v.id = c.visit_id
                WHERE c.conversation IS NOT NULL AND v.case_id IN (\(Self.marks(cases.count)))
                UNION SELECT c.conversation FROM relay_call c JOIN case_relay r ON r.id = c.relay_id
                WHERE r.case_id IN (\(Self.marks(cases.count)))
                """,
            arguments: StatementArguments(cases + cases))
        let ofCalls = Set(conversations + calls)
        let recorded = recordings.filter { Self.isRecording($0, of: ofCalls) }
        let attached = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT hash FROM attachment a WHERE case_id IN (\(Self.marks(cases.count)))
                  AND NOT EXISTS (
                    SELECT 1 FROM attachment o WHERE o.hash = a.hash AND o.case_id NOT IN (\(Self.marks(cases.count))))
                """,
            arguments: StatementArguments(cases + cases))
        return Set(
            named.filter { $0.hasPrefix("recordings/") } + recorded.map { "recordings/\($0)" }
                + attached.map { "\(AttachmentShelf.folderName)/\($0.prefix(2))/\($0)" }
        ).sorted()
    }

    /// `C-7K2M9XQ4TB.wav`, `C-7K2M9XQ4TB-2.wav`: the conversation, and what was said into it after a tone.
    static func isRecording(_ name: String, of calls: Set<String>) -> Bool {
        guard let end = name.firstIndex(of: ".") else { return false }
        let stem = name[..<end]
        return calls.contains(String(stem))
            || stem.lastIndex(of: "-").map { calls.contains(String(stem[..<$0])) } == true
    }

    /// - Parameter now: for the mark that it was done.
    func carryOut(files: [String], by author: String, at now: Date) throws {
        for file in files {
            try db.execute(sql: "INSERT INTO file_removal (path) VALUES (?) ON CONFLICT DO NOTHING", arguments: [file])
        }
        for record in records { try forgetPerson(record) }
        try forgetMerges()
        try forgetNumbers()
        try forgetCalls()
        for record in cases { try forgetCase(record) }
        try db.execute(
            sql: "UPDATE file_opening SET words = '', salt = '' WHERE citizen_id = ?", arguments: [id])
        try db.execute(sql: "UPDATE citizen_hold SET reason = '–' WHERE citizen_id = ?", arguments: [id])
        try db.execute(
            sql: "INSERT INTO citizen_erasure (citizen_id, at, author) VALUES (?, ?, ?)",
            arguments: [id, now.milliseconds, author])
    }

    private func forgetPerson(_ id: Int64) throws {
        guard let name = try String.fetchOne(db, sql: "SELECT name FROM citizen WHERE id = ?", arguments: [id]) else {
            throw RecordsRefusal.unknownCitizen(id)
        }
        try NameIndex.remove(name, of: id, db)
        try db.execute(
            sql: """
                UPDATE citizen SET name = '–', initials = '', reading = '', birth_year = birth_year - birth_year % 10,
                  village = NULL, id_suffix_sealed = NULL, pin_hash = NULL, accessibility = NULL, dialect = NULL,
                  identity_index = NULL
                WHERE id = ?
                """,
            arguments: [id])
        try NameIndex.add("–", of: id, db)
        for table in [
            "household_member", "citizen_proof_attempt", "consent", "contact_preference", "citizen_fact",
            "citizen_segment", "entitlement_offer", "segment_check",
        ] {
            try db.execute(sql: "DELETE FROM \(table) WHERE citizen_id = ?", arguments: [id])
        }
        try db.execute(sql: "DELETE FROM consent WHERE proxy_id = ?", arguments: [id])
        try db.execute(
            sql:
                """
                UPDATE article_receipt SET citizen_id = NULL, number_index = NULL, number_sealed = NULL, email = NULL,
                  case_id = NULL WHERE citizen_id = ?
                """,
            arguments: [id])
        try forgetRecalls("citizen_id = ?", [id])
    }

    /// What recalls wrote to somebody goes with their rows, which alone say whose it was.
    private func forgetRecalls(_ condition: String, _ arguments: StatementArguments) throws {
        for (table, column) in [("letter", "letter_id"), ("text_message", "text_id")] {
            try db.execute(
                sql: "DELETE FROM \(table) WHERE id IN (SELECT \(column) FROM recall_person WHERE \(condition))",
                arguments: arguments)
        }
        try db.execute(sql: "DELETE FROM recall_person WHERE \(condition)", arguments: arguments)
    }

    /// What merges wrote down of rows and reasons; who went into whom stays with the records.
    private func forgetMerges() throws {
        for record in records {
            let merges = try Int64.fetchAll(
                db, sql: "SELECT id FROM citizen_merge WHERE kept_id = ? OR gone_id = ?", arguments: [record, record])
            for merge in merges {
                try db.execute(sql: "DELETE FROM citizen_merge_row WHERE merge_id = ?", arguments: [merge])
                try db.execute(sql: "DELETE FROM citizen_merge WHERE id = ?", arguments: [merge])
            }
            try db.execute(
                sql: "DELETE FROM citizen_apart WHERE one_id = ? OR other_id = ?", arguments: [record, record])
        }
    }

    /// The record and those that went into it, also by way of others.
    private static func records(_ db: Database, _ id: Int64) throws -> [Int64] {
        var found = [id]
        var next = 0
        while next < found.count {
            found += try Int64.fetchAll(
                db, sql: "SELECT id FROM citizen WHERE merged_into = ?", arguments: [found[next]])
            next += 1
        }
        return found
    }

    private func forgetNumbers() throws {
        let phones = try Int64.fetchAll(
            db, sql: "SELECT phone_id FROM citizen_phone WHERE citizen_id = ?", arguments: [id])
        try db.execute(sql: "DELETE FROM citizen_phone WHERE citizen_id = ?", arguments: [id])
        for phone in phones {
            try db.execute(
                sql:
                    "DELETE FROM phone WHERE id = ? AND NOT EXISTS (SELECT 1 FROM citizen_phone WHERE phone_id = phone.id)",
                arguments: [phone])
        }
        for number in numbers {
            try db.execute(
                sql: "DELETE FROM number_language WHERE number_index = ?",
                arguments: [vault.index(number, for: .language)])
            try db.execute(
                sql: "UPDATE article_receipt SET number_index = NULL, number_sealed = NULL WHERE number_index = ?",
                arguments: [vault.index(number, for: .receipt)])
            try forgetRecalls("number_index = ? AND citizen_id IS NULL", [vault.index(number, for: .recall)])
            try db.execute(
                sql: "DELETE FROM text_message WHERE number_index = ?", arguments: [vault.index(number, for: .text)])
            try db.execute(
                sql: "UPDATE citizen_case SET contact_index = NULL, contact_sealed = NULL WHERE contact_index = ?",
                arguments: [vault.index(number, for: .caseContact)])
            for table in ["citizen_proof_attempt", "case_proof_attempt", "relay_attempt"] {
                try db.execute(
                    sql: "DELETE FROM \(table) WHERE number_index = ?",
                    arguments: [vault.index(number, for: .proofAttempt)])
            }
        }
    }

    private func forgetCalls() throws {
        for contact in contacts {
            try db.cachedStatement(
                sql: """
                    UPDATE contact SET number_index = NULL, number_sealed = NULL, raw_sealed = NULL,
                      trail_sealed = \(Dialect.noBytes), summary = '' WHERE id = ?
                    """
            ).execute(arguments: [contact])
        }
        for conversation in conversations {
            for table in ["call_walk", "walk_draft"] {
                try db.cachedStatement(sql: "DELETE FROM \(table) WHERE conversation = ?")
                    .execute(arguments: [conversation])
            }
            try db.cachedStatement(sql: "UPDATE place SET callback_sealed = NULL WHERE conversation = ?")
                .execute(arguments: [conversation])
        }
    }

    private func forgetCase(_ record: Int64) throws {
        try db.cachedStatement(
            sql: """
                UPDATE citizen_case SET summary = '–', recording = NULL, contact_index = NULL, contact_sealed = NULL
                WHERE id = ?
                """
        ).execute(arguments: [record])
        for var event in try CivicStore.lines(db, ofCase: record) {
            event.note = ""
            event.fact = event.fact?.withoutWords
            let assignments = CaseEvent.columns.names.dropFirst().map { "\($0) = ?" }.joined(separator: ", ")
            try db.cachedStatement(sql: "UPDATE case_event SET \(assignments) WHERE id = ?")
                .execute(arguments: try event.values + [event.id])
        }
        try db.cachedStatement(
            sql: """
                UPDATE filing SET name = NULL, village = NULL, address = NULL, id_suffix_sealed = NULL, birth_year = NULL,
                  answer = 'look', email = NULL, mail_mark = NULL WHERE case_id = ?
                """
        ).execute(arguments: [record])
        try db.cachedStatement(sql: "UPDATE case_visit SET comment = NULL WHERE case_id = ?").execute(arguments: [
            record
        ])
        try db.cachedStatement(
            sql: "DELETE FROM case_proof_attempt WHERE case_number = (SELECT number FROM citizen_case WHERE id = ?)"
        ).execute(arguments: [record])
        try db.cachedStatement(sql: "UPDATE article_receipt SET case_id = NULL, email = NULL WHERE case_id = ?")
            .execute(arguments: [record])
        for table in ["submission", "letter", "attachment", "text_message"] {
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE case_id = ?").execute(arguments: [record])
        }
        try db.cachedStatement(sql: "UPDATE file_opening SET words = '', salt = '' WHERE case_id = ?")
            .execute(arguments: [record])
    }

    private static func marks(_ count: Int) -> String {
        count == 0 ? "NULL" : repeatElement("?", count: count).joined(separator: ", ")
    }
}
