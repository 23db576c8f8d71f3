import CivicCore
import CivicQueue
import Foundation
import Testing

@Suite("A place to be called back")
struct CallBackTests {
    /// At eight in the morning phones may ring.
    static let rules = CallBackRules(
        attempts: 3, pause: .seconds(600), hours: 8 * 60..<20 * 60, timeZone: .gmt, settle: .seconds(20))

    static func floor() -> Floor {
        var floor = Floor()
        floor.dispatcher = Dispatcher(queues: [QueueDefinition(id: "general")], callBacks: rules)
        return floor
    }

    /// Three wait; the first asks to be called back.
    static func asked() -> Floor {
        var floor = floor()
        for id in Int64(1)...3 { floor.join(id) }
        floor.tell(.holds(placeId: 1, .asked, number: "+8613800000001"))
        floor.tell(.arranged(placeId: 1, number: "+8613800000001", at: nil))
        return floor
    }

    @Test("is dialled only when an agent is reserved, before later callers, and keeps its join time")
    func dialled() throws {
        var floor = Self.asked()
        #expect(
            floor.effects.contains { if case .persistCallBack(1, "+8613800000001", .some) = $0 { true } else { false } }
        )
        floor.wait(.seconds(60))
        #expect(!floor.effects.contains { if case .dial = $0 { true } else { false } })
        floor.ready("li.na")
        let dialled = try #require(
            floor.effects.compactMap { if case .dial(let lease, let place) = $0 { (lease, place) } else { nil } }.first)
        #expect(dialled.0.agent == "li.na" && dialled.1.id == 1 && dialled.1.joinedAt == Floor.morning)
        let written = floor.effects.firstIndex {
            if case .persistCallBack(1, _, let callBack) = $0 { callBack?.attempts == 1 } else { false }
        }
        let rang = floor.effects.firstIndex { if case .dial = $0 { true } else { false } }
        #expect(try #require(written) < #require(rang), "the attempt counts before the phone rings")
    }

    @Test("that is taken rings the agent who was reserved; a talk ends it as served")
    func taken() {
        var floor = Self.asked()
        floor.wait(.seconds(20))
        floor.ready("li.na")
        floor.wait(.seconds(30))
        #expect(floor.lease(of: "li.na")?.placeId == 1)
        floor.tell(.taken(placeId: 1))
        #expect(floor.effects.offers == ["1→li.na"])
        floor.answer("li.na")
        #expect(floor.talk(of: "li.na") == 1)
        #expect(
            floor.tell(.talkEnded(placeId: 1, .citizenHungUp)).contains(
                .persist(placeId: 1, .left, .served, agent: "li.na")))
        #expect(floor.dispatcher.callBacks == 0)
    }

    @Test(
        "waits after an attempt as long as its end asks for, and its agent has the next caller",
        arguments: [
            (CallBackFailure.busy, 180), (.noAnswer, 600), (.notTaken, 600), (.rejected, 600), (.congestion, 60),
        ])
    func pause(failure: CallBackFailure, seconds: Int) {
        var floor = Self.asked()
        floor.wait(.seconds(20))
        floor.ready("li.na")
        floor.tell(.callBackFailed(placeId: 1, failure))
        #expect(floor.effects.offers == ["2→li.na"])
        floor.answer("li.na")
        floor.ready("wang.jun")
        floor.answer("wang.jun")
        floor.ready("zhou.li")
        #expect(floor.isReady("zhou.li"))
        floor.wait(.seconds(seconds - 1))
        #expect(floor.isReady("zhou.li"))
        floor.wait(.seconds(2))
        #expect(floor.lease(of: "zhou.li")?.placeId == 1)
    }

    @Test("leaves as unreachable after its last attempt, and a person is told")
    func unreachable() {
        var floor = Self.asked()
        floor.tell(.left(placeId: 2, .hungUp))
        floor.tell(.left(placeId: 3, .hungUp))
        floor.ready("li.na")
        for attempt in 1...3 {
            floor.wait(.seconds(attempt == 1 ? 20 : 601))
            #expect(floor.lease(of: "li.na")?.placeId == 1, "attempt \(attempt)")
            floor.tell(.callBackFailed(placeId: 1, .noAnswer))
        }
        #expect(floor.effects.contains(.persist(placeId: 1, .left, .unreachable, agent: nil)))
        #expect(floor.effects.contains { if case .unreachable(let place) = $0 { place.id == 1 } else { false } })
        #expect(floor.isReady("li.na"))
        #expect(floor.dispatcher.statistics.unreachable == 1)
    }

    @Test("is unreachable at once at a number that does not exist, and after two rejections")
    func endedEarly() {
        for (failure, times) in [(CallBackFailure.invalidNumber, 1), (.rejected, 2)] {
            var floor = Self.asked()
            floor.tell(.left(placeId: 2, .hungUp))
            floor.tell(.left(placeId: 3, .hungUp))
            floor.ready("li.na")
            for time in 0..<times {
                #expect(floor.dispatcher.statistics.unreachable == 0)
                floor.wait(.seconds(time == 0 ? 20 : 601))
                floor.tell(.callBackFailed(placeId: 1, failure))
            }
            #expect(floor.dispatcher.statistics.unreachable == 1, "\(failure)")
        }
    }

    @Test("that nobody takes within its time frees the agent by itself")
    func overdue() {
        var floor = Self.asked()
        floor.wait(.seconds(20))
        floor.ready("li.na")
        floor.wait(.seconds(69))
        #expect(floor.lease(of: "li.na")?.placeId == 1)
        floor.wait(.seconds(2))
        #expect(floor.effects.contains(.stopDialling(placeId: 1)))
        #expect(floor.lease(of: "li.na")?.placeId == 2)
    }

    @Test("is the first to be answered when the agent is lost while the citizen's phone rings")
    func agentLost() {
        var floor = Self.asked()
        floor.wait(.seconds(20))
        floor.ready("li.na")
        floor.tell(.deviceChanged(agent: "li.na", ready: false))
        #expect(!floor.effects.contains(.stopDialling(placeId: 1)))
        floor.tell(.taken(placeId: 1))
        #expect(floor.dispatcher.position(of: 1) == 1)
        floor.ready("wang.jun")
        #expect(floor.effects.offers == ["1→wang.jun"])
    }

    @Test("that calls again has its place on the line, before those who joined later")
    func resumed() {
        var floor = Self.asked()
        floor.wait(.seconds(5))
        #expect(floor.dispatcher.callBack(at: "+8613800000001")?.id == 1)
        let again = ConversationReference(text: "C-AGAIN")
        floor.tell(.resumed(placeId: 1, again))
        #expect(floor.effects.contains(.persistConversation(placeId: 1, again)))
        #expect(floor.dispatcher.position(of: 1) == 1)
        #expect(floor.dispatcher.callBack(at: "+8613800000001") == nil)
        floor.ready("li.na")
        #expect(floor.effects.offers == ["1→li.na"])
    }

    @Test("does not raise the position that anybody was told")
    func positions() {
        var floor = Self.asked()
        #expect(floor.dispatcher.position(of: 2) == 1)
        floor.wait(.seconds(30))
        #expect(floor.dispatcher.position(of: 1) == 1)
        #expect(floor.dispatcher.position(of: 2) == 1)
        #expect(floor.dispatcher.position(of: 3) == 2)
    }

    @Test("rings in no quiet hours, at the time that was chosen, and on working days of its calendar")
    func hours() throws {
        let monday = try #require(ISO8601DateFormatter().date(from: "2026-11-23T09:00:00Z"))
        var rules = Self.rules
        let dialler = CallBackDialler(rules)
        let callBack = CallBack(cause: .asked)
        func verdict(_ dialler: CallBackDialler, _ hours: Double, _ callBack: CallBack) -> CallBackDialler.Verdict {
            dialler.verdict(on: callBack, number: "+861", joinedAt: monday, at: monday + hours * 3_600)
        }
        #expect(verdict(dialler, 0, callBack) == .mayRing)
        #expect(verdict(dialler, 11, callBack) == .wait(until: monday + 23 * 3_600))
        #expect(verdict(dialler, 20, callBack) == .wait(until: monday + 23 * 3_600))
        let chosen = CallBack(cause: .asked, notBefore: monday + 2 * 3_600)
        #expect(verdict(dialler, 1, chosen) == .wait(until: monday + 2 * 3_600))
        #expect(verdict(dialler, 2, chosen) == .mayRing)
        #expect(verdict(dialler, 0, CallBack(cause: .asked, attempts: 3)) == .over)
        #expect(verdict(dialler, 24 * 8, callBack) == .over)
        let day = [WorkingSpan(start: 540, end: 1_020)]
        rules.calendar = WorkingCalendar(
            id: "office", timeZone: .gmt,
            weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.prefix(5).map { ($0, day) }))
        // Saturday at noon: Monday at nine.
        #expect(verdict(CallBackDialler(rules), 5 * 24 + 3, callBack) == .wait(until: monday + 7 * 24 * 3_600))
    }

    @Test("is offered hours within which phones may ring, one in each half of a day")
    func windows() throws {
        let evening = try #require(ISO8601DateFormatter().date(from: "2026-11-23T18:45:00Z"))
        let times = CallBackDialler(Self.rules).windows(after: evening, lead: .seconds(1_800), count: 2)
        #expect(times == [evening + 13.25 * 3_600, evening + 19.25 * 3_600])
    }

    @Test("of the time after a restart comes in the order of the join times, with the attempts that it had")
    func afterRestart() {
        var floor = Self.floor()
        for (id, minutes) in [(Int64(3), 5.0), (1, 20), (2, 10)] {
            var place = floor.place(id, joined: floor.wallClock - minutes * 60, state: .kept)
            place.callbackNumber = "+86\(id)"
            place.callBack = CallBack(cause: .dropped, attempts: id == 2 ? 2 : 0)
            floor.tell(.joined(place))
        }
        floor.ready("li.na")
        var order: [Int64] = []
        for _ in 0..<3 {
            guard let lease = floor.lease(of: "li.na") else { break }
            order.append(lease.placeId)
            floor.tell(.taken(placeId: lease.placeId))
            floor.answer("li.na")
            floor.tell(.talkEnded(placeId: lease.placeId, .citizenHungUp))
            floor.tell(.wrapUpDone(agent: "li.na"))
        }
        #expect(order == [1, 2, 3])
    }
}
