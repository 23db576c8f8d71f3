import CivicCore
import CivicQueue
import Foundation
import Testing

@Suite("Skills")
struct SkillTests {
    static func floor(_ change: (inout QueueDefinition) -> Void) -> Floor {
        var general = QueueDefinition(id: "general", wrapUp: .zero, languageRelaxesAfter: .seconds(300))
        change(&general)
        return Floor([general, QueueDefinition(id: "water", wrapUp: .zero)])
    }

    static func profile(_ name: String, _ skills: [String: Int], queues: Set<String> = ["general"]) -> AgentProfile {
        AgentProfile(id: name, queues: queues, languages: [.mandarin], skills: skills)
    }

    @Test("relax step by step: the expert first, then the level that is enough, then anybody")
    func relaxing() {
        var floor = Self.floor {
            $0.relaxations = [
                Relaxation(after: .seconds(10), step: .level(2)), Relaxation(after: .seconds(30), step: .skills),
            ]
        }
        for (name, skills) in [("plain", [:]), ("some", ["tax": 2])] {
            floor.tell(.signedIn(Self.profile(name, skills), deviceReady: true))
            floor.tell(.chose(agent: name, .ready))
        }
        var place = floor.place(1)
        place.skills = [SkillNeed(name: "tax", level: 4)]
        #expect(floor.tell(.joined(place)).offers.isEmpty)
        #expect(floor.wait(.seconds(9)).offers.isEmpty)
        #expect(floor.wait(.seconds(2)).offers == ["1→some"])
        floor.tell(.chose(agent: "some", .notReady(reason: "break")))
        #expect(floor.effects.offers.isEmpty)
        #expect(floor.wait(.seconds(20)).offers == ["1→plain"])
    }

    @Test("of a language count as well: who speaks it a little answers when nobody better came in time")
    func languageLevel() {
        var floor = Self.floor {
            $0.languageLevel = 4
            $0.relaxations = [Relaxation(after: .seconds(15), step: .level(1))]
        }
        floor.tell(.signedIn(Self.profile("learner", ["zh-CN": 2]), deviceReady: true))
        floor.tell(.chose(agent: "learner", .ready))
        floor.join(1)
        #expect(floor.wait(.seconds(13)).offers.isEmpty)
        #expect(floor.wait(.seconds(2)).offers == ["1→learner"])
    }

    @Test("the agent who served the case last is waited for as long as the limit says, and no longer")
    func sticky() {
        for isBack in [true, false] {
            var floor = Self.floor { $0.stickyFor = .seconds(30) }
            floor.ready("li.na")
            floor.ready("wang.jun")
            floor.join(1)
            floor.answer("li.na")
            var place = floor.place(2)
            place.preferredAgent = "li.na"
            #expect(floor.tell(.joined(place)).offers.isEmpty, "wang.jun is idle, li.na talks")
            floor.wait(.seconds(20))
            if isBack {
                #expect(floor.tell(.talkEnded(placeId: 1, .citizenHungUp)).offers == ["2→li.na"])
            } else {
                #expect(floor.wait(.seconds(10)).offers == ["2→wang.jun"])
            }
        }
    }

    @Test("who is not at work is not waited for")
    func stickyAway() {
        var floor = Self.floor { $0.stickyFor = .seconds(30) }
        floor.ready("wang.jun")
        var place = floor.place(1)
        place.preferredAgent = "li.na"
        #expect(floor.tell(.joined(place)).offers == ["1→wang.jun"])
    }

