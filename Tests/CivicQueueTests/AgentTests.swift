import CivicCore
import CivicQueue
import Foundation
import Testing

@Suite("An agent")
struct AgentTests {
    @Test("is not ready after signing in, until they say so")
    func signIn() {
        var floor = Floor()
        let profile = AgentProfile(id: "li.na", queues: ["general"], languages: [.mandarin])
        #expect(floor.dispatcher.state(of: "li.na") == nil)
        floor.tell(.signedIn(profile, deviceReady: true))
        #expect(floor.dispatcher.state(of: "li.na") == .notReady(reason: "signed-in"))
        floor.tell(.chose(agent: "li.na", .ready))
        #expect(floor.dispatcher.state(of: "li.na") == .ready(since: .zero))
    }

    @Test("who signs in again keeps state, call and turn")
    func signInAgain() {
        var floor = Floor()
        floor.ready("li.na")
        floor.wait(.seconds(9))
        let profile = AgentProfile(id: "li.na", queues: ["general", "water"], languages: [.mandarin])
        floor.tell(.signedIn(profile, deviceReady: true))
        #expect(floor.dispatcher.state(of: "li.na") == .ready(since: .zero))
        floor.join(1, queue: "water")
        #expect(floor.effects.offers == ["1→li.na"])
        floor.answer("li.na")
        floor.tell(.signedIn(profile, deviceReady: true))
        #expect(floor.talk(of: "li.na") == 1)
    }

    @Test("without a device gets no calls, and gets them again when it is back if ready was the last choice")
    func device() {
        var floor = Floor()
        floor.ready("li.na")
        floor.tell(.deviceChanged(agent: "li.na", ready: false))
        #expect(floor.dispatcher.state(of: "li.na") == .notReady(reason: "device-lost"))
        floor.join(1)
        #expect(floor.effects.offers.isEmpty)
        floor.tell(.deviceChanged(agent: "li.na", ready: true))
        #expect(floor.effects.offers == ["1→li.na"])
        floor.tell(.deviceChanged(agent: "li.na", ready: false))
        floor.tell(.chose(agent: "li.na", .notReady(reason: "lunch")))
        floor.tell(.deviceChanged(agent: "li.na", ready: true))
        #expect(floor.dispatcher.state(of: "li.na") == .notReady(reason: "lunch"))
    }

    @Test("has wrap-up after a call, which ends by itself")
    func wrapUp() {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        floor.answer("li.na")
        floor.join(2)
        floor.tell(.talkEnded(placeId: 1, .citizenHungUp))
        #expect(floor.effects.first == .persist(placeId: 1, .left, .served, agent: "li.na"))
        #expect(floor.dispatcher.state(of: "li.na") == .wrapUp(placeId: 1, until: floor.now + .seconds(60)))
        #expect(floor.wait(.seconds(59)).isEmpty)
        #expect(floor.wait(.seconds(1)).offers == ["2→li.na"])
    }

    @Test("may end wrap-up early")
    func wrapUpDone() {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        floor.answer("li.na")
        floor.tell(.talkEnded(placeId: 1, .agentHungUp))
        floor.tell(.wrapUpDone(agent: "li.na"))
        #expect(floor.isReady("li.na"))
        #expect(floor.tell(.wrapUpDone(agent: "li.na")).isEmpty)
    }

    @Test(
        "is after wrap-up what they chose last, during talk or wrap-up",
        arguments: [
            (AgentWish.notReady(reason: "break"), AgentState.notReady(reason: "break")), (.signedOut, .signedOut),
        ])
    func lastChoice(wish: AgentWish, state: AgentState) {
        for duringTalk in [true, false] {
            var floor = Floor()
            floor.ready("li.na")
            floor.join(1)
            floor.answer("li.na")
            if duringTalk { floor.tell(.chose(agent: "li.na", wish)) }
            #expect(floor.talk(of: "li.na") == 1)
            floor.tell(.talkEnded(placeId: 1, .citizenHungUp))
            if !duringTalk { floor.tell(.chose(agent: "li.na", wish)) }
            floor.wait(.seconds(60))
            #expect(floor.dispatcher.state(of: "li.na") == state)
        }
    }

    @Test("whose device is lost in a talk is not offered anything before it is back")
    func lostInTalk() {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        floor.answer("li.na")
        floor.tell(.talkEnded(placeId: 1, .agentDeviceLost))
        #expect(floor.dispatcher.state(of: "li.na") == .notReady(reason: "device-lost"))
        #expect(floor.effects.offers.isEmpty)
        floor.tell(.deviceChanged(agent: "li.na", ready: true))
        #expect(floor.effects.offers == ["1→li.na"])
    }

    @Test("whom nobody knows changes nothing")
    func unknown() {
        var floor = Floor()
        let lease = Lease(id: 9, placeId: 9, agent: "nobody")
        #expect(floor.tell(.chose(agent: "nobody", .ready)).isEmpty)
        #expect(floor.tell(.deviceChanged(agent: "nobody", ready: true)).isEmpty)
        #expect(floor.tell(.wrapUpDone(agent: "nobody")).isEmpty)
        #expect(floor.tell(.accepted(lease)) == [.refused(lease)])
        #expect(floor.tell(.offerFailed(lease, .declined)).isEmpty)
        #expect(floor.tell(.talkEnded(placeId: 9, .citizenHungUp)).isEmpty)
        #expect(floor.tell(.left(placeId: 9, .hungUp)).isEmpty)
    }
}
