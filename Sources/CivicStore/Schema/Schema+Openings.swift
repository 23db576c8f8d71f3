/// Looks at files. The words of a reason stand here alone and may be taken out with the citizen they speak of; the ledger
/// holds a salted hash of them.
extension Schema {
    static let openings = [
        """
        CREATE TABLE file_opening (
          id \(Dialect.identity),
          at \(Dialect.integer) NOT NULL,
          author TEXT NOT NULL,
          look TEXT NOT NULL,
          citizen_id \(Dialect.integer),
          case_id \(Dialect.integer),
          ground TEXT NOT NULL,
          words TEXT NOT NULL,
          salt TEXT NOT NULL
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX file_opening_at ON file_opening (at)",
        "CREATE INDEX file_opening_citizen ON file_opening (citizen_id, at)",
        "CREATE INDEX file_opening_case ON file_opening (case_id, at)",
    ]
}
