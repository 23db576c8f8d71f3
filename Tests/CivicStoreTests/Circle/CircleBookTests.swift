import CivicCRM
import CivicCore
import CivicStore
import Foundation
import Testing

@Suite("A citizen's circle in the store")
struct CircleBookTests {
    private let now = StoreFixture.now
    private let talk = ConversationReference(text: "C-TALK")

    private func county() async throws -> StoreFixture {
        let fixture = try StoreFixture()
        _ = try await SampleCountyLoader.load(into: fixture.store, citizens: 8, asOf: now)
        return fixture
    }

    @Test("the sample county's known citizens have roles, somebody who speaks for them, and wishes")
    func sample() async throws {
        let store = try await county().store
        let father = try #require(try await store.circle(of: 2, at: now))
        #expect(father.role == .head)
        #expect(father.household.map(\.citizen.id) == [3, 4, 5])
        #expect(father.household.map(\.role) == [.spouse, .child, .grandchild])
        #expect(father.consents.map(\.proxy) == [4] && father.names == [4: "李强"])
        let son = try #require(try await store.circle(of: 4, at: now))
        #expect(son.speaksFor.map(\.citizen) == [2] && son.names == [2: "李建国"] && son.people == [2, 3, 4, 5])
        #expect(try await store.circle(of: 8, at: now)?.preference?.takesMachine == false)
        #expect(try await store.circle(of: 999, at: now) == nil)
    }

    @Test("a consent is given, holds, ends by itself or is withdrawn, and is never taken out of the book")
    func consents() async throws {
        let fixture = try await county()
        let store = fixture.store
        let given = try await store.give(
            ConsentDraft(
                citizen: 3, purpose: .bringMatters, proxy: 1, relation: .cadre, conversation: talk,
                until: now + 86_400), by: "lin", at: now)
        #expect(given.by == "lin" && given.conversation == talk && given.at == now)
        #expect(try await store.circle(of: 1, at: now)?.speaksFor == [given])
        #expect(try await store.circle(of: 1, at: now + 86_400)?.speaksFor == [])
        let withdrawn = try await store.withdraw(given.id, by: "wu", at: now + 60)
        #expect(withdrawn.withdrawnBy == "wu" && !withdrawn.holds(at: now + 60))
        #expect(try await store.circle(of: 1, at: now + 60)?.speaksFor == [])
        #expect(try await store.circle(of: 3, at: now + 60)?.consents == [withdrawn])
        await #expect(throws: ConsentRefusal.withdrawnAlready) {
            try await store.withdraw(given.id, by: "wu", at: now + 90)
        }
        await #expect(throws: ConsentRefusal.unknown) { try await store.withdraw(999, by: "wu", at: now) }
        await #expect(throws: RecordsRefusal.unknownCitizen(999)) {
            try await store.give(
                ConsentDraft(citizen: 3, purpose: .hearCases, proxy: 999, relation: .kin, evidence: "x"), by: "lin",
                at: now)
        }
    }

    @Test("a household is made, joined and left")
    func household() async throws {
        let store = try await county().store
        try await store.setRole(.parent, of: 8, inHouseholdOf: 7, by: "lin", at: now)
        #expect(try await store.circle(of: 7, at: now)?.household.map(\.role) == [.parent])
        try await store.setRole(.head, of: 7, inHouseholdOf: 7, by: "lin", at: now)
        #expect(try await store.circle(of: 7, at: now)?.role == .head)
        try await store.setRole(nil, of: 8, inHouseholdOf: 7, by: "lin", at: now)
        #expect(try await store.circle(of: 7, at: now)?.household == [])
        await #expect(throws: RecordsRefusal.unknownCitizen(999)) {
            try await store.setRole(.other, of: 999, inHouseholdOf: 7, by: "lin", at: now)
        }
    }

    @Test("each change is in the ledger, and what was said in it is not")
    func ledger() async throws {
        let store = try await county().store
        let last = Int64(try await store.ledger.events(after: 0, limit: 10_000).count)
        try await store.prefer(ContactPreference(way: .letter), for: 3, by: "lin", at: now)
        let given = try await store.give(
            ConsentDraft(citizen: 3, purpose: .surveys, evidence: "a paper with words"), by: "lin", at: now)
        _ = try await store.withdraw(given.id, by: "lin", at: now)
        try await store.setRole(.child, of: 4, inHouseholdOf: 3, by: "lin", at: now)
        let entries = try await store.ledger.events(after: last, limit: 10)
        #expect(
            entries.map(\.kind)
                == ["preference-changed", "consent-given", "consent-withdrawn", "household-changed"])
        #expect(entries.allSatisfy { $0.actor == "lin" && !$0.payload.contains("words") && !$0.payload.contains("李") })
    }

    @Test("consents and wishes follow in a merge, and come back when it is undone")
    func merge() async throws {
        let county = try await MergeFixture.made()
        let (kept, gone) = (MergeFixture.kept, MergeFixture.gone)
        let store = county.store
        _ = try await store.give(
            ConsentDraft(citizen: gone, purpose: .hearCases, proxy: 1, relation: .cadre, evidence: "x"), by: "lin",
            at: now)
        _ = try await store.give(
            ConsentDraft(citizen: 7, purpose: .hearCases, proxy: gone, relation: .kin, evidence: "x"), by: "lin",
            at: now)
        // Each speaks for the other: one person does not.
        _ = try await store.give(
            ConsentDraft(citizen: gone, purpose: .hearCases, proxy: kept, relation: .kin, evidence: "x"), by: "lin",
            at: now)
        try await store.prefer(ContactPreference(way: .letter), for: gone, by: "lin", at: now)
        let before = try await county.dump()
        let merge = try await store.merge(gone, into: kept, why: "one", by: "qin", at: now)
        let circle = try #require(try await store.circle(of: gone, at: now))
        #expect(circle.citizen.id == kept && circle.speaksFor.map(\.citizen) == [7])
        #expect(circle.consents.contains { $0.proxy == 1 } && circle.preference?.way == .phone)
        _ = try await store.undoMerge(merge.id, giving: [], why: "two", by: "qin", at: now)
        #expect(try await county.dump() == before)
        #expect(try await store.circle(of: gone, at: now)?.preference?.way == .letter)
    }
}
