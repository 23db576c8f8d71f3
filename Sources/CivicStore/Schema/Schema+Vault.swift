import Foundation
import GRDB

extension Schema {
    /// Numbers stand sealed, and are found by blind indexes. Rows are taken a thousand at a time; the whole is one
    /// transaction, so that a kill leaves the tables as they were.
    ///
    ///     column          before                 now
    ///     …_index         number_key, in clear   blind index
    ///     …_sealed        raw_number, record, …  sealed bytes; none for an empty text
    static func sealNumbers(_ db: Database, _ vault: RecordVault) throws {
        try db.execute(
            sql: """
                CREATE TABLE record_key (
                  number \(Dialect.integer) PRIMARY KEY CHECK (number BETWEEN 0 AND 65535),
                  mark TEXT NOT NULL CHECK (length(mark) = 32)
                ) \(Dialect.tableOptions)
                """)
        var converted = 0
        for (column, old) in [(SealedColumn.citizenSuffix, "id_suffix"), (.filingSuffix, "id_suffix")] {
            converted += try seal(old, as: column, db, vault)
        }
        converted += try sealPhones(db, vault)
        converted += try sealContacts(db, vault)
        converted += try sealNumber("contact_number", of: .caseContact, .caseContact, db, vault)
        converted += try seal("callback_number", as: .placeCallBack, db, vault)
        converted += try sealNumber("number_key", of: .receiptNumber, .receipt, db, vault)
        converted += try seal("record", as: .walkRecord, isRequired: true, db, vault)
        converted += try sealSubmissions(db, vault)
        for table in ["case_proof_attempt", "citizen_proof_attempt"] {
            converted += try index("number_key", of: table, .proofAttempt, db, vault)
            try db.execute(sql: "ALTER TABLE \(table) RENAME COLUMN number_key TO number_index")
        }
        converted += try indexLanguages(db, vault)
        converted += try cleanDetails(db)
        if converted > 0 {
            try db.execute(sql: "INSERT INTO setting (name, value) VALUES (?, 'owed')", arguments: [rewriteMarker])
        }
    }

    private static let rewriteMarker = "rewrite"

