import CivicCRM
import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("The book of recalls")
struct RecallBookTests {
    private let fixture: StoreFixture
    private let store: CivicStore
    /// 10:00 in Shanghai.
    private let now = StoreFixture.now
    private let rules: VisitRules
    private static let all = RecallWay.Means(calls: true, sms: true, email: true)
    private static let call = ConversationReference(text: "C-READ")

    init() throws {
        let made = try StoreFixture()
        fixture = made
        store = made.store
        var rules = VisitRules()
        rules.plan = "recall"
        self.rules = rules
        var services = StoreFixture.catalogue
        services.rules.visits = VisitRules()
        made.store.use(services)
    }

    /// Version 1 was wrong, 2 is right.
    private func publish(isPrivate: Bool = false) async throws {
        try await store.publish(
            [ArticleBookTests.article(1, "Wrong.")], isFromFile: true, by: "file", note: "", at: now)
        var right = ArticleBookTests.article(2, "Right.")
        right.isPrivate = isPrivate
        try await store.publish([right], isFromFile: false, by: "wu", note: "", at: now)
    }

    private func tell(
        _ number: String?, citizen: Int64? = nil, _ channel: ArticleChannel = .speech, email: String? = nil,
        version: Int = 1, heard: Int = 1, minutesAgo: Double = 60
    ) async throws {
        try await store.keep(
            ArticleReceipt(
                article: "renewal", version: version, channel: channel, conversation: Self.call, numberKey: number,
                email: email, citizenId: citizen, language: .english, at: now.addingTimeInterval(-60 * minutesAgo),
                parts: 1, heard: heard, seconds: 5))
    }

    private func citizens(_ ids: Int64...) async throws {
        try await store.pool.write { db in
            for id in ids {
                try db.execute(
                    sql: "INSERT INTO citizen (id, name, language, township) VALUES (?, ?, 'en', '金谷镇')",
                    arguments: [id, "C\(id)"])
                try NameIndex.add("C\(id)", of: id, db)
            }
        }
    }

    private func begin(_ means: RecallWay.Means = all, versions: ClosedRange<Int> = 1...1) async throws -> ArticleRecall
    {
        try await store.recall("renewal", versions: versions, why: "a wrong sum", by: "wu", means: means, at: now)
    }

