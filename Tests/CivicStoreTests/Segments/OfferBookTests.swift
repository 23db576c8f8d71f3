import CivicCRM
import CivicCore
import CivicStore
import CivicYAML
import Foundation
import Testing

@Suite("Offers of services in the store")
struct OfferBookTests {
    private let now = StoreFixture.now
    private let day = 86_400.0
    /// 赵德福: elder, with a case of roads or of the first service, and none of pension.
    private let elder: Int64 = 7

    private func county() async throws -> CivicStore {
        let fixture = try StoreFixture()
        _ = try await SampleCountyLoader.load(into: fixture.store, citizens: 8, asOf: now)
        var services = StoreFixture.catalogue
        let index = try #require(services.services.firstIndex { $0.id == "pension" })
        services.services[index].benefit = Benefit(
            rule: YAMLValue(content: .mapping([]), line: 0, column: 0), claimedBy: nil, reason: [:], say: [:],
            restDays: 30)
        fixture.store.use(services)
        try await fixture.store.use(PlainRules(), at: now)
        return fixture.store
    }

    private func offered(_ store: CivicStore, at now: Date) async throws -> [String] {
        try await store.standing(ofCitizen: elder, at: now)?.entitlements.map(\.service) ?? []
    }

    @Test("what was said or is not wanted now rests for its days, what the citizen has is never offered again")
    func rest() async throws {
        let store = try await county()
        #expect(try await offered(store, at: now) == ["pension"])
        try await store.answer(.notNow, toOfferOf: "pension", citizen: elder, in: nil, by: "lin", at: now)
        #expect(try await offered(store, at: now) == [])
        #expect(try await offered(store, at: now + 30 * day - 1) == [])
        #expect(try await offered(store, at: now + 30 * day) == ["pension"])
        try await store.answer(.said, toOfferOf: "pension", citizen: elder, in: nil, by: "lin", at: now + 31 * day)
        #expect(try await offered(store, at: now + 40 * day) == [])
        #expect(try await offered(store, at: now + 61 * day) == ["pension"])
        try await store.answer(.hasIt, toOfferOf: "pension", citizen: elder, in: nil, by: "lin", at: now + 62 * day)
        #expect(try await offered(store, at: now + 4_000 * day) == [])
    }

    @Test("who does not want to be told of services is not told")
    func refused() async throws {
        let store = try await county()
        try await store.prefer(ContactPreference(takesOffers: false), for: elder, by: "lin", at: now)
        #expect(try await store.circle(of: elder, at: now)?.preference?.takesOffers == false)
        #expect(try await offered(store, at: now) == [])
        try await store.prefer(nil, for: elder, by: "lin", at: now)
        #expect(try await offered(store, at: now) == ["pension"])
    }

    @Test("a case claims it, and an offer counts as taken up for a case within ninety days of it")
    func figures() async throws {
        let store = try await county()
        // A case of before is nothing that the offer led to.
        _ = try await store.openCase(StoreFixture.draft(citizen: 1, service: "pension"), at: now - day)
        for (citizen, answer) in [(elder, OfferAnswer.said), (1, .said), (2, .notNow), (3, .hasIt)]
            as [(Int64, OfferAnswer)]
        {
            try await store.answer(answer, toOfferOf: "pension", citizen: citizen, in: nil, by: "lin", at: now)
        }
        _ = try await store.openCase(StoreFixture.draft(citizen: elder, service: "pension"), at: now + 89 * day)
        _ = try await store.openCase(StoreFixture.draft(citizen: 1, service: "pension"), at: now + 91 * day)
        #expect(
            try await store.offerFigures(since: now - day) == [
                OfferFigure(service: "pension", said: 2, claimed: 1, notNow: 1, hasIt: 1)
            ])
        #expect(try await store.offerFigures(since: now + day).isEmpty)
        #expect(try await offered(store, at: now + 365 * day) == [])
        await #expect(throws: RecordsRefusal.self) {
            try await store.answer(.said, toOfferOf: "pensoin", citizen: elder, in: nil, by: "lin", at: now)
        }
    }

    @Test("each answer is in the ledger with numbers and no names")
    func ledger() async throws {
        let store = try await county()
        let before = Int64(try await store.ledger.events(after: 0, limit: 10_000).count)
        try await store.answer(.said, toOfferOf: "pension", citizen: elder, in: nil, by: "lin", at: now)
        let entries = try await store.ledger.events(after: before, limit: 10)
        #expect(entries.map(\.kind) == ["offer-made"])
        #expect(entries.allSatisfy { $0.actor == "lin" && $0.payload.contains("\"7\"") && !$0.payload.contains("赵") })
    }
}
