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

    @Test("a telephone rings once for one recall, also where it was told under two names")
    func sharedTelephone() async throws {
        try await publish()
        try await citizens(7, 8)
        for citizen in [Int64(7), 8, nil] { try await tell("+8613800000001", citizen: citizen) }
        let recall = try await begin()
        #expect(try await store.people(ofRecall: recall.id, limit: 10).count == 1)
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
}
