import CivicCRM
import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("The book of opened files")
struct OpeningBookTests {
    private func fixture() async throws -> StoreFixture {
        let fixture = try StoreFixture()
        try await fixture.store.pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO citizen (id, name, language, township) VALUES (1, '禾小兰', 'zh-CN', '青石镇'),
                      (2, '禾大川', 'zh-CN', '青石镇');
                    INSERT INTO household (id, township) VALUES (5, '青石镇');
                    INSERT INTO household_member (household_id, citizen_id) VALUES (5, 1), (5, 2)
                    """)
        }
        return fixture
    }

    private let now = StoreFixture.now

    @Test("who, whose, when and why come back, with those who live with the citizen")
    func lines() async throws {
        let store = try await fixture().store
        let opened = try await store.openCase(StoreFixture.draft(citizen: 1), at: now)
        try await store.note(
            FileOpening(
                by: "lin", look: .record, citizenId: 1, caseId: opened.id,
                ground: .stated(.other, words: "她儿子来信")), at: now)
        try await store.note(FileOpening(by: "lin", look: .card, citizenId: 2, ground: .liveCall), at: now + 1)
        let stated = try await store.openings(on: .stated, since: now, by: nil, limit: 10)
        #expect(stated.map(\.citizenName) == ["禾小兰"] && stated.map(\.household) == [["禾大川"]])
        #expect(stated.first?.opening.ground == .stated(.other, words: "她儿子来信"))
        #expect(stated.first?.caseNumber == opened.number)
        #expect(
            try await store.openings(on: .all, since: now, by: "lin", limit: 10).map(\.opening.citizenId) == [2, 1])
        #expect(try await store.openings(on: .all, since: now, by: "wang", limit: 10).isEmpty)
        #expect(try await store.openingCounts(since: now) == ["other": 1, "live-call": 1])
        #expect(try await store.openingCounts(since: now + 2).isEmpty)
    }

    @Test("a look by the number of a record that has gone into another is the one person's to hear")
    func merged() async throws {
        let store = try await fixture().store
        try await store.pool.write { db in try db.execute(sql: "UPDATE citizen SET merged_into = 1 WHERE id = 2") }
        try await store.note(FileOpening(by: "lin", look: .citizen, citizenId: 2, ground: .liveCall), at: now)
        for number in [Int64(1), 2] {
            #expect(try await store.openings(ofCitizen: number, since: now, limit: 10).map(\.ground) == [.liveCall])
        }
    }

    @Test("the ledger holds each look, and of the words of a reason only a hash that they fit")
    func ledger() async throws {
        let store = try await fixture().store
        let ground = OpeningGround.stated(.other, words: "her son wrote")
        for _ in 0..<2 {
            try await store.note(FileOpening(by: "lin", look: .citizen, citizenId: 1, ground: ground), at: now)
        }
        let entries = try await store.ledger.events(after: 0, limit: 10)
        let told = try entries.map { try JSONDecoder().decode(AuditEntry.self, from: Data($0.payload.utf8)) }
        #expect(told.map(\.action) == ["view-citizen", "view-citizen"] && told.map(\.reason) == ["other", "other"])
        #expect(!entries.contains { $0.payload.contains("her son") })
        // Equal words have different hashes: nobody tries words out.
        #expect(Set(told.map(\.wordsHash)).count == 2)
        guard case .intact(2, _) = try await store.ledger.verify() else {
            Issue.record("the ledger is broken")
            return
        }
    }

    @Test("a mark tells the look that it was made for, also after a restart; a made-up one tells nothing")
    func marks() async throws {
        let fixture = try await self.fixture()
        let first = try await fixture.store.note(
            FileOpening(by: "zhou", look: .record, citizenId: 1, ground: .assigned), at: now)
        let second = try await fixture.store.note(
            FileOpening(by: "ping", look: .record, citizenId: 1, ground: .assigned), at: now)
        #expect(first != second && second.number == first.number + 1)
        try fixture.store.close()
        let store = try fixture.reopen()
        #expect(try await store.opening(marked: first)?.opening.by == "zhou")
        #expect(try await store.opening(marked: second)?.opening.by == "ping")
        for forged in [Watermark(number: second.number, check: second.check ^ 1), Watermark(number: 99, check: 0)] {
            #expect(try await store.opening(marked: forged) == nil)
        }
    }

    @Test("a citizen is told of the looks of others, one a day of each unit and reason, and of no own ones")
    func told() async throws {
        let store = try await fixture().store
        let zhou = StoredAgent(
            name: "zhou", displayName: "周", sipUser: "", languages: [], queues: [], role: .unit, unit: "bureau")
        try await store.accounts.upsertAgents([(zhou, Redacted("long enough"))])
        let opened = try await store.openCase(StoreFixture.draft(citizen: 1), at: now)
        let looks: [(String, FileOpening.Look, OpeningGround, Double)] = [
            ("lin", .citizen, .stated(.check, words: ""), 0), ("wang", .record, .stated(.check, words: ""), 60),
            ("zhou", .record, .assigned, 120), ("citizen", .record, .ownCode, 180),
            ("lin", .citizen, .stated(.check, words: ""), 86_400),
        ]
        for (by, look, ground, seconds) in looks {
            try await store.note(
                FileOpening(
                    by: by, look: look, citizenId: look == .citizen ? 1 : nil,
                    caseId: look == .record ? opened.id : nil,
                    ground: ground), at: now + seconds)
        }
        let told = try await store.openings(ofCitizen: 1, since: now, limit: 10)
        #expect(told.map(\.ground.word) == ["check", "assigned", "check"])
        #expect(told.map(\.unit) == [nil, "bureau", nil])
        #expect(try await store.openings(ofCitizen: 1, since: now, limit: 2).count == 2)
        #expect(try await store.openings(ofCitizen: 2, since: now, limit: 10).isEmpty)
        #expect(
            try await store.openings(ofCase: opened.id, since: now, limit: 10).map(\.ground.word) == [
                "assigned", "check",
            ])
    }
}
