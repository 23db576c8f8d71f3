import CivicCRM
import CivicCore

/// Citizens, their contacts and cases, and what was proven and read out to them, as the first migrations made them.
extension Schema {
    static let citizens = [
        """
        CREATE TABLE citizen (
          id \(d.identity),
          name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
          birth_year \(d.integer) CHECK (birth_year BETWEEN 1880 AND 2200),
          language TEXT NOT NULL,
          township TEXT NOT NULL,
          village TEXT,
          id_suffix TEXT CHECK (length(id_suffix) = 4),
          pin_hash TEXT,
          accessibility TEXT,
          dialect TEXT
        ) \(d.tableOptions)
        """,
        "CREATE INDEX citizen_name ON citizen (name)",
        """
        CREATE TABLE household (
          id \(d.identity), township TEXT NOT NULL, village TEXT
        ) \(d.tableOptions)
        """,
        """
        CREATE TABLE household_member (
          household_id \(d.integer) NOT NULL REFERENCES household (id),
          citizen_id \(d.integer) NOT NULL REFERENCES citizen (id),
          PRIMARY KEY (household_id, citizen_id)
        ) \(d.tableOptions)
        """,
        "CREATE INDEX household_member_citizen ON household_member (citizen_id)",
        """
        CREATE TABLE phone (
          id \(d.identity), number_key TEXT NOT NULL UNIQUE, raw_number TEXT NOT NULL
        ) \(d.tableOptions)
        """,
        """
        CREATE TABLE citizen_phone (
          phone_id \(d.integer) NOT NULL REFERENCES phone (id),
          citizen_id \(d.integer) NOT NULL REFERENCES citizen (id),
          confidence \(d.real) NOT NULL CHECK (confidence BETWEEN 0 AND 1),
          since \(d.integer) NOT NULL,
          PRIMARY KEY (phone_id, citizen_id)
        ) \(d.tableOptions)
        """,
        "CREATE INDEX citizen_phone_citizen ON citizen_phone (citizen_id)",
        """
        CREATE TABLE contact (
          id \(d.identity),
          conversation TEXT NOT NULL,
          channel TEXT NOT NULL CHECK (channel IN (\(list(Channel.allCases)))),
          citizen_id \(d.integer) REFERENCES citizen (id),
          number_key TEXT,
          raw_number TEXT,
          started_at \(d.integer) NOT NULL,
          ended_at \(d.integer),
          agent TEXT,
          talk_time \(d.integer) NOT NULL CHECK (talk_time >= 0),
          trail TEXT NOT NULL,
          summary TEXT NOT NULL,
          outcome TEXT
        ) \(d.tableOptions)
        """,
        "CREATE INDEX contact_citizen ON contact (citizen_id, started_at)",
        "CREATE INDEX contact_number ON contact (number_key, started_at)",
        "CREATE INDEX contact_number_citizen ON contact (number_key, citizen_id, started_at)",
        "CREATE INDEX contact_conversation ON contact (conversation)",
    ]

    static let cases = [
        """
        CREATE TABLE citizen_case (
          id \(d.identity),
          number TEXT NOT NULL UNIQUE CHECK (length(number) = 8),
          citizen_id \(d.integer) REFERENCES citizen (id),
          conversation TEXT,
          service TEXT NOT NULL,
          unit TEXT NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('received', 'dispatched', 'in-work', 'answered', 'closed')),
          opened_at \(d.integer) NOT NULL,
          deadline \(d.integer) NOT NULL,
          updated_at \(d.integer) NOT NULL,
          summary TEXT NOT NULL,
          recording TEXT,
          channel TEXT NOT NULL CHECK (channel IN (\(list(Channel.allCases)))),
          contact_number TEXT
        ) \(d.tableOptions)
        """,
        "CREATE INDEX citizen_case_citizen ON citizen_case (citizen_id, deadline)",
        "CREATE INDEX citizen_case_unit ON citizen_case (unit, state, deadline)",
        "CREATE INDEX citizen_case_conversation ON citizen_case (conversation)",
        "CREATE INDEX citizen_case_unknown ON citizen_case (contact_number) WHERE citizen_id IS NULL",
        """
        CREATE TABLE case_event (
          id \(d.identity),
          case_id \(d.integer) NOT NULL REFERENCES citizen_case (id),
          at \(d.integer) NOT NULL,
          author TEXT NOT NULL,
          state TEXT CHECK (state IN ('received', 'dispatched', 'in-work', 'answered', 'closed')),
          note TEXT NOT NULL
        ) \(d.tableOptions)
        """,
        "CREATE INDEX case_event_case ON case_event (case_id, at)",
        """
        CREATE TABLE case_proof_attempt (
          id \(d.identity), case_number TEXT NOT NULL, number_key TEXT NOT NULL, at \(d.integer) NOT NULL
        ) \(d.tableOptions)
        """,
        "CREATE INDEX case_proof_attempt_case ON case_proof_attempt (case_number, at)",
        "CREATE INDEX case_proof_attempt_number ON case_proof_attempt (number_key, at)",
        "CREATE INDEX case_proof_attempt_at ON case_proof_attempt (at)",
    ]

    static let proofs = [
        """
        CREATE TABLE citizen_proof_attempt (
          id \(d.identity), citizen_id \(d.integer) NOT NULL, number_key TEXT NOT NULL, at \(d.integer) NOT NULL
        ) \(d.tableOptions)
        """,
        "CREATE INDEX citizen_proof_attempt_citizen ON citizen_proof_attempt (citizen_id, at)",
        "CREATE INDEX citizen_proof_attempt_number ON citizen_proof_attempt (number_key, at)",
        "CREATE INDEX citizen_proof_attempt_at ON citizen_proof_attempt (at)",
    ]

    static let receipts = [
        """
        CREATE TABLE article_receipt (
          id \(d.identity),
          article TEXT NOT NULL,
          version \(d.integer) NOT NULL CHECK (version > 0),
          conversation TEXT NOT NULL,
          number_key TEXT,
          citizen_id \(d.integer) REFERENCES citizen (id),
          language TEXT NOT NULL,
          at \(d.integer) NOT NULL,
          parts \(d.integer) NOT NULL CHECK (parts > 0),
          heard \(d.integer) NOT NULL CHECK (heard BETWEEN 0 AND parts),
          seconds \(d.integer) NOT NULL CHECK (seconds >= 0)
        ) \(d.tableOptions)
        """,
        "CREATE INDEX article_receipt_conversation ON article_receipt (conversation)",
        "CREATE INDEX article_receipt_article ON article_receipt (article, version, at)",
        "CREATE INDEX article_receipt_citizen ON article_receipt (citizen_id, at)",
    ]
}
