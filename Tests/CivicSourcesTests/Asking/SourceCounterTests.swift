import CivicCore
import CivicDialplan
import CivicSources
import Foundation
import Synchronization
import Testing

@Suite struct SourceCounterTests {
    private let bench = Bench()
    private let account: [String: DialplanValue] = ["account": .text("10023")]

    @Test("an answer is asked for, typed and counted")
    func found() async throws {
        let client = FakeClient(owes)
        let counter = bench.counter(try waterBill(), client)
        #expect(await counter.ask(account) == SourceAnswer(outcome: owed))
        #expect(client.asked.map(\.address) == ["http://127.0.0.1:1/accounts/10023"])
        client.become { _ in SourceResponse(status: 404) }
        #expect(await counter.ask(account).outcome == .notFound)
        #expect(await counter.tally == SourceTally(asked: 2, found: 1, notFound: 1))
    }

    @Test("nothing is asked for where an argument is not known")
    func absent() async throws {
        let client = FakeClient(owes)
        let counter = bench.counter(try waterBill(), client)
        #expect(await counter.ask(["account": .absent]).outcome == .notFound)
        #expect(await counter.ask(["account": .text("..")]).outcome == .notFound)
        #expect(client.asked.isEmpty)
    }

    @Test("secrets go out as headers; without one nothing is asked, and neither secret nor argument is told")
    func secrets() async throws {
        let source = try waterBill(
            at: "http://127.0.0.1:1/{account}", "headers: { X-Token: { environment: TOKEN, before: 'T ' } }")
        let client = FakeClient(owes)
        #expect(await bench.counter(source, client, secrets: ["TOKEN": "abc"]).ask(account).outcome == owed)
        #expect(client.asked.first?.headers == [SentHeader(name: "X-Token", value: "T abc")])
        let without = await bench.counter(source, client).ask(account)
        #expect(without.fault == .noSecret("environment variable TOKEN"))
        #expect(client.asked.count == 1)
        let broken = await bench.counter(source, client, secrets: ["TOKEN": "a\r\nb"]).ask(account)
        #expect(broken.outcome == .failed && client.asked.count == 1)
    }

    @Test("an endpoint that does not answer costs its deadline a few times, and then nothing until it is tried again")
    func circuit() async throws {
        let source = try waterBill(
            at: "http://127.0.0.1:1/{account}", "leave-alone: { after: 2, for: 5s }\n    deadline: 100ms")
        let client = FakeClient { _ in
            try await Task.sleep(for: .seconds(600))
            return SourceResponse(status: 200)
        }
        let counter = bench.counter(source, client)
        let began = ContinuousClock.now
        #expect(await counter.ask(account).fault == .late)
        #expect(await counter.ask(account).fault == .late)
        #expect(await counter.ask(account).fault == .resting)
        #expect(ContinuousClock.now - began < .seconds(60))
        #expect(client.asked.count == 2)
        #expect(await counter.tally == SourceTally(asked: 2, late: 2, spared: 1, isResting: true))
        client.become { _ in SourceResponse(status: 200, body: Data(owes.utf8)) }
        bench.pass(.seconds(5))
        #expect(await counter.ask(account).outcome == owed)
        #expect(bench.lines.count == 2 && bench.lines.last == "data source water-bill answers again")
        #expect(!bench.lines.joined().contains("10023"))
    }

    @Test("one account's odd answer does not take the endpoint from the others")
    func wrongTypesDoNotOpen() async throws {
        let source = try waterBill(at: "http://127.0.0.1:1/{account}", "leave-alone: { after: 1, for: 5s }")
        let client = FakeClient(#"{"bill": {"owed": "much", "state": "due"}}"#)
        let counter = bench.counter(source, client)
        for _ in 0..<3 {
            guard case .wrongField("owed", _, "a text") = await counter.ask(account).fault else {
                Issue.record("not refused")
                return
            }
        }
        client.become { _ in SourceResponse(status: 503) }
        #expect(await counter.ask(account).fault == .status(503))
        #expect(await counter.ask(account).fault == .resting)
    }

    @Test("answers are kept for the stated time, faults are not")
    func keeps() async throws {
        let client = FakeClient("", status: 500)
        let counter = bench.counter(try waterBill(at: "http://127.0.0.1:1/{account}", "keep-for: 1m"), client)
        #expect(await counter.ask(account).outcome == .failed)
        client.become { _ in SourceResponse(status: 200, body: Data(owes.utf8)) }
        #expect(await counter.ask(account) == SourceAnswer(outcome: owed))
        client.become { _ in SourceResponse(status: 404) }
        #expect(await counter.ask(account) == SourceAnswer(outcome: owed, isKept: true))
        #expect(await counter.ask(["account": .text("10024")]).outcome == .notFound)
        bench.pass(.seconds(60))
        #expect(await counter.ask(account).outcome == .notFound)
        #expect(await counter.tally.kept == 1)
    }

    @Test("no more than so many are asked at once; the others wait their turn, and a crowd is sent away at once")
    func atOnce() async throws {
        let most = Mutex((now: 0, most: 0))
        let client = FakeClient { _ in
            most.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
            try await Task.sleep(for: .milliseconds(20))
            most.withLock { $0.now -= 1 }
            return SourceResponse(status: 200, body: Data(owes.utf8))
        }
        let source = try waterBill(at: "http://127.0.0.1:1/{account}", "at-once: 2\n    deadline: 30s")
        let counter = bench.counter(source, client)
        let answers = await withTaskGroup(of: SourceAnswer.self) { group in
            for _ in 0..<40 { group.addTask { await counter.ask(["account": .text("1")]) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let together = most.withLock { $0.most }
        #expect(together == 2)
        #expect(answers.allSatisfy { $0.outcome == owed || $0.fault == .crowded })
        #expect(answers.count { $0.outcome == owed } >= 18)
        #expect(answers.contains { $0.fault == .crowded })
        #expect(await counter.ask(account).outcome == owed)
    }

    @Test("whoever waits for a turn is late with the deadline, and the turn goes to the next")
    func lateInTheQueue() async throws {
        let client = FakeClient { _ in
            try await Task.sleep(for: .seconds(600))
            return SourceResponse(status: 200)
        }
        let source = try waterBill(
            at: "http://127.0.0.1:1/{account}", "at-once: 1\n    deadline: 200ms\n    leave-alone: { after: 50 }")
        let counter = bench.counter(source, client)
        let faults = await withTaskGroup(of: SourceFault?.self) { group in
            for _ in 0..<5 { group.addTask { await counter.ask(["account": .text("1")]).fault } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(faults == Array(repeating: .late, count: 5))
        client.become { _ in SourceResponse(status: 200, body: Data(owes.utf8)) }
        #expect(await counter.ask(account).outcome == owed)
    }
}
