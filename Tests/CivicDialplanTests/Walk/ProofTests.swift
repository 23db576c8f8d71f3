import CivicCore
import CivicSpeech
import Foundation
import Testing

@testable import CivicDialplan

@Suite("A proof that is keyed in a talk")
struct ProofTests {
    private static let steps =
        "  start: { identify: caller-number, known: me, unknown: me, late: me }\n"
        + "  me:\n    verify: caller\n    verified: ok\n    refused: refused\n    locked: locked\n    late: late\n"
        + "    unknown: unknown\n  ok: { say: ok, then: line }\n  refused: { say: refused, then: line }\n"
        + "  locked: { say: locked, then: line }\n  late: { say: late, then: line }\n"
        + "  unknown: { say: unknown, then: line }\n"

    /// The walk, and what it wanted last.
    private struct Side {
        var walk: Walk
        var now = MonotonicInstant.zero
        var effects: [WalkEffect] = []
        var all: [WalkEffect] = []

        init(proofsBefore: UInt32 = 0) throws {
            let plan = try Sample.plan(Sample.county(ProofTests.steps))
            let context = CallerContext(callerNumber: "+86139", calledNumber: "1", language: .english)
            walk = try #require(Walk(proving: 7, by: plan, context, proofsBefore: proofsBefore))
            send(.started)
        }

        mutating func send(_ event: WalkEvent) {
            effects = walk.handle(event, at: now, wallClock: Sample.morning)
            all += effects
        }

        mutating func key(_ keys: String) { for key in keys { send(.key(key)) } }

        mutating func heard() {
            for case .say(let token, _, _, _) in effects { send(.spoken(token)) }
        }

        mutating func wait(_ seconds: Int) {
            now += .seconds(seconds)
            effects = walk.advance(to: now, wallClock: Sample.morning)
            all += effects
        }

        var asked: WalkToken? {
            for case .lookUp(let token, "citizen-proof", _) in effects { return token }
            return nil
        }

        var said: [Utterance] {
            effects.flatMap { effect -> [Utterance] in
                if case .say(_, let utterances, _, _) = effect { utterances } else { [] }
            }
        }
    }

    @Test("it begins with the question, and is over as soon as the proof fits")
    func proven() throws {
        var side = try Side()
        #expect(side.said == [.prompt("enter-own-proof")])
        side.heard()
        side.key("4821#")
        let token = try #require(side.asked)
        #expect(token.value > Walk.proofTokens)
        #expect(
            side.effects.contains(
                .lookUp(token, source: "citizen-proof", arguments: ["citizen": .number(7), "proof": .text("4821")])))
        #expect(side.walk.proofEnd == nil)
        side.heard()
        side.send(.lookedUp(token, .found([:])))
        #expect(side.walk.isOver && side.walk.proofEnd == .proven && side.walk.nextDeadline == nil)
        #expect(!"\(side.all)".contains("\"ok\""))
    }

    @Test(
        "three wrong ones end it, and so do a lock and records that do not answer",
        arguments: ["refused", "locked", "late"])
    func ends(word: String) throws {
        var side = try Side()
        for _ in 1...(word == "refused" ? 3 : 1) {
            side.heard()
            side.key("0000#")
            let token = try #require(side.asked)
            let outcome: LookUpOutcome = word == "refused" ? .notFound : word == "locked" ? .locked : .failed
            side.heard()
            side.send(.lookedUp(token, outcome))
            #expect(!side.walk.isOver)
            side.heard()
        }
        #expect(side.walk.proofEnd?.rawValue == word)
    }

    @Test("who keys nothing is asked again and then let be; nothing ever ends the call or leaves the step")
    func silence() throws {
        var side = try Side()
        for _ in 0..<20 where !side.walk.isOver {
            side.heard()
            side.wait(30)
        }
        #expect(side.walk.proofEnd == .refused)
        #expect(!side.all.contains { if case .hangUp = $0 { true } else { false } })
        #expect(!side.all.contains { if case .enqueue = $0 { true } else { false } })
    }

    @Test("no keys, however many, end the call")
    func stuckKey() throws {
        var side = try Side()
        for _ in 0..<2_000 {
            side.key("5")
            side.heard()
            if let token = side.asked { side.send(.lookedUp(token, .notFound)) }
        }
        #expect(side.walk.isOver && side.walk.proofEnd == .refused)
        #expect(!side.all.contains { if case .hangUp = $0 { true } else { false } })
    }

    @Test(
        "an answer that comes when the next proof is asked for does not end that one",
        arguments: [0, 1, 1 << 14] as [UInt32])
    func lateAnswer(proofsBefore: UInt32) throws {
        var first = try Side(proofsBefore: proofsBefore)
        first.heard()
        first.key("4821#")
        let late = try #require(first.asked)
        var second = try Side(proofsBefore: proofsBefore + 1)
        second.heard()
        second.key("3690#")
        let own = try #require(second.asked)
        #expect((Walk.proofTokens..<Walk.proofTokens << 1).contains(own.value))
        second.heard()
        second.send(.lookedUp(late, .found([:])))
        #expect(second.walk.proofEnd == nil)
        second.send(.lookedUp(own, .found([:])))
        #expect(second.walk.proofEnd == .proven)
    }

    @Test("a plan without the step asks for no proof")
    func noStep() throws {
        let plan = try Sample.plan(Sample.county("  start: { say: ok, then: line }\n"))
        #expect(
            Walk(proving: 7, by: plan, CallerContext(callerNumber: nil, calledNumber: "1", language: .english)) == nil)
    }
}
