/// What keeps files of citizens, whose were erased, and files on disk that are still to go.
extension Schema {
    static let erasure = [
        """
        CREATE TABLE citizen_hold (
          id \(Dialect.identity),
          citizen_id \(Dialect.integer) NOT NULL REFERENCES citizen (id),
          at \(Dialect.integer) NOT NULL,
          author TEXT NOT NULL,
          reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
          lifted_at \(Dialect.integer),
          lifted_by TEXT,
          CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX citizen_hold_citizen ON citizen_hold (citizen_id) WHERE lifted_at IS NULL",
        """
        CREATE TABLE citizen_erasure (
          citizen_id \(Dialect.integer) PRIMARY KEY, at \(Dialect.integer) NOT NULL, author TEXT NOT NULL
        ) \(Dialect.tableOptions)
        """,
        "CREATE TABLE file_removal (path TEXT PRIMARY KEY) \(Dialect.tableOptions)",
    ]
}