    @Test("everybody who was told a wrong version is listed once, whoever was told another or heard nothing is not")
    func people() async throws {
        try await publish()
        try await citizens(7)
        try await tell("+8613800000001", citizen: 7)
        try await tell("+8613800000001", citizen: 7, minutesAgo: 90)
        try await tell("+8613800000002")
        try await tell(nil)
        try await tell("+8613800000003", version: 2)
        try await tell("+8613800000004", heard: 0)
        let recall = try await begin()
        #expect(recall.right == 2 && recall.unknown == 1)
        let people = try await fixture.reopen().people(ofRecall: recall.id, limit: 10)
        #expect(people.map(\.citizenId) == [7, nil])
        #expect(people.map(\.numberKey) == ["+8613800000001", "+8613800000002"])
        #expect(people.allSatisfy { $0.state == .waiting && $0.nextAt == now })
        #expect(try await store.progress(ofRecall: recall.id) == [.waiting: 2])
        let entry = try #require(
            try await store.ledger.events(after: 0, limit: 50).last { $0.kind == "article-recalled" })
        #expect(entry.payload.contains("a wrong sum") && entry.actor == "wu")
        #expect(!entry.payload.contains("13800000001"))
    }

    /// Whose a number is, in the record.
    private func link(_ number: String, to citizens: Int64...) async throws {
        try await store.pool.write { [vault = store.vault] db in
            let phone = try #require(
                try Int64.fetchOne(
                    db,
                    sql: """
                        INSERT INTO phone (number_index, last_four, last_seven, number_sealed) VALUES (?, '', '', ?)
                        RETURNING id
                        """,
                    arguments: [vault.index(number, for: .phone), try vault.seal(number, for: .phone)]))
            for citizen in citizens {
                try db.execute(
                    sql: "INSERT INTO citizen_phone (phone_id, citizen_id, confidence, since) VALUES (?, ?, 0.9, 0)",
                    arguments: [phone, citizen])
            }
        }
    }

    @Test("a telephone rings once for one recall; whoever else is known by it is for a person, and lost is nobody")
    func sharedTelephone() async throws {
        try await publish()
        try await citizens(7, 8)
        for citizen in [Int64(7), 8, nil] { try await tell("+8613800000001", citizen: citizen) }
        let recall = try await begin()
        let people = try await store.people(ofRecall: recall.id, limit: 10)
        #expect(Set(people.map(\.citizenId)) == [7, 8])
        #expect(people.map(\.state) == [.person, .waiting])
        #expect(people.map(\.cause) == [.sharedTelephone, nil])
    }

    @Test("a number of somebody whom a person sees to is not called besides")
    func knownNumber() async throws {
        try await publish()
        try await citizens(7)
        try await store.prefer(ContactPreference(way: .village), for: 7, by: "lin", at: now)
        try await tell("+8613800000001", citizen: 7)
        try await tell("+8613800000001")
        let recall = try await begin()
        #expect(try await store.progress(ofRecall: recall.id) == [.person: 1])
    }

    @Test("for a number alone the strictest wish of all whose number it is holds, also where it was said later")
    func wishesOfNumbers() async throws {
        try await publish()
        try await citizens(7, 8, 9)
        try await link("+8613800000001", to: 7, 8)
        try await link("+8613800000002", to: 9)
        try await store.prefer(ContactPreference(), for: 7, by: "lin", at: now)
        try await store.prefer(ContactPreference(takesMachine: false), for: 8, by: "lin", at: now)
        try await tell("+8613800000001")
        try await tell("+8613800000002")
        let recall = try await begin()
        let wished = try await store.people(ofRecall: recall.id, limit: 10).filter { $0.cause == .wish }
        #expect(wished.map(\.numberKey) == ["+8613800000001"])
        try await store.prefer(ContactPreference(way: .letter), for: 9, by: "lin", at: now)
        #expect(try await store.takeRecallCalls(limit: 5, by: rules, at: now).isEmpty)
        #expect(try await store.progress(ofRecall: recall.id) == [.person: 2])
    }

    @Test("a later recall of the article ends what an older one owes the same people; no telephone rings for both")
    func overlapping() async throws {
        try await publish()
        try await citizens(7, 8, 9)
        try await tell("+8613800000001", citizen: 7)
        try await tell("+8613800000002")
        try await tell("+8613800000003", citizen: 8)
        try await tell("+8613800000004")
        let first = try await begin()
        #expect(try await store.progress(ofRecall: first.id) == [.waiting: 4])
        try await store.publish(
            [ArticleBookTests.article(3, "Right at last.")], isFromFile: false, by: "wu", note: "", at: now)
        try await tell("+8613800000001", citizen: 7, version: 2)
        try await tell("+8613800000002", version: 2)
        try await tell("+8613800000003", citizen: 9, version: 2)
        let second = try await begin(versions: 2...2)
        let before = try await store.people(ofRecall: first.id, limit: 10)
        #expect(before.filter { $0.cause == .superseded && $0.state == .done }.count == 2)
        #expect(before.filter { $0.cause == .sharedTelephone && $0.state == .person }.map(\.citizenId) == [8])
        let calls = try await store.takeRecallCalls(limit: 9, by: rules, at: now)
        #expect(calls.count == 4 && Set(calls.map(\.contactNumber)).count == 4)
        #expect(try await store.progress(ofRecall: second.id) == [.calling: 3])
    }

    @Test("what was not heard to its end, was another article or an older version ends no recall")
    func heardInPart() async throws {
        try await publish()
        try await tell("+8613800000001")
        let recall = try await begin()
        let call = try #require(try await store.takeRecallCalls(limit: 5, by: rules, at: now).first)
        for (article, version, heard) in [("renewal", 2, 1), ("water", 2, 2), ("renewal", 1, 2)] {
            try await store.keep(
                ArticleReceipt(
                    article: article, version: version, conversation: ConversationReference(text: "C-OWN"),
                    numberKey: call.contactNumber, citizenId: nil, language: .english, at: now, parts: 2, heard: heard,
                    seconds: 9, recallPerson: call.person))
            #expect(try await store.progress(ofRecall: recall.id) == [.calling: 1])
        }
    }

    @Test("what a person told ends the row and is a receipt, both or neither")
    func told() async throws {
        try await publish(isPrivate: true)
        try await tell("+8613800000001")
        let recall = try await begin()
        let person = try #require(try await store.people(ofRecall: recall.id, limit: 1).first)
        func receipt(heard: Int) -> ArticleReceipt {
            ArticleReceipt(
                article: "renewal", version: 2, conversation: nil, numberKey: person.numberKey, citizenId: nil,
                language: .english, by: "lin", at: now, parts: 1, heard: heard, seconds: 0)
        }
        await #expect(throws: DatabaseError.self) {
            _ = try await store.recallTold(person.id, by: receipt(heard: 2), note: "at the door")
        }
        #expect(try await store.progress(ofRecall: recall.id) == [.person: 1])
        #expect(try await store.recallTold(person.id, by: receipt(heard: 1), note: "at the door"))
        #expect(try await store.progress(ofRecall: recall.id) == [.done: 1])
        #expect(try await store.recallTold(person.id, by: receipt(heard: 1), note: "") == false)
        #expect(try await store.tellings(of: "renewal") == [1: 1, 2: 1])
    }

    @Test("a number that cannot be read is for a person, and keeps no other call from being made")
    func unreadable() async throws {
        try await publish()
        try await tell("+8613800000001", minutesAgo: 50)
        try await tell("+8613800000002", minutesAgo: 60)
        let recall = try await begin()
        let broken = try #require(try await store.people(ofRecall: recall.id, limit: 1).first)
        try await store.pool.write { db in
            try db.execute(
                sql: "UPDATE recall_person SET number_sealed = x'0102' WHERE id = ?", arguments: [broken.id])
        }
        let calls = try await store.takeRecallCalls(limit: 5, by: rules, at: now)
        #expect(calls.map(\.contactNumber) == ["+8613800000002"])
        #expect(try await store.recallPerson(broken.id)?.cause == .noWay)
    }

    @Test("two records that are made one keep a row each, and part with it; a change of keys in between harms nothing")
    func merged() async throws {
        let county = try await MergeFixture.made()
        let store = county.store
        try await store.publish(
            [ArticleBookTests.article(1, "Wrong.")], isFromFile: true, by: "file", note: "", at: now)
        try await store.publish([ArticleBookTests.article(2)], isFromFile: false, by: "wu", note: "", at: now)
        let owners = [(MergeFixture.kept, MergeFixture.number), (MergeFixture.gone, MergeFixture.otherNumber)]
        for (citizen, number) in owners {
            try await store.keep(
                ArticleReceipt(
                    article: "renewal", version: 1, conversation: Self.call, numberKey: number, citizenId: citizen,
                    language: .mandarin, at: now, parts: 1, heard: 1, seconds: 3))
        }
        let recall = try await store.recall(
            "renewal", versions: 1...1, why: "x", by: "wu", means: Self.all, at: now)
        let merge = try await store.merge(
            MergeFixture.gone, into: MergeFixture.kept, why: "said so", by: "qin", at: now)
        let one = try await store.people(ofRecall: recall.id, limit: 9)
        #expect(one.map(\.citizenId) == [MergeFixture.kept, MergeFixture.kept])
        let kept = try await store.pool.read { db in
            try Int.fetchOne(
                db,
                sql: "SELECT COUNT(*) FROM citizen_merge_row WHERE place = 'recall_person' AND gone_row IS NOT NULL")
        }
        #expect(kept == 0)
        _ = try await store.rotateKeys(at: now, share: 1)
        _ = try await store.undoMerge(merge.id, giving: [], why: "two sisters", by: "qin", at: now)
        let two = try await store.people(ofRecall: recall.id, limit: 9)
        #expect(two.filter { $0.citizenId == MergeFixture.kept }.map(\.numberKey) == [MergeFixture.number])
        #expect(two.filter { $0.citizenId == MergeFixture.gone }.map(\.numberKey) == [MergeFixture.otherNumber])
    }

    @Test("nothing is recalled before what is right is published, nor twice, nor with what has run out")
    func refusals() async throws {
        await #expect(throws: ArticleRefusal.unknown("renewal")) { _ = try await begin() }
        try await publish()
        await #expect(throws: ArticleRefusal.nothingRight) { _ = try await begin(versions: 2...2) }
        _ = try await begin()
        await #expect(throws: ArticleRefusal.recalledAlready) { _ = try await begin() }
        try await store.publish(
            [ArticleBookTests.article(3, "Old.", lastDay: "2026-01-01")], isFromFile: false, by: "wu", note: "", at: now
        )
        await #expect(throws: ArticleRefusal.self) { _ = try await begin(versions: 2...2) }
    }

    @Test("a call is in the book before it is made, and made once; who hears it is done with the receipt")
    func call() async throws {
        try await publish()
        try await tell("+8613800000001")
        let recall = try await begin()
        let call = try #require(try await store.takeRecallCalls(limit: 5, by: rules, at: now).first)
        #expect(call.contactNumber == "+8613800000001" && call.version == 2 && call.language == .english)
        #expect(try await store.takeRecallCalls(limit: 5, by: rules, at: now).isEmpty)
        #expect(try await store.progress(ofRecall: recall.id) == [.calling: 1])
        try await store.keep(
            ArticleReceipt(
                article: "renewal", version: 2, conversation: ConversationReference(text: "C-OWN"),
                numberKey: call.contactNumber, citizenId: nil, language: .english, at: now, parts: 1, heard: 1,
                seconds: 9, recallPerson: call.person))
        #expect(try await store.progress(ofRecall: recall.id) == [.done: 1])
        // The machine died before the end of the call was written: nobody is called again.
        #expect(try await fixture.reopen().resumeRecalls(by: rules, at: now) == 0)
        try await store.recallCallEnded(call.person, VisitReport(.silent), by: rules, at: now)
        #expect(try await store.progress(ofRecall: recall.id) == [.done: 1])
    }

    @Test("a call that a crash broke off is made again; one that nobody took waits, and in the end for a person")
    func crash() async throws {
        try await publish()
        try await tell("+8613800000001")
        let recall = try await begin()
        var moment = now
        _ = try await store.takeRecallCalls(limit: 5, by: rules, at: moment)
        #expect(try await fixture.reopen().resumeRecalls(by: rules, at: moment) == 1)
        for _ in 0..<rules.attempts {
            let call = try #require(try await store.takeRecallCalls(limit: 5, by: rules, at: moment).first)
            try await store.recallCallEnded(call.person, VisitReport(.unanswered), by: rules, at: moment)
            let person = try #require(try await store.recallPerson(call.person))
            moment = person.nextAt ?? moment
        }
        #expect(try await store.progress(ofRecall: recall.id) == [.person: 1])
        let person = try #require(try await store.people(ofRecall: recall.id, limit: 1).first)
        #expect(person.cause == .notReached)
        #expect(try await store.recallDone(person.id, note: "told her at the door", by: "lin", at: moment))
        #expect(try await store.recallDone(person.id, note: "", by: "lin", at: moment) == false)
        #expect(try await store.progress(ofRecall: recall.id) == [.done: 1])
    }

    @Test("at night no telephone rings: the first call is due in the morning")
    func night() async throws {
        try await publish()
        try await tell("+8613800000001")
        let evening = now.addingTimeInterval(11 * 3_600)
        let recall = try await store.recall(
            "renewal", versions: 1...1, why: "x", by: "wu", means: Self.all, at: evening)
        #expect(try await store.takeRecallCalls(limit: 5, by: rules, at: evening).isEmpty)
        let due = try #require(try await store.people(ofRecall: recall.id, limit: 1).first?.nextAt)
        #expect(due == now.addingTimeInterval(23 * 3_600))
        #expect(try await store.takeRecallCalls(limit: 5, by: rules, at: due).count == 1)
    }

    @Test(
        "who wants no machine, and what is private, is for a person; also where it was said after the call was planned")
    func wishes() async throws {
        try await publish()
        try await citizens(7, 8)
        try await tell("+8613800000001", citizen: 7)
        try await tell("+8613800000002", citizen: 8)
        try await store.prefer(ContactPreference(way: .village), for: 7, by: "lin", at: now)
        let recall = try await begin()
        #expect(try await store.progress(ofRecall: recall.id) == [.person: 1, .waiting: 1])
        try await store.prefer(ContactPreference(takesMachine: false), for: 8, by: "lin", at: now)
        #expect(try await store.takeRecallCalls(limit: 5, by: rules, at: now).isEmpty)
        #expect(try await store.progress(ofRecall: recall.id) == [.person: 2])
    }

    @Test("in writing it goes out in the same transaction; what comes back is for a person")
    func writing() async throws {
        try await publish(isPrivate: true)
        try await tell(nil, .email, email: "li@example.org")
        try await tell("+8613800000002", .sms)
        try await tell("+8613800000003")
        let recall = try await begin()
        #expect(try await store.progress(ofRecall: recall.id) == [.sent: 2, .person: 1])
        let letter = try #require(try await store.owedLetters(at: now, limit: 5).first)
        #expect(letter.letter.recipient.text == "li@example.org" && letter.letter.text.contains("Right."))
        let text = try #require(try await store.owedTexts(at: now, limit: 5).first)
        #expect(text.message.numberKey == "+8613800000002" && text.message.text.hasSuffix("Short: Right."))
        #expect(try await store.tellings(of: "renewal") == [1: 3, 2: 2])
        try await store.note(.failed("undeliverable"), ofLetter: letter.id, at: now)
        try await store.note(.failed, ofText: text.id, at: now)
        #expect(try await store.progress(ofRecall: recall.id) == [.person: 3])
    }

    @Test("an erasure takes the rows, and what receipts say of the person")
    func person() async throws {
        try await publish()
        try await citizens(7)
        try await tell("+8613800000001", citizen: 7)
        let recall = try await begin()
        _ = try await store.erase(7, by: "wu", at: now)
        #expect(try await store.people(ofRecall: recall.id, limit: 5).isEmpty)
        let left = try await store.pool.read { db in
            try Int.fetchOne(
                db,
                sql: "SELECT COUNT(*) FROM article_receipt WHERE citizen_id IS NOT NULL OR number_sealed IS NOT NULL")
        }
        #expect(left == 0)
    }

    @Test("an erasure takes what a recall wrote, also to an address or a number that others have; it is counted before")
    func written() async throws {
        try await publish(isPrivate: true)
        try await citizens(7, 8)
        try await link("+8613800000001", to: 7, 8)
        try await tell("+8613800000001", citizen: 7, .sms)
        try await tell(nil, citizen: 8, .email, email: "zhou@example.org")
        let recall = try await begin()
        #expect(try await store.progress(ofRecall: recall.id) == [.sent: 2])
        let (export, _) = try await store.export(7, by: "wu", at: now)
        #expect(export.recalls.map(\.article) == ["renewal"] && export.recalls.map(\.state) == ["sent"])
        #expect(export.texts.map(\.number) == ["+8613800000001"])
        #expect(try await store.footprint(of: 7)?.notes == 2)
        _ = try await store.erase(7, by: "wu", at: now)
        _ = try await store.erase(8, by: "wu", at: now)
        let left = try await store.pool.read { db in
            try ["recall_person", "letter", "text_message"].map {
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \($0)")
            }
        }
        #expect(left == [0, 0, 0])
    }
}
