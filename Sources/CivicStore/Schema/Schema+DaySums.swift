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

    /// The time of all agents together by the half hour: what reports by the time of day read.
    static let stateTimes = [
        """
        CREATE TABLE state_time (
          half_hour \(Dialect.integer) NOT NULL,
          state TEXT NOT NULL,
          milliseconds \(Dialect.integer) NOT NULL,
          PRIMARY KEY (half_hour, state)
        ) \(Dialect.tableOptions)
        """,
        """
        INSERT INTO state_time (half_hour, state, milliseconds)
        SELECT half_hour, state, sum(milliseconds) FROM agent_time GROUP BY half_hour, state
        """,
    ]
}
