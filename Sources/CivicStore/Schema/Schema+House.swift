/// The line, agents, the ledger, dialplans and prompts, as the first migrations made them.
extension Schema {
    static let waiting = [
        """
        CREATE TABLE place (
          id \(d.identity),
          conversation TEXT NOT NULL,
          queue TEXT NOT NULL,
          joined_at \(d.integer) NOT NULL,
          language TEXT NOT NULL,
          callback_number TEXT,
          state TEXT NOT NULL CHECK (state IN ('waiting', 'offered', 'talking', 'kept', 'left')),
          leaving TEXT CHECK (leaving IN ('served', 'hung-up', 'message', 'overflow', 'closed')),
          agent TEXT
        ) \(d.tableOptions)
        """,
        "CREATE INDEX place_unfinished ON place (joined_at) WHERE state <> 'left'",
        "CREATE INDEX place_conversation ON place (conversation)",
    ]

    static let agents = [
        """
        CREATE TABLE agent (
          name TEXT PRIMARY KEY,
          display_name TEXT NOT NULL,
          password_hash TEXT NOT NULL,
          sip_user TEXT NOT NULL,
          languages TEXT NOT NULL,
          queues TEXT NOT NULL,
          role TEXT NOT NULL CHECK (role IN ('agent', 'supervisor', 'administrator', 'auditor')),
          active \(d.integer) NOT NULL CHECK (active IN (0, 1))
        ) \(d.tableOptions)
        """,
        """
        CREATE TABLE desk_session (
          token_hash \(d.bytes) PRIMARY KEY,
          agent TEXT NOT NULL REFERENCES agent (name),
          created_at \(d.integer) NOT NULL,
          expires_at \(d.integer) NOT NULL
        ) \(d.tableOptions)
        """,
        "CREATE INDEX desk_session_expiry ON desk_session (expires_at)",
        """
        CREATE TABLE sign_in_attempt (
          id \(d.identity), name TEXT NOT NULL, source TEXT NOT NULL, at \(d.integer) NOT NULL
        ) \(d.tableOptions)
        """,
        "CREATE INDEX sign_in_attempt_name ON sign_in_attempt (name, at)",
        "CREATE INDEX sign_in_attempt_source ON sign_in_attempt (source, at)",
        "CREATE INDEX sign_in_attempt_at ON sign_in_attempt (at)",
    ]

    static let ledger = [
        """
        CREATE TABLE ledger (
          sequence \(d.integer) PRIMARY KEY,
          at \(d.integer) NOT NULL,
          kind TEXT NOT NULL,
          conversation TEXT,
          actor TEXT NOT NULL,
          payload TEXT NOT NULL,
          hash \(d.bytes) NOT NULL CHECK (length(hash) = 32)
        ) \(d.tableOptions)
        """,
        "CREATE INDEX ledger_conversation ON ledger (conversation, sequence)",
        d.appendOnly("ledger"),
        "CREATE TABLE counter (name TEXT PRIMARY KEY, next \(d.integer) NOT NULL) \(d.tableOptions)",
        "INSERT INTO counter (name, next) VALUES ('case', 1), ('ledger', 1)",
        "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) \(d.tableOptions)",
    ]

    static let plans = [
        """
        CREATE TABLE plan_version (
          id \(d.identity),
          plan TEXT NOT NULL CHECK (length(plan) BETWEEN 1 AND 200),
          serial \(d.integer) NOT NULL CHECK (serial > 0),
          hash TEXT NOT NULL CHECK (length(hash) = 64),
          fingerprint TEXT NOT NULL,
          author TEXT NOT NULL,
          note TEXT NOT NULL,
          at \(d.integer) NOT NULL,
          base \(d.integer),
          text TEXT NOT NULL,
          UNIQUE (plan, serial)
        ) \(d.tableOptions)
        """,
        "CREATE INDEX plan_version_fingerprint ON plan_version (plan, fingerprint)",
        d.appendOnly("plan_version"),
        """
        CREATE TABLE plan_alias (
          plan TEXT NOT NULL,
          name TEXT NOT NULL CHECK (name IN (\(list(PlanAlias.allCases)))),
          version \(d.integer) NOT NULL REFERENCES plan_version (id),
          PRIMARY KEY (plan, name)
        ) \(d.tableOptions)
        """,
    ]

    static let walks = [
        """
        CREATE TABLE call_walk (
          id \(d.identity),
          conversation TEXT NOT NULL,
          plan TEXT NOT NULL,
          started_at \(d.integer) NOT NULL,
          record TEXT NOT NULL
        ) \(d.tableOptions)
        """,
        "CREATE INDEX call_walk_plan ON call_walk (plan, started_at)",
        "CREATE INDEX call_walk_conversation ON call_walk (conversation)",
    ]

    /// A recording may be known before its sound is kept: the sound of what lies in the folder is there.
    static let prompts = [
        "CREATE TABLE prompt_sound (hash TEXT PRIMARY KEY, bytes \(d.bytes) NOT NULL) \(d.tableOptions)",
        d.appendOnly("prompt_sound"),
        """
        CREATE TABLE prompt_recording (
          id \(d.identity),
          clip TEXT NOT NULL CHECK (length(clip) BETWEEN 1 AND 200),
          serial \(d.integer) NOT NULL CHECK (serial > 0),
          hash TEXT NOT NULL CHECK (length(hash) = 64),
          said TEXT NOT NULL,
          source TEXT NOT NULL CHECK (source IN (\(list(PromptRecording.Source.allCases)))),
          author TEXT NOT NULL,
          at \(d.integer) NOT NULL,
          clipped \(d.integer) NOT NULL CHECK (clipped >= 0),
          noise \(d.real),
          UNIQUE (clip, serial)
        ) \(d.tableOptions)
        """,
        d.appendOnly("prompt_recording"),
    ]

    static let traffic = [
        """
        CREATE TABLE plan_calls (
          plan TEXT NOT NULL, hour \(d.integer) NOT NULL, version TEXT NOT NULL,
          calls \(d.integer) NOT NULL CHECK (calls > 0), PRIMARY KEY (plan, hour, version)
        ) \(d.tableOptions)
        """,
        """
        CREATE TABLE plan_way (
          plan TEXT NOT NULL, hour \(d.integer) NOT NULL, version TEXT NOT NULL, step TEXT NOT NULL, way TEXT NOT NULL,
          calls \(d.integer) NOT NULL CHECK (calls > 0), PRIMARY KEY (plan, hour, version, step, way)
        ) \(d.tableOptions)
        """,
        "CREATE TABLE house_text (hash TEXT PRIMARY KEY CHECK (length(hash) = 64), text TEXT NOT NULL) \(d.tableOptions)",
        d.appendOnly("house_text"),
    ]
}
