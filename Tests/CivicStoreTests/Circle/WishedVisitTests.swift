import CivicCRM
import CivicCore
import CivicStore
import Foundation
import Testing

@Suite("Return visits to those who said how they want to be reached")
struct WishedVisitTests {
    private let now = StoreFixture.now

    /// A case of 王秀兰 that its unit has answered at ten in the morning.
    private func answered(_ preference: ContactPreference?) async throws -> (CivicStore, StoreFixture) {
        let fixture = try StoreFixture()
        let store = fixture.store
        _ = try await SampleCountyLoader.load(into: store, citizens: 8, asOf: now)
        var catalogue = fixture.catalogue
        catalogue.rules.visits = VisitRules()
        store.use(catalogue)
        if let preference { try await store.prefer(preference, for: 1, by: "lin", at: now) }
        let opened = try await store.openCase(
            StoreFixture.draft(citizen: 1, number: KnownCitizens.ownPhone.number), at: now)
        _ = try await store.act(
            .dispatch(unit: "bureau"), onCase: opened.id, note: "", seen: nil, by: CaseActor("li.na", .agent), at: now)
        let unit = CaseActor("zhou", .unit("bureau"))
        _ = try await store.act(.accept, onCase: opened.id, note: "", seen: nil, by: unit, at: now)
        _ = try await store.act(.answer, onCase: opened.id, note: "done", seen: nil, by: unit, at: now)
        return (store, fixture)
    }

    @Test("a machine calls in the wished hours, two hours after the answer at the earliest")
    func hours() async throws {
        let (plain, _) = try await answered(nil)
        #expect(try await plain.takeVisitCalls(limit: 9, at: now + 7_200).count == 1)
        let (store, _) = try await answered(ContactPreference(hours: 18 * 60..<20 * 60))
        #expect(try await store.takeVisitCalls(limit: 9, at: now + 7_200).isEmpty)
        // Eighteen o'clock is eight hours after ten.
        #expect(try await store.takeVisitCalls(limit: 9, at: now + 8 * 3_600 - 60).isEmpty)
        #expect(try await store.takeVisitCalls(limit: 9, at: now + 8 * 3_600).count == 1)
    }

    @Test("a wish that is told after the answer counts as well")
    func later() async throws {
        let (store, _) = try await answered(nil)
        try await store.prefer(ContactPreference(hours: 18 * 60..<20 * 60), for: 1, by: "lin", at: now + 60)
        #expect(try await store.takeVisitCalls(limit: 9, at: now + 7_200).isEmpty)
        #expect(try await store.takeVisitCalls(limit: 9, at: now + 8 * 3_600).count == 1)
    }

    @Test("who wants no machine, or another way, is asked by a person", arguments: [true, false])
    func person(isToldBefore: Bool) async throws {
        let wish = ContactPreference(way: .village, takesMachine: false)
        let (store, _) = try await answered(isToldBefore ? wish : nil)
        if !isToldBefore { try await store.prefer(wish, for: 1, by: "lin", at: now + 60) }
        #expect(try await store.takeVisitCalls(limit: 9, at: now + 12 * 3_600).isEmpty)
        let waiting = try await store.visitsForPeople(limit: 9).filter { $0.record.citizenId == 1 }
        #expect(waiting.map(\.visit.cause) == [.askedForPerson])
    }

    @Test("an unanswered call is made again in the wished hours of the next day")
    func again() async throws {
        let (store, _) = try await answered(ContactPreference(hours: 10 * 60..<12 * 60))
        let first = now + 86_400
        let call = try #require(try await store.takeVisitCalls(limit: 9, at: first).first)
        try await store.visitCallEnded(call.visit, VisitReport(.unanswered), at: first + 60)
        #expect(try await store.takeVisitCalls(limit: 9, at: first + 5 * 3_600).isEmpty)
        #expect(try await store.takeVisitCalls(limit: 9, at: first + 86_400).count == 1)
    }
}
