import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Walks of past calls")
struct WalkBookTests {
    let fixture: StoreFixture
    var book: WalkBook { fixture.store.walks }
    private let call = ConversationReference(text: "C-7K2M4Q9XTB")

    init() throws {
        fixture = try StoreFixture()
    }

    private func keep(_ plan: String, after seconds: Double, _ record: String) async throws {
        try await book.keep(
            WalkRow(
                id: 0, conversation: call, plan: plan, startedAt: StoreFixture.now.addingTimeInterval(seconds),
                record: record),
            at: StoreFixture.now)
    }

    @Test("are found by call and by plan and period, the newest first")
    func found() async throws {
        try await keep("county", after: 0, "a")
        try await keep("lab", after: 5, "b")
        try await keep("county", after: 10, "c")
        #expect(try await book.walks(of: call).map(\.record) == ["a", "b", "c"])
        let now = StoreFixture.now
        func records(_ from: Double, _ to: Double, limit: Int = 10) async throws -> [String] {
            try await book.walks(
                of: "county", from: now.addingTimeInterval(from), to: now.addingTimeInterval(to), limit: limit
            ).map(\.record)
        }
        #expect(try await records(0, 11) == ["c", "a"])
        #expect(try await records(0, 11, limit: 1) == ["c"])
        #expect(try await records(0, 10) == ["a"], "the end is not in the period")
        #expect(try await book.count(of: "county", from: now, to: now.addingTimeInterval(60)) == 2)
    }

    @Test(
        "stand in the ledger by their hash alone, so that a changed one is found out and a deleted one leaves nothing")
    func hash() async throws {
        try await keep("county", after: 0, "{\"moments\":[\"what the caller did\"]}")
        let row = try #require(try await book.walks(of: call).first)
        #expect(try await book.isAsWritten(row) == true)
        let entries = try await fixture.store.ledger.events(of: call)
        #expect(entries.map(\.kind) == ["call-walked"])
        #expect(entries.allSatisfy { !$0.payload.contains("what the caller did") })

        let other = ConversationReference(text: "C-OTHER")
        try await book.keep(
            WalkRow(id: 0, conversation: other, plan: "county", startedAt: StoreFixture.now, record: "{}"),
            at: StoreFixture.now)
        try await fixture.store.pool.write { db in
            try db.execute(
                sql:
                    "UPDATE call_walk SET record_sealed = (SELECT record_sealed FROM call_walk WHERE conversation = ?)",
                arguments: [other.text])
        }
        let changed = try #require(try await book.walks(of: call).first)
        #expect(try await book.isAsWritten(changed) == false)
    }

    @Test("nothing is said of a call that the ledger does not know")
    func unknown() async throws {
        let row = WalkRow(
            id: 1, conversation: ConversationReference(text: "C-0000000000"), plan: "county",
            startedAt: StoreFixture.now, record: "x")
        #expect(try await book.isAsWritten(row) == nil)
        #expect(try await book.walks(of: row.conversation) == [])
    }

    @Test("are counted by hour, plan and version, each way once a call; old counts go")
    func traffic() async throws {
        let hour = 3_600.0
        let start = Date(timeIntervalSince1970: 1_800_000_000)  // a full hour
        func keep(_ seconds: Double, _ version: String, _ ways: [String], plan: String = "county") async throws {
            try await book.keep(
                WalkRow(
                    id: 0, conversation: call, plan: plan, startedAt: start.addingTimeInterval(seconds), record: "x"),
                visits: [
                    PlanVisit(plan: plan, version: version, ways: ways.map { PlanVisit.Way(step: "home", way: $0) })
                ], at: StoreFixture.now)
        }
        try await keep(0, "a", ["key 1"])
        try await keep(10, "a", ["key 1", "key 2"])
        try await keep(3 * hour, "b", ["key 1"])
        try await keep(3 * hour, "b", ["key 1"], plan: "lab")
        let all = try await book.traffic(of: "county", since: start.addingTimeInterval(20))
        #expect(all.calls == ["a": 2, "b": 1], "the hour counts whole")
        #expect(all.counts.map { "\($0.step) \($0.way) \($0.calls)" } == ["home key 1 3", "home key 2 1"])
        let later = try await book.traffic(of: "county", since: start.addingTimeInterval(hour))
        #expect(later.calls == ["b": 1] && later.counts.map(\.calls) == [1])
        #expect(try await book.traffic(of: "tax", since: start) == PlanTraffic())
        try await keep(91 * 24 * hour, "b", [])
        #expect(try await book.traffic(of: "county", since: start).calls == ["b": 1])
        #expect(try await book.traffic(of: "lab", since: start).calls == ["b": 1])
    }

    @Test("a call that goes on is drafted, each time over the last; its end leaves the whole walk alone")
    func drafts() async throws {
        let visit = PlanVisit(plan: "county", version: "v", ways: [PlanVisit.Way(step: "home", way: "key 1")])
        func row(_ record: String) -> WalkRow {
            WalkRow(id: 0, conversation: call, plan: "county", startedAt: StoreFixture.now, record: record)
        }
        try await book.draft([WalkDraft(row: row("a"), visits: [])])
        try await book.draft([WalkDraft(row: row("ab"), visits: [visit])])
        #expect(try await book.walks(of: call).isEmpty)
        try await book.keep(row("abc"), visits: [visit], at: StoreFixture.now)
        #expect(try await book.keepDrafts(at: StoreFixture.now) == 0)
        #expect(try await book.walks(of: call).map(\.record) == ["abc"])
    }

    @Test("what a crash has left is kept, counted and in the ledger once")
    func leftBehind() async throws {
        let visit = PlanVisit(plan: "county", version: "v", ways: [PlanVisit.Way(step: "home", way: "key 1")])
        let row = WalkRow(id: 0, conversation: call, plan: "county", startedAt: StoreFixture.now, record: "ab")
        try await book.draft([WalkDraft(row: row, visits: [visit])])
        for kept in [1, 0] { #expect(try await book.keepDrafts(at: StoreFixture.now.addingTimeInterval(9)) == kept) }
        let found = try #require(try await book.walks(of: call).first)
        #expect(found.record == "ab" && found.startedAt == StoreFixture.now)
        #expect(try await book.isAsWritten(found) == true)
        #expect(try await book.traffic(of: "county", since: StoreFixture.now).calls == ["v": 1])
        #expect(try await fixture.store.ledger.events(of: call).map(\.kind) == ["call-walked"])
    }
}
