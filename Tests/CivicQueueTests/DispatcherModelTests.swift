import CivicCore
import CivicQueue
import Foundation
import Testing

@Suite("Whatever happens in whatever order")
struct DispatcherModelTests {
    #if DEBUG
        static let events = 1_000
    #else
        static let events = 10_000
    #endif

    /// 20 × 10,000 events (a tenth in unoptimised builds). The seed and the number of the event are in each failure.
    @Test("no rule of the line is broken", arguments: UInt64(1)...20)
    func invariants(seed: UInt64) {
        var shift = RandomShift(seed: seed)
        for number in 1...Self.events {
            shift.step()
            if !shift.complaints.isEmpty {
                Issue.record("event \(number): \(shift.complaints.joined(separator: "; ")) after \(shift.lastEvent)")
                return
            }
        }
        #expect(shift.talks > Self.events / 100, "the events must reach the talks to prove anything")
        #expect(shift.returns > Self.events / 200)
    }

    /// The wrap-up ends 5 s after the talk. A sign-in that brings another queue before then opens it to the first match;
    /// one that comes later finds the match already due, and that one is made by the old profile.
    @Test("a match that fell due before a sign-in is made by the profile of then", arguments: [(4_900, 2), (5_100, 3)])
    func overdueMatch(signIn: Int, expected: Int64) {
        var shift = RandomShift(seed: 1)
        let floor = Floor()
        func profile(_ queues: Set<String>) -> AgentProfile {
            AgentProfile(id: "agent-0", queues: queues, languages: [.english])
        }
        func join(_ id: Int64, _ queue: String) {
            shift.happen(.joined(floor.place(id, queue: queue, language: .english, joined: shift.wallClock)))
            shift.now += .seconds(1)
        }
        shift.happen(.signedIn(profile(["night"]), deviceReady: true))
        shift.happen(.chose(agent: "agent-0", .ready))
        join(1, "night")
        for lease in shift.openLeases { shift.happen(.accepted(lease)) }
        join(2, "general")
        join(3, "night")
        shift.happen(.talkEnded(placeId: 1, .agentHungUp))
        let hungUp = shift.now
        shift.now = hungUp + .milliseconds(signIn)
        shift.happen(.signedIn(profile(["general", "night"]), deviceReady: true))
        shift.now = hungUp + .milliseconds(5_200)
        shift.happen(nil)
        #expect(shift.openLeases.map(\.placeId) == [expected])
        #expect(shift.complaints == [])
    }
}
