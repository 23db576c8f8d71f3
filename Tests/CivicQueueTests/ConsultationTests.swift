import CivicCore
import CivicQueue
import Testing

@Suite("A colleague who is asked")
struct ConsultationTests {
    /// Lin talks with place 1, Wang is ready.
    private static func talk() -> Floor {
        var floor = Floor()
        floor.ready("lin")
        floor.join(1)
        floor.answer("lin")
        floor.ready("wang")
        return floor
    }

    private func state(_ agent: String, in floor: Floor) -> AgentState? { floor.dispatcher.state(of: agent) }

    @Test("gets no callers meanwhile, and is the next when it is over")
    func noCallers() {
        var floor = Self.talk()
        floor.tell(.consulted(agent: "wang", placeId: 1))
        floor.join(2)
        #expect(floor.lease(of: "wang") == nil)
        floor.tell(.consultAnswered(agent: "wang"))
        #expect(state("wang", in: floor) == .consulted(placeId: 1, until: nil))
        floor.tell(.consultEnded(agent: "wang"))
        #expect(floor.lease(of: "wang")?.placeId == 2)
    }

    @Test("has the citizen at the hand-over, and the one who asked has their wrap-up")
    func handOver() {
        var floor = Self.talk()
        floor.tell(.consulted(agent: "wang", placeId: 1))
        floor.tell(.consultAnswered(agent: "wang"))
        let effects = floor.tell(.talkEnded(placeId: 1, .handedOver(to: "wang")))
        #expect(effects.first == .persist(placeId: 1, .talking, nil, agent: "wang"))
        #expect(state("wang", in: floor) == .talking(placeId: 1, since: floor.now))
        guard case .wrapUp(1, _) = state("lin", in: floor) else { return #expect(Bool(false), "no wrap-up") }
        floor.tell(.talkEnded(placeId: 1, .citizenHungUp))
        #expect(floor.effects.first == .persist(placeId: 1, .left, .served, agent: "wang"))
    }

    @Test("who has not answered is handed nothing, and rings for a while only")
    func rings() {
        var floor = Self.talk()
        floor.tell(.consulted(agent: "wang", placeId: 1))
        #expect(floor.tell(.talkEnded(placeId: 1, .handedOver(to: "wang"))).isEmpty)
        floor.wait(Dispatcher.consultationRings)
        guard case .ready = state("wang", in: floor) else { return #expect(Bool(false), "still rung") }
        floor.tell(.consultAnswered(agent: "wang"))
        #expect(floor.tell(.talkEnded(placeId: 1, .handedOver(to: "wang"))).isEmpty)
        #expect(state("lin", in: floor)?.isTalking == true)
    }

    @Test(
        "is free when the talk that it is about is over",
        arguments: [TalkEnd.citizenHungUp, .agentHungUp, .agentDeviceLost, .transferred(toQueue: "general")])
    func over(end: TalkEnd) {
        var floor = Self.talk()
        floor.tell(.consulted(agent: "wang", placeId: 1))
        floor.tell(.consultAnswered(agent: "wang"))
        floor.tell(.talkEnded(placeId: 1, end))
        switch end {
        // Back in line, and Wang is there.
        case .agentDeviceLost, .transferred: #expect(floor.lease(of: "wang")?.placeId == 1)
        default: #expect(floor.lease(of: "wang") == nil && state("wang", in: floor)?.isConsulted == false)
        }
    }

    @Test("who is busy, away or talks to the caller already is not asked")
    func notAsked() {
        var floor = Self.talk()
        floor.tell(.chose(agent: "wang", .notReady(reason: "break")))
        for (agent, place) in [("wang", Int64(1)), ("lin", 1), ("nobody", 1), ("wang", 9)] {
            #expect(floor.tell(.consulted(agent: agent, placeId: place)).isEmpty)
        }
    }

    @Test("a citizen passed to one colleague is offered to them, before those who are idle for longer")
    func passed() {
        var floor = Self.talk()
        floor.ready("zhao")
        floor.tell(.talkEnded(placeId: 1, .passed(toQueue: "general", agent: "zhao")))
        #expect(floor.lease(of: "zhao")?.placeId == 1)
        #expect(floor.lease(of: "wang") == nil)
    }
}

extension AgentState {
    fileprivate var isTalking: Bool { if case .talking = self { true } else { false } }
    fileprivate var isConsulted: Bool { if case .consulted = self { true } else { false } }
}
