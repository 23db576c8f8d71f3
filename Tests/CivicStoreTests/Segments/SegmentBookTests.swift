import CivicCRM
import CivicCore
import CivicInsight
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Segments in the store")
struct SegmentBookTests {
    private let now = StoreFixture.now

    private func county(_ rules: PlainRules = PlainRules()) async throws -> StoreFixture {
        let fixture = try StoreFixture()
        _ = try await SampleCountyLoader.load(into: fixture.store, citizens: 8, asOf: now)
        try await fixture.store.use(rules, at: now)
        while try await fixture.store.judgeDue(at: now) > 0 {}
        return fixture
    }

    private func segments(_ store: CivicStore, _ citizen: Int64, at now: Date? = nil) async throws -> [String] {
        try await store.standing(ofCitizen: citizen, at: now ?? self.now)?.segments.map(\.segment) ?? []
    }

    @Test("everybody is judged once, and then nobody is due until something changes")
    func quiet() async throws {
        let store = try await county().store
        #expect(try await store.segmentProgress() == SegmentProgress(done: 8, of: 8))
        #expect(try await store.judgeDue(at: now) == 0)
        // Of 1949 and 1944 by years of birth, 1956 and 1958 besides.
        #expect(try await store.segmentSizes()["elder"] == 4)
        let standing = try #require(try await store.standing(ofCitizen: 7, at: now))
        #expect(standing.segments == [SegmentMembership(segment: "elder", since: now, why: ["born": "1949"])])
    }

