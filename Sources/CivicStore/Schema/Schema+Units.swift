extension Schema {
    /// People of handling units. The roles that were checked are more now, so the table is made anew.
    static let unitAccounts = [
        """
        CREATE TABLE agent_13 (
          name TEXT PRIMARY KEY,
          display_name TEXT NOT NULL,
          password_hash TEXT NOT NULL,
          sip_user TEXT NOT NULL,
          languages TEXT NOT NULL,
          queues TEXT NOT NULL,
          role TEXT NOT NULL CHECK (role IN ('agent', 'supervisor', 'administrator', 'auditor', 'unit')),
          active \(Dialect.integer) NOT NULL CHECK (active IN (0, 1)),
          unit TEXT CHECK (length(unit) BETWEEN 1 AND 40),
          CHECK ((role = 'unit') = (unit IS NOT NULL))
        ) \(Dialect.tableOptions)
        """,
        """
        INSERT INTO agent_13 (name, display_name, password_hash, sip_user, languages, queues, role, active)
        SELECT name, display_name, password_hash, sip_user, languages, queues, role, active FROM agent
        """,
        "DROP TABLE agent",
        "ALTER TABLE agent_13 RENAME TO agent",
    ]
}
