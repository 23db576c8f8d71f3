/// The tables of cases and agents as they were before migrations 12 and 13, filled from those of today, and the others as
/// they were before migration 17, which sealed numbers. All cases have the one number.
enum OldTables {
    static let number = "+8613900000000"

    static let statements = [
        "DROP TABLE record_key", "ALTER TABLE citizen ADD COLUMN id_suffix TEXT",
        "ALTER TABLE citizen DROP COLUMN id_suffix_sealed", "ALTER TABLE filing ADD COLUMN id_suffix TEXT",
        "ALTER TABLE filing DROP COLUMN id_suffix_sealed", "ALTER TABLE phone RENAME COLUMN number_index TO number_key",
        "ALTER TABLE phone ADD COLUMN raw_number TEXT NOT NULL DEFAULT ''", "DROP INDEX phone_last_four",
        "DROP INDEX phone_last_seven", "ALTER TABLE phone DROP COLUMN last_four",
        "ALTER TABLE phone DROP COLUMN last_seven", "ALTER TABLE phone DROP COLUMN number_sealed",
        "ALTER TABLE contact RENAME COLUMN number_index TO number_key", "ALTER TABLE contact DROP COLUMN number_sealed",
        "ALTER TABLE contact ADD COLUMN raw_number TEXT", "ALTER TABLE contact DROP COLUMN raw_sealed",
        "ALTER TABLE contact ADD COLUMN trail TEXT NOT NULL DEFAULT ''", "ALTER TABLE contact DROP COLUMN trail_sealed",
        "ALTER TABLE place ADD COLUMN callback_number TEXT", "ALTER TABLE place DROP COLUMN callback_sealed",
        "ALTER TABLE article_receipt RENAME COLUMN number_index TO number_key",
        "ALTER TABLE article_receipt DROP COLUMN number_sealed",
        "ALTER TABLE call_walk ADD COLUMN record TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE call_walk DROP COLUMN record_sealed",
        "ALTER TABLE case_proof_attempt RENAME COLUMN number_index TO number_key",
        "ALTER TABLE citizen_proof_attempt RENAME COLUMN number_index TO number_key",
        "ALTER TABLE number_language RENAME COLUMN number_index TO number_key",
        "ALTER TABLE submission ADD COLUMN receipt TEXT NOT NULL DEFAULT ''",
        """
        CREATE TABLE citizen_case_1 (
          id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE CHECK (length(number) = 8),
          citizen_id INTEGER REFERENCES citizen (id), conversation TEXT, service TEXT NOT NULL, unit TEXT NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('received', 'dispatched', 'in-work', 'answered', 'closed')),
          opened_at INTEGER NOT NULL, deadline INTEGER NOT NULL, updated_at INTEGER NOT NULL, summary TEXT NOT NULL,
          recording TEXT, channel TEXT NOT NULL, contact_number TEXT
        ) STRICT
        """,
        """
        INSERT INTO citizen_case_1 SELECT id, number, citizen_id, conversation, service, unit, state, opened_at, deadline,
          updated_at, summary, recording, channel, '\(number)' FROM citizen_case
        """,
        "DROP TABLE case_alarm", "DROP TABLE case_credit", "DROP TABLE case_notice", "DROP TABLE citizen_case",
        "ALTER TABLE citizen_case_1 RENAME TO citizen_case",
        """
        CREATE TABLE case_event_1 (
          id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES citizen_case (id), at INTEGER NOT NULL,
          author TEXT NOT NULL,
          state TEXT CHECK (state IN ('received', 'dispatched', 'in-work', 'answered', 'closed')), note TEXT NOT NULL
        ) STRICT
        """,
        "INSERT INTO case_event_1 SELECT id, case_id, at, author, state, note FROM case_event",
        "DROP TABLE case_event", "ALTER TABLE case_event_1 RENAME TO case_event",
        """
        CREATE TABLE agent_1 (
          name TEXT PRIMARY KEY, display_name TEXT NOT NULL, password_hash TEXT NOT NULL, sip_user TEXT NOT NULL,
          languages TEXT NOT NULL, queues TEXT NOT NULL,
          role TEXT NOT NULL CHECK (role IN ('agent', 'supervisor', 'administrator', 'auditor')),
          active INTEGER NOT NULL CHECK (active IN (0, 1))
        ) STRICT
        """,
        """
        INSERT INTO agent_1 SELECT name, display_name, password_hash, sip_user, languages, queues, role, active FROM agent
        """,
        "DROP TABLE agent", "ALTER TABLE agent_1 RENAME TO agent",
        "DELETE FROM grdb_migrations WHERE identifier LIKE '12 %' OR identifier LIKE '13 %' OR identifier LIKE '17 %'",
    ]
}
