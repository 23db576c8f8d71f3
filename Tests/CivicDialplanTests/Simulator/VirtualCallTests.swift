import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("Calls in virtual time")
struct VirtualCallTests {
    /// Does the same again to a walk without a host: the same events at the same moments.
    private static func replay(_ call: VirtualCall) -> [Occurrence] {
        var walk = Walk(plan: call.walk.plan, context: call.walk.context)
        return call.occurrences.map { occurrence in
            let now = MonotonicInstant.zero + occurrence.at
            let wallClock = call.begin.addingTimeInterval(occurrence.at.inSeconds)
            let effects =
                occurrence.event.map { walk.handle($0, at: now, wallClock: wallClock) }
                ?? walk.advance(to: now, wallClock: wallClock)
            return Occurrence(at: occurrence.at, event: occurrence.event, effects: effects, ways: walk.ways)
        }
    }

    /// Something that a random caller or host does, for a test beside the plan and for the simulator.
    private static func act(_ random: inout SplitMix64) -> (action: PlanTest.Action, line: String) {
        switch Int.random(in: 0..<12, using: &random) {
        case 0...5:
            let count = Int.random(in: 1...9, using: &random)
            let keys = (0..<(count < 7 ? 1 : count)).map { _ in "0123456789*#".randomElement(using: &random) ?? "1" }
            return (.keysAtOnce(String(keys)), "key \(String(keys))")
        case 6...9:
            let milliseconds = Int.random(in: 1...30_000, using: &random)
            return (.wait(.milliseconds(milliseconds)), "wait \(milliseconds)ms")
        default:
            let news: [(QueueNews, String)] = [
                (.joined(position: 3, wait: 4...6), "joined 3 4-6"), (.answered, "agent"), (.served, "served"),
                (.moved(position: 2, wait: 3...5), "moved 2 3-5"), (.returned(position: 1, wait: nil), "returned 1"),
                (.offered, "offered"), (.refused, "refused"),
            ]
            let chosen = news.randomElement(using: &random) ?? news[0]
            return (.news(chosen.0), chosen.1)
        }
    }

    /// Answers of the host: none, so that the simulator gives none either, or random ones.
    private static func answers(_ random: inout SplitMix64, isSilent: Bool) -> PlanTest.Answers {
        if isSilent {
            return PlanTest.Answers(
                lookUps: [
                    "caller": [.late], "case-status": [.late], "household-member": [.late], "call-back-ways": [.late],
                ], cases: [.late], line: [.late])
        }
        func pick<Value>(_ values: [Value]) -> [Value] {
            (0..<3).compactMap { _ in values.randomElement(using: &random) }
        }
        let found: [PlanTest.Answers.LookUp] = [
            .late, .outcome(.notFound), .outcome(.failed), .outcome(.found(["known": .flag(true)])),
            .outcome(.found(["candidates": .number(2)])),
            .outcome(.found(["number": .text("13900000001"), "first": .date(Sample.morning)])),
            .outcome(.found(["state": .text("closed"), "case": .text("17"), "updated": .date(Sample.morning)])),
        ]
        return PlanTest.Answers(
            lookUps: [
                "caller": pick(found), "case-status": pick(found), "household-member": pick(found),
                "call-back-ways": pick(found), "call-back": pick(found), "call-back-at": pick(found),
            ],
            cases: pick([.late, .failed, .opened("17")]), line: pick([.late, .refused, .joined(QueuePlace())]))
    }

    private struct Calls {
        var run: PlanTestRun
        var simulator: WalkSimulator
    }

    private static func calls(_ suite: PlanTestSuite, seed: UInt64, isSilent: Bool) -> Calls {
        var random = SplitMix64(seed: seed)
        let context = CallerContext(
            callerNumber: Bool.random(using: &random) ? "8613900000001" : nil,
            calledNumber: suite.plan.answers.randomElement(using: &random) ?? "", language: .mandarin)
        let test = PlanTest(
            name: "\(seed)", line: 1, column: 1, context: context, begin: Sample.morning, calendars: [:],
            answers: answers(&random, isSilent: isSilent), acts: [])
        var calls = Calls(
            run: PlanTestRun(test, file: "t.yaml", plan: suite.plan, catalogue: suite.catalogue),
            simulator: WalkSimulator(
                plan: suite.plan, context: context, catalogue: suite.catalogue, begin: test.begin))
        calls.run.start()
        _ = calls.simulator.start()
        for _ in 0..<Int.random(in: 1...60, using: &random) where !calls.run.call.isOver {
            let (action, line) = act(&random)
            // A test fails at what cannot be; the simulator only says so.
            if case .news = action, calls.run.call.queue == nil { continue }
            calls.run.carryOut(PlanTest.Act(action: action, line: 1, column: 1))
            _ = calls.simulator.run(line)
        }
        if !calls.run.call.isOver {
            calls.run.carryOut(PlanTest.Act(action: .hangUp, line: 1, column: 1))
            _ = calls.simulator.run("hangup")
        }
        return calls
    }

    @Test(
        "a walk, the simulator and a test give the same effects for the same events, 4,000 random calls",
        arguments: ["county", "lab"])
    func same(name: String) throws {
        let suite = try ShippedPlanTests.suite(name)
        var occurrences = 0
        for seed in 0..<2_000 as Range<UInt64> {
            let silent = Self.calls(suite, seed: seed, isSilent: true)
            let answered = Self.calls(suite, seed: seed, isSilent: false)
            #expect(silent.run.failure == nil && answered.run.failure == nil, "seed \(seed)")
            let isSame =
                silent.run.call.occurrences == silent.simulator.call.occurrences
                && silent.run.call.occurrences == Self.replay(silent.run.call)
                && answered.run.call.occurrences == Self.replay(answered.run.call)
            guard isSame else {
                Issue.record("seed \(seed) of \(name)")
                return
            }
            occurrences += silent.run.call.occurrences.count + answered.run.call.occurrences.count
        }
        #expect(occurrences > 40_000)
    }

    @Test(
        "every change of step is by an exit of the step, or to the person, or the same step again",
        arguments: ["county", "lab"])
    func ways(name: String) throws {
        let suite = try ShippedPlanTests.suite(name)
        var seen: Set<WayTaken> = []
        for seed in 0..<2_000 as Range<UInt64> {
            seen.formUnion(Self.calls(suite, seed: seed, isSilent: false).run.call.occurrences.flatMap(\.ways))
        }
        for way in seen {
            let isKnown =
                way.cause.map { cause in
                    suite.plan[way.from].exits.contains { $0.cause == cause && $0.target == way.to }
                } ?? (way.to == suite.plan.person || way.to == way.from)
            #expect(isKnown, "\(suite.plan[way.from].name) to \(suite.plan[way.to].name)")
        }
        #expect(seen.count > 10)
    }
}
