import CivicCRM
import CivicCore
import Foundation
import GRDB

/// Somebody who was told what was wrong, as far as the receipts know them.
struct RecallTelling {
    var citizenId: Int64?
    var numberKey: String?
    var email: String?
    var language: Language
    /// Of the last telling.
    var channel: ArticleChannel
    var at: Date

    /// Everybody once, the last telling first; and how many tellings belong to nobody who could be found.
    static func all(_ db: Database, _ vault: RecordVault, of article: String, _ versions: ClosedRange<Int>) throws -> (
        people: [RecallTelling], unknown: Int
    ) {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(ArticleReceipt.columns) FROM article_receipt
                WHERE article = ? AND version BETWEEN ? AND ? AND heard > 0 ORDER BY at DESC, id DESC
                """,
            arguments: [article, versions.lowerBound, versions.upperBound])
        var people: [RecallTelling] = []
        var places: [String: Int] = [:]
        var unknown = 0
        while let row = try rows.next() {
            let receipt = try ArticleReceipt(row, vault)
            let key =
                receipt.citizenId.map { "c\($0)" } ?? receipt.numberKey.map { "n\($0)" }
                ?? receipt.email.map { "e\($0)" }
            guard let key else {
                unknown += 1
                continue
            }
            if let place = places[key] {
                people[place].numberKey = people[place].numberKey ?? receipt.numberKey
                people[place].email = people[place].email ?? receipt.email
                continue
            }
            places[key] = people.count
            people.append(
                RecallTelling(
                    citizenId: receipt.citizenId, numberKey: receipt.numberKey, email: receipt.email,
                    language: receipt.language, channel: receipt.channel, at: receipt.at))
        }
        return (people, unknown)
    }
}

/// Writes the rows of a recall, and what goes out in writing, within the transaction that begins it.
struct RecallWork {
    let db: Database
    let vault: RecordVault
    let recall: ArticleRecall
    /// What is right.
    let article: Article
    let means: RecallWay.Means
    let rules: VisitRules
    let zone: TimeZone
    let now: Date

    /// - Returns: how many rows there are.
    func write(_ tellings: [RecallTelling]) throws -> Int {
        // Nobody's telephone rings twice for one recall: who is known comes before who is only a number, and has a row always.
        var called: Set<String> = []
        var known: Set<String> = []
        var count = 0
        let ordered = tellings.filter { $0.citizenId != nil } + tellings.filter { $0.citizenId == nil }
        for var telling in ordered {
            if let citizen = telling.citizenId {
                try complete(&telling, citizen)
                if let number = telling.numberKey { known.insert(number) }
            } else if let number = telling.numberKey, known.contains(number) {
                continue
            }
            let preference = try CivicStore.preference(db, vault, of: telling.citizenId, or: telling.numberKey)
            var way = RecallWay.choose(
                told: telling.channel, hasNumber: telling.numberKey != nil, hasEmail: telling.email != nil,
                preference: preference, isPrivate: article.isPrivate, means: means)
            if way == .sms, article.text(for: .sms, in: telling.language) == nil {
                way = means.calls && !article.isPrivate ? .call : .person(.noWay)
            }
            if way == .call || way == .sms, let number = telling.numberKey, !called.insert(number).inserted {
                way = .person(.sharedTelephone)
            }
            try insert(telling, way, preference)
            count += 1
        }
        return count
    }

    /// Ends what older recalls of the article still owe those who are in this one, and keeps their telephones from ringing for
    /// both.
    ///
    /// - Returns: how many rows are over.
    func endOlder() throws -> Int {
        let older = "recall_id IN (SELECT id FROM article_recall WHERE article = ? AND id <> ?)"
        try db.execute(
            sql: """
                UPDATE recall_person SET state = 'done', cause = ?, next_at = NULL, done_at = ?, done_by = 'system'
                WHERE state IN ('waiting', 'person') AND \(older)
                  AND (citizen_id IN (
                      SELECT n.citizen_id FROM recall_person n WHERE n.recall_id = ? AND n.citizen_id IS NOT NULL)
                    OR (citizen_id IS NULL AND number_index IN (
                      SELECT n.number_index FROM recall_person n WHERE n.recall_id = ? AND n.number_index IS NOT NULL)))
                """,
            arguments: [
                RecallPerson.Cause.superseded.rawValue, now.milliseconds, article.id, recall.id, recall.id, recall.id,
            ])
        let count = db.changesCount
        // Others who are known and have the same telephone.
        try db.execute(
            sql: """
                UPDATE recall_person SET state = 'person', cause = ?, next_at = NULL
                WHERE state = 'waiting' AND \(older) AND number_index IN (
                  SELECT n.number_index FROM recall_person n
                  WHERE n.recall_id = ? AND n.state = 'waiting' AND n.number_index IS NOT NULL)
                """,
            arguments: [RecallPerson.Cause.sharedTelephone.rawValue, article.id, recall.id, recall.id])
        return count
    }

    /// What the record knows besides the receipts.
    private func complete(_ telling: inout RecallTelling, _ citizen: Int64) throws {
        if telling.numberKey == nil {
            telling.numberKey = try Data.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT p.number_sealed FROM citizen_phone l JOIN phone p ON p.id = l.phone_id
                        WHERE l.citizen_id = ? ORDER BY l.confidence DESC, p.id LIMIT 1
                        """), arguments: [citizen]
            ).map { try vault.open($0, of: .phone) }
        }
        if telling.email == nil {
            telling.email = try String.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT f.email FROM filing f JOIN citizen_case c ON c.id = f.case_id
                        WHERE c.citizen_id = ? AND f.email IS NOT NULL ORDER BY c.id DESC LIMIT 1
                        """), arguments: [citizen])
        }
    }

    private func insert(_ telling: RecallTelling, _ way: RecallWay, _ preference: ContactPreference?) throws {
        var state = RecallPerson.State.sent
        var cause: RecallPerson.Cause?
        var due: Date?
        var letter: Int64?
        var text: Int64?
        switch way {
        case .call:
            state = .waiting
            due = (rules.honouring(preference) ?? rules).ringing(from: now, in: zone)
        case .email: letter = try postLetter(telling)
        case .sms: text = try postText(telling)
        case .person(let why): (state, cause) = (.person, why)
        }
        // An address that is none reaches nobody.
        if state == .sent, letter == nil, text == nil { (state, cause) = (.person, .noWay) }
        try db.cachedStatement(
            sql: """
                INSERT INTO recall_person
                  (recall_id, citizen_id, number_index, number_sealed, email, language, told_at, state, cause, next_at,
                  letter_id, text_id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            recall.id, telling.citizenId, vault.indexIfAny(telling.numberKey, for: .recall),
            try vault.sealIfAny(telling.numberKey, for: .recallNumber), telling.email, telling.language.tag,
            telling.at.milliseconds, state.rawValue, cause?.rawValue, due?.milliseconds, letter, text,
        ])
        guard letter != nil || text != nil else { return }
        try CivicStore.keep(
            db, vault,
            ArticleReceipt(
                article: article.id, version: article.version, channel: letter == nil ? .sms : .email,
                conversation: nil, numberKey: letter == nil ? telling.numberKey : nil,
                email: letter == nil ? nil : telling.email, citizenId: telling.citizenId, language: telling.language,
                at: now, parts: max(1, article.partCount), heard: max(1, article.partCount), seconds: 0))
    }

    private func postLetter(_ telling: RecallTelling) throws -> Int64? {
        guard let recipient = telling.email.flatMap({ MailAddress($0) }) else { return nil }
        let (subject, text) = MailTexts.recalled(article, toldAt: telling.at, zone: zone)
        return try CivicStore.post(
            db, Letter(caseId: nil, recipient: recipient, subject: subject, text: text),
            reference: "civicline.\(MailMark.newToken(16))", at: now)
    }

    private func postText(_ telling: RecallTelling) throws -> Int64? {
        guard let number = telling.numberKey, let text = article.text(for: .sms, in: telling.language) else {
            return nil
        }
        let begin =
            telling.language == .mandarin ? "【市民热线更正】之前告诉您的有误，以此为准：" : "Correction from the hotline: "
        return try CivicStore.post(db, vault, TextMessage(caseId: nil, numberKey: number, text: begin + text), at: now)
    }
}
