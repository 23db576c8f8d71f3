import CivicInsight

extension Schema {
    /// Sums behind the page /insight, and up to which row each of them has counted.
    static let insight =
        [
            """
            CREATE TABLE insight_mark (
              part TEXT PRIMARY KEY,
              version \(Dialect.integer) NOT NULL,
              last \(Dialect.integer) NOT NULL CHECK (last >= 0)
            ) \(Dialect.tableOptions)
            """,
            """
            CREATE TABLE topic_day (
              day \(Dialect.integer) NOT NULL,
              township TEXT NOT NULL,
              service TEXT NOT NULL,
              cases \(Dialect.integer) NOT NULL CHECK (cases > 0),
              PRIMARY KEY (day, township, service)
            ) \(Dialect.tableOptions)
            """,
            """
            CREATE TABLE segment_people (
              year \(Dialect.integer) NOT NULL,
              age TEXT NOT NULL,
              needs TEXT NOT NULL,
              language TEXT NOT NULL,
              service TEXT NOT NULL,
              people \(Dialect.integer) NOT NULL CHECK (people > 0),
              PRIMARY KEY (year, age, needs, language, service)
            ) \(Dialect.tableOptions)
            """,
            """
            CREATE TABLE guess_month (
              month \(Dialect.integer) NOT NULL,
              rule TEXT NOT NULL CHECK (rule IN (\(LikelyReason.Rule.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")))),
              tried \(Dialect.integer) NOT NULL CHECK (tried > 0),
              hits \(Dialect.integer) NOT NULL CHECK (hits BETWEEN 0 AND tried),
              naive \(Dialect.integer) NOT NULL CHECK (naive BETWEEN 0 AND tried),
              PRIMARY KEY (month, rule)
            ) \(Dialect.tableOptions)
            """,
            """
            CREATE TABLE repeat_day (
              day \(Dialect.integer) PRIMARY KEY,
              calls \(Dialect.integer) NOT NULL CHECK (calls > 0),
              again \(Dialect.integer) NOT NULL CHECK (again BETWEEN 0 AND calls)
            ) \(Dialect.tableOptions)
            """,
            "CREATE INDEX contact_started ON contact (started_at)",
            "CREATE INDEX citizen_case_opened ON citizen_case (opened_at)",
        ]
}
