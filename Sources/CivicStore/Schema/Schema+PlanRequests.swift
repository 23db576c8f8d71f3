extension Schema {
    /// Requests to publish, for houses where two persons publish together.
    static let planRequests = [
        """
        CREATE TABLE plan_request (
          id \(Dialect.identity),
          plan TEXT NOT NULL CHECK (length(plan) BETWEEN 1 AND 200),
          kind TEXT NOT NULL CHECK (kind IN (\(quoted(PlanRequest.Kind.allCases)))),
          text TEXT NOT NULL,
          file TEXT,
          serial \(Dialect.integer),
          base \(Dialect.integer),
          author TEXT NOT NULL,
          note TEXT NOT NULL,
          at \(Dialect.integer) NOT NULL,
          state TEXT NOT NULL CHECK (state IN (\(quoted(PlanRequest.State.allCases)))),
          decided_by TEXT,
          decided_at \(Dialect.integer),
          decision TEXT,
          CHECK ((state = 'open') = (decided_by IS NULL)),
          CHECK (state <> 'approved' OR decided_by <> author)
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX plan_request_state ON plan_request (state, id)",
    ]

    private static func quoted<Word: RawRepresentable<String>>(_ words: [Word]) -> String {
        words.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }
}
