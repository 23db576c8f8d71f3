import CivicCRM
import GRDB

extension Schema {
    /// The versions of the articles; what was kept is never changed.
    static let articleVersions =
        [
            """
            CREATE TABLE article_version (
              id \(Dialect.identity),
              article TEXT NOT NULL CHECK (length(article) BETWEEN 1 AND 200),
              version \(Dialect.integer) NOT NULL CHECK (version > 0),
              hash TEXT NOT NULL CHECK (length(hash) = 64),
              content TEXT NOT NULL,
              author TEXT NOT NULL,
              note TEXT NOT NULL,
              at \(Dialect.integer) NOT NULL,
              from_file \(Dialect.integer) NOT NULL CHECK (from_file IN (0, 1)),
              UNIQUE (article, version)
            ) \(Dialect.tableOptions)
            """
        ] + [Dialect.appendOnly("article_version")]

    /// Articles are told by other ways than a call as well, and what was wrong is put right with everybody who was told it.
    static let recalls = [
        """
        CREATE TABLE article_receipt_40 (
          id \(Dialect.identity),
          article TEXT NOT NULL,
          version \(Dialect.integer) NOT NULL CHECK (version > 0),
          channel TEXT NOT NULL CHECK (channel IN (\(list(ArticleChannel.allCases)))),
          conversation TEXT,
          case_id \(Dialect.integer) REFERENCES citizen_case (id),
          number_index TEXT,
          number_sealed \(Dialect.bytes),
          email TEXT,
          citizen_id \(Dialect.integer) REFERENCES citizen (id),
          language TEXT NOT NULL,
          told_by TEXT NOT NULL,
          at \(Dialect.integer) NOT NULL,
          parts \(Dialect.integer) NOT NULL CHECK (parts > 0),
          heard \(Dialect.integer) NOT NULL CHECK (heard BETWEEN 0 AND parts),
          seconds \(Dialect.integer) NOT NULL CHECK (seconds >= 0)
        ) \(Dialect.tableOptions)
        """,
        """
        INSERT INTO article_receipt_40
          (id, article, version, channel, conversation, number_index, number_sealed, citizen_id, language, told_by, at, parts,
          heard, seconds)
        SELECT id, article, version, 'speech', conversation, number_index, number_sealed, citizen_id, language, 'system', at,
          parts, heard, seconds FROM article_receipt
        """,
        "DROP TABLE article_receipt",
        "ALTER TABLE article_receipt_40 RENAME TO article_receipt",
        "CREATE INDEX article_receipt_conversation ON article_receipt (conversation)",
        "CREATE INDEX article_receipt_article ON article_receipt (article, version, at)",
        "CREATE INDEX article_receipt_citizen ON article_receipt (citizen_id, at)",
        "CREATE INDEX article_receipt_number ON article_receipt (number_index, at)",
        "CREATE INDEX article_receipt_case ON article_receipt (case_id) WHERE case_id IS NOT NULL",
        """
        CREATE TABLE article_recall (
          id \(Dialect.identity),
          article TEXT NOT NULL,
          first_version \(Dialect.integer) NOT NULL CHECK (first_version > 0),
          last_version \(Dialect.integer) NOT NULL CHECK (last_version >= first_version),
          right_version \(Dialect.integer) NOT NULL CHECK (right_version > last_version),
          why TEXT NOT NULL CHECK (length(why) BETWEEN 1 AND 2000),
          author TEXT NOT NULL,
          at \(Dialect.integer) NOT NULL,
          unknown \(Dialect.integer) NOT NULL CHECK (unknown >= 0),
          UNIQUE (article, last_version)
        ) \(Dialect.tableOptions)
        """,
        """
        CREATE TABLE recall_person (
          id \(Dialect.identity),
          recall_id \(Dialect.integer) NOT NULL REFERENCES article_recall (id),
          citizen_id \(Dialect.integer) REFERENCES citizen (id),
          number_index TEXT,
          number_sealed \(Dialect.bytes),
          email TEXT,
          language TEXT NOT NULL,
          told_at \(Dialect.integer) NOT NULL,
          state TEXT NOT NULL CHECK (state IN (\(list(RecallPerson.State.allCases)))),
          cause TEXT CHECK (cause IN (\(list(RecallPerson.Cause.allCases)))),
          attempts \(Dialect.integer) NOT NULL DEFAULT 0 CHECK (attempts >= 0),
          next_at \(Dialect.integer),
          letter_id \(Dialect.integer),
          text_id \(Dialect.integer),
          done_at \(Dialect.integer),
          done_by TEXT,
          note TEXT NOT NULL DEFAULT '',
          CHECK ((done_at IS NULL) = (done_by IS NULL)),
          CHECK (next_at IS NULL OR state = 'waiting')
        ) \(Dialect.tableOptions)
        """,
        // Not unique: two records that were made one have a row each.
        "CREATE INDEX recall_person_citizen ON recall_person (citizen_id, recall_id) WHERE citizen_id IS NOT NULL",
        "CREATE INDEX recall_person_number ON recall_person (number_index) WHERE number_index IS NOT NULL",
        "CREATE INDEX recall_person_due ON recall_person (next_at) WHERE next_at IS NOT NULL",
        "CREATE INDEX recall_person_state ON recall_person (recall_id, state)",
        "CREATE INDEX recall_person_letter ON recall_person (letter_id) WHERE letter_id IS NOT NULL",
        "CREATE INDEX recall_person_text ON recall_person (text_id) WHERE text_id IS NOT NULL",
    ]
}
