import CivicCRM
import GRDB

extension Schema {
    /// Records of one person are made one and can be parted again; pairs are found by a blind index of who somebody is.
    static func addMerges(_ db: Database, _ vault: RecordVault) throws {
        for statement in [
            "ALTER TABLE citizen ADD COLUMN identity_index TEXT",
            "ALTER TABLE citizen ADD COLUMN merged_into \(Dialect.integer) REFERENCES citizen (id)",
        ] { try db.execute(sql: statement) }
        _ = try eachRow(of: "citizen", "id", "id_suffix_sealed", db, where: "birth_year IS NOT NULL") { row in
            try CivicStore.indexIdentity(db, vault, of: row[0])
        }
        for statement in merges { try db.execute(sql: statement) }
    }

    private static let merges = [
        "CREATE INDEX citizen_identity ON citizen (identity_index)",
        "CREATE INDEX citizen_merged ON citizen (merged_into) WHERE merged_into IS NOT NULL",
        """
        CREATE TABLE citizen_merge (
          id \(Dialect.identity),
          kept_id \(Dialect.integer) NOT NULL REFERENCES citizen (id),
          gone_id \(Dialect.integer) NOT NULL REFERENCES citizen (id),
          at \(Dialect.integer) NOT NULL,
          author TEXT NOT NULL,
          why TEXT NOT NULL,
          reasons TEXT NOT NULL,
          doubts TEXT NOT NULL,
          filled TEXT NOT NULL,
          last_case \(Dialect.integer) NOT NULL,
          last_contact \(Dialect.integer) NOT NULL,
          undone_at \(Dialect.integer),
          undone_by TEXT,
          undone_why TEXT,
          CHECK (kept_id <> gone_id),
          CHECK ((undone_at IS NULL) = (undone_by IS NULL)),
          CHECK ((undone_at IS NULL) = (undone_why IS NULL))
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX citizen_merge_kept ON citizen_merge (kept_id, id)",
        "CREATE INDEX citizen_merge_gone ON citizen_merge (gone_id, id)",
        // One line for each row that changed owner. The last three: a row that the record which goes on had as well.
        """
        CREATE TABLE citizen_merge_row (
          merge_id \(Dialect.integer) NOT NULL REFERENCES citizen_merge (id),
          place TEXT NOT NULL,
          row_key \(Dialect.integer) NOT NULL,
          gone_row TEXT,
          kept_before TEXT,
          kept_after TEXT,
          PRIMARY KEY (merge_id, place, row_key),
          CHECK ((gone_row IS NULL) = (kept_before IS NULL)),
          CHECK ((gone_row IS NULL) = (kept_after IS NULL))
        ) \(Dialect.tableOptions)
        """,
        """
        CREATE TABLE citizen_apart (
          one_id \(Dialect.integer) NOT NULL REFERENCES citizen (id),
          other_id \(Dialect.integer) NOT NULL REFERENCES citizen (id),
          at \(Dialect.integer) NOT NULL,
          author TEXT NOT NULL,
          why TEXT NOT NULL,
          PRIMARY KEY (one_id, other_id),
          CHECK (one_id < other_id)
        ) \(Dialect.tableOptions)
        """,
    ]
}
