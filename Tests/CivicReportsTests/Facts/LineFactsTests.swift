import CivicCore
import CivicQueue
import CivicReports
import Foundation
import Testing

@Suite struct LineFactsTests {
    private var shift = Shift()

    @Test("a served call is one visit with its wait, offer, talk, hold, wrap-up and the agent's word")
    mutating func served() throws {
        shift.tell(.joined(shift.place(1)))
        shift.pass(10)
        shift.ready("li.na")
        shift.pass(3)
        shift.answer("li.na")
        shift.pass(30)
        shift.write(shift.facts.held(true, place: 1, at: shift.wallClock))
        shift.pass(20)
        shift.write(shift.facts.held(false, place: 1, at: shift.wallClock))
        shift.pass(50)
        shift.tell(.talkEnded(placeId: 1, .agentHungUp))
        shift.pass(25)
        shift.write(shift.facts.wrappedUp(by: "li.na", as: "solved-on-call"))
        shift.tell(.wrapUpDone(agent: "li.na"))

        #expect(shift.visits.count == 1)
        let visit = try #require(shift.visits.first)
        #expect(visit.origin == .call && visit.ending == .served)
        #expect(visit.began == Shift.morning)
        #expect(visit.offered == Shift.morning.addingTimeInterval(10) && visit.offers == 1)
        #expect((visit.wait, visit.talk, visit.hold, visit.wrapUp) == (13_000, 100_000, 20_000, 25_000))
        #expect((visit.agent, visit.outcome) == ("li.na", "solved-on-call"))
        #expect(
            shift.states(of: "li.na") == [
                "paused signed-in", "ready", "reserved", "ringing", "talking", "wrap-up", "ready",
            ])
    }

    @Test("agents' spans follow each other without gap or overlap, however fast states change")
    mutating func spans() {
        shift.ready("li.na")
        shift.pass(7)
        for id in 1...4 {
            shift.tell(.joined(shift.place(Int64(id))))
            shift.answer("li.na")
            shift.pass(40)
            shift.tell(.talkEnded(placeId: Int64(id), .citizenHungUp))
            shift.pass(70)
        }
        shift.tell(.chose(agent: "li.na", .notReady(reason: "lunch")))
        shift.pass(100)
        shift.tell(.chose(agent: "li.na", .signedOut))
        let spans = shift.spans.sorted { $0.began < $1.began }
        #expect(spans.count == shift.spans.count && spans.count > 15)
        for (span, next) in zip(spans, spans.dropFirst()) {
            let gap = next.began.timeIntervalSince(span.ended ?? .distantPast)
            #expect(abs(gap) <= 0.0021, "\(span.state) to \(next.state)")
        }
        #expect(spans.last?.reason == "lunch" && spans.last?.ended == shift.wallClock)
    }

    @Test("a hold that the end of the talk ends counts")
    mutating func heldToTheEnd() throws {
        shift.ready("li.na")
        shift.tell(.joined(shift.place(1)))
        shift.answer("li.na")
        shift.pass(10)
        shift.write(shift.facts.held(true, place: 1, at: shift.wallClock))
        shift.pass(15)
        shift.tell(.talkEnded(placeId: 1, .citizenHungUp))
        let visit = try #require(shift.visits.first)
        #expect(visit.hold == 15_000)
    }

    @Test("a transfer ends one visit and begins another; the wrap-up belongs to the first")
    mutating func transferred() throws {
        shift.ready("li.na", queues: ["general"])
        shift.tell(.joined(shift.place(1)))
        shift.answer("li.na")
        shift.pass(60)
        shift.tell(.talkEnded(placeId: 1, .transferred(toQueue: "tax")))
        shift.pass(20)
        shift.tell(.wrapUpDone(agent: "li.na"))
        shift.ready("chen.hong", queues: ["tax"])
        shift.answer("chen.hong")
        shift.pass(30)
        shift.tell(.talkEnded(placeId: 1, .citizenHungUp))

        let visits = shift.visits.sorted { $0.began < $1.began }
        #expect(visits.map(\.queue) == ["general", "tax"])
        #expect(visits.map(\.origin) == [.call, .transfer])
        #expect(visits.map(\.ending) == [.transferred, .served])
        #expect(visits.map(\.agent) == ["li.na", "chen.hong"])
        #expect(visits[0].wrapUp == 20_000)
        let wait = try #require(visits[1].wait)
        #expect((20_000..<20_100).contains(wait))
    }

    @Test("a colleague who was asked has the citizen as another visit, without a wait; being asked is work")
    mutating func handedOver() throws {
        shift.ready("li.na", queues: ["general"])
        shift.tell(.joined(shift.place(1)))
        shift.answer("li.na")
        shift.ready("chen.hong", queues: ["general"])
        shift.pass(30)
        shift.tell(.consulted(agent: "chen.hong", placeId: 1))
        shift.pass(5)
        shift.tell(.consultAnswered(agent: "chen.hong"))
        shift.pass(25)
        shift.tell(.talkEnded(placeId: 1, .handedOver(to: "chen.hong")))
        shift.pass(40)
        shift.tell(.talkEnded(placeId: 1, .citizenHungUp))

        let visits = shift.visits.sorted { $0.began < $1.began }
        #expect(visits.map(\.ending) == [.transferred, .served])
        #expect(visits.map(\.origin) == [.call, .transfer])
        #expect(visits.map(\.agent) == ["li.na", "chen.hong"])
        #expect(visits[1].wait == 0)
        let spans = shift.spans.filter { $0.agent == "chen.hong" }.sorted { $0.began < $1.began }
        #expect(spans.map(\.state).suffix(3) == [.ringing, .talking, .wrapUp])
    }

    @Test("an agent's lost device puts the citizen back, as another visit")
    mutating func agentLost() {
        shift.ready("li.na")
        shift.tell(.joined(shift.place(1)))
        shift.answer("li.na")
        shift.pass(60)
        shift.tell(.talkEnded(placeId: 1, .agentDeviceLost))
        let visits = shift.visits.sorted { $0.began < $1.began }
        #expect(visits.map(\.ending) == [.agentLost, nil])
        #expect(visits.map(\.origin) == [.call, .agentLost])
    }

    @Test("a talk that ends with the citizen put through to another phone says so")
    mutating func putThrough() throws {
        shift.ready("li.na")
        shift.tell(.joined(shift.place(1)))
        shift.answer("li.na")
        shift.pass(60)
        shift.facts.talkEnds(at: 1, as: .putThrough)
        shift.tell(.talkEnded(placeId: 1, .agentHungUp))
        let visit = try #require(shift.visits.first)
        #expect(visit.ending == .putThrough)
        let sums = VisitSums(visit)
        #expect((sums.passedOn, sums.talks) == (1, 1))
    }

    @Test("who rings and is not answered counts the offers and waits on in the same visit")
    mutating func notAnswered() throws {
        shift.ready("li.na")
        shift.tell(.joined(shift.place(1)))
        shift.ring("li.na")
        shift.pass(25)
        shift.ready("chen.hong")
        shift.answer("chen.hong")
        let visit = try #require(shift.visits.first)
        #expect(shift.visits.count == 1 && visit.offers == 2 && visit.agent == "chen.hong")
        #expect(visit.wait == 25_000)
        #expect(shift.states(of: "li.na").last == "paused no-answer")
    }

    @Test(
        "who leaves without an answer says how",
        arguments: [
            (Place.Leaving.hungUp, QueueVisit.Ending.abandoned), (.message, .message), (.overflow, .overflow),
            (.closed, .closed),
        ])
    mutating func left(leaving: Place.Leaving, ending: QueueVisit.Ending) throws {
        shift.tell(.joined(shift.place(1)))
        shift.pass(9)
        shift.tell(.left(placeId: 1, leaving))
        let visit = try #require(shift.visits.first)
        #expect((visit.ending, visit.wait, visit.answered) == (ending, 9_000, nil))
    }

    @Test("a promised call-back is a visit of its own, kept when an agent talks with the citizen")
    mutating func calledBack() throws {
        shift.tell(.joined(shift.place(1)))
        shift.pass(40)
        shift.tell(.holds(placeId: 1, .asked, number: "+8612900000001"))
        shift.tell(.arranged(placeId: 1, number: "+8612900000001", at: nil))
        shift.pass(120)
        shift.ready("li.na")
        #expect(shift.dispatcher.isDialling(1))
        shift.facts.goesOn(1, in: ConversationReference(text: "C-back"))
        shift.tell(.taken(placeId: 1))
        shift.answer("li.na")
        shift.pass(60)
        shift.tell(.talkEnded(placeId: 1, .citizenHungUp))
        let visits = shift.visits.sorted { $0.began < $1.began }
        #expect(visits.map(\.origin) == [.call, .callBack])
        #expect(visits.map(\.ending) == [.callBackChosen, .served])
        #expect(visits.map(\.conversation.text) == ["C-1", "C-back"])
        #expect(visits[1].cause == "asked" && visits[0].wait == 40_000)
        var sums = VisitSums()
        for visit in visits { sums += VisitSums(visit) }
        #expect((sums.entered, sums.answered, sums.promised, sums.kept, sums.talks) == (1, 0, 1, 1, 1))
    }

    @Test("whoever calls again while waiting for the call-back has kept the promise")
    mutating func calledAgain() {
        shift.tell(.joined(shift.place(1)))
        shift.pass(40)
        shift.tell(.holds(placeId: 1, .asked, number: "+8612900000001"))
        shift.pass(30)
        shift.tell(.resumed(placeId: 1, ConversationReference(text: "C-again")))
        let visits = shift.visits.sorted { $0.began < $1.began }
        #expect(visits.map(\.origin) == [.call, .callBack, .calledAgain])
        #expect(visits.map(\.ending) == [.callBackChosen, .calledAgain, nil])
        #expect(visits[2].conversation.text == "C-again")
    }

    @Test("whoever hung up and is called back by the rules has abandoned all the same")
    mutating func abandonedAndCalledBack() {
        shift.tell(.joined(shift.place(1)))
        shift.pass(40)
        shift.tell(.holds(placeId: 1, .abandoned, number: "+8612900000001"))
        let visits = shift.visits.sorted { $0.began < $1.began }
        #expect(visits.map(\.ending) == [.abandoned, nil])
        #expect(visits[1].cause == "abandoned")
        #expect(VisitSums(visits[1]).promised == 0)
    }

    @Test("what a crash cut off ends with the last sign of life, and a promise goes on")
    mutating func crash() throws {
        shift.ready("li.na")
        shift.tell(.joined(shift.place(1)))
        shift.answer("li.na")
        shift.tell(.joined(shift.place(2)))
        let promise = shift.place(3, callBack: CallBack(cause: .asked))
        shift.tell(.joined(promise))
        shift.pass(50)
        let alive = shift.wallClock
        shift.pass(500)

        let unfinished = UnfinishedFacts(
            visits: shift.visits.filter { $0.ended == nil }, spans: shift.spans.filter { $0.ended == nil },
            lastAlive: alive)
        #expect(unfinished.visits.count == 3)
        var again = shift
        again.facts = LineFacts()
        again.write(again.facts.resume(unfinished))
        // The second caller's number is known: called back. The third waits for a call-back as before.
        again.write(
            again.facts.joined(
                again.place(2, callBack: CallBack(cause: .dropped)), lastAlive: alive, at: again.wallClock))
        again.write(again.facts.joined(promise, lastAlive: alive, at: again.wallClock))
        again.write(again.facts.forgetEarlierRun(lastAlive: alive))

        func visits(_ place: Int64) -> [QueueVisit] {
            again.visits.filter { $0.place == place }.sorted { $0.began < $1.began }
        }
        #expect(visits(1).map(\.ending) == [.hotlineEnded] && visits(1).first?.ended == alive)
        #expect(visits(2).map(\.ending) == [.hotlineEnded, nil])
        #expect(visits(2).map(\.cause) == [nil, "dropped"])
        #expect(visits(3).map(\.ending) == [nil] && visits(3).first?.cause == "asked")
        #expect(again.spans.allSatisfy { $0.ended != nil })
        #expect(again.spans.map { $0.ended ?? .distantPast }.max() == alive)
    }
}
