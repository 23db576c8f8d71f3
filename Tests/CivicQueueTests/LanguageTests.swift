import CivicCore
import CivicQueue
import Foundation
import Testing

@Suite("Language")
struct LanguageTests {
    @Test("keeps a caller for agents who speak it, and lets go after the stated time")
    func relaxes() {
        var floor = Floor()
        floor.ready("li.na", languages: [.mandarin])
        floor.join(1, language: .english)
        #expect(floor.effects.offers.isEmpty)
        floor.wait(.seconds(18.9))
        #expect(floor.effects.offers.isEmpty)
        floor.wait(.seconds(0.2))
        #expect(floor.effects.offers == ["1→li.na"])
    }

    @Test("lets a later caller go first only while the earlier one still waits for their language")
    func laterCallerMeanwhile() {
        var floor = Floor()
        floor.join(1, language: .english)
        floor.join(2)
        floor.ready("li.na", languages: [.mandarin])
        #expect(floor.effects.offers == ["2→li.na"])

        floor = Floor()
        floor.join(1, language: .english)
        floor.join(2)
        floor.wait(.seconds(30))
        floor.ready("li.na", languages: [.mandarin])
        #expect(floor.effects.offers == ["1→li.na"])
    }

    @Test("prefers the agent who speaks it, even after it was let go")
    func stillPreferred() throws {
        var floor = Floor()
        floor.join(1, language: .english)
        floor.wait(.seconds(30))
        floor.ready("wang.jun", languages: [.mandarin])
        let lease = try #require(floor.lease(of: "wang.jun"))
        floor.ready("chen.mei", languages: [.mandarin])
        floor.wait(.seconds(1))
        floor.ready("li.na", languages: [.english])
        floor.tell(.offerFailed(lease, .declined))
        #expect(floor.effects.offers == ["1→li.na"])
    }

    @Test("counts the wait from the join time, over a restart too")
    func waitOverRestart() {
        var floor = Floor()
        floor.ready("li.na", languages: [.mandarin])
        let joined = floor.wallClock.addingTimeInterval(-300)
        floor.tell(.joined(floor.place(1, language: .english, joined: joined, state: .kept)))
        #expect(floor.effects.first == .persist(placeId: 1, .waiting, nil, agent: nil))
        #expect(floor.effects.offers == ["1→li.na"])
    }
}
