extension Schema {
    /// What was changed of agents' profiles while the hotline ran: a row for each thing that is not as configured.
    static let memberships = [
        """
        CREATE TABLE agent_membership (
          agent TEXT NOT NULL,
          subject TEXT NOT NULL CHECK (subject IN ('queue', 'skill')),
          name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
          level \(Dialect.integer) NOT NULL CHECK (level BETWEEN 0 AND CASE subject WHEN 'queue' THEN 1 ELSE 5 END),
          revision \(Dialect.integer) NOT NULL,
          PRIMARY KEY (agent, subject, name)
        ) \(Dialect.tableOptions)
        """
    ]

    /// A text may be planned: it is in front from then on, and until then another one of its plan may be.
    static let surgePlans = [
        "ALTER TABLE surge ADD COLUMN begins_at \(Dialect.integer)",
        "DROP INDEX surge_active",
        "CREATE INDEX surge_open ON surge (id) WHERE ended_at IS NULL",
    ]
}
