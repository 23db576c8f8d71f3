import CivicCore
import Testing

@testable import CivicDialplan

@Suite("case-status")
struct CaseStatusTests {
    private static let ends = "    told: told\n    unknown: unknown\n    late: late\n    exhausted: line\n"
    private static let around =
        "  told: { say: thanks, then: line }\n  unknown: { say: unknown, then: line }\n"
        + "  late: { say: sorry, then: line }\n  locked: { say: wait, then: line }\n"
    private static let found = LookUpOutcome.found([
        "case": .text("10000017"), "state": .text("in-work"), "due": .date(Sample.instant("2026-12-01", hour: 12)),
        "updated": .absent, "unit": .text("water"),
    ])

    private static func plan(_ words: String = "", before: String = "") -> String {
        Sample.county(before + "  case:\n    case-status: status\n" + words + ends + around).replacing(
            "start: start", with: before.isEmpty ? "start: case" : "start: start")
    }

    private func keyed(_ words: String = "") throws -> (caller: Caller, token: WalkToken?) {
        var caller = Caller(try Sample.plan(Self.plan(words)))
        caller.start()
        caller.heard()
        caller.key("10000017")
        caller.heard()
        caller.key("48")
        caller.key("2*#")
        return (caller, caller.lookUp)
    }

    @Test("asks for number and proof, tells the state with its deadline, and proves the caller")
    func told() throws {
        var (caller, token) = try keyed()
        let asked = try #require(token)
        #expect(
            caller.wants.contains(
                .lookUp(
                    asked, source: "case-status", arguments: ["number": .text("10000017"), "proof": .text("482*")])))
        #expect(caller.said == ["looking-up"])
        #expect(caller.walk.variable("caller.confidence") == .text("none"))
        caller.send(.lookedUp(asked, Self.found))
        caller.heard()
        #expect(caller.said.count == 5)
        #expect(
            caller.said.filter { !$0.hasPrefix("‹") } == ["case-is", "case-state.in-work", "case-due"])
        #expect(caller.walk.variable("caller.confidence") == .text("proven"))
        #expect(caller.walk.variable("status.unit") == .text("water"))
        caller.heard()
        #expect(caller.said == ["thanks"])
    }

    @Test("the proof is never shown, neither where it is keyed nor where it is used")
    func secret() throws {
        var caller = Caller(try Sample.plan(Self.plan()))
        caller.start()
        caller.heard()
        caller.key("10000017")
        caller.heard()
        caller.key("4821#")
        let shown = caller.effects.filter { if case .trail = $0 { true } else { false } }
        #expect(shown.contains(.trail(step: "case/proof", .collected(name: "case/proof", digits: "••••"))))
        #expect(!"\(shown)".contains("4821"))
    }

    @Test("a pair that does not fit is asked for again, and the second is the last")
    func wrong() throws {
        var (caller, token) = try keyed()
        caller.send(.lookedUp(try #require(token), .notFound))
        caller.heard()
        #expect(caller.said == ["case-not-found"])
        caller.heard()
        #expect(caller.said == ["enter-case-number"])
        caller.heard()
        caller.key("10000017")
        caller.heard()
        caller.key("0000#")
        caller.send(.lookedUp(try #require(caller.lookUp), .notFound))
        caller.heard()
        #expect(caller.said == ["case-not-found"])
        caller.heard()
        #expect(caller.said == ["unknown"])
    }

    @Test(
        "what is late, failed or locked is said, and has its way",
        arguments: [
            (LookUpOutcome?.none, "lookup-late", "sorry"), (.failed, "lookup-late", "sorry"),
            (.locked, "proof-locked", "wait"),
        ])
    func spoken(outcome: LookUpOutcome?, said: String, then: String) throws {
        var (caller, token) = try keyed("    locked: locked\n    deadline: 2s\n")
        caller.heard()
        if let outcome { caller.send(.lookedUp(try #require(token), outcome)) } else { caller.wait(.seconds(2)) }
        #expect(caller.said == [said])
        caller.heard()
        #expect(caller.said == [then])
    }

    @Test("without a way of its own, locked is unknown")
    func lockedIsUnknown() throws {
        var (caller, token) = try keyed()
        caller.send(.lookedUp(try #require(token), .locked))
        caller.heard()
        caller.heard()
        #expect(caller.said == ["unknown"])
    }

    @Test("a number that the plan has is not asked for, and one question is enough where both are known")
    func given() throws {
        var caller = Caller(
            try Sample.plan(
                Self.plan("    with: { number: n }\n", before: "  start: { set: { n: \"10000017\" }, then: case }\n")))
        caller.start()
        #expect(caller.said == ["enter-proof"])
        caller.heard()
        caller.key("4821#")
        let token = try #require(caller.lookUp)
        caller.send(.lookedUp(token, .notFound))
        caller.heard()
        caller.heard()
        #expect(caller.said == ["enter-proof"])

        caller = Caller(
            try Sample.plan(
                Self.plan(
                    "    with: { number: n, proof: n }\n", before: "  start: { set: { n: \"10000017\" }, then: case }\n"
                )))
        caller.start()
        caller.send(.lookedUp(try #require(caller.lookUp), .notFound))
        caller.heard()
        caller.heard()
        #expect(caller.said == ["unknown"])
    }

    @Test("its words are checked where they stand, and once")
    func diagnostics() {
        let (_, messages) = Sample.load(
            Self.plan(
                "    number: { prompt: n, digits: 9 }\n    with: { code: \"1\" }\n    tell: { value: status.sta, as: digits }\n"
                    + "    deadlin: 3s\n"
            ).replacing("    late: late\n", with: ""))
        #expect(
            messages == [
                "plan.yaml:8:5: error: 'late' is missing: where does a caller go when 'case-status' ends so? [missing-key]",
                "plan.yaml:9:26: error: 'number' takes no 'digits' [unknown-key]",
                "plan.yaml:10:13: error: 'with' takes no 'code' [unknown-key]",
                "plan.yaml:11:20: error: no variable is called 'status.sta'; did you mean 'status.state'? [unknown-variable]",
                "plan.yaml:12:5: error: unknown key 'deadlin'; did you mean 'deadline'? [unknown-key]",
            ])
    }

    @Test("the state that it tells is not personal behind it, and is in front of it")
    func proof() {
        let said = "  told: { say: { value: status.case, as: digits }, then: line }\n"
        let sound = Self.plan().replacing("  told: { say: thanks, then: line }\n", with: said)
        #expect(LintSample.messages(sound).filter { $0.contains("personal") } == [])
        // Who comes back to it without a proof is told nothing.
        let led = sound.replacing("unknown: unknown\n    late", with: "unknown: case/told\n    late")
        #expect(LintSample.messages(led).contains { $0.contains("unset-variable") })
    }
}
