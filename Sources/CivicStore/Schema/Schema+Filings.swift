extension Schema {
    /// Matters that came in writing, and the keys by which a second sending is known.
    static let filings = [
        """
        CREATE TABLE filing (
          case_id \(Dialect.integer) PRIMARY KEY REFERENCES citizen_case (id),
          source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 100),
          name TEXT,
          township TEXT,
          village TEXT,
          address TEXT,
          id_suffix TEXT CHECK (length(id_suffix) = 4),
          birth_year \(Dialect.integer) CHECK (birth_year BETWEEN 1880 AND 2200),
          happened_on TEXT CHECK (length(happened_on) = 10),
          answer TEXT NOT NULL CHECK (answer IN ('look', 'phone'))
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX filing_source ON filing (source, case_id)",
        """
        CREATE TABLE submission (
          source TEXT NOT NULL,
          key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
          wording \(Dialect.bytes) NOT NULL CHECK (length(wording) = 32),
          case_id \(Dialect.integer) NOT NULL REFERENCES citizen_case (id),
          receipt TEXT NOT NULL,
          until \(Dialect.integer) NOT NULL,
          PRIMARY KEY (source, key)
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX submission_until ON submission (until)",
    ]
}
