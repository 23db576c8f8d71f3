import CivicCRM
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("The list of likely doubles")
struct DoubleListTests {
    private let kept = MergeFixture.kept
    private let gone = MergeFixture.gone
    private let third = MergeFixture.third

    @Test("shows pairs with reasons, the likeliest first, and nobody else of the county")
    func list() async throws {
        let county = try await MergeFixture.made()
        let pairs = try await county.store.doubles(limit: 50)
        #expect(pairs.map { [$0.one.citizen.id, $0.other.citizen.id] } == [[kept, gone], [kept, third]])
        #expect(pairs.map(\.likeness.reasons) == [[.identity, .phoneAndName], [.nameBirthAndPlace]])
        let side = try #require(pairs.first?.other)
        #expect(Set(side.numbers) == [MergeFixture.number, MergeFixture.otherNumber])
        #expect(side.cases == 1 && side.contacts == 1 && side.lastContactAt == MergeFixture.now)
        #expect(pairs.first?.proposedToKeep == kept)
    }

    @Test("leaves out who was merged, and pairs that somebody has kept apart, until they are merged after all")
    func settled() async throws {
        let county = try await MergeFixture.made()
        let store = county.store
        try await store.keepApart(third, kept, why: "her daughter-in-law", by: "qin", at: MergeFixture.now)
        #expect(try await store.doubles(limit: 50).map(\.other.citizen.id) == [gone])
        let merge = try await store.merge(gone, into: kept, why: "one", by: "qin", at: MergeFixture.now)
        #expect(try await store.doubles(limit: 50).isEmpty)
        #expect(try await store.pair(gone, kept) == nil)
        _ = try await store.undoMerge(merge.id, giving: [], why: "two", by: "qin", at: MergeFixture.now)
        #expect(try await store.doubles(limit: 50).map(\.other.citizen.id) == [gone])
        await #expect(throws: MergeRefusal.mergedAlready) {
            try await store.keepApart(kept, kept, why: "x", by: "qin", at: MergeFixture.now)
        }
    }

    @Test("the sample county has three people with two records each, and every one of them can be merged and parted")
    func sample() async throws {
        let fixture = try StoreFixture()
        _ = try await SampleCountyLoader.load(into: fixture.store, citizens: 3_000, asOf: StoreFixture.now)
        let pairs = try await fixture.store.doubles(limit: 500).filter { $0.other.citizen.id > 3_000 }
        #expect(pairs.count >= 3)
        #expect(Set(pairs.flatMap(\.likeness.reasons)) == Set(MatchReason.allCases))
        for pair in pairs where pair.other.cases == 1 {
            let merge = try await fixture.store.merge(
                pair.other.citizen.id, into: pair.one.citizen.id, why: "one", by: "qin", at: StoreFixture.now)
            #expect(try await fixture.store.citizen(pair.other.citizen.id)?.id == pair.one.citizen.id)
            _ = try await fixture.store.undoMerge(merge.id, giving: [], why: "two", by: "qin", at: StoreFixture.now)
        }
        let ledger = try await fixture.store.ledger.verify()
        #expect({ if case .intact = ledger { true } else { false } }())
    }

    @Test("each kind of pair is found by an index", arguments: CivicStore.pairQuestions)
    func plans(question: String) async throws {
        let fixture = try StoreFixture()
        let plan = try await fixture.store.pool.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + question, arguments: [9]).map { $0["detail"] as String }
        }
        // One table is gone through from end to end; the other side of each pair is looked for.
        #expect(plan.count { $0.hasPrefix("SCAN") } <= 1, "\(plan)")
    }
}
