import CivicCRM
import CivicCore
import CivicInsight
import CivicStore
import Foundation
import GRDB
import Testing

@Suite struct InsightSumsTests {
    /// 2026-11-23 in Shanghai.
    private let today = LocalDate("2026-11-23")!

    private func citizen(_ store: CivicStore, _ id: Int64, birthYear: Int, township: String = "青石镇") async throws {
        try await store.pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO citizen (id, name, birth_year, language, township, village, accessibility)
                    VALUES (?, ?, ?, 'zh-CN', ?, '上河村', NULL)
                    """, arguments: [id, "市民\(id)", birthYear, township])
        }
    }

    private func open(
        _ store: CivicStore, _ citizen: Int64?, _ service: String, daysAgo: Double, summary: String = "no water"
    ) async throws {
        _ = try await store.openCase(
            StoreFixture.draft(citizen: citizen, service: service, summary: summary),
            at: StoreFixture.now - daysAgo * 86_400)
    }

    private func call(
        _ store: CivicStore, _ number: String, daysAgo: Double, citizen: Int64? = nil, outcome: String? = nil
    )
        async throws
    {
        var contact = StoreFixture.contact(
            "C-\(number)-\(daysAgo)", citizen: citizen, number: number, at: StoreFixture.now - daysAgo * 86_400)
        contact.outcome = outcome
        _ = try await store.begin(contact)
    }

    private struct Everything: Equatable {
        var topics: [TopicCount]
        var segments: [SegmentCount]
        var guesses: [GuessSum]
        var repeats: [RepeatDay]
    }

    private func everything(_ store: CivicStore) async throws -> Everything {
        let days = today.adding(days: -400)..<today.adding(days: 2)
        return Everything(
            topics: try await store.topics(of: days).sorted {
                ($0.day, $0.township, $0.service) < ($1.day, $1.township, $1.service)
            },
            segments: try await store.segments(of: 2026).sorted { ($0.age, $0.service) < ($1.age, $1.service) },
            guesses: try await store.guesses(of: 0..<99_999).sorted { $0.rule.rawValue < $1.rule.rawValue },
            repeats: try await store.repeats(of: days).sorted { $0.day < $1.day })
    }

    @Test("cases count by their day, township and service, also of citizens who are not known")
    func topics() async throws {
        let fixture = try StoreFixture()
        try await citizen(fixture.store, 1, birthYear: 1950)
        try await open(fixture.store, 1, "pension", daysAgo: 3)
        try await open(fixture.store, 1, "pension", daysAgo: 3)
        try await open(fixture.store, nil, "general", daysAgo: 0)
        let counts = try await everything(fixture.store).topics
        #expect(
            counts == [
                TopicCount(day: today.adding(days: -3), township: "青石镇", service: "pension", cases: 2),
                TopicCount(day: today, township: "", service: "general", cases: 1),
            ])
        // The end of the range is not in it.
        #expect(try await fixture.store.topics(of: today.adding(days: -3)..<today).count == 1)
    }

    @Test("people count once a year for a service and once for any, by their age in that year")
    func segments() async throws {
        let fixture = try StoreFixture()
        try await citizen(fixture.store, 1, birthYear: 1950)
        for days in [400.0, 30, 20] { try await open(fixture.store, 1, "pension", daysAgo: days) }
        try await open(fixture.store, 1, "school", daysAgo: 10)
        let counts = try await fixture.store.segments(of: 2026).sorted { $0.service < $1.service }
        #expect(counts.map(\.service) == ["", "pension", "school"])
        #expect(counts.allSatisfy { $0.people == 1 && $0.age == "75+" && $0.needs == "no" && $0.language == "zh-CN" })
        #expect(try await fixture.store.segments(of: 2025).map(\.people) == [1, 1])
    }

    @Test("a case is guessed by what was known the moment before, and calls again by seven days before")
    func guesses() async throws {
        let fixture = try StoreFixture()
        let store = fixture.store
        for id in 1...3 as ClosedRange<Int64> { try await citizen(store, id, birthYear: 1980) }
        try await open(store, 1, "general", daysAgo: 50)
        // Most frequent is general: naive and right. Then the case that is open.
        try await open(store, 2, "general", daysAgo: 40)
        try await open(store, 2, "school", daysAgo: 39)
        try await open(store, 2, "school", daysAgo: 36)
        let sums = try await everything(store).guesses
        #expect(
            sums == [
                // Two days of work are promised: on the day after, it is due.
                GuessSum(rule: .due, tried: 2, right: 1, naive: 0),
                GuessSum(rule: .frequent, tried: 1, right: 1, naive: 1),
            ])
        for days in [20, 12.9, 3.0, 2.5] { try await call(store, "+8612900000001", daysAgo: days) }
        try await call(store, "+8612900000002", daysAgo: 2.5)
        #expect(try await everything(store).repeats.map(\.again).reduce(0, +) == 1)
        #expect(try await everything(store).repeats.map(\.calls).reduce(0, +) == 5)
    }

    @Test("what is counted row by row as it comes is what a count of everything gives")
    func rebuilt() async throws {
        let fixture = try StoreFixture()
        let store = fixture.store
        for id in 1...6 as ClosedRange<Int64> { try await citizen(store, id, birthYear: 1940 + Int(id) * 12) }
        let services = ["general", "pension", "school"]
        var random = SplitMix64(seed: 4)
        for step in 0..<60 {
            let days = 120 - Double(step) * 2
            let id = Int64(random.next() % 6 + 1)
            try await open(store, random.next() % 5 == 0 ? nil : id, services[Int(random.next() % 3)], daysAgo: days)
            try await call(store, "+86129000000\(id)", daysAgo: days, citizen: id)
            if step.isMultiple(of: 7) { _ = try await everything(store) }
        }
        let counted = try await everything(store)
        #expect(counted.topics.reduce(0) { $0 + $1.cases } == 60)
        #expect(counted.guesses.contains { $0.rule == .due && $0.tried > 3 })
        #expect(counted.repeats.reduce(0) { $0 + $1.calls } == 60)
        try await store.pool.write { try $0.execute(sql: "UPDATE insight_mark SET version = 0") }
        #expect(try await everything(store) == counted)
        // Another run of the program goes on where this one stood.
        let again = try fixture.reopen()
        try await open(again, 1, "school", daysAgo: 0)
        let more = try await everything(again)
        #expect(more.topics.reduce(0) { $0 + $1.cases } == 61)
        try again.close()
    }

    @Test("sums of an older version of the rules are counted anew")
    func version() async throws {
        let fixture = try StoreFixture()
        try await open(fixture.store, nil, "general", daysAgo: 1)
        let counted = try await everything(fixture.store)
        try await fixture.store.pool.write { db in
            try db.execute(sql: "UPDATE insight_mark SET version = 0; UPDATE topic_day SET cases = 70")
        }
        #expect(try await everything(fixture.store) == counted)
    }

    @Test("looks at the same moment count nothing twice")
    func together() async throws {
        let fixture = try StoreFixture()
        for _ in 0..<30 { try await open(fixture.store, nil, "general", daysAgo: 1) }
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 { group.addTask { try await everything(fixture.store) } }
            for try await seen in group { #expect(seen.topics.map(\.cases) == [30]) }
        }
    }

    @Test("who calls again and again without a solution is listed, who was helped is not")
    func callers() async throws {
        let fixture = try StoreFixture()
        let store = fixture.store
        for id in 1...4 as ClosedRange<Int64> { try await citizen(store, id, birthYear: 1980) }
        for days in [9.0, 5, 1] {
            try await call(store, "1", daysAgo: days, citizen: 1, outcome: "other")
            try await call(store, "2", daysAgo: days, citizen: 2, outcome: "solved-on-call")
            try await call(store, "3", daysAgo: days, citizen: 3, outcome: "information-given")
            try await call(store, "4", daysAgo: days + 25, citizen: 4, outcome: "other")
        }
        try await open(store, 3, "school", daysAgo: 5)
        let found = try await store.repeatCallers(since: StoreFixture.now - 30 * 86_400, limit: 20)
        #expect(found.map(\.id) == [1, 3])
        #expect(found.map(\.calls) == [3, 3] && found.last?.open.map(\.service) == ["school"])
        #expect(found.first?.lastCall == StoreFixture.now - 86_400)
        #expect(try await store.repeatCallers(since: StoreFixture.now - 30 * 86_400, limit: 1).count == 1)
    }

    @Test("many matters are open cases of three services; open matters have the place where it is")
    func matters() async throws {
        let fixture = try StoreFixture()
        let store = fixture.store
        for id in 1...2 as ClosedRange<Int64> { try await citizen(store, id, birthYear: 1980) }
        for service in ["general", "pension", "school"] { try await open(store, 1, service, daysAgo: 4) }
        for _ in 0..<3 { try await open(store, 2, "school", daysAgo: 40) }
        #expect(try await store.manyMatters(limit: 20).map(\.id) == [1])
        let open = try await store.openMatters(since: StoreFixture.now - 30 * 86_400, limit: 2)
        #expect(open.map(\.service) == ["school", "pension"])
        #expect(open.allSatisfy { $0.township == "青石镇" && $0.village == "上河村" && $0.citizen == 1 })
    }

    @Test("merged cases come with the case that they go on as part of")
    func merged() async throws {
        let fixture = try StoreFixture()
        for text in ["no water since Monday", "no water since Tuesday"] {
            try await open(fixture.store, nil, "general", daysAgo: 3, summary: text)
        }
        #expect(try await fixture.store.mergedMatters(since: .distantPast, limit: 9).isEmpty)
        try await fixture.store.pool.write { db in
            try db.execute(
                sql: """
                    UPDATE citizen_case SET state = 'merged', merged_into = (SELECT number FROM citizen_case WHERE id = 1)
                    WHERE id = 2
                    """)
        }
        let merged = try await fixture.store.mergedMatters(since: .distantPast, limit: 9)
        #expect(
            merged.map { [$0.merged.text, $0.into.text] } == [["no water since Tuesday", "no water since Monday"]])
        #expect(try await fixture.store.openMatters(since: .distantPast, limit: 9).map(\.id) == [1])
    }

    @Test("the likely reason of a next call is the case that is due")
    func reason() async throws {
        let fixture = try StoreFixture()
        try await citizen(fixture.store, 1, birthYear: 1980)
        #expect(try await fixture.store.likelyReason(ofCitizen: 1, at: StoreFixture.now) == nil)
        try await open(fixture.store, nil, "general", daysAgo: 2)
        #expect(try await fixture.store.likelyReason(ofCitizen: 1, at: StoreFixture.now)?.rule == .frequent)
        try await open(fixture.store, 1, "school", daysAgo: 9)
        let reason = try await fixture.store.likelyReason(ofCitizen: 1, at: StoreFixture.now)
        #expect(reason?.rule == .due && reason?.matter?.service == "school")
    }

    @Test("a caller is told of an answer of the last two weeks before a case that is due, and of no confidential one")
    func news() async throws {
        let fixture = try StoreFixture()
        let store = fixture.store
        try await citizen(store, 1, birthYear: 1980)
        func news() async throws -> LikelyMatter? {
            try await store.likelyMatter(ofCitizen: 1, at: StoreFixture.now)
        }
        func opened(_ service: String, daysAgo: Double, confidential: Bool = false) async throws -> Case {
            var draft = StoreFixture.draft(citizen: 1, service: service, summary: "no water")
            draft.isConfidential = confidential
            return try await store.openCase(draft, at: StoreFixture.now - daysAgo * 86_400)
        }
        func answered(_ record: Case, daysAgo: Double) async throws {
            _ = try await store.addNote(
                toCase: record.id, "done", state: .answered, by: "zhou", at: StoreFixture.now - daysAgo * 86_400)
        }
        #expect(try await news() == nil)
        let secret = try await opened("school", daysAgo: 3, confidential: true)
        try await answered(secret, daysAgo: 1)
        #expect(try await news() == nil)
        let due = try await opened("school", daysAgo: 90)
        #expect(try await news() == LikelyMatter(news: .due, number: due.number))
        let old = try await opened("general", daysAgo: 60)
        try await answered(old, daysAgo: 15)
        #expect(try await news()?.news == .due)
        let fresh = try await opened("general", daysAgo: 20)
        try await answered(fresh, daysAgo: 13)
        #expect(try await news() == LikelyMatter(news: .answered, number: fresh.number))
    }
}
