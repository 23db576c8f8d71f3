import CivicCore
import CivicQueue
import Testing

@Suite("Profiles that change while the line goes on")
struct MembershipTests {
    private static let queues = [
        QueueDefinition(id: "general", wrapUp: .zero, languageRelaxesAfter: .seconds(20)),
        QueueDefinition(id: "tax", wrapUp: .zero),
    ]

    private func profile(
        _ queues: Set<String>, languages: [Language] = [.mandarin, .english], skills: [String: Int] = [:]
    ) -> AgentProfile {
        AgentProfile(id: "li.na", queues: queues, languages: languages, skills: skills)
    }

    @Test("whoever waits in a queue that an idle agent begins to serve is offered at once")
    func joinsQueue() {
        var floor = Floor(Self.queues)
        floor.ready("li.na")
        floor.join(1, queue: "tax")
        #expect(floor.effects.offers.isEmpty)
        #expect(floor.tell(.profileChanged(profile(["general", "tax"]))).offers == ["1→li.na"])
    }

    @Test("who serves a queue no more is offered none of its callers, and keeps their turn in the others")
    func leavesQueue() {
        var floor = Floor(Self.queues)
        floor.ready("li.na", queues: ["general", "tax"])
        floor.wait(.seconds(5))
        floor.ready("wang.jun")
        floor.tell(.profileChanged(profile(["general"])))
        #expect(floor.dispatcher.state(of: "li.na") == .ready(since: .zero))
        floor.join(1, queue: "tax")
        #expect(floor.effects.offers.isEmpty)
        floor.join(2)
        #expect(floor.effects.offers == ["2→li.na"])
    }

    @Test("an offer that is out and a talk go on as they were, and the next match goes by the new profile")
    func duringCall() {
        var floor = Floor(Self.queues)
        floor.ready("li.na")
        floor.join(1)
        floor.join(2)
        floor.tell(.profileChanged(profile(["tax"])))
        #expect(floor.lease(of: "li.na")?.placeId == 1)
        floor.answer("li.na")
        floor.tell(.profileChanged(profile(["tax"], skills: ["farming": 3])))
        #expect(floor.talk(of: "li.na") == 1)
        #expect(floor.tell(.talkEnded(placeId: 1, .citizenHungUp)).offers.isEmpty)
        #expect(floor.isReady("li.na"))
        floor.join(3, queue: "tax")
        #expect(floor.effects.offers == ["3→li.na"])
        #expect(floor.dispatcher.position(of: 2) == 1)
    }

    @Test("a level that is raised is enough from then on; a language at level 0 is spoken no more")
    func levels() {
        var floor = Floor(Self.queues)
        floor.ready("li.na")
        var asking = floor.place(1)
        asking.skills = [SkillNeed(name: "farming", level: 3)]
        #expect(floor.tell(.joined(asking)).offers.isEmpty)
        floor.tell(.profileChanged(profile(["general"], skills: ["farming": 2])))
        #expect(floor.effects.offers.isEmpty)
        #expect(floor.tell(.profileChanged(profile(["general"], skills: ["farming": 3]))).offers == ["1→li.na"])
        floor.answer("li.na")
        floor.tell(.profileChanged(profile(["general"], skills: ["en": 0])))
        floor.tell(.talkEnded(placeId: 1, .citizenHungUp))
        floor.join(2, language: .english)
        #expect(floor.effects.offers.isEmpty)
        #expect(floor.wait(.seconds(20)).offers == ["2→li.na"], "a person is better than nobody")
    }

    @Test("of an agent who never signed in nothing changes; who is signed out stays so")
    func signedOut() {
        var floor = Floor(Self.queues)
        #expect(floor.tell(.profileChanged(profile(["tax"]))).isEmpty)
        #expect(floor.dispatcher.state(of: "li.na") == nil)
        floor.ready("li.na")
        floor.tell(.chose(agent: "li.na", .signedOut))
        floor.tell(.profileChanged(profile(["tax"])))
        #expect(floor.dispatcher.state(of: "li.na") == .signedOut)
        floor.join(1, queue: "tax")
        #expect(floor.tell(.chose(agent: "li.na", .ready)).offers == ["1→li.na"])
    }

    // MARK: What is laid over the configuration

    @Test("changes are laid over the configuration, whatever becomes of it")
    func applied() {
        let changes = MembershipChanges(
            queues: ["tax": true, "general": false, "gone": true], skills: ["farming": 4, "roads": 0, "en": 0])
        let known: Set = ["general", "tax", "water"]
        let holds = profile(["general"], skills: ["roads": 2]).applying(changes, known: known)
        #expect(holds == profile(["tax"], skills: ["farming": 4, "en": 0]))
        #expect(holds.level(ofSkill: "en") == 0 && holds.level(ofSkill: "zh-CN") == 5)
        #expect(profile(["general", "water"]).applying(changes, known: known).queues == ["tax", "water"])
        #expect(profile(["general"]).applying(MembershipChanges(), known: known) == profile(["general"]))
    }

    @Test("what comes to the same as the configuration is no change")
    func adding() {
        let configured = profile(["general"], skills: ["farming": 2])
        let first = MembershipChanges().adding(
            MembershipChanges(queues: ["tax": true, "general": true], skills: ["farming": 2, "zh-CN": 5, "en": 3]),
            over: configured)
        #expect(first == MembershipChanges(queues: ["tax": true], skills: ["en": 3]))
        let second = first.adding(
            MembershipChanges(queues: ["tax": false, "general": false], skills: ["en": 5]), over: configured)
        #expect(second == MembershipChanges(queues: ["general": false]))
        #expect(second.adding(MembershipChanges(queues: ["general": true]), over: configured).isEmpty)
    }
}
