import CivicCRM

extension Schema {
    /// Return visits: one row for each answer of a case, with what the citizen said of it, and one for each call.
    static let visits = [
        """
        CREATE TABLE case_visit (
          id \(Dialect.identity),
          case_id \(Dialect.integer) NOT NULL REFERENCES citizen_case (id),
          unit TEXT NOT NULL,
          service TEXT NOT NULL,
          answered_at \(Dialect.integer) NOT NULL,
          in_time \(Dialect.integer) NOT NULL CHECK (in_time IN (0, 1)),
          state TEXT NOT NULL CHECK (state IN (\(list(ReturnVisit.State.allCases)))),
          cause TEXT CHECK (cause IN (\(list(ReturnVisit.Cause.allCases)))),
          attempts \(Dialect.integer) NOT NULL DEFAULT 0 CHECK (attempts >= 0),
          next_at \(Dialect.integer),
          solved \(Dialect.integer) CHECK (solved IN (0, 1)),
          satisfaction \(Dialect.integer) CHECK (satisfaction BETWEEN 1 AND 3),
          comment TEXT,
          heard_at \(Dialect.integer),
          heard_by TEXT,
          CHECK ((solved IS NULL) = (heard_at IS NULL)),
          CHECK (next_at IS NULL OR state = 'waiting')
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX case_visit_case ON case_visit (case_id, id)",
        "CREATE INDEX case_visit_due ON case_visit (next_at) WHERE next_at IS NOT NULL",
        "CREATE INDEX case_visit_calling ON case_visit (id) WHERE state = 'calling'",
        "CREATE INDEX case_visit_person ON case_visit (answered_at) WHERE state = 'person'",
        "CREATE INDEX case_visit_answered ON case_visit (answered_at)",
        """
        CREATE TABLE visit_call (
          id \(Dialect.identity),
          visit_id \(Dialect.integer) NOT NULL REFERENCES case_visit (id),
          at \(Dialect.integer) NOT NULL,
          ended_at \(Dialect.integer),
          ending TEXT CHECK (ending IN (\(list(VisitEnding.allCases)), 'heard')),
          conversation TEXT
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX visit_call_visit ON visit_call (visit_id, id)",
        // What was answered before there were visits is asked about by people.
        """
        INSERT INTO case_visit (case_id, unit, service, answered_at, in_time, state, cause)
        SELECT id, unit, service, updated_at, CASE WHEN updated_at <= deadline THEN 1 ELSE 0 END, 'person', 'off'
        FROM citizen_case WHERE state IN ('answered', 'asked')
        """,
    ]
}