    @Test("a case, a consent, a household and a fact make their citizen due, and nobody else")
    func changes() async throws {
        let store = try await county().store
        #expect(try await segments(store, 6) == ["busy"])
        _ = try await store.openCase(StoreFixture.draft(citizen: 7), at: now)
        #expect(try await store.judgeDue(at: now) == 1)
        #expect(try await segments(store, 7) == ["busy", "elder"])

        let consent = try await store.give(
            ConsentDraft(citizen: 7, purpose: .surveys, evidence: "a paper"), by: "lin", at: now)
        #expect(try await segments(store, 7).contains("asked"))
        _ = try await store.withdraw(consent.id, by: "lin", at: now)
        #expect(try await !segments(store, 7).contains("asked"))

        // All who live together are judged, also those who were there before.
        try await store.setRole(.parent, of: 8, inHouseholdOf: 7, by: "lin", at: now)
        #expect(try await store.judgeDue(at: now) == 2)
        try await store.setRole(.other, of: 6, inHouseholdOf: 7, by: "lin", at: now)
        #expect(try await store.judgeDue(at: now) == 3)
        for citizen in [7, 8] as [Int64] { #expect(try await segments(store, citizen).contains("crowd")) }
        try await store.setRole(nil, of: 6, inHouseholdOf: 7, by: "lin", at: now)
        #expect(try await !segments(store, 7).contains("crowd"))
    }

    @Test("a fact holds through its last day, and that day is found without looking at anybody else")
    func days() async throws {
        let store = try await county().store
        let last = LocalDate("2026-12-31")!
        try await store.write(
            FactDraft(name: "insurance", value: "yes", until: last, source: "policy 7"), of: 6, by: "lin", at: now)
        #expect(try await segments(store, 6).contains("insured"))
        #expect(try await store.judgeDue(at: now + 30 * 86_400) == 0)
        // 2027-01-01 in Shanghai.
        let after = Date(timeIntervalSince1970: 1_798_732_800)
        #expect(try await store.judgeDue(at: after) == 1)
        #expect(try await !segments(store, 6, at: after).contains("insured"))
        let plan = try await store.pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    EXPLAIN QUERY PLAN SELECT citizen_id FROM segment_check WHERE due <= 5 ORDER BY due, citizen_id LIMIT 9
                    """
            ).map { $0["detail"] as String }
        }
        #expect(plan.contains { $0.contains("segment_check_due") } && !plan.contains { $0.hasPrefix("SCAN") })
    }

    @Test("the newest line of a fact holds, older ones stay, and what is not known any more has no value")
    func facts() async throws {
        let store = try await county().store
        for (value, at) in [("no", now), ("yes", now + 60), (nil, now + 120)] as [(String?, Date)] {
            try await store.write(
                FactDraft(name: "insurance", value: value, source: "a call"), of: 6, by: "lin", at: at)
            let standing = try #require(try await store.standing(ofCitizen: 6, at: at))
            #expect(standing.facts.map(\.value) == [value].compactMap(\.self))
        }
        let lines = try await store.pool.read { db in
            try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM citizen_fact WHERE citizen_id = 6 AND fact = 'insurance'")
        }
        #expect(lines == 3)
        for (draft, refusal) in [
            (FactDraft(name: "wealth", value: "yes", source: "x"), FactRefusal.unknownFact),
            (FactDraft(name: "insurance", value: "maybe", source: "x"), .unknownValue),
            (FactDraft(name: "insurance", value: "yes", source: " "), .nothingShowsIt),
            (
                FactDraft(name: "insurance", value: "yes", until: LocalDate("2026-11-22"), source: "x"), .overAlready
            ),
        ] {
            await #expect(throws: refusal) { try await store.write(draft, of: 6, by: "lin", at: now) }
        }
    }

    @Test("new rules are taken in slices, and who is looked at first is judged first")
    func newRules() async throws {
        let fixture = try await county()
        let store = fixture.store
        try await store.use(PlainRules(version: "2", elderFrom: 78), at: now + 60)
        #expect(try await store.segmentProgress() == SegmentProgress(done: 0, of: 8))
        #expect(try await segments(store, 7, at: now + 60).isEmpty)
        #expect(try await store.segmentProgress().done == 1)
        #expect(try await store.judgeDue(limit: 3, at: now + 60) == 3)
        #expect(try await store.segmentProgress().done == 4)
        while try await store.judgeDue(limit: 3, at: now + 60) > 0 {}
        #expect(try await store.segmentSizes()["elder"] == 1)
        // The same rules after a start: nobody is due.
        try await store.use(PlainRules(version: "2", elderFrom: 78), at: now + 120)
        #expect(try await store.judgeDue(at: now + 120) == 0)
    }

    @Test("since when somebody belongs to a segment stays while they do")
    func since() async throws {
        let store = try await county().store
        _ = try await store.openCase(StoreFixture.draft(citizen: 7), at: now)
        let first = try #require(try await store.standing(ofCitizen: 7, at: now + 60))
        #expect(first.segments.map(\.since) == [now + 60, now])
        _ = try await store.openCase(StoreFixture.draft(citizen: 7), at: now + 120)
        let second = try #require(try await store.standing(ofCitizen: 7, at: now + 180))
        #expect(second.segments.map(\.since) == [now + 60, now])
        #expect(second.segments.first?.why == ["open-cases": "2"])
    }

    @Test(
        "segments are those of the record that goes on, facts move with a merge, and both come back when it is undone")
    func merge() async throws {
        let county = try await MergeFixture.made()
        let store = county.store
        let (kept, gone) = (MergeFixture.kept, MergeFixture.gone)
        try await store.use(PlainRules(), at: now)
        try await store.write(
            FactDraft(name: "insurance", value: "yes", source: "policy"), of: gone, by: "lin", at: now)
        while try await store.judgeDue(at: now) > 0 {}
        #expect(try await segments(store, gone).contains("insured"))
        #expect(try await !segments(store, kept).contains("insured"))
        let before = try await store.segmentSizes()
        let merge = try await store.merge(gone, into: kept, why: "one", by: "qin", at: now + 60)
        #expect(try await segments(store, gone, at: now + 60).contains("insured"))
        while try await store.judgeDue(at: now + 60) > 0 {}
        #expect(try await store.segmentSizes()["elder"] == before["elder"].map { $0 - 1 })
        _ = try await store.undoMerge(merge.id, giving: [], why: "two", by: "qin", at: now + 120)
        while try await store.judgeDue(at: now + 120) > 0 {}
        #expect(try await store.segmentSizes() == before)
        #expect(
            try await store.standing(ofCitizen: gone, at: now + 120)?.segments.allSatisfy { $0.since == now } == true)
    }

    @Test("an erased citizen is in no segment, has no facts, and is never judged again")
    func erasure() async throws {
        let store = try await county().store
        try await store.write(
            FactDraft(name: "insurance", value: "yes", source: "policy"), of: 7, by: "lin", at: now)
        _ = try await store.erase(7, by: "wu", at: now)
        while try await store.judgeDue(at: now) > 0 {}
        #expect(try await store.standing(ofCitizen: 7, at: now) == nil)
        let rows = try await store.pool.read { db in
            try ["citizen_fact", "citizen_segment", "segment_check", "entitlement_offer"].map {
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \($0) WHERE citizen_id = 7")
            }
        }
        #expect(rows == [0, 0, 0, 0])
    }

    @Test("the export has facts with what showed them, segments with their reasons, and offers")
    func export() async throws {
        let store = try await county().store
        try await store.write(
            FactDraft(name: "insurance", value: "yes", until: LocalDate("2026-12-31"), source: "policy 7"), of: 7,
            by: "lin", at: now)
        try await store.answer(.said, toOfferOf: "pension", citizen: 7, in: nil, by: "lin", at: now)
        let (export, _) = try await store.export(7, by: "wu", at: now)
        #expect(export.facts.contains { $0.name == "insurance" && $0.source == "policy 7" && $0.until == "2026-12-31" })
        try await store.write(
            FactDraft(name: "insurance", value: nil, source: "policy ended"), of: 7, by: "lin", at: now + 60)
        let (later, _) = try await store.export(7, by: "wu", at: now + 60)
        #expect(later.facts.map(\.source).suffix(2) == ["policy 7", "policy ended"], "every line is the citizen's")
        #expect(export.segments.map(\.segment) == ["elder", "insured"])
        #expect(export.offers.map(\.answer) == ["said"])
    }

    @Test("how many people of a segment brought a service is counted once each")
    func memberships() async throws {
        let store = try await county().store
        for _ in 0..<2 { _ = try await store.openCase(StoreFixture.draft(citizen: 7, service: "school"), at: now) }
        _ = try await store.openCase(StoreFixture.draft(citizen: 1, service: "school"), at: now)
        while try await store.judgeDue(at: now) > 0 {}
        let counts = try await store.memberships(of: 2026)
        func people(_ segment: String) -> Int? {
            counts.first { $0.segment == segment && $0.service == "school" }?.people
        }
        #expect(people("elder") == 1)
        let all = try await store.pool.read { db in
            try Int.fetchOne(db, sql: "SELECT COUNT(DISTINCT citizen_id) FROM citizen_case WHERE service = 'school'")
        }
        #expect(people("") == all && all ?? 0 >= 2)
    }
}
