import CivicCRM

extension Schema {
    /// What somebody is in a household, what citizens agreed to, and how they want to be reached.
    static let circles = [
        "ALTER TABLE household_member ADD COLUMN role TEXT CHECK (role IN (\(list(HouseholdRole.allCases))))",
        """
        CREATE TABLE consent (
          id \(Dialect.identity),
          citizen_id \(Dialect.integer) NOT NULL REFERENCES citizen (id),
          purpose TEXT NOT NULL CHECK (purpose IN (\(list(ConsentPurpose.allCases)))),
          proxy_id \(Dialect.integer) REFERENCES citizen (id),
          relation TEXT CHECK (relation IN (\(list(ProxyRelation.allCases)))),
          conversation TEXT,
          evidence TEXT NOT NULL,
          at \(Dialect.integer) NOT NULL,
          author TEXT NOT NULL,
          until \(Dialect.integer),
          withdrawn_at \(Dialect.integer),
          withdrawn_by TEXT,
          CHECK (conversation IS NOT NULL OR length(evidence) > 0),
          CHECK ((proxy_id IS NULL) = (relation IS NULL)),
          CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
        ) \(Dialect.tableOptions)
        """,
        "CREATE INDEX consent_citizen ON consent (citizen_id, id)",
        "CREATE INDEX consent_proxy ON consent (proxy_id, id) WHERE proxy_id IS NOT NULL",
        """
        CREATE TABLE contact_preference (
          citizen_id \(Dialect.integer) PRIMARY KEY REFERENCES citizen (id),
          from_minute \(Dialect.integer) CHECK (from_minute BETWEEN 0 AND 1439),
          to_minute \(Dialect.integer) CHECK (to_minute BETWEEN 1 AND 1440),
          way TEXT NOT NULL CHECK (way IN (\(list(ContactPreference.Way.allCases)))),
          machine \(Dialect.integer) NOT NULL CHECK (machine IN (0, 1)),
          at \(Dialect.integer) NOT NULL,
          author TEXT NOT NULL,
          CHECK ((from_minute IS NULL) = (to_minute IS NULL)),
          CHECK (from_minute < to_minute)
        ) \(Dialect.tableOptions)
        """,
    ]
}
