import CivicCore
import CivicSpeech
import Foundation
import Testing

@testable import CivicDialplan

@Suite("Calls that are walked again")
struct ReplayTests {
    /// A call of random keys and news through a shipped plan, with its host in virtual time.
    private static func occurrences(_ plan: Plan, _ catalogue: PromptCatalogue, seed: UInt64) -> VirtualCall {
        var random = SplitMix64(seed: seed)
        let context = CallerContext(
            callerNumber: Bool.random(using: &random) ? "8613900000001" : nil,
            calledNumber: plan.answers.randomElement(using: &random) ?? "", language: .mandarin)
        var call = VirtualCall(plan: plan, context: context, catalogue: catalogue, begin: Sample.morning)
        call.send(.started)
        for _ in 0..<Int.random(in: 1...80, using: &random) where !call.isOver {
            while let question = call.lookUps.first {
                let found: [String: DialplanValue] = [
                    "known": .flag(.random(using: &random)), "state": .text("in-work"), "case": .text("10000017"),
                    "updated": .date(Sample.morning.addingTimeInterval(0.1234)), "candidates": .number(2),
                ]
                let outcomes: [LookUpOutcome] = [.notFound, .failed, .found(found), .found(found), .found(found)]
                call.answer(question.token, outcomes.randomElement(using: &random) ?? .failed)
            }
            if let token = call.openings.first {
                call.answer(token, caseNumber: Bool.random(using: &random) ? "10000099" : nil)
            }
            switch Int.random(in: 0..<10, using: &random) {
            case 0...6: call.send(.key("0112233456789*#".randomElement(using: &random) ?? "1"))
            case 7, 8: call.pass(to: call.elapsed + .milliseconds(Int.random(in: 1...20_000, using: &random)))
            default:
                let news: [QueueNews] = [
                    .joined(position: 3, wait: 4...6), .answered, .served, .moved(position: 2, wait: nil),
                    .returned(position: 1, wait: nil), .offered, .refused,
                ]
                if !call.tell(news.randomElement(using: &random) ?? .offered) { call.endRecording() }
            }
        }
        call.send(.hungUp)
        return call
    }

    @Test(
        "a recorded walk does what a walk does, and its record is walked again to the same",
        arguments: ["county", "lab"])
    func same(name: String) throws {
        let suite = try ShippedPlanTests.suite(name)
        var keys = 0
        for seed in 0..<1_500 as Range<UInt64> {
            let call = Self.occurrences(suite.plan, suite.catalogue, seed: seed)
            let begin = MonotonicInstant(nanoseconds: 77_123_456_789)
            var walk = RecordedWalk(
                plan: suite.plan, context: call.walk.context, at: begin, wallClock: call.begin)
            for occurrence in call.occurrences {
                let now = begin + occurrence.at
                let effects = occurrence.event.map { walk.handle($0, at: now) } ?? walk.advance(to: now)
                let expected = occurrence.effects
                guard effects == expected else {
                    Issue.record("seed \(seed) at \(occurrence.at): \(effects) for \(expected)")
                    return
                }
            }
            let record = try WalkRecord(text: walk.kept.text)
            #expect(record == walk.kept)
            let replay = Replay(record, of: suite.plan)
            guard replay.isFaithful, replay.endedIn == walk.currentStep else {
                for (old, new) in zip(
                    call.occurrences.filter { $0.event != nil || !$0.effects.isEmpty }, replay.occurrences)
                where old.effects != new.effects {
                    print("DIFF", old.event as Any, old.effects, "NEW", new.event as Any, new.effects)
                    break
                }
                Issue.record("seed \(seed): walked again it ends in \(replay.endedIn), not \(walk.currentStep)")
                return
            }
            keys += record.moments.count { $0.event?.kind == .key }
        }
        #expect(keys > 3_000)
    }

    private static let plan = """
        dialplan: t
        answers: ["1"]
        languages: [en]
        calendar: county-office
        start: door
        person: none
        steps:
          door: { menu: m, keys: { 1: pin }, attempts: 2, silence: door, wrong-key: door, exhausted: bye }
          pin:
            collect: pin
            prompt: m
            digits: 4
            secret: true
            attempts: 3
            then: id
            silence: pin
            wrong-key: pin
            exhausted: bye
          id:
            collect: id
            kind: id-number
            prompt: m
            attempts: 3
            then: after
            silence: id
            wrong-key: id
            check-failed: id
            exhausted: bye
          after: { menu: m, keys: { 3: bye }, attempts: 2, silence: bye, wrong-key: bye, exhausted: bye }
          bye: { goodbye: m }
        """

    private static func keyed(_ keys: String, spaced: Duration) throws -> (record: WalkRecord, step: String) {
        let plan = try Sample.plan(plan)
        var walk = RecordedWalk(
            plan: plan, context: CallerContext(callerNumber: nil, calledNumber: "1", language: .english),
            at: .zero, wallClock: Sample.morning)
        var now = MonotonicInstant.zero
        var speech: WalkToken?
        func heard(_ effects: [WalkEffect]) {
            for effect in effects {
                if case .say(let token, _, _, _) = effect { speech = token }
                if case .stopSpeaking = effect { speech = nil }
            }
        }
        heard(walk.handle(.started, at: now))
        for key in keys {
            now += spaced
            if let token = speech {
                speech = nil
                heard(walk.handle(.spoken(token), at: now))
            }
            heard(walk.handle(.key(key), at: now))
        }
        return (walk.kept, walk.currentStep)
    }

    private static func keys(of record: WalkRecord) -> String {
        record.moments.compactMap { $0.event?.key }.joined()
    }

    @Test("what is keyed in secret is not written down, and the call is walked again all the same")
    func secret() throws {
        // A valid number of nobody: the birth date 1900-01-01 and the check digit of its 17 digits.
        let (good, step) = try Self.keyed("1" + "4711" + "11010119000101001" + "9" + "3", spaced: .seconds(1))
        let isGood = step == "bye"
        let text = try good.text
        #expect(!text.contains("4711"))
        #expect(Self.keys(of: good).hasPrefix("1••••"))
        #expect(Self.keys(of: good).dropFirst(5).prefix(18) == (isGood ? "••••••••••••••••••" : "××××××××××××××××××"))
        let replay = Replay(good, of: try Sample.plan(Self.plan))
        #expect(replay.isFaithful)
        #expect(replay.endedIn == step)
    }

    @Test("secret digits that were typed ahead are found out when the step takes them")
    func ahead() throws {
        let (record, step) = try Self.keyed("14711", spaced: .zero)
        #expect(step == "id")
        #expect(Self.keys(of: record) == "1••••")
    }

    @Test("keys that no step has taken may be secret ones")
    func untaken() throws {
        let plan = try Sample.plan(Self.plan)
        var walk = RecordedWalk(
            plan: plan, context: CallerContext(callerNumber: nil, calledNumber: "1", language: .english),
            at: .zero, wallClock: Sample.morning)
        _ = walk.handle(.started, at: .zero)
        for key in "14711110101190001010018" { _ = walk.handle(.key(key), at: .zero) }
        _ = walk.handle(.hungUp, at: .zero)
        #expect(!Self.keys(of: walk.kept).contains("1101"))
    }
}
