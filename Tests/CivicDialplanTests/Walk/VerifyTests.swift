import CivicCore
import Testing

@testable import CivicDialplan

@Suite("verify")
struct VerifyTests {
    private static let steps =
        "  start: { identify: caller-number, known: me, unknown: me, late: me }\n"
        + "  me:\n    verify: caller\n    verified: ok\n    refused: refused\n    locked: locked\n    late: late\n"
        + "    unknown: unknown\n  ok: { say: ok, then: line }\n  refused: { say: refused, then: line }\n"
        + "  locked: { say: locked, then: line }\n  late: { say: late, then: line }\n"
        + "  unknown: { say: unknown, then: line }\n"

    /// In front of the question, as the citizen 7.
    private func asked() throws -> Caller {
        var caller = Caller(try Sample.plan(Sample.county(Self.steps)))
        caller.start()
        caller.send(
            .lookedUp(
                try #require(caller.lookUp),
                .found(["known": .flag(true), "candidates": .number(1), "citizen": .number(7)])))
        return caller
    }

    @Test("a proof that fits makes the caller proven, and is asked of the citizen whom the number brought up")
    func verified() throws {
        var caller = try asked()
        #expect(caller.said == ["enter-own-proof"])
        #expect(caller.walk.variable("caller.confidence") == .text("likely"))
        caller.heard()
        caller.key("302*#")
        let token = try #require(caller.lookUp)
        #expect(
            caller.wants.contains(
                .lookUp(token, source: "citizen-proof", arguments: ["citizen": .number(7), "proof": .text("302*")])))
        caller.send(.lookedUp(token, .found([:])))
        caller.heard()
        #expect(caller.said == ["ok"])
        #expect(caller.walk.variable("caller.confidence") == .text("proven"))
    }

    @Test("what is keyed is in no line of the trail")
    func secret() throws {
        var caller = try asked()
        var all = caller.effects
        caller.heard()
        for key in "4821#" {
            caller.send(.key(key))
            all += caller.effects
        }
        caller.send(.lookedUp(try #require(caller.lookUp), .found([:])))
        caller.heard()
        all += caller.effects
        let trail = all.filter { if case .trail = $0 { true } else { false } }
        #expect(trail.contains(.trail(step: "me/secret", .collected(name: "me/secret", digits: "••••"))))
        #expect(!"\(trail)".contains("4821"))
    }

    @Test("three wrong proofs are the last")
    func refused() throws {
        var caller = try asked()
        for attempt in 1...3 {
            caller.heard()
            caller.key("0000#")
            caller.send(.lookedUp(try #require(caller.lookUp), .notFound))
            caller.heard()
            #expect(caller.said == ["proof-wrong"])
            caller.heard()
            #expect(caller.said == [attempt < 3 ? "enter-own-proof" : "refused"])
        }
        #expect(caller.walk.variable("caller.confidence") == .text("likely"))
    }

    @Test("who keys nothing is refused")
    func silent() throws {
        var caller = try asked()
        for _ in 0..<3 {
            caller.heard()
            caller.wait(.seconds(10))
        }
        #expect(caller.said == ["refused"])
    }

    @Test(
        "locked and late are said and have their ways",
        arguments: [
            (LookUpOutcome?.none, ["lookup-late", "late"]), (.failed, ["lookup-late", "late"]),
            (.locked, ["proof-locked", "locked"]),
        ])
    func other(outcome: LookUpOutcome?, said: [String]) throws {
        var caller = try asked()
        caller.heard()
        caller.key("4821#")
        let token = try #require(caller.lookUp)
        caller.heard()
        if let outcome { caller.send(.lookedUp(token, outcome)) } else { caller.wait(.seconds(3)) }
        #expect(caller.said == [said[0]])
        caller.heard()
        #expect(caller.said == [said[1]])
    }

    @Test("who was not found is not asked")
    func unknown() throws {
        var caller = Caller(try Sample.plan(Sample.county(Self.steps)), number: nil)
        caller.start()
        #expect(caller.said == ["unknown"])
    }

    @Test("what is personal may be said behind it, and not on its other ways")
    func personal() {
        let open = "{ say: { value: caller.open-cases, as: number }, then: line }"
        let sound = Self.steps.replacing("ok: { say: ok, then: line }", with: "ok: \(open)")
        #expect(LintSample.messages(Sample.county(sound)).filter { $0.contains("personal") } == [])
        let leaky = Self.steps.replacing("late: { say: late, then: line }", with: "late: \(open)")
        #expect(LintSample.messages(Sample.county(leaky)).contains { $0.contains("[personal-before-verify]") })
    }

    @Test("its word is caller, and no plan puts its question by a look-up of its own")
    func misuse() {
        let (_, wrong) = Sample.load(Sample.county(Self.steps.replacing("verify: caller", with: "verify: agent")))
        #expect(wrong == ["plan.yaml:9:13: error: 'verify' takes caller, found 'agent' [wrong-type]"])
        for source in ["citizen-proof", "dispute-case"] {
            let (_, messages) = Sample.load(
                Sample.county(
                    "  start:\n    look-up: \(source)\n    with: { case: \"1\" }\n    into: x\n    found: line\n"
                        + "    not-found: line\n    late: line\n    failed: line\n"))
            #expect(messages.first?.contains("no look-up is called '\(source)'") == true)
        }
    }
}

@Suite("dispute-case")
struct DisputeCaseTests {
    private static let steps =
        "  start: { any-key: a, then: n, silence: start, exhausted: line }\n"
        + "  n: { set: { n: \"10000017\" }, then: dispute }\n  dispute:\n    dispute-case: n\n"
        + "    comment: { longest: 30s }\n    disputed: bye\n    not-possible: line\n    failed: line\n"

    private func filed(_ steps: String = steps) throws -> Caller {
        var caller = Caller(try Sample.plan(Sample.county(steps)))
        caller.start()
        caller.key("1")
        let token = try #require(caller.lookUp)
        #expect(caller.wants.contains(.lookUp(token, source: "dispute-case", arguments: ["case": .text("10000017")])))
        caller.send(.lookedUp(token, .found([:])))
        caller.heard()
        #expect(caller.said == ["dispute-filed"])
        caller.heard()
        return caller
    }

    @Test("is filed before a comment is asked for, and the comment goes with it")
    func comment() throws {
        var caller = try filed()
        #expect(caller.said == ["dispute-comment"])
        caller.heard()
        caller.heard()
        let recording = try #require(caller.recording)
        #expect(caller.wants.contains(.record(recording, longest: .seconds(30), purpose: .comment)))
        caller.send(.recorded(recording, seconds: 9, heardSpeech: true))
        #expect(caller.wants.contains(.comment(seconds: 9)))
        #expect(caller.said == ["goodbye"])
    }

    @Test(
        "who hangs up or asks for a person while speaking has commented, who says nothing has not",
        arguments: [WalkEvent.hungUp, .key("0")])
    func leaving(event: WalkEvent) throws {
        for (seconds, comments) in [(5, 1), (2, 0)] {
            var caller = try filed()
            caller.heard()
            caller.heard()
            caller.wait(.seconds(seconds))
            caller.send(event)
            #expect(caller.effects.count { $0 == .comment(seconds: seconds) } == comments)
        }
    }

    @Test("without a comment it goes on at once")
    func plain() throws {
        let caller = try filed(Self.steps.replacing("    comment: { longest: 30s }\n", with: ""))
        #expect(caller.said == ["goodbye"])
    }

    @Test(
        "what is not possible, late or failed is said, and has its way",
        arguments: [
            (LookUpOutcome?.none, "dispute-failed"), (.failed, "dispute-failed"), (.notFound, "dispute-not-possible"),
        ])
    func refused(outcome: LookUpOutcome?, said: String) throws {
        var caller = Caller(try Sample.plan(Sample.county(Self.steps)))
        caller.start()
        caller.key("1")
        let token = try #require(caller.lookUp)
        caller.heard()
        if let outcome { caller.send(.lookedUp(token, outcome)) } else { caller.wait(.seconds(5)) }
        #expect(caller.said == [said])
        caller.heard()
        #expect(caller.queue != nil)
    }

    @Test("a comment is recorded for nothing else")
    func comments() {
        let (_, messages) = Sample.load(
            Sample.county("  start: { record: comment, prompt: a, then: line, empty: line }\n"))
        #expect(
            messages == ["plan.yaml:7:20: error: 'record' takes one of message, test, found 'comment' [wrong-type]"])
    }
}
