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
    private(set) var wrongMarks = 0
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
        if let transfer {
            self.transfer = nil
            return take(caller.send(.transfer(transfer, .over)))
        }
        guard let token = queue else { return }
        take(caller.send(.queue(token, Bool.random(using: &random) ? .served : .returned(position: 1, wait: nil))))
    }

    private var queue: WalkToken?
    private var transfer: WalkToken?
    private(set) var transfers = 0
    private(set) var surveys = 0
    private(set) var surveysBegun = 0

    /// Exits that were taken.
    private(set) var ways: Set<PlanCoverage.Way> = []

    private mutating func take(_ effects: [WalkEffect]) {
        for way in caller.walk.ways {
            if let cause = way.cause { ways.insert(PlanCoverage.Way(step: way.from, cause: cause)) }
        }
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
            case .transfer(let token, _, _, _):
                transfer = token
                transfers += 1
                let news: [TransferNews] = [.answered, .answered, .unanswered, .failed, .over]
                owed.append(.transfer(token, news.randomElement(using: &random) ?? .failed))
            case .endTransfer: transfer = nil
            case .trail(step: "rate", .entered): surveysBegun += 1
            case .survey(_, let answers, _):
                surveys += 1
                wrongMarks += answers.values.count { !(1...5).contains($0) }
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
        let closed = ClosedWays(of: plan)
        let shut = Set(
            plan.steps.flatMap { step in
                closed.causes(of: step).map { PlanCoverage.Way(step: step.id, cause: $0) }
            })
        #expect(shut.count == 3)
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
            #expect(shut.isDisjoint(with: call.ways), "seed \(seed) took a way that no call can take")
        }
        #expect(longest < 7_200)
        // In the night nobody answers; who then says nothing at all leaves without either.
        #expect(helped > 2_500)
        #expect((reasons[.goodbye] ?? 0) > 4_000)
    }

    /// Every kind of step that asks, leads on or lets go, in two plans that lead to each other.
    private static func newer() throws -> Plan {
        let help = "    silence: line\n    wrong-key: line\n    exhausted: line\n"
        let head = "languages: [zh-CN, en]\nperson: line\nstart: start\nlimits: { longest-call: 30m }\n"
        let tail =
            "  line: { queue: general, closed: bye, served: rate, overflow: { after: 8m, to: bye } }\n"
            + "  rate:\n    survey: after-call\n    questions: [{ name: a, prompt: p }, { name: b, prompt: p }]\n"
            + "    comment: { prompt: p, longest: 20s }\n    then: bye\n  bye: { goodbye: goodbye }\n"
        let home =
            "dialplan: home\nanswers: [\"1\"]\ncalendar: county-office\n" + head
            + "sub-plans:\n  day:\n    parameters: { words: [day, sum] }\n    ends: [done]\n    steps:\n"
            + "      ask:\n        collect: day\n        kind: date\n        latest: today\n        prompt: \"{words}\"\n"
            + "        confirm: { prompt: p, ask: p }\n        attempts: 3\n        check-failed: slip\n"
            + "        then: end done\n        silence: ask\n        wrong-key: ask\n        exhausted: end done\n"
            + "      slip: { say: slip, then: ask }\n"
            + "steps:\n  start:\n    menu: m\n    keys: { 1: day, 2: sum, 3: police, 4: other }\n    silence: line\n"
            + "    wrong-key: start\n    exhausted: line\n"
            + "  day: { call: day, with: { words: \"day\" }, gives: { day: day }, done: second }\n"
            + "  second: { call: day, with: { words: \"sum\" }, done: sum }\n"
            + "  sum:\n    collect: sum\n    kind: money\n    prompt: p\n    confirm: { prompt: p }\n    then: decide\n"
            + help
            + "  decide:\n    branch:\n      - { when: 'time > 12:00 and weekday != \"sun\"', then: police }\n"
            + "      - { when: 'pressed == \"2\" or caller.confidence == \"proven\"', then: other }\n    otherwise: line\n"
            + "  police: { transfer: { number: \"110\" }, prompt: p, story: true, failed: line, no-answer: line, over: rate }\n"
            + "  other: { goto: { plan: next, door: side } }\n" + tail
        let next =
            "dialplan: next\ndoors: { side: start }\n" + head
            + "steps:\n  start:\n    collect: id\n    kind: id-number\n    prompt: p\n    then: back\n"
            + "    silence: start\n    wrong-key: back\n    exhausted: line\n  back: { goto: home }\n" + tail
        let (plans, diagnostics) = [try Sample.plan(home), try Sample.plan(next)].linked
        #expect(diagnostics == [])
        return plans[0]
    }

    @Test(
        "5,000 callers come to an end among checked keys, sub-plans, transfers, surveys and plans that lead to each other"
    )
    func newerSteps() throws {
        let plan = try Self.newer()
        var (transfers, surveys, helped) = (0, 0, 0)
        var plans: Set<String> = []
        for seed in 0..<5_000 as Range<UInt64> {
            var call = RandomCall(plan, seed: seed)
            let seconds = call.run(patience: .seconds(7_200))
            let reason = try #require(call.hangUp, "seed \(seed) is stuck in '\(call.caller.walk.currentStep)'")
            #expect(seconds < 7_200)
            #expect(reason != .failed, "seed \(seed)")
            #expect(call.effectsAfterEnd == 0)
            #expect(call.wrongMarks == 0)
            // 0 leads out of a survey, and a further talk may lead back into it.
            #expect(call.surveys <= call.surveysBegun)
            transfers += call.transfers
            surveys += call.surveys
            if call.metPerson || call.transfers > 0 { helped += 1 }
            plans.insert(call.caller.walk.plan.name)
        }
        #expect(helped == 5_000)
        #expect(transfers > 100)
        #expect(surveys > 100)
        #expect(plans == ["home", "next"])
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
