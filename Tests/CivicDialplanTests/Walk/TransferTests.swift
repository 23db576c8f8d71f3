import CivicCore
import CivicSpeech
import Testing

@testable import CivicDialplan

@Suite("Put through to somebody else")
struct TransferTests {
    private static func environment() -> PlanEnvironment {
        var environment = Sample.environment
        environment.units = ["water-company": "08311234567", "county": nil]
        return environment
    }

    private func started(_ rules: String = "number: \"110\"", more: String = "") throws -> Caller {
        let plan = try Sample.plan(
            Sample.county(
                "  start:\n    menu: m\n    keys: { 1: police }\n    silence: line\n    wrong-key: line\n    exhausted: line\n"
                    + "  police:\n    transfer: { \(rules) }\n    prompt: connecting\n    failed: sorry\n"
                    + "    no-answer: nobody\n\(more)  sorry: { say: sorry, then: line }\n"
                    + "  nobody: { say: nobody, then: line }\n  after: { say: after, then: line }\n"),
            Self.environment())
        var caller = Caller(plan)
        caller.start()
        caller.key("1")
        return caller
    }

    private func token(_ caller: Caller) throws -> WalkToken {
        try #require(
            caller.effects.lazy.compactMap { if case .transfer(let token, _, _, _) = $0 { token } else { nil } }.first)
    }

    @Test("the number is rung after the prompt, and the talk has no limit of time")
    func talks() throws {
        var caller = try started()
        #expect(caller.said == ["connecting"])
        caller.heard()
        let token = try token(caller)
        #expect(caller.wants == [.transfer(token, .number("110"), ringFor: .seconds(30), story: nil)])
        caller.send(.transfer(token, .answered))
        #expect(caller.walk.isWithAgent)
        #expect(caller.walk.nextDeadline == nil)
        caller.key("0")
        #expect(caller.effects.isEmpty)
        caller.send(.transfer(token, .over))
        #expect(caller.wants == [.hangUp(.served)])
    }

    @Test("after the talk the plan goes on where it says so")
    func over() throws {
        var caller = try started(more: "    over: after\n")
        caller.heard()
        let token = try token(caller)
        caller.send(.transfer(token, .answered))
        caller.send(.transfer(token, .over))
        #expect(caller.said == ["after"])
    }

    @Test("busy or no such line, and nobody there, have a branch each")
    func failures() throws {
        var failed = try started()
        failed.heard()
        failed.send(.transfer(try token(failed), .failed))
        #expect(failed.said == ["sorry"])
        var unanswered = try started()
        unanswered.heard()
        unanswered.send(.transfer(try token(unanswered), .unanswered))
        #expect(unanswered.said == ["nobody"])
    }

    @Test("a host that tells nothing leaves nobody ringing for ever")
    func overdue() throws {
        var caller = try started()
        caller.heard()
        let token = try token(caller)
        caller.wait(.milliseconds(34_999))
        #expect(caller.effects.isEmpty)
        caller.wait(.milliseconds(1))
        #expect(caller.effects.first == .endTransfer(token))
        #expect(caller.said == ["nobody"])
        caller.send(.transfer(token, .answered))
        #expect(caller.effects.isEmpty)
    }

    @Test("0 stops the ringing and leads to the person")
    func zero() throws {
        var caller = try started()
        caller.heard()
        let token = try token(caller)
        caller.key("5")
        #expect(caller.effects.isEmpty)
        caller.key("0")
        #expect(caller.effects.first == .endTransfer(token))
        #expect(caller.queue != nil)
    }

    @Test("a daemon that stops ends the ringing, not the talk")
    func shuttingDown() throws {
        var ringing = try started()
        ringing.heard()
        let token = try token(ringing)
        var talking = ringing
        ringing.send(.shuttingDown)
        #expect(ringing.wants == [.endTransfer(token), .hangUp(.shuttingDown)])
        talking.send(.transfer(token, .answered))
        talking.send(.shuttingDown)
        #expect(talking.effects.isEmpty)
    }

    @Test("who answers is told what the caller did, but for what is secret")
    func story() throws {
        let plan = try Sample.plan(
            Sample.county(
                "  start:\n    menu: m\n    keys: { 1: id }\n    silence: line\n    wrong-key: line\n    exhausted: line\n"
                    + "  id:\n    collect: id\n    kind: id-number\n    prompt: p\n    then: meter\n    silence: line\n"
                    + "    wrong-key: line\n    exhausted: line\n"
                    + "  meter:\n    collect: meter\n    digits: 4\n    prompt: p\n    then: water\n    silence: line\n"
                    + "    wrong-key: line\n    exhausted: line\n"
                    + "  water: { transfer: { unit: water-company }, story: true, summary: Burst pipe, ring-for: 20s, "
                    + "failed: line, no-answer: line }\n"), Self.environment())
        var caller = Caller(plan)
        caller.start()
        caller.key("1")
        caller.key("11010519491231002*")
        caller.key("4711")
        #expect(
            caller.wants == [
                .stopSpeaking,
                .transfer(
                    try token(caller), .unit("water-company", number: "08311234567"), ringFor: .seconds(20),
                    story: "Burst pipe; start 1; meter 4711"),
            ])
    }

    private static func lab(_ transfer: String) -> String {
        Sample.lab("  start: { transfer: \(transfer), failed: bye, no-answer: bye }\n")
    }

    static let faulty: [FaultyPlan] = [
        FaultyPlan(
            rule: "no number", text: lab("{ number: police }"),
            messages: [
                "plan.yaml:7:32: error: a number is text of 2 to 20 digits such as \"110\", found 'police' [wrong-type]"
            ]),
        FaultyPlan(
            rule: "no unit", text: lab("{ unit: water-compny }"),
            messages: [
                "plan.yaml:7:30: error: no unit is called 'water-compny'; did you mean 'water-company'? [unknown-unit]"
            ]),
        FaultyPlan(
            rule: "a unit without a phone", text: lab("{ unit: county }"),
            messages: [
                "plan.yaml:7:30: error: the unit 'county' has no phone number; give it one in the file of units "
                    + "[unit-without-phone]"
            ]),
        FaultyPlan(
            rule: "both", text: lab("{ unit: county, number: \"110\" }"),
            messages: ["plan.yaml:7:22: error: expected either 'number' or 'unit' [missing-key]"]),
        FaultyPlan(
            rule: "branches",
            text: Sample.lab("  start: { transfer: { number: \"110\" }, ring-for: 3m, failed: bye }\n"),
            messages: [
                "plan.yaml:7:10: error: 'no-answer' is missing [missing-key]",
                "plan.yaml:7:51: error: 'ring-for' takes 5s to 2m, found '3m' [wrong-type]",
            ]),
        FaultyPlan(
            rule: "no-person: nobody may be there",
            text: Sample.county(
                "  start: { transfer: { number: \"110\" }, failed: bye, no-answer: line, over: bye }\n"),
            messages: [
                "plan.yaml:7:3: error: a caller who presses nothing never meets a person: start ─failed→ bye [no-person]"
            ]),
        FaultyPlan(
            rule: "who has talked may go",
            text: Sample.county(
                "  start: { transfer: { number: \"110\" }, failed: line, no-answer: line, over: bye }\n"), messages: []),
    ]

    @Test("say place, cause and remedy", arguments: faulty)
    func exact(_ plan: FaultyPlan) { #expect(Sample.load(plan.text, Self.environment()).messages == plan.messages) }
}
