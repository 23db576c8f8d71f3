import CivicCore
import CivicQueue
import CivicStore
import Foundation
import Testing

@Suite("Profiles of agents that were changed")
struct MembershipTests {
    let fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture()
    }

    private static let liNa = AgentProfile(
        id: "li.na", queues: ["general"], languages: [.mandarin, .english], skills: ["farming": 2])

    private func change(_ wish: MembershipChanges) async throws -> KeptMembership? {
        try await fixture.store.change(wish, of: Self.liNa, by: "chen.hong", at: StoreFixture.now)
    }

    @Test("survive a restart; the ledger says who changed what, once")
    func durable() async throws {
        let kept = try #require(
            try await change(MembershipChanges(queues: ["tax": true, "general": true], skills: ["farming": 4])))
        #expect(kept.changes == MembershipChanges(queues: ["tax": true], skills: ["farming": 4]))
        #expect(try await fixture.reopen().memberships() == ["li.na": kept])
        let entry = try #require(try await fixture.store.ledger.events(after: 0, limit: 10).last)
        #expect(entry.kind == "membership-changed" && entry.actor == "chen.hong" && entry.sequence == kept.revision)
        #expect(entry.payload == #"{"agent":"li.na","queue.tax":"served","skill.farming":"4"}"#)
        #expect(try await change(MembershipChanges(queues: ["tax": true])) == nil)
        #expect(try await fixture.store.ledger.events(after: entry.sequence, limit: 10).isEmpty)
    }

    @Test("wishes come one on top of the other, and what is as configured again leaves no row")
    func layers() async throws {
        let first = try #require(try await change(MembershipChanges(queues: ["tax": true], skills: ["en": 0])))
        let second = try #require(try await change(MembershipChanges(queues: ["general": false])))
        #expect(second.changes == MembershipChanges(queues: ["tax": true, "general": false], skills: ["en": 0]))
        #expect(second.revision > first.revision)
        let last = try #require(
            try await change(MembershipChanges(queues: ["tax": false, "general": true], skills: ["en": 5])))
        #expect(last.changes.isEmpty)
        #expect(try await fixture.store.memberships().isEmpty)
        let entry = try #require(try await fixture.store.ledger.events(after: 0, limit: 10).last)
        #expect(
            entry.payload
                == #"{"agent":"li.na","queue.general":"served","queue.tax":"not-served","skill.en":"5"}"#)
    }

    @Test("levels beyond five are refused by the table itself")
    func levels() async throws {
        await #expect(throws: (any Error).self) { try await change(MembershipChanges(skills: ["farming": 6])) }
        #expect(try await fixture.store.memberships().isEmpty)
    }
}
