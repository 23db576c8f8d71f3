import CivicCore
import CivicQueue
import CivicStore
import Foundation
import Testing

@Suite("A place without a call")
struct CallBackPlaceTests {
    private static func place() -> Place {
        var place = Place(
            id: 0, conversation: ConversationReference(text: "C-1"), queue: "general", joinedAt: StoreFixture.now,
            language: .mandarin, callbackNumber: "+8613800000001", state: .callBack, leaving: nil, agent: nil,
            callBack: CallBack(cause: .asked, notBefore: StoreFixture.now + 3_600, attempts: 1))
        place.skills = [SkillNeed(name: "farming", level: 2), SkillNeed(name: "tax", level: 4)]
        place.preferredAgent = "li.na"
        place.mark = .continuation
        return place
    }

    @Test("is read back as it was written, also by another run")
    func kept() async throws {
        let fixture = try StoreFixture()
        let joined = try await fixture.store.join(Self.place())
        var expected = Self.place()
        expected.id = joined.id
        #expect(joined == expected)
        #expect(try await fixture.reopen().unfinished() == [expected])
    }

    @Test("attempts, time, number, conversation and mark change; the join time and the skills do not")
    func changed() async throws {
        let fixture = try StoreFixture()
        var place = try await fixture.store.join(Self.place())
        let next = CallBack(cause: .asked, notBefore: nil, attempts: 2)
        try await fixture.store.update(place.id, number: "+8613800000002", callBack: next)
        try await fixture.store.update(place.id, conversation: ConversationReference(text: "C-2"))
        try await fixture.store.update(place.id, mark: .lifeAndLimb)
        place.callbackNumber = "+8613800000002"
        place.callBack = next
        place.conversation = ConversationReference(text: "C-2")
        place.mark = .lifeAndLimb
        #expect(try await fixture.store.unfinished() == [place])
        try await fixture.store.update(place.id, number: "+8613800000002", callBack: nil)
        #expect(try await fixture.store.unfinished().first?.callBack == nil)
        try await fixture.store.update(place.id, state: .left, leaving: .unreachable, agent: nil)
        #expect(try await fixture.store.unfinished() == [])
    }
}
