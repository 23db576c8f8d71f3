extension Schema {
    /// Places without a call, and what agents are asked to know. The words of the columns that were checked are more now,
    /// and SQLite cannot change a check: the table is made anew.
    static let callBacks = [
        """
        CREATE TABLE place_11 (
          id \(Dialect.identity),
          conversation TEXT NOT NULL,
          queue TEXT NOT NULL,
          joined_at \(Dialect.integer) NOT NULL,
          language TEXT NOT NULL,
          callback_number TEXT,
          state TEXT NOT NULL CHECK (state IN ('waiting', 'offered', 'talking', 'kept', 'call-back', 'left')),
          leaving TEXT CHECK (leaving IN (
            'served', 'hung-up', 'message', 'overflow', 'closed', 'unreachable')),
          agent TEXT,
          skills TEXT NOT NULL DEFAULT '',
          preferred_agent TEXT,
          mark TEXT CHECK (mark IN ('life-and-limb', 'continuation')),
          call_back TEXT CHECK (call_back IN ('asked', 'dropped', 'missed', 'abandoned', 'outside-hours')),
          not_before \(Dialect.integer),
          attempts \(Dialect.integer) NOT NULL DEFAULT 0 CHECK (attempts >= 0)
        ) \(Dialect.tableOptions)
        """,
        """
        INSERT INTO place_11 (id, conversation, queue, joined_at, language, callback_number, state, leaving, agent)
        SELECT id, conversation, queue, joined_at, language, callback_number, state, leaving, agent FROM place
        """,
        "DROP TABLE place",
        "ALTER TABLE place_11 RENAME TO place",
        "CREATE INDEX place_unfinished ON place (joined_at) WHERE state <> 'left'",
        "CREATE INDEX place_conversation ON place (conversation)",
    ]
}
