extension Schema {
    /// Files of cases; their bytes lie beside the database.
    static let attachments = [
        """
        CREATE TABLE attachment (
          id \(Dialect.identity),
          case_id \(Dialect.integer) NOT NULL REFERENCES citizen_case (id),
          hash TEXT NOT NULL CHECK (length(hash) = 64),
          kind TEXT NOT NULL CHECK (kind IN ('pdf', 'jpeg', 'png', 'tiff', 'text')),
          size \(Dialect.integer) NOT NULL CHECK (size > 0),
          name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
          at \(Dialect.integer) NOT NULL,
          author TEXT NOT NULL,
          UNIQUE (case_id, hash)
        ) \(Dialect.tableOptions)
        """
    ]

    /// Letters that are owed, and filers who are answered by e-mail. The ways that were checked are more now, so the table is
    /// made anew.
    static let mail = [
        """
        CREATE TABLE filing_22 (
          case_id \(Dialect.integer) PRIMARY KEY REFERENCES citizen_case (id),
          source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 100),
          name TEXT,
          township TEXT,
          village TEXT,
          address TEXT,
          id_suffix_sealed \(Dialect.bytes),
          birth_year \(Dialect.integer) CHECK (birth_year BETWEEN 1880 AND 2200),
          happened_on TEXT CHECK (length(happened_on) = 10),
          answer TEXT NOT NULL CHECK (answer IN ('look', 'phone', 'email')),
          email TEXT CHECK (length(email) BETWEEN 3 AND 254),
          mail_mark TEXT CHECK (length(mail_mark) = 10),
          CHECK (answer <> 'email' OR email IS NOT NULL)
        ) \(Dialect.tableOptions)
        """,
        """
        INSERT INTO filing_22
          (case_id, source, name, township, village, address, id_suffix_sealed, birth_year, happened_on, answer)
        SELECT case_id, source, name, township, village, address, id_suffix_sealed, birth_year, happened_on, answer FROM filing
        """,
        "DROP TABLE filing",
        "ALTER TABLE filing_22 RENAME TO filing",
        "CREATE INDEX filing_source ON filing (source, case_id)",
        "CREATE INDEX filing_email ON filing (email, case_id) WHERE email IS NOT NULL",
        """
        CREATE TABLE letter (
          id \(Dialect.identity),
          case_id \(Dialect.integer) REFERENCES citizen_case (id),
          recipient TEXT NOT NULL,
          subject TEXT NOT NULL,
          text TEXT NOT NULL,
          in_reply_to TEXT,
          reference TEXT NOT NULL UNIQUE,
          at \(Dialect.integer) NOT NULL,
          due_at \(Dialect.integer) NOT NULL,
          attempts \(Dialect.integer) NOT NULL DEFAULT 0,
          sent_at \(Dialect.integer),
          failed_at \(Dialect.integer)
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX letter_due ON letter (due_at, id) WHERE sent_at IS NULL AND failed_at IS NULL",
        "CREATE INDEX letter_recipient ON letter (recipient, at)",
        "CREATE INDEX letter_case ON letter (case_id) WHERE case_id IS NOT NULL",
    ]
}
