import CivicCRM

extension Schema {
    /// Leave of units to reach citizens through the hotline, each call by it, and wrong codes of late.
    static let relays = [
        """
        CREATE TABLE case_relay (
          id \(Dialect.identity),
          case_id \(Dialect.integer) NOT NULL REFERENCES citizen_case (id),
          unit TEXT NOT NULL,
          worker TEXT NOT NULL,
          code_index TEXT NOT NULL UNIQUE,
          at \(Dialect.integer) NOT NULL,
          until \(Dialect.integer) NOT NULL,
          revoked_at \(Dialect.integer)
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX case_relay_case ON case_relay (case_id, worker)",
        """
        CREATE TABLE relay_call (
          id \(Dialect.identity),
          relay_id \(Dialect.integer) NOT NULL REFERENCES case_relay (id),
          conversation TEXT NOT NULL,
          at \(Dialect.integer) NOT NULL,
          ended_at \(Dialect.integer),
          ending TEXT CHECK (ending IN (\(list(RelayEnding.allCases)))),
          seconds \(Dialect.integer) CHECK (seconds >= 0),
          CHECK ((ended_at IS NULL) = (ending IS NULL))
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX relay_call_relay ON relay_call (relay_id, id)",
        "CREATE INDEX relay_call_open ON relay_call (id) WHERE ended_at IS NULL",
        """
        CREATE TABLE relay_attempt (
          number_index TEXT NOT NULL,
          at \(Dialect.integer) NOT NULL
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX relay_attempt_number ON relay_attempt (number_index, at)",
        "CREATE INDEX relay_attempt_at ON relay_attempt (at)",
    ]
}