    /// Takes what was in clear out of the free space of the file, also after a kill in between.
    static func rewriteIfOwed(_ pool: DatabasePool) throws {
        let isOwed = try pool.read { db in
            try String.fetchOne(db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [rewriteMarker]) != nil
        }
        guard isOwed else { return }
        try Dialect.rewrite(pool)
        try pool.write { db in
            try db.execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [rewriteMarker])
        }
    }

    // MARK: Tables

    private static func sealPhones(_ db: Database, _ vault: RecordVault) throws -> Int {
        try addBytes(.phone, isRequired: true, db)
        for name in ["last_four", "last_seven"] {
            try db.execute(sql: "ALTER TABLE phone ADD COLUMN \(name) TEXT NOT NULL DEFAULT ''")
        }
        let count = try eachRow(of: "phone", "id", "number_key", db) { row in
            let number: String = row[1]
            try db.cachedStatement(
                sql: """
                    UPDATE phone SET number_key = ?, last_four = ?, last_seven = ?, number_sealed = ? WHERE id = ?
                    """
            ).execute(arguments: [
                vault.index(number, for: .phone), vault.index(String(number.suffix(4)), for: .phoneLastFour),
                vault.index(String(number.suffix(7)), for: .phoneLastSeven), try vault.seal(number, for: .phone),
                row[0] as Int64,
            ])
        }
        for statement in [
            "ALTER TABLE phone RENAME COLUMN number_key TO number_index",
            "ALTER TABLE phone DROP COLUMN raw_number",
            "CREATE INDEX phone_last_four ON phone (last_four)",
            "CREATE INDEX phone_last_seven ON phone (last_seven)",
        ] { try db.execute(sql: statement) }
        return count
    }

    private static func sealContacts(_ db: Database, _ vault: RecordVault) throws -> Int {
        try addBytes(.contactNumber, db)
        let count = try eachRow(of: "contact", "id", "number_key", db) { row in
            let number: String = row[1]
            try db.cachedStatement(sql: "UPDATE contact SET number_key = ?, number_sealed = ? WHERE id = ?").execute(
                arguments: [
                    vault.index(number, for: .contact), try vault.seal(number, for: .contactNumber), row[0] as Int64,
                ])
        }
        try db.execute(sql: "ALTER TABLE contact RENAME COLUMN number_key TO number_index")
        return try count + seal("raw_number", as: .contactRaw, db, vault)
            + seal("trail", as: .contactTrail, isRequired: true, db, vault)
    }

    /// A column that is looked for and read.
    private static func sealNumber(
        _ old: String, of sealed: SealedColumn, _ indexed: IndexedColumn, _ db: Database, _ vault: RecordVault
    ) throws -> Int {
        let place = sealed.place
        try addBytes(sealed, db)
        let count = try eachRow(of: place.table, place.id, old, db) { row in
            let number: String = row[1]
            try db.cachedStatement(
                sql: "UPDATE \(place.table) SET \(old) = ?, \(place.bytes) = ? WHERE \(place.id) = ?"
            ).execute(arguments: [
                vault.index(number, for: indexed), try vault.seal(number, for: sealed), row[0] as Int64,
            ])
        }
        let index = place.bytes.replacing("_sealed", with: "_index")
        try db.execute(sql: "ALTER TABLE \(place.table) RENAME COLUMN \(old) TO \(index)")
        return count
    }

    private static func index(
        _ old: String, of table: String, _ column: IndexedColumn, _ db: Database, _ vault: RecordVault
    ) throws -> Int {
        try eachRow(of: table, "id", old, db) { row in
            try db.cachedStatement(sql: "UPDATE \(table) SET \(old) = ? WHERE id = ?")
                .execute(arguments: [vault.index(row[1] as String, for: column), row[0] as Int64])
        }
    }

    /// Their key is the number itself, so the table is made anew.
    private static func indexLanguages(_ db: Database, _ vault: RecordVault) throws -> Int {
        try db.execute(
            sql: """
                CREATE TABLE number_language_17 (
                  number_index TEXT PRIMARY KEY, language TEXT NOT NULL, at \(Dialect.integer) NOT NULL
                ) \(Dialect.tableOptions)
                """)
        var count = 0
        let rows = try Row.fetchCursor(db, sql: "SELECT number_key, language, at FROM number_language")
        while let row = try rows.next() {
            count += 1
            try db.cachedStatement(sql: "INSERT INTO number_language_17 (number_index, language, at) VALUES (?, ?, ?)")
                .execute(arguments: [
                    vault.index(row[0] as String, for: .language), row[1] as String, row[2] as Int64,
                ])
        }
        try db.execute(sql: "DROP TABLE number_language")
        try db.execute(sql: "ALTER TABLE number_language_17 RENAME TO number_language")
        return count
    }

    /// Their receipts hold numbers, and the hashes of their wording could be tried out for one.
    private static func sealSubmissions(_ db: Database, _ vault: RecordVault) throws -> Int {
        try db.execute(
            sql: """
                CREATE TABLE submission_17 (
                  id \(Dialect.identity),
                  source TEXT NOT NULL,
                  key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
                  wording TEXT NOT NULL CHECK (length(wording) = 32),
                  case_id \(Dialect.integer) NOT NULL REFERENCES citizen_case (id),
                  receipt_sealed \(Dialect.bytes) NOT NULL,
                  until \(Dialect.integer) NOT NULL,
                  UNIQUE (source, key)
                ) \(Dialect.tableOptions)
                """)
        var count = 0
        let rows = try Row.fetchCursor(db, sql: "SELECT source, key, wording, case_id, receipt, until FROM submission")
        while let row = try rows.next() {
            count += 1
            let (key, hash): (String, Data) = (row[1], row[2])
            let wording = vault.index(hash.hexadecimal, for: .submission)
            try db.cachedStatement(
                sql: """
                    INSERT INTO submission_17 (source, key, wording, case_id, receipt_sealed, until)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                row[0] as String, key.hasPrefix("wording ") ? "wording \(wording)" : key, wording, row[3] as Int64,
                try vault.seal(row[4] as String, for: .submissionReceipt), row[5] as Int64,
            ])
        }
        for statement in [
            "DROP TABLE submission", "ALTER TABLE submission_17 RENAME TO submission",
            "CREATE INDEX submission_until ON submission (until)",
        ] { try db.execute(sql: statement) }
        return count
    }

    /// What was filled in stood as a line of the case's history, with the number and the end of the ID number, which is a
    /// proof. Both are in columns of their own.
    private static func cleanDetails(_ db: Database) throws -> Int {
        try eachRow(
            of: "case_event", "id", "note", db, where: "author = 'system' AND case_id IN (SELECT case_id FROM filing)"
        ) { row in
            let note: String = row[1]
            let kept = note.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix("number: ") && !$0.hasPrefix("ID number ends in: ") }
                .joined(separator: "\n")
            guard kept != note else { return }
            try db.cachedStatement(sql: "UPDATE case_event SET note = ? WHERE id = ?")
                .execute(arguments: [kept, row[0] as Int64])
        }
    }

    // MARK: Columns

    /// A column that is read and not looked for.
    private static func seal(
        _ old: String, as column: SealedColumn, isRequired: Bool = false, _ db: Database, _ vault: RecordVault
    ) throws -> Int {
        let place = column.place
        try addBytes(column, isRequired: isRequired, db)
        let count = try eachRow(of: place.table, place.id, old, db, where: "\(old) <> ''") { row in
            try db.cachedStatement(sql: "UPDATE \(place.table) SET \(place.bytes) = ? WHERE \(place.id) = ?")
                .execute(arguments: [try vault.seal(row[1] as String, for: column), row[0] as Int64])
        }
        try db.execute(sql: "ALTER TABLE \(place.table) DROP COLUMN \(old)")
        return count
    }

    private static func addBytes(_ column: SealedColumn, isRequired: Bool = false, _ db: Database) throws {
        let rule = isRequired ? " NOT NULL DEFAULT \(Dialect.noBytes)" : ""
        try db.execute(
            sql: "ALTER TABLE \(column.place.table) ADD COLUMN \(column.place.bytes) \(Dialect.bytes)\(rule)")
    }

    /// Rows whose column holds something, a thousand in memory at a time.
    static func eachRow(
        of table: String, _ id: String, _ column: String, _ db: Database, where condition: String? = nil,
        _ work: (Row) throws -> Void
    ) throws -> Int {
        var (last, count) = (Int64.min, 0)
        while true {
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT \(id), \(column) FROM \(table)
                    WHERE \(id) > ? AND \(column) IS NOT NULL \(condition.map { "AND \($0)" } ?? "")
                    ORDER BY \(id) LIMIT 1000
                    """,
                arguments: [last])
            guard let end = rows.last else { return count }
            for row in rows { try work(row) }
            (last, count) = (end[0], count + rows.count)
        }
    }
}
