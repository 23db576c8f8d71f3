import CivicCore
import CivicQueue
import Foundation
import Testing

@Suite("An offer")
struct OfferTests {
    @Test("goes from the caller who has waited longest to the agent who has been idle longest")
    func longestToLongest() {
        var floor = Floor()
        floor.join(1)
        floor.join(2)
        floor.ready("li.na")
        #expect(floor.effects.offers == ["1→li.na"])
        floor.ready("wang.jun")
        #expect(floor.effects.offers == ["2→wang.jun"])

        floor = Floor()
        floor.ready("wang.jun")
        floor.wait(.seconds(5))
        floor.ready("li.na")
        floor.join(7)
        #expect(floor.effects.offers == ["7→wang.jun"])
    }

    @Test("is durable before the agent is told of it, and the agent's state before the card")
    func durableFirst() throws {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        let lease = try #require(floor.lease(of: "li.na"))
        let reserved = QueueEffect.agentChanged("li.na", .reserved(lease, until: .zero + .seconds(5)))
        let row = QueueEffect.persist(placeId: 1, .offered, nil, agent: "li.na")
        #expect(floor.effects.position(of: row) < floor.effects.position(of: reserved))
        #expect(floor.effects.position(of: reserved) < floor.effects.offerIndex)
    }

    @Test("is won once: the second answer and the late one are refused")
    func wonOnce() throws {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        let lease = try #require(floor.lease(of: "li.na"))
        floor.tell(.ringing(lease))
        floor.tell(.accepted(lease))
        #expect(
            floor.effects == [
                .persist(placeId: 1, .talking, nil, agent: "li.na"),
                .agentChanged("li.na", .talking(placeId: 1, since: floor.now)),
                .won(lease),
            ])
        #expect(floor.tell(.accepted(lease)) == [.refused(lease)])
        #expect(floor.talk(of: "li.na") == 1)
    }

    @Test("that nobody answers goes back into line by its join time, and the agent is taken out with the reason")
    func noAnswer() throws {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        floor.join(2)
        let lease = try #require(floor.lease(of: "li.na"))
        floor.tell(.ringing(lease))
        let effects = floor.wait(.seconds(20))
        #expect(effects.contains(.withdraw(lease)))
        #expect(effects.contains(.persist(placeId: 1, .waiting, nil, agent: nil)))
        #expect(floor.dispatcher.state(of: "li.na") == .notReady(reason: "no-answer"))
        #expect(floor.tell(.accepted(lease)) == [.refused(lease)])
        floor.ready("wang.jun")
        #expect(floor.effects.offers == ["1→wang.jun"])
    }

    @Test("whose ring time ends at the very instant of the answer is over: deadlines come first")
    func tie() throws {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        let lease = try #require(floor.lease(of: "li.na"))
        floor.tell(.ringing(lease))
        floor.now += .seconds(20)
        #expect(floor.tell(.accepted(lease)).last == .refused(lease))
    }

    @Test("that is declined goes to the next agent at once")
    func declined() throws {
        var floor = Floor()
        floor.ready("li.na")
        floor.ready("wang.jun")
        floor.join(1)
        let lease = try #require(floor.lease(of: "li.na"))
        floor.tell(.offerFailed(lease, .declined))
        #expect(floor.effects.offers == ["1→wang.jun"])
        #expect(floor.dispatcher.state(of: "li.na") == .notReady(reason: "declined"))
        #expect(!floor.effects.contains(.withdraw(lease)))
        #expect(floor.tell(.offerFailed(lease, .declined)).isEmpty)
    }

    @Test("whose device never rings ends with the reservation")
    func reservationEnds() {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        floor.ready("wang.jun")
        floor.wait(.seconds(5))
        #expect(floor.effects.offers == ["1→wang.jun"])
        #expect(floor.dispatcher.state(of: "li.na") == .notReady(reason: "device-lost"))
        floor.tell(.deviceChanged(agent: "li.na", ready: true))
        #expect(floor.isReady("li.na"))
    }

    @Test("is withdrawn when the caller hangs up, and the agent keeps their turn")
    func callerGone() throws {
        var floor = Floor()
        floor.ready("li.na")
        floor.wait(.seconds(3))
        floor.ready("wang.jun")
        floor.join(1)
        let lease = try #require(floor.lease(of: "li.na"))
        floor.tell(.ringing(lease))
        floor.tell(.left(placeId: 1, .hungUp))
        #expect(floor.effects.contains(.withdraw(lease)))
        #expect(floor.effects.contains(.persist(placeId: 1, .left, .hungUp, agent: nil)))
        #expect(floor.dispatcher.state(of: "li.na") == .ready(since: .zero))
        floor.join(2)
        #expect(floor.effects.offers == ["2→li.na"])
    }

    @Test("is withdrawn when the agent turns away, whose choice wins")
    func agentTurnsAway() throws {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        let lease = try #require(floor.lease(of: "li.na"))
        floor.tell(.chose(agent: "li.na", .notReady(reason: "break")))
        #expect(floor.effects.contains(.withdraw(lease)))
        #expect(floor.dispatcher.state(of: "li.na") == .notReady(reason: "break"))
        #expect(floor.dispatcher.position(of: 1) == 1)
    }

    @Test("that fell through while the device was being reached stops the ringing")
    func lateRinging() throws {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        let lease = try #require(floor.lease(of: "li.na"))
        floor.tell(.left(placeId: 1, .hungUp))
        #expect(floor.tell(.ringing(lease)) == [.withdraw(lease)])
    }
}
