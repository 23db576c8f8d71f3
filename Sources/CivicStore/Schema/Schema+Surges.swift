extension Schema {
    /// Texts that are put in front of calls: one at a time for each plan, and one for all.
    static let surges = [
        """
        CREATE TABLE surge (
          id \(Dialect.identity),
          plan TEXT CHECK (length(plan) BETWEEN 1 AND 200),
          text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 200),
          words TEXT NOT NULL,
          author TEXT NOT NULL,
          at \(Dialect.integer) NOT NULL,
          until \(Dialect.integer) NOT NULL CHECK (until > at),
          ended_at \(Dialect.integer),
          ended_by TEXT,
          CHECK ((ended_at IS NULL) = (ended_by IS NULL))
        ) \(Dialect.tableOptions)
        """,
        "CREATE UNIQUE INDEX surge_active ON surge (COALESCE(plan, '')) WHERE ended_at IS NULL",
    ]
}
