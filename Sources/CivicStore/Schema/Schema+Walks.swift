extension Schema {
    /// Walks of calls that go on, each written over every few seconds; a start after a crash finds what was left.
    static let walkDrafts = [
        """
        CREATE TABLE walk_draft (
          id \(Dialect.identity),
          conversation TEXT NOT NULL UNIQUE,
          plan TEXT NOT NULL,
          started_at \(Dialect.integer) NOT NULL,
          record_sealed \(Dialect.bytes) NOT NULL,
          visits TEXT NOT NULL
        ) \(Dialect.tableOptions)
        """
    ]
}
