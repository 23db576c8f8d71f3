import CivicReports

extension Schema {
    /// Sums of the half hours by the day; `CivicStore` fills them at its first start with them.
    static let daySums = [
        """
        CREATE TABLE visit_day (
          day \(Dialect.integer) NOT NULL,
          queue TEXT NOT NULL,
          language TEXT NOT NULL,
          agent TEXT NOT NULL,
          \(VisitSums.names.map { "\($0) \(Dialect.integer) NOT NULL" }.joined(separator: ", ")),
          PRIMARY KEY (day, queue, language, agent)
        ) \(Dialect.tableOptions)
        """,
        """
        CREATE TABLE agent_day (
          day \(Dialect.integer) NOT NULL,
          agent TEXT NOT NULL,
          state TEXT NOT NULL,
          milliseconds \(Dialect.integer) NOT NULL,
          PRIMARY KEY (day, agent, state)
        ) \(Dialect.tableOptions)
        """,
    ]
}
