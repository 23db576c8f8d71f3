import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

/// A host and a caller that do anything at any time, also nothing.
private struct RandomCall {
    var caller: Caller
    var random: SplitMix64
    private var owed: [WalkEvent] = []
    private(set) var metPerson = false
    private(set) var caseWasOpened = false
    private(set) var hangUp: HangUpReason?
    private(set) var keys = 0
    private(set) var effectsAfterEnd = 0

    init(_ plan: Plan, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let hours = Double(Int.random(in: 0..<(24 * 30), using: &random)) * 3_600
        caller = Caller(
            plan, number: Int.random(in: 0..<4, using: &random) == 0 ? nil : "8613900000001",
            at: Sample.morning.addingTimeInterval(hours))
        self.random = random
    }

    /// - Returns: the virtual time of the call, in seconds.
    mutating func run(patience: Duration) -> Double {
        take(caller.send(.started))
        while hangUp == nil, caller.now < .zero + patience {
            switch Int.random(in: 0..<10, using: &random) {
            case 0...2: press()
            case 3...5: answerHost()
            default: passTime()
            }
            // A talk has no limit of its own; the agent ends it.
            if caller.walk.isWithAgent, Int.random(in: 0..<6, using: &random) == 0 { talkEnds() }
        }
        return (caller.now - .zero as Duration).inSeconds
    }

    private mutating func press() {
        // From some time on the caller only listens.
        guard keys < 40 else { return passTime() }
        keys += 1
        take(caller.send(.key("0123456789*#".randomElement(using: &random) ?? "1")))
    }

    private mutating func passTime() {
        let end = caller.now + .milliseconds(Int64(Int.random(in: 1...8_000, using: &random)))
        while let deadline = caller.walk.nextDeadline, deadline <= end, hangUp == nil {
            caller.now = max(caller.now, deadline)
            take(caller.walk.advance(to: caller.now, wallClock: caller.wallClock))
        }
        caller.now = end
    }

    private mutating func answerHost() {
        guard !owed.isEmpty else { return passTime() }
        let index = Int.random(in: owed.indices, using: &random)
        let event = owed.remove(at: index)
        // One in eight answers is lost for good.
        if Int.random(in: 0..<8, using: &random) != 0 { take(caller.send(event)) }
    }

    private mutating func talkEnds() {
        guard let token = queue else { return }
        take(caller.send(.queue(token, Bool.random(using: &random) ? .served : .returned(position: 1, wait: nil))))
    }

    private var queue: WalkToken?

    private mutating func take(_ effects: [WalkEffect]) {
        if hangUp != nil { effectsAfterEnd += effects.count }
        for effect in effects {
            switch effect {
            case .say(let token, _, _, _), .tone(let token, _, _, _), .countryTone(let token, _, _):
                owed.append(.spoken(token))
            case .lookUp(let token, let source, _): owed.append(.lookedUp(token, outcome(of: source)))
            case .record(let token, _, _):
                owed.append(
                    .recorded(
                        token, seconds: Int.random(in: 0...60, using: &random), heardSpeech: Bool.random(using: &random)
                    ))
            case .openCase(let token, _, _, _):
                let isWritten = Int.random(in: 0..<4, using: &random) != 0
                owed.append(.caseOpened(token, number: isWritten ? "10000017" : nil))
                if isWritten { caseWasOpened = true }
            case .enqueue(let token, _, _):
                queue = token
                metPerson = true
                owed.append(
                    .queue(
                        token, Int.random(in: 0..<5, using: &random) == 0 ? .refused : .joined(position: 3, wait: 2...5)
                    ))
                owed.append(.queue(token, .moved(position: 1, wait: nil)))
                owed.append(.queue(token, .offered))
                owed.append(.queue(token, .answered))
            case .hangUp(let reason): hangUp = reason
            default: break
            }
        }
    }

    private mutating func outcome(of source: String) -> LookUpOutcome {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .failed
        case 1: .notFound
        default:
            .found([
                "candidates": .number(Int.random(in: 1...3, using: &random)),
                "known": .flag(Bool.random(using: &random)),
                "open-cases": .number(0), "citizen": .number(7), "case": .text("10000017"), "state": .text("in-work"),
                "due": .date(Sample.morning), "updated": .date(Sample.morning), "unit": .text("water"),
            ])
        }
    }
}

@Suite("Random walks")
struct RandomWalksTests {
    @Test("5,000 callers who do anything at any time come to an end on county.yaml, near a person or a case")
    func neverStuck() throws {
        let plan = try #require(
            PlanLoader.load(
                Sample.text("dialplans/county.yaml"), file: "county.yaml", environment: Sample.environment
            ).plan)
        var longest = 0.0
        var reasons: [HangUpReason: Int] = [:]
        var helped = 0
        for seed in 0..<5_000 as Range<UInt64> {
            var call = RandomCall(plan, seed: seed)
            let seconds = call.run(patience: .seconds(7_200))
            longest = max(longest, seconds)
            let reason = try #require(call.hangUp, "seed \(seed) is stuck in '\(call.caller.walk.currentStep)'")
            reasons[reason, default: 0] += 1
            if call.metPerson || call.caseWasOpened { helped += 1 }
            #expect(call.caller.walk.isOver)
            #expect(call.effectsAfterEnd == 0)
            #expect(reason != .failed, "seed \(seed)")
        }
        #expect(longest < 7_200)
        // In the night nobody answers; who then says nothing at all leaves without either.
        #expect(helped > 2_500)
        #expect((reasons[.goodbye] ?? 0) > 4_000)
    }

    @Test("the same events give the same effects")
    func deterministic() throws {
        let plan = try #require(
            PlanLoader.load(
                Sample.text("dialplans/county.yaml"), file: "county.yaml", environment: Sample.environment
            ).plan)
        for seed in 0..<50 as Range<UInt64> {
            var first = RandomCall(plan, seed: seed)
            var second = RandomCall(plan, seed: seed)
            #expect(first.run(patience: .seconds(7_200)) == second.run(patience: .seconds(7_200)))
            #expect(first.hangUp == second.hangUp)
        }
    }

    @Test("a caller who never presses a key meets a person in hours and leaves a message out of hours")
    func silentCaller() throws {
        let plan = try #require(
            PlanLoader.load(
                Sample.text("dialplans/county.yaml"), file: "county.yaml", environment: Sample.environment
            ).plan)
        var day = Caller(plan)
        day.start()
        var night = Caller(plan, at: Sample.instant("2026-11-23", hour: 23))
        night.start()
        var inLine = false
        var records = false
        for _ in 0..<100 {
            if day.effects.contains(where: { if case .enqueue = $0 { true } else { false } }) { inLine = true }
            if night.effects.contains(where: { if case .record = $0 { true } else { false } }) { records = true }
            if day.speech != nil { day.heard() } else { day.wait(.seconds(10)) }
            if night.speech != nil { night.heard() } else { night.wait(.seconds(10)) }
        }
        #expect(inLine)
        #expect(records)
    }
}
