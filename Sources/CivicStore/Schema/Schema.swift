import GRDB

/// The tables. The schema only ever grows: a migration that has shipped is never edited, a new one is added below it.
///
///     household ──< household_member >── citizen ──< citizen_phone >── phone
///                                          │  └──< contact
///                                          └──< citizen_case ──< case_event
///     place          waiting line           agent ──< desk_session
///     ledger         append-only            counter, setting, case_proof_attempt, citizen_proof_attempt, sign_in_attempt
///     number_language                       what was chosen by key on a number
///     article_version                       append-only versions of the articles
///     article_receipt                       what was told to whom
///     article_recall ──< recall_person      what was wrong, and who is told what is right
///     text_message                          text messages that are owed
///     plan_version ──< plan_alias           append-only versions of the dialplans
///     call_walk      how callers walked through them; walk_draft of calls that go on
///     prompt_sound ──< prompt_recording     append-only recordings of the prompts
///     plan_calls, plan_way                  how many calls took which ways, by the hour
///     house_text                            append-only files that calls went by: the calendars
///     plan_request                          texts that a second person is to approve
///     filing, submission                    what was filed in writing, keys of what was sent
///     attachment, letter                    files of cases, e-mail that is owed
///     queue_visit, agent_span               what happened in the line
///     visit_sum, agent_time, state_time     the same by the half hour: each agent's time, and all agents'
///     visit_day, agent_day                  the same by the day
///     topic_day, repeat_day, guess_month, segment_people, insight_mark   sums for /insight, and how far they have counted
///     surge                                 texts that are put in front of calls for a while
///     agent_membership                      what was changed of agents' queues and skills at run time
///     citizen_case ──< case_notice, case_credit, case_alarm   who is owed word, solved cases, what has been rung
///     citizen_case ──< case_visit ──< visit_call              what citizens say of answers, calls that ask them
///     citizen_case ──< case_relay ──< relay_call              leave of units to call, their calls; relay_attempt
///     citizen ──< name_pair, citizen_trigram    what a name is found by
///     citizen ──< citizen_merge ──< citizen_merge_row, citizen_apart   records of one person, and of two
///     citizen ──< consent, contact_preference   what they agreed to, how they want to be reached
///     file_opening   who opened whose file, and why
///     citizen_hold, citizen_erasure, file_removal   what keeps a file, whose were erased, files that are still to go
///     citizen ──< citizen_fact, citizen_segment, entitlement_offer   what rules ask for and make, what was offered
///     segment_rules, segment_check   which rules there were, by which of them a citizen was judged and until when
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
        migrator.registerMigration("15 return visits") { db in
            for statement in visits { try db.execute(sql: statement) }
        }
        migrator.registerMigration("16 visits of queues, time of agents") { db in
            for statement in facts { try db.execute(sql: statement) }
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
        migrator.registerMigration("32 time of all agents") { db in
            for statement in stateTimes { try db.execute(sql: statement) }
        }
        migrator.registerMigration("33 profiles of agents that were changed") { db in
            for statement in memberships { try db.execute(sql: statement) }
        }
        migrator.registerMigration("34 planned surges") { db in
            for statement in surgePlans { try db.execute(sql: statement) }
        }
        migrator.registerMigration("35 calls of units to citizens") { db in
            for statement in relays { try db.execute(sql: statement) }
        }
        migrator.registerMigration("37 segments") { db in
            for statement in segments { try db.execute(sql: statement) }
        }
        migrator.registerMigration("38 offers of services") { db in
            for statement in offers { try db.execute(sql: statement) }
        }
        migrator.registerMigration("39 versions of articles") { db in
            for statement in articleVersions { try db.execute(sql: statement) }
        }
        migrator.registerMigration("40 tellings of articles, recalls") { db in
            for statement in recalls { try db.execute(sql: statement) }
        }
        migrator.registerMigration("41 text messages") { db in
            for statement in texts { try db.execute(sql: statement) }
        }
        return migrator
    }

    /// Short, for the tables.
    static let d = Dialect.self

    /// Words of an enumeration for a check.
    static func list<Word: RawRepresentable<String>>(_ words: [Word]) -> String {
        words.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }
}
