import CivicCRM

/// Facts that rules ask for, the segments that they make, and what was offered to whom.
extension Schema {
    static let segments =
        [
            """
            CREATE TABLE citizen_fact (
              id \(d.identity),
              citizen_id \(d.integer) NOT NULL REFERENCES citizen (id),
              fact TEXT NOT NULL,
              value TEXT,
              until_day \(d.integer),
              source TEXT NOT NULL CHECK (length(source) > 0),
              at \(d.integer) NOT NULL,
              author TEXT NOT NULL
            ) \(d.tableOptions)
            """,
            "CREATE INDEX citizen_fact_citizen ON citizen_fact (citizen_id, id)",
            """
            CREATE TABLE citizen_segment (
              citizen_id \(d.integer) NOT NULL REFERENCES citizen (id) ON DELETE CASCADE,
              segment TEXT NOT NULL,
              since \(d.integer) NOT NULL,
              why TEXT NOT NULL,
              PRIMARY KEY (citizen_id, segment)
            ) \(d.tableOptions)
            """,
            "CREATE INDEX citizen_segment_segment ON citizen_segment (segment, citizen_id)",
            """
            CREATE TABLE segment_rules (
              id \(d.identity), version TEXT NOT NULL, at \(d.integer) NOT NULL
            ) \(d.tableOptions)
            """,
            // By which rules a citizen was judged, and the day (since 1970) from which that is to be done again.
            """
            CREATE TABLE segment_check (
              citizen_id \(d.integer) PRIMARY KEY REFERENCES citizen (id) ON DELETE CASCADE,
              rules \(d.integer) NOT NULL,
              due \(d.integer)
            ) \(d.tableOptions)
            """,
            // Older than any rules, and not due: those of whom something changes meanwhile come first.
            "INSERT INTO segment_check (citizen_id, rules, due) SELECT id, 0, NULL FROM citizen",
            "CREATE INDEX segment_check_due ON segment_check (due, citizen_id) WHERE due IS NOT NULL",
            "CREATE INDEX segment_check_rules ON segment_check (rules, citizen_id)",
        ] + d.segmentTriggers

    static let offers = [
        """
        CREATE TABLE entitlement_offer (
          id \(d.identity),
          citizen_id \(d.integer) NOT NULL REFERENCES citizen (id),
          service TEXT NOT NULL,
          at \(d.integer) NOT NULL,
          author TEXT NOT NULL,
          conversation TEXT,
          answer TEXT NOT NULL CHECK (answer IN (\(list(OfferAnswer.allCases))))
        ) \(d.tableOptions)
        """,
        "CREATE INDEX entitlement_offer_citizen ON entitlement_offer (citizen_id, service, at)",
        "CREATE INDEX entitlement_offer_at ON entitlement_offer (at)",
        "ALTER TABLE contact_preference ADD COLUMN offers \(d.integer) NOT NULL DEFAULT 1 CHECK (offers IN (0, 1))",
    ]
}