    @Test(
        "each strategy picks its agent",
        arguments: [
            (AgentStrategy.longestIdle, "a"), (.leastOccupied, "b"), (.roundRobin, "c"), (.skillsBest, "d"),
        ])
    func strategies(strategy: AgentStrategy, expected: String) {
        var floor = Self.floor { $0.strategy = strategy }
        let skills: [String: [String: Int]] = ["a": ["tax": 2], "b": ["tax": 3], "c": ["tax": 3], "d": ["tax": 5]]
        // d, a, b had talks in this order; c was never offered anything but has been idle the shortest.
        var id = Int64(1)
        for (name, talk) in [("d", 90), ("a", 60), ("b", 5)] {
            floor.tell(.signedIn(Self.profile(name, skills[name] ?? [:]), deviceReady: true))
            floor.tell(.chose(agent: name, .ready))
            floor.join(id)
            floor.answer(name)
            floor.wait(.seconds(talk))
            floor.tell(.talkEnded(placeId: id, .citizenHungUp))
            floor.tell(.chose(agent: name, .notReady(reason: "break")))
            id += 1
        }
        floor.tell(.signedIn(Self.profile("c", skills["c"] ?? [:]), deviceReady: true))
        for name in ["a", "b", "d", "c"] {
            floor.tell(.chose(agent: name, .ready))
            floor.wait(.seconds(1))
        }
        // c has talked least; for that strategy it counts as the one with the shortest talk.
        if strategy == .leastOccupied { floor.tell(.chose(agent: "c", .notReady(reason: "break"))) }
        var place = floor.place(id)
        place.skills = [SkillNeed(name: "tax", level: 2)]
        #expect(floor.tell(.joined(place)).offers == ["\(id)→\(expected)"])
    }

    @Test("a head start puts callers before those of another queue, by its seconds and no more")
    func headStart() {
        for (later, first) in [(50, "2→li.na"), (70, "1→li.na")] {
            var floor = Self.floor { $0.headStart = .seconds(60) }
            floor.join(1, queue: "water")
            floor.wait(.seconds(later))
            floor.join(2)
            floor.tell(.signedIn(Self.profile("li.na", [:], queues: ["general", "water"]), deviceReady: true))
            #expect(floor.tell(.chose(agent: "li.na", .ready)).offers == [first])
        }
    }

    @Test("life and limb goes first and is counted; the position that others were told stays")
    func marks() {
        var floor = Floor()
        for id in Int64(1)...3 { floor.join(id) }
        #expect(floor.tell(.marked(placeId: 3, .lifeAndLimb)).contains(.persistMark(placeId: 3, .lifeAndLimb)))
        #expect(floor.dispatcher.position(of: 3) == 1)
        #expect(floor.dispatcher.position(of: 1) == 1)
        #expect(floor.dispatcher.statistics.marked == [.lifeAndLimb: 1])
        floor.ready("li.na")
        #expect(floor.effects.offers == ["3→li.na"])
    }

    @Test("marked in the talk, a caller goes ahead of longer waits where the agent sends them on")
    func markedInTalk() {
        var floor = Floor([QueueDefinition(id: "general", wrapUp: .zero), QueueDefinition(id: "water")])
        floor.join(1, queue: "water")
        floor.ready("li.na")
        floor.join(2)
        floor.answer("li.na")
        #expect(floor.tell(.marked(placeId: 2, .lifeAndLimb)).contains(.persistMark(placeId: 2, .lifeAndLimb)))
        #expect(floor.talk(of: "li.na") == 2)
        floor.tell(.talkEnded(placeId: 2, .transferred(toQueue: "water")))
        #expect(floor.dispatcher.position(of: 2) == 1)
        floor.ready("wang.jun", queues: ["water"])
        #expect(floor.effects.offers == ["2→wang.jun"])
        #expect(floor.tell(.marked(placeId: 2, nil)).contains(.persistMark(placeId: 2, nil)))
    }

    @Test("a place knows nothing of segment, income or status")
    func equalService() {
        let words = ["segment", "income", "status", "vip", "priority", "score", "age", "gender", "wealth", "tier"]
        func check(_ value: Any) {
            for child in Mirror(reflecting: value).children {
                let name = (child.label ?? "").lowercased()
                #expect(!words.contains(name), "\(name)")
            }
        }
        let place = Floor().place(1)
        check(place)
        check(CallBack(cause: .asked))
        check(QueueDefinition(id: "general"))
        check(AgentProfile(id: "li.na", queues: [], languages: []))
        check(Lease(id: 1, placeId: 1, agent: "li.na"))
        let labels = Set(Mirror(reflecting: place).children.compactMap(\.label))
        #expect(
            labels == [
                "id", "conversation", "queue", "joinedAt", "language", "callbackNumber", "state", "leaving", "agent",
                "skills", "preferredAgent", "mark", "callBack",
            ], "a new field of a place has to be one that all citizens have alike")
    }
}
