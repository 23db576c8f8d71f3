import CivicCore
import CivicQueue
import Foundation
import Testing

@Suite("A place in line")
struct PlaceTests {
    static let twoQueues = [QueueDefinition(id: "general"), QueueDefinition(id: "water", wrapUp: .zero)]

    @Test("comes back before later ones after the agent's loss")
    func agentLost() {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        floor.answer("li.na")
        floor.join(2)
        floor.join(3)
        floor.tell(.talkEnded(placeId: 1, .agentDeviceLost))
        let row = QueueEffect.persist(placeId: 1, .waiting, nil, agent: nil)
        #expect(floor.effects.position(of: row) < floor.effects.position(of: .returned(placeId: 1)))
        floor.ready("wang.jun")
        #expect(floor.effects.offers == ["1→wang.jun"])
    }

    @Test("goes to another queue by its old join time, durably, and to its agents")
    func transferred() {
        var floor = Floor(Self.twoQueues)
        floor.ready("li.na")
        floor.join(1)
        floor.answer("li.na")
        floor.join(2, queue: "water")
        floor.tell(.talkEnded(placeId: 1, .transferred(toQueue: "water")))
        #expect(floor.effects.first == .persistQueue(placeId: 1, queue: "water"))
        #expect(floor.dispatcher.state(of: "li.na") == .wrapUp(placeId: 1, until: floor.now + .seconds(60)))
        #expect(floor.dispatcher.position(of: 1) == 1)
        floor.ready("wang.jun", queues: ["water"])
        #expect(floor.effects.offers == ["1→wang.jun"])
    }

    @Test("goes to somebody else first when it is sent on within one queue, even without wrap-up")
    func sentOnWithoutWrapUp() {
        var floor = Floor(Self.twoQueues)
        floor.ready("li.na", queues: ["water"])
        floor.join(1, queue: "water")
        floor.answer("li.na")
        floor.ready("wang.jun", queues: ["water"])
        floor.tell(.talkEnded(placeId: 1, .transferred(toQueue: "water")))
        #expect(floor.effects.offers == ["1→wang.jun"])
        #expect(floor.isReady("li.na"))
    }

    @Test("is served by agents of several queues in the order of join times over all of them")
    func overAllQueues() {
        var floor = Floor(Self.twoQueues)
        floor.join(1, queue: "water")
        floor.join(2)
        floor.join(3, queue: "water")
        for (index, agent) in ["li.na", "wang.jun", "chen.mei"].enumerated() {
            floor.ready(agent, queues: ["general", "water"])
            #expect(floor.effects.offers == ["\(index + 1)→\(agent)"])
        }
    }

    @Test("moves up when somebody ahead leaves or is answered, and says so once")
    func moves() throws {
        var floor = Floor()
        for id in Int64(1)...4 { floor.join(id) }
        #expect((1...4).map { floor.dispatcher.position(of: $0) } == [1, 2, 3, 4])
        floor.tell(.left(placeId: 2, .message))
        #expect(
            floor.effects == [
                .persist(placeId: 2, .left, .message, agent: nil), .moved(placeId: 3, position: 2),
                .moved(placeId: 4, position: 3),
            ])
        floor.ready("li.na")
        #expect(floor.dispatcher.position(of: 3) == 2, "the first is offered and not yet gone")
        floor.answer("li.na")
        #expect(floor.effects.suffix(2) == [.moved(placeId: 3, position: 1), .moved(placeId: 4, position: 2)])
        #expect(floor.dispatcher.position(of: 1) == nil)
    }

    @Test("never hears a higher position than before, though others come back ahead of it")
    func neverRises() {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        floor.answer("li.na")
        floor.join(2)
        floor.join(3)
        floor.tell(.talkEnded(placeId: 1, .agentDeviceLost))
        #expect((1...3).map { floor.dispatcher.position(of: $0) } == [1, 1, 2])
        floor.join(4)
        #expect(floor.dispatcher.position(of: 4) == 4, "who comes later is told the truth")
        floor.ready("wang.jun")
        floor.answer("wang.jun")
        #expect(
            floor.effects.filter { if case .moved = $0 { true } else { false } } == [.moved(placeId: 4, position: 3)])
        #expect((2...4).map { floor.dispatcher.position(of: $0) } == [1, 2, 3])
    }

    @Test("tells the first twenty of every step and the others when they ask")
    func promptlyTold() {
        var floor = Floor()
        for id in Int64(1)...40 { floor.join(id) }
        floor.tell(.left(placeId: 1, .hungUp))
        let moved = floor.effects.filter { if case .moved = $0 { true } else { false } }
        #expect(moved.count == 20)
        #expect(moved.last == .moved(placeId: 21, position: 20))
        #expect(floor.dispatcher.position(of: 40) == 39)
    }

    @Test("that joins twice is one place")
    func joinsTwice() {
        var floor = Floor()
        floor.join(1)
        #expect(floor.tell(.joined(floor.place(1))).isEmpty)
        #expect(floor.dispatcher.waiting(in: nil).count == 1)
    }

    @Test("in a queue that no file defines still waits and is served")
    func undefinedQueue() {
        var floor = Floor()
        floor.join(1, queue: "forgotten")
        #expect(floor.dispatcher.position(of: 1) == 1)
        floor.ready("li.na", queues: ["forgotten"])
        #expect(floor.effects.offers == ["1→li.na"])
    }

    @Test("kept over a restart is served in the old order, whatever order the rows come in")
    func restart() {
        var floor = Floor()
        for id in [Int64(3), 1, 2] {
            let joined = Floor.morning.addingTimeInterval(Double(id) - 100)
            floor.tell(.joined(floor.place(id, joined: joined, state: .kept)))
        }
        #expect(floor.dispatcher.waiting(in: "general").longestSince == Floor.morning.addingTimeInterval(-99))
        for (agent, id) in [("a", 1), ("b", 2), ("c", 3)] {
            floor.ready(agent)
            #expect(floor.effects.offers == ["\(id)→\(agent)"])
        }
    }

    @Test("is counted once as answered, abandoned, message or overflow")
    func statistics() {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        floor.answer("li.na")
        floor.join(2)
        floor.join(3)
        floor.join(4)
        floor.tell(.talkEnded(placeId: 1, .agentDeviceLost))
        floor.tell(.left(placeId: 1, .hungUp))
        floor.tell(.left(placeId: 2, .hungUp))
        floor.tell(.left(placeId: 3, .message))
        floor.wait(.seconds(60))
        floor.tell(.deviceChanged(agent: "li.na", ready: true))
        floor.answer("li.na")
        let counted = floor.dispatcher.statistics
        #expect(counted.offered == 4)
        #expect(counted.answered == 2)
        #expect(counted.answeredInTime == 1)
        #expect(counted.abandoned == 1)
        #expect(counted.messages == 1)
        #expect(counted.overflowed == 0)
        #expect(counted.returned == 1)
        #expect(floor.dispatcher.statistics(of: "general") == counted)
    }
}
