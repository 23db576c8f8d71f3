import CivicReports

extension Schema {
    /// What happened in the line, and its sums by the half hour.
    ///
    /// A place of a made-up visit is negative: no row of `place` belongs to it.
    static let facts =
        [
            """
            CREATE TABLE queue_visit (
              place \(Dialect.integer) NOT NULL,
              began_at \(Dialect.integer) NOT NULL,
              conversation TEXT NOT NULL,
              queue TEXT NOT NULL,
              language TEXT NOT NULL,
              origin TEXT NOT NULL CHECK (origin IN (\(list(QueueVisit.Origin.allCases)))),
              cause TEXT,
              offered_at \(Dialect.integer),
              offers \(Dialect.integer) NOT NULL CHECK (offers >= 0),
              answered_at \(Dialect.integer),
              agent TEXT,
              ended_at \(Dialect.integer),
              ending TEXT CHECK (ending IN (\(list(QueueVisit.Ending.allCases)))),
              hold \(Dialect.integer) NOT NULL CHECK (hold >= 0),
              wrap_up \(Dialect.integer) CHECK (wrap_up >= 0),
              outcome TEXT,
              sample \(Dialect.integer) NOT NULL CHECK (sample IN (0, 1)),
              PRIMARY KEY (place, began_at),
              CHECK ((answered_at IS NULL) = (agent IS NULL)),
              CHECK ((ended_at IS NULL) = (ending IS NULL))
            ) \(Dialect.tableOptions)
            """,
            "CREATE INDEX queue_visit_began ON queue_visit (began_at)",
            "CREATE INDEX queue_visit_open ON queue_visit (place) WHERE ended_at IS NULL",
            """
            CREATE TABLE agent_span (
              agent TEXT NOT NULL,
              began_at \(Dialect.integer) NOT NULL,
              ended_at \(Dialect.integer) CHECK (ended_at >= began_at),
              state TEXT NOT NULL CHECK (state IN (\(list(AgentSpan.State.allCases)))),
              reason TEXT,
              PRIMARY KEY (agent, began_at)
            ) \(Dialect.tableOptions)
            """,
            "CREATE INDEX agent_span_open ON agent_span (agent) WHERE ended_at IS NULL",
            """
            CREATE TABLE visit_sum (
              half_hour \(Dialect.integer) NOT NULL,
              queue TEXT NOT NULL,
              language TEXT NOT NULL,
              agent TEXT NOT NULL,
              \(VisitSums.names.map { "\($0) \(Dialect.integer) NOT NULL" }.joined(separator: ", ")),
              PRIMARY KEY (half_hour, queue, language, agent)
            ) \(Dialect.tableOptions)
            """,
            """
            CREATE TABLE agent_time (
              half_hour \(Dialect.integer) NOT NULL,
              agent TEXT NOT NULL,
              state TEXT NOT NULL CHECK (state IN (\(list(AgentSpan.State.allCases)))),
              milliseconds \(Dialect.integer) NOT NULL,
              PRIMARY KEY (half_hour, agent, state)
            ) \(Dialect.tableOptions)
            """,
        ]
}
