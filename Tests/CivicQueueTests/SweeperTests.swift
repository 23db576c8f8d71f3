import CivicCore
import Foundation
import Testing

@testable import CivicQueue

/// A line that breaks none of its rules has nothing to repair; so each rule is broken by hand here.
@Suite("What the sweep repairs")
struct SweeperTests {
    /// Sweeps once, and again: what was repaired is right from then on.
    private func sweep(_ floor: inout Floor) -> (anomalies: [QueueAnomaly], effects: [QueueEffect]) {
        let first = floor.dispatcher.sweep(at: floor.now, wallClock: floor.wallClock)
        #expect(floor.dispatcher.sweep(at: floor.now, wallClock: floor.wallClock).anomalies.isEmpty)
        return first
    }

    private func order(_ floor: Floor, _ id: Int64) throws -> PlaceOrder {
        try #require(floor.dispatcher.standings[id]).order
    }

    @Test(
        "a caller who waits and stands nowhere is found again, at the old place in line", arguments: ["pool", "line"])
    func lostPlace(from: String) throws {
        var floor = Floor()
        for id in 1...3 { floor.join(Int64(id)) }
        let order = try order(floor, 2)
        if from == "pool" {
            let pool = try #require(floor.dispatcher.standings[2]?.pool)
            floor.dispatcher.meetings[pool].leave(order)
        } else {
            floor.dispatcher.queues["general"]?.line.leave(order)
        }
        #expect(sweep(&floor).anomalies == [.lostPlace])
        // Who had moved up meanwhile is told no higher position for it.
        let positions = from == "pool" ? [1, 2, 3] : [1, 2, 2]
        #expect([1, 2, 3].map { floor.dispatcher.position(of: $0) } == positions)
        floor.tell(.left(placeId: 1, .hungUp))
        floor.ready("li.na")
        #expect(floor.effects.offers == ["2→li.na"])
    }

    @Test("a caller of whom less should be asked by now is offered to who may answer")
    func overslept() throws {
        var floor = Floor()
        floor.ready("li.na", languages: [.english])
        floor.join(1)
        let relaxes = try #require(floor.dispatcher.standings[1]?.deadline)
        floor.dispatcher.deadlines.remove(Deadline(at: relaxes, owner: .place(1)))
        #expect(floor.wait(.seconds(30)).isEmpty)
        let (anomalies, effects) = sweep(&floor)
        #expect(anomalies == [.lostPlace] && effects.offers == ["1→li.na"])
    }

    @Test("an idle agent and a caller who missed each other are brought together")
    func idleAndWaiting() throws {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(9)
        floor.tell(.left(placeId: 9, .hungUp))
        let agent = try #require(floor.dispatcher.agents["li.na"])
        let stands = agent.pools.map { ($0, floor.dispatcher.meetings[$0].order(of: agent)) }
        for (pool, order) in stands { floor.dispatcher.meetings[pool].idle.remove(order) }
        floor.join(1)
        #expect(floor.effects.offers.isEmpty)
        for (pool, order) in stands { floor.dispatcher.meetings[pool].idle.insert(order) }
        let (anomalies, effects) = sweep(&floor)
        #expect(anomalies == [.idleAndWaiting] && effects.offers == ["1→li.na"])
    }

    @Test("a caller whose agent knows nothing of it waits again by the old join time", arguments: [false, true])
    func halfLease(talks: Bool) {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        floor.join(2)
        if talks { floor.answer("li.na") }
        floor.dispatcher.update("li.na") { agent in
            agent.activity = .none
            agent.wish = .notReady(reason: "break")
        }
        let (anomalies, effects) = sweep(&floor)
        #expect(anomalies == [.halfLease])
        #expect(effects.contains(.returned(placeId: 1)))
        #expect(effects.contains(.persist(placeId: 1, .waiting, nil, agent: nil)))
        // Who had moved up while the first talked is told no higher position for it.
        #expect(floor.dispatcher.position(of: 1) == 1 && floor.dispatcher.position(of: 2) == (talks ? 1 : 2))
        floor.ready("wang.jun")
        #expect(floor.effects.offers == ["1→wang.jun"])
    }

