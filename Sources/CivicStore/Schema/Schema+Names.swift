import GRDB

extension Schema {
    /// Names are found by what stands inside them and by how they are read.
    static func indexNames(_ db: Database) throws {
        for statement in [
            "ALTER TABLE citizen ADD COLUMN initials TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE citizen ADD COLUMN reading TEXT NOT NULL DEFAULT ''",
            """
            CREATE TABLE name_pair (
              pair TEXT NOT NULL,
              citizen_id \(Dialect.integer) NOT NULL REFERENCES citizen (id) ON DELETE CASCADE,
              PRIMARY KEY (pair, citizen_id)
            ) \(Dialect.tableOptions)
            """,
        ] { try db.execute(sql: statement) }
        _ = try eachRow(of: "citizen", "id", "name", db) { row in try NameIndex.addReading(row[1], of: row[0], db) }
        for statement in [
            "CREATE INDEX citizen_initials ON citizen (initials)", "CREATE INDEX citizen_reading ON citizen (reading)",
            "CREATE INDEX name_pair_citizen ON name_pair (citizen_id)",
        ] + Dialect.nameTrigrams { try db.execute(sql: statement) }
    }
}
