extension Schema {
    /// The states in which a unit has a case to answer, and those in which anybody has; as queries write them, for the
    /// partial indexes.
    static let withUnit = "state IN ('dispatched', 'in-work')"
    static let openCases = "state IN ('received', 'dispatched', 'refused', 'arbitration', 'in-work')"
    static let doneCases = "state IN ('answered', 'asked', 'closed')"
    static let waitsForCentre = "(state IN ('received', 'refused', 'arbitration') OR wished_at IS NOT NULL)"

    private static let states = """
        'received', 'dispatched', 'refused', 'arbitration', 'in-work', 'answered', 'asked', 'closed', 'archived', 'merged'
        """

    /// A case's whole life. The words of the columns that were checked are more now, and SQLite cannot change a check: the
    /// tables are made anew.
    static let caseLives = [
        """
        CREATE TABLE citizen_case_12 (
          id \(Dialect.identity),
          number TEXT NOT NULL UNIQUE CHECK (length(number) = 8),
          citizen_id \(Dialect.integer) REFERENCES citizen (id),
          conversation TEXT,
          service TEXT NOT NULL,
          unit TEXT NOT NULL,
          state TEXT NOT NULL CHECK (state IN (\(states))),
          opened_at \(Dialect.integer) NOT NULL,
          deadline \(Dialect.integer) NOT NULL,
          updated_at \(Dialect.integer) NOT NULL,
          summary TEXT NOT NULL,
          recording TEXT,
          channel TEXT NOT NULL CHECK (channel IN (
            'phone', 'message', 'missed-call', 'fax', 'email', 'web', 'letter', 'counter', 'television', 'sms', 'callback')),
          contact_number TEXT,
          first_unit TEXT NOT NULL,
          promised \(Dialect.integer) NOT NULL,
          paused_since \(Dialect.integer),
          wished_at \(Dialect.integer),
          version \(Dialect.integer) NOT NULL DEFAULT 1 CHECK (version > 0),
          confidential \(Dialect.integer) NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),
          merged_into TEXT CHECK (merged_into <> number),
          CHECK (deadline >= promised),
          CHECK ((state = 'merged') = (merged_into IS NOT NULL))
        ) \(Dialect.tableOptions)
        """,
        """
        INSERT INTO citizen_case_12
          (id, number, citizen_id, conversation, service, unit, state, opened_at, deadline, updated_at, summary,
           recording, channel, contact_number, first_unit, promised)
        SELECT id, number, citizen_id, conversation, service, unit, state, opened_at, deadline, updated_at, summary,
          recording, channel, contact_number, unit, deadline
        FROM citizen_case
        """,
        "DROP TABLE citizen_case",
        "ALTER TABLE citizen_case_12 RENAME TO citizen_case",
        "CREATE INDEX citizen_case_citizen ON citizen_case (citizen_id, deadline)",
        "CREATE INDEX citizen_case_unit ON citizen_case (unit, deadline) WHERE \(withUnit)",
        "CREATE INDEX citizen_case_unit_done ON citizen_case (unit, updated_at) WHERE \(doneCases)",
        "CREATE INDEX citizen_case_open ON citizen_case (deadline) WHERE \(openCases)",
        "CREATE INDEX citizen_case_done ON citizen_case (updated_at) WHERE \(doneCases)",
        "CREATE INDEX citizen_case_centre ON citizen_case (deadline) WHERE \(waitsForCentre)",
        "CREATE INDEX citizen_case_paused ON citizen_case (paused_since) WHERE paused_since IS NOT NULL",
        "CREATE INDEX citizen_case_closed ON citizen_case (updated_at) WHERE state = 'closed'",
        "CREATE INDEX citizen_case_merged ON citizen_case (merged_into) WHERE merged_into IS NOT NULL",
        "CREATE INDEX citizen_case_conversation ON citizen_case (conversation)",
        "CREATE INDEX citizen_case_unknown ON citizen_case (contact_number) WHERE citizen_id IS NULL",
        """
        CREATE TABLE case_event_12 (
          id \(Dialect.identity),
          case_id \(Dialect.integer) NOT NULL REFERENCES citizen_case (id),
          at \(Dialect.integer) NOT NULL,
          author TEXT NOT NULL,
          state TEXT CHECK (state IN (\(states))),
          note TEXT NOT NULL,
          fact TEXT
        ) \(Dialect.tableOptions)
        """,
        """
        INSERT INTO case_event_12 (id, case_id, at, author, state, note)
        SELECT id, case_id, at, author, state, note FROM case_event
        """,
        "DROP TABLE case_event",
        "ALTER TABLE case_event_12 RENAME TO case_event",
        "CREATE INDEX case_event_case ON case_event (case_id, id)",
        """
        CREATE TABLE case_notice (
          id \(Dialect.identity),
          case_id \(Dialect.integer) NOT NULL REFERENCES citizen_case (id),
          recipient TEXT NOT NULL CHECK (length(recipient) BETWEEN 1 AND 60),
          notice TEXT NOT NULL CHECK (length(notice) BETWEEN 1 AND 40),
          at \(Dialect.integer) NOT NULL,
          told_at \(Dialect.integer)
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX case_notice_owed ON case_notice (recipient, id) WHERE told_at IS NULL",
        "CREATE INDEX case_notice_case ON case_notice (case_id)",
        """
        CREATE TABLE case_credit (
          id \(Dialect.identity),
          case_id \(Dialect.integer) NOT NULL REFERENCES citizen_case (id),
          unit TEXT NOT NULL,
          points \(Dialect.integer) NOT NULL CHECK (points IN (-1, 1)),
          at \(Dialect.integer) NOT NULL
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX case_credit_unit ON case_credit (unit, at)",
        "CREATE INDEX case_credit_case ON case_credit (case_id)",
        Dialect.appendOnly("case_credit"),
        """
        CREATE TABLE case_alarm (
          case_id \(Dialect.integer) NOT NULL REFERENCES citizen_case (id),
          alarm TEXT NOT NULL,
          deadline \(Dialect.integer) NOT NULL,
          at \(Dialect.integer) NOT NULL,
          PRIMARY KEY (case_id, alarm, deadline)
        ) \(Dialect.tableOptions)
        """,
    ]
}
