extension Schema {
    /// Text messages that are owed, and what came back of them.
    static let texts = [
        """
        CREATE TABLE text_message (
          id \(Dialect.identity),
          key TEXT NOT NULL UNIQUE,
          case_id \(Dialect.integer) REFERENCES citizen_case (id),
          number_index TEXT NOT NULL,
          number_sealed \(Dialect.bytes) NOT NULL,
          words_sealed \(Dialect.bytes) NOT NULL,
          at \(Dialect.integer) NOT NULL,
          due_at \(Dialect.integer) NOT NULL,
          attempts \(Dialect.integer) NOT NULL DEFAULT 0 CHECK (attempts >= 0),
          sent_at \(Dialect.integer),
          failed_at \(Dialect.integer)
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX text_message_due ON text_message (due_at, id) WHERE sent_at IS NULL AND failed_at IS NULL",
        "CREATE INDEX text_message_number ON text_message (number_index, at)",
        "CREATE INDEX text_message_case ON text_message (case_id) WHERE case_id IS NOT NULL",
    ]
}
