import CivicCore
import CivicQueue
import Testing

@Suite("Other queues at run time")
struct ReloadTests {
    @Test("nobody is signed out, no place is lost, and the line goes on by the new rules")
    func changed() {
        var floor = Floor()
        floor.tell(.signedIn(AgentProfile(id: "li.na", queues: ["general"], languages: [.english]), deviceReady: true))
        floor.tell(.chose(agent: "li.na", .ready))
        floor.join(1)
        floor.join(2)
        #expect(floor.isReady("li.na"), "she does not speak their language yet")
        var general = QueueDefinition(id: "general", languageRelaxesAfter: .seconds(1))
        general.wrapUp = .seconds(7)
        let effects = floor.dispatcher.use(
            [general, QueueDefinition(id: "tax")], callBacks: CallBackRules(), at: floor.now, wallClock: floor.wallClock
        )
        #expect(effects.offers == ["1→li.na"])
        #expect(floor.dispatcher.position(of: 2) == 2)
        floor.answer("li.na")
        floor.tell(.talkEnded(placeId: 1, .citizenHungUp))
        #expect(floor.dispatcher.state(of: "li.na") == .wrapUp(placeId: 1, until: floor.now + .seconds(7)))
        #expect(floor.tell(.joined(floor.place(3, queue: "tax"))).isEmpty)
        #expect(floor.dispatcher.position(of: 3) == 1)
    }

    @Test("who waits in a queue that is gone is answered all the same")
    func removed() {
        var floor = Floor()
        floor.join(1)
        let effects = floor.dispatcher.use([], callBacks: CallBackRules(), at: floor.now, wallClock: floor.wallClock)
        #expect(effects.isEmpty)
        floor.ready("li.na")
        #expect(floor.effects.offers == ["1→li.na"])
    }
}
