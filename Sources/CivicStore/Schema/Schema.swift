import CivicCRM
import CivicQueue
import GRDB

/// The tables. The schema only ever grows: a migration that has shipped is never edited, a new one is added below it.
///
///     household ──< household_member >── citizen ──< citizen_phone >── phone
///                                          │  └──< contact
///                                          └──< citizen_case ──< case_event
///     place          waiting line           agent ──< desk_session
///     ledger         append-only            counter, setting, case_proof_attempt, citizen_proof_attempt, sign_in_attempt
///     number_language                       what was chosen by key on a number
///     article_receipt                       what was read out to whom
///     plan_version ──< plan_alias           append-only versions of the dialplans
///     call_walk      how callers walked through them; walk_draft of calls that go on
///     prompt_sound ──< prompt_recording     append-only recordings of the prompts
///     plan_calls, plan_way                  how many calls took which ways, by the hour
///     house_text                            append-only files that calls went by: the calendars
///     plan_request                          texts that a second person is to approve
///     filing, submission                    what was filed in writing, keys of what was sent
///     attachment, letter                    files of cases, e-mail that is owed
///     queue_visit, agent_span               what happened in the line
///     visit_sum, agent_time                 the same by the half hour
///     topic_day, repeat_day, guess_month, segment_people, insight_mark   sums for /insight, and how far they have counted
///     surge                                 texts that are put in front of calls for a while
///     citizen_case ──< case_notice, case_credit, case_alarm   who is owed word, solved cases, what has been rung
///     citizen_case ──< case_visit ──< visit_call              what citizens say of answers, calls that ask them
///     citizen ──< name_pair, citizen_trigram    what a name is found by
///     citizen ──< citizen_merge ──< citizen_merge_row, citizen_apart   records of one person, and of two
///     citizen ──< consent, contact_preference   what they agreed to, how they want to be reached
///     file_opening   who opened whose file, and why
///     citizen_hold, citizen_erasure, file_removal   what keeps a file, whose were erased, files that are still to go
///     record_key     which keys seal numbers; the keys lie elsewhere
enum Schema {
    /// - Parameter vault: seals what older tables hold in clear.
    static func migrator(_ vault: RecordVault) -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 citizens, cases, places, agents, ledger") { db in
            for statement in citizens + cases + waiting + agents + ledger {
                try db.execute(sql: statement)
            }
        }
        migrator.registerMigration("2 versions of dialplans") { db in
            for statement in plans { try db.execute(sql: statement) }
        }
        migrator.registerMigration("3 walks of calls") { db in
            for statement in walks { try db.execute(sql: statement) }
        }
        migrator.registerMigration("4 proofs of citizens") { db in
            for statement in proofs { try db.execute(sql: statement) }
        }
        migrator.registerMigration("5 receipts of articles") { db in
            for statement in receipts { try db.execute(sql: statement) }
        }
        migrator.registerMigration("6 recordings of prompts") { db in
            for statement in prompts { try db.execute(sql: statement) }
        }
        migrator.registerMigration("7 languages of numbers") { db in
            try db.execute(
                sql: """
                    CREATE TABLE number_language (
                      number_key TEXT PRIMARY KEY, language TEXT NOT NULL, at \(d.integer) NOT NULL
                    ) \(d.tableOptions)
                    """)
        }
        migrator.registerMigration("8 requests to publish") { db in
            for statement in planRequests { try db.execute(sql: statement) }
        }
        migrator.registerMigration("9 surge") { db in
            for statement in surges { try db.execute(sql: statement) }
        }
        migrator.registerMigration("10 traffic of dialplans, calendars of past calls") { db in
            for statement in traffic { try db.execute(sql: statement) }
        }
        migrator.registerMigration("11 places to be called back") { db in
            for statement in callBacks { try db.execute(sql: statement) }
        }
        migrator.registerMigration("12 lives of cases") { db in
            for statement in caseLives { try db.execute(sql: statement) }
        }
        migrator.registerMigration("13 people of handling units") { db in
            for statement in unitAccounts { try db.execute(sql: statement) }
        }
        migrator.registerMigration("14 matters filed in writing") { db in
            for statement in filings { try db.execute(sql: statement) }
        }
        migrator.registerMigration("16 visits of queues, time of agents") { db in
            for statement in facts { try db.execute(sql: statement) }
        }
        migrator.registerMigration("15 return visits") { db in
            for statement in visits { try db.execute(sql: statement) }
        }
        migrator.registerMigration("17 numbers are sealed") { db in
            try sealNumbers(db, vault)
        }
        migrator.registerMigration("18 names by what is inside them and how they are read") { db in
            try indexNames(db)
        }
        migrator.registerMigration("19 sums for insight") { db in
            for statement in insight { try db.execute(sql: statement) }
        }
        migrator.registerMigration("21 files of cases") { db in
            for statement in attachments { try db.execute(sql: statement) }
        }
        migrator.registerMigration("22 letters by e-mail") { db in
            for statement in mail { try db.execute(sql: statement) }
        }
        migrator.registerMigration("23 records of one person are made one") { db in
            try addMerges(db, vault)
        }
        migrator.registerMigration("24 households, consents, wishes") { db in
            for statement in circles { try db.execute(sql: statement) }
        }
        migrator.registerMigration("26 opened files") { db in
            for statement in openings { try db.execute(sql: statement) }
        }
        migrator.registerMigration("27 holds and erasures") { db in
            for statement in erasure { try db.execute(sql: statement) }
        }
        migrator.registerMigration("29 walks of calls that go on") { db in
            for statement in walkDrafts { try db.execute(sql: statement) }
        }
        migrator.registerMigration("31 sums by the day") { db in
            for statement in daySums { try db.execute(sql: statement) }
        }
        return migrator
    }

    private static let d = Dialect.self

    private static let citizens = [
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

    private static let cases = [
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

    private static let waiting = [
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

    private static let agents = [
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

    private static let ledger = [
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

    private static let plans = [
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

    private static let walks = [
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

    private static let proofs = [
        """
        CREATE TABLE citizen_proof_attempt (
          id \(d.identity), citizen_id \(d.integer) NOT NULL, number_key TEXT NOT NULL, at \(d.integer) NOT NULL
        ) \(d.tableOptions)
        """,
        "CREATE INDEX citizen_proof_attempt_citizen ON citizen_proof_attempt (citizen_id, at)",
        "CREATE INDEX citizen_proof_attempt_number ON citizen_proof_attempt (number_key, at)",
        "CREATE INDEX citizen_proof_attempt_at ON citizen_proof_attempt (at)",
    ]

    private static let receipts = [
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

    /// A recording may be known before its sound is kept: the sound of what lies in the folder is there.
    private static let prompts = [
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

    private static let traffic = [
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

    private static func list<Word: RawRepresentable<String>>(_ words: [Word]) -> String {
        words.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }
}