    @Test(
        "an agent who is held by a caller that knows nothing of it is free", arguments: ["offered", "talking", "asked"])
    func heldAgent(state: String) throws {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        let lease = try #require(floor.lease(of: "li.na"))
        if state != "offered" { floor.answer("li.na") }
        var held = "li.na"
        if state == "asked" {
            held = "wang.jun"
            floor.ready(held)
            floor.tell(.consulted(agent: held, placeId: 1))
            floor.dispatcher.standings[1]?.consulted = nil
        } else {
            floor.dispatcher.leaveLine(1)
            floor.dispatcher.standings[1] = nil
        }
        let (anomalies, effects) = sweep(&floor)
        #expect(anomalies == [.heldAgent] && floor.isReady(held))
        #expect(effects.contains(.withdraw(lease)) == (state == "offered"))
        floor.join(2)
        #expect(floor.effects.offers == ["2→\(held)"])
    }

    @Test(
        "an agent who is ready and stands nowhere is offered callers again; who is not ready is offered none",
        arguments: [true, false])
    func lostAgent(isReady: Bool) {
        var floor = Floor()
        floor.ready("li.na")
        if isReady {
            floor.dispatcher.leaveIdle("li.na")
        } else {
            floor.dispatcher.update("li.na") { $0.wish = .notReady(reason: "break") }
        }
        #expect(sweep(&floor).anomalies == [.lostAgent])
        floor.join(1)
        #expect(floor.effects.offers == (isReady ? ["1→li.na"] : []))
    }

    @Test("a phone that would ring for ever is given up at its time")
    func ringsForEver() throws {
        var floor = Floor()
        floor.ready("li.na")
        floor.join(1)
        floor.tell(.ringing(try #require(floor.lease(of: "li.na"))))
        let until = try #require(floor.dispatcher.agents["li.na"]?.deadline)
        floor.dispatcher.deadlines.remove(Deadline(at: until, owner: .agent("li.na")))
        #expect(sweep(&floor).anomalies == [.noDeadline])
        floor.wait(.seconds(25))
        #expect(floor.dispatcher.state(of: "li.na") == .notReady(reason: AgentState.noAnswer))
        #expect(floor.dispatcher.position(of: 1) == 1)
    }

    @Test("a call-back that nothing would remind of is made")
    func forgottenCallBack() throws {
        var floor = Floor()
        let rules = CallBackRules(hours: 0..<24 * 60, timeZone: .gmt)
        floor.dispatcher = Dispatcher(queues: [QueueDefinition(id: "general")], callBacks: rules)
        floor.join(1)
        floor.tell(.holds(placeId: 1, .dropped, number: "+8613900000001"))
        floor.dispatcher.setDeadline(of: 1, nil)
        floor.ready("li.na")
        #expect(floor.wait(.seconds(600)).allSatisfy { if case .dial = $0 { false } else { true } })
        let (anomalies, effects) = sweep(&floor)
        #expect(anomalies == [.noDeadline])
        #expect(effects.contains { if case .dial(let lease, _) = $0 { lease.placeId == 1 } else { false } })
    }

    @Test("a few at a time, and everybody in turn")
    func budget() {
        var floor = Floor()
        for id in 1...7 { floor.join(Int64(id)) }
        for (_, standing) in floor.dispatcher.standings {
            floor.dispatcher.queues["general"]?.line.leave(standing.order)
        }
        let found = (1...4).map { _ in
            floor.dispatcher.sweep(at: floor.now, wallClock: floor.wallClock, atMost: 2).anomalies.count
        }
        #expect(found == [2, 2, 2, 1])
        floor.ready("li.na")
        #expect(floor.effects.offers == ["1→li.na"])
    }
}
