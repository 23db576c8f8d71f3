import CivicCore
import CivicSpeech
import Testing

@testable import CivicDialplan

@Suite("Sub-plans")
struct SubPlanTests {
    private static let complaint =
        "sub-plans:\n"
        + "  record-complaint:\n"
        + "    parameters: { topic: text }\n"
        + "    ends: [done, gave-up]\n"
        + "    steps:\n"
        + "      describe: { record: message, prompt: describe, then: register, empty: end gave-up }\n"
        + "      register:\n"
        + "        open-case: \"{topic}\"\n"
        + "        from: recording\n"
        + "        into: case\n"
        + "        opened: end done\n"
        + "        failed: end gave-up\n"

    private static func calling(_ steps: String, _ subPlans: String = complaint) -> String {
        Sample.county(steps, head: subPlans)
    }

    @Test("every call has its own copy of the steps, with the parameters it gives, and takes back what it asks for")
    func copies() throws {
        let plan = try Sample.plan(
            Self.calling(
                "  start:\n    menu: m\n    keys: { 1: water, 2: power }\n    silence: line\n    wrong-key: line\n"
                    + "    exhausted: line\n"
                    + "  water:\n    call: record-complaint\n    with: { topic: \"water\" }\n    gives: { case: number }\n"
                    + "    done: told\n    gave-up: line\n"
                    + "  power:\n    call: record-complaint\n    with: { topic: \"power\" }\n    gives: { case: number }\n"
                    + "    done: told\n    gave-up: bye\n"
                    + "  told: { say: { value: number, as: case-number }, then: line }\n"))
        #expect(
            plan.steps.map(\.name) == [
                "start", "water", "power", "told", "line", "bye", "water/describe", "water/register", "power/describe",
                "power/register",
            ])
        var caller = Caller(plan)
        caller.start()
        caller.key("2")
        #expect(caller.entered == ["power", "power/describe"])
        caller.heard()
        caller.heard()
        caller.send(.recorded(try #require(caller.recording), seconds: 9, heardSpeech: true))
        #expect(
            caller.wants.contains {
                if case .openCase(_, service: "power", recording: true, _) = $0 { true } else { false }
            })
        caller.send(.caseOpened(try #require(caller.opening), number: "10000017"))
        #expect(caller.said == ["‹caseNumber(\"10000017\")›"])
        #expect(caller.walk.variables["number"] == .text("10000017"))
        #expect(caller.walk.variables["power/topic"] == .text("power"))
        #expect(caller.walk.variables["topic"] == nil)
    }

    @Test("each end leads where its call says")
    func ends() throws {
        let plan = try Sample.plan(
            Self.calling(
                "  start:\n    call: record-complaint\n    with: { topic: \"water\" }\n    done: line\n    gave-up: sorry\n"
                    + "  sorry: { say: sorry, then: line }\n"))
        var caller = Caller(plan)
        caller.start()
        for _ in 0..<2 {
            caller.heard()
            caller.heard()
            caller.send(.recorded(try #require(caller.recording), seconds: 0, heardSpeech: false))
        }
        #expect(caller.said == ["sorry"])
    }

    @Test("a message that is being spoken in a sub-plan becomes a case when the caller hangs up")
    func hangsUp() throws {
        let plan = try Sample.plan(
            Self.calling(
                "  start:\n    call: record-complaint\n    with: { topic: \"water\" }\n    done: line\n    gave-up: line\n"
            ))
        var caller = Caller(plan)
        caller.start()
        caller.heard()
        caller.heard()
        caller.wait(.seconds(5))
        caller.send(.hungUp)
        #expect(
            caller.wants.contains {
                if case .openCase(_, service: "water", recording: true, _) = $0 { true } else { false }
            })
    }

    @Test("a sub-plan calls another, four deep, and hands parameters and results through")
    func nested() throws {
        let subPlans =
            "sub-plans:\n"
            + (1...4).map { level in
                let inner =
                    level == 4
                    ? "say: [\"about-{topic}\", { prompt: urgent, when: urgent }], then: keep }\n"
                        + "      keep: { set: { result: topic }, then: end done }\n"
                    : "call: level-\(level + 1), with: { topic: topic, urgent: urgent }, gives: { result: result }, "
                        + "done: end done }\n"
                return
                    "  level-\(level):\n    parameters: { topic: [water, power], urgent: yes-no }\n    ends: [done]\n"
                    + "    steps:\n      first: { \(inner)"
            }.joined()
        let plan = try Sample.plan(
            Self.calling(
                "  start: { call: level-1, with: { topic: \"water\", urgent: true }, gives: { result: topic }, done: told }\n"
                    + "  told: { say: \"told-{topic}\", then: line }\n", subPlans))
        var caller = Caller(plan)
        caller.start()
        #expect(caller.said == ["about-water", "urgent"])
        #expect(caller.entered.last == "start/first/first/first/first")
        caller.heard()
        #expect(caller.said == ["told-water"])
        #expect(caller.walk.variables["topic"] == .text("water"))
    }

    @Test("variables of a sub-plan are its own, also where a call is made twice in one walk")
    func local() throws {
        let ask =
            "sub-plans:\n  ask:\n    parameters: { words: [first, second] }\n    ends: [done]\n    steps:\n"
            + "      start:\n        collect: code\n        prompt: \"ask-{words}\"\n        digits: 2\n"
            + "        then: end done\n        silence: start\n        wrong-key: start\n        exhausted: end done\n"
        let plan = try Sample.plan(
            Self.calling(
                "  start: { call: ask, with: { words: \"first\" }, gives: { code: one }, done: more }\n"
                    + "  more: { call: ask, with: { words: \"second\" }, done: told }\n"
                    + "  told: { say: { value: one, as: digits, when: has one }, then: line }\n", ask))
        var caller = Caller(plan)
        caller.start()
        #expect(caller.said == ["ask-first"])
        caller.key("12")
        #expect(caller.said == ["ask-second"])
        caller.key("34")
        #expect(caller.said == ["‹digits(\"12\")›"])
        #expect(caller.walk.variables["more/code"] == .text("34"))
    }

    private static let call =
        "  start: { call: record-complaint, with: { topic: \"water\" }, done: line, gave-up: line }\n"

    private static func small(_ body: String) -> String {
        Sample.lab(
            "  start: { call: small, done: bye }\n", head: "sub-plans:\n  small:\n    ends: [done]\n    steps:\n" + body
        )
    }

    static let faulty: [FaultyPlan] = [
        FaultyPlan(
            rule: "unknown-sub-plan", text: Sample.lab("  start: { call: record, done: bye }\n"),
            messages: ["plan.yaml:7:18: error: no sub-plan is called 'record' [unknown-sub-plan]"]),
        FaultyPlan(
            rule: "arguments",
            text: calling(
                "  start: { call: record-complaint, with: { topci: \"water\" }, done: line, gave-up: line }\n"),
            messages: [
                "plan.yaml:19:42: error: 'record-complaint' needs 'topic' [missing-key]",
                "plan.yaml:19:44: error: 'record-complaint' takes no 'topci'; did you mean 'topic'? [unknown-key]",
                // What a sub-plan is not given, it cannot name a service by.
                "plan.yaml:13:20: error: 'topic' is text, so the names it makes cannot be checked; "
                    + "take a variable that is one of a closed set [wrong-type]",
            ].sorted { $0.contains(":13:") && !$1.contains(":13:") }),
        FaultyPlan(
            rule: "an argument's type",
            text: calling("  start: { call: record-complaint, with: { topic: 3 }, done: line, gave-up: line }\n")
                .replacing("\"{topic}\"", with: "general"),
            messages: ["plan.yaml:19:51: error: 'topic' takes text; this is a number [wrong-type]"]),
        FaultyPlan(
            rule: "end-missing",
            text: calling("  start: { call: record-complaint, with: { topic: \"water\" }, done: line }\n"),
            messages: [
                "plan.yaml:19:10: error: 'gave-up' is missing: where does a caller go when 'record-complaint' ends so? "
                    + "[end-missing]"
            ]),
        FaultyPlan(
            rule: "an end that there is not",
            text: calling(call).replacing("opened: end done", with: "opened: end dnoe"),
            messages: ["plan.yaml:16:17: error: no end is called 'dnoe'; did you mean 'done'? [unknown-end]"]),
        FaultyPlan(
            rule: "an end outside of a sub-plan", text: Sample.lab("  start: { say: a, then: end done }\n"),
            messages: [
                "plan.yaml:7:26: error: 'end done' leads out of a sub-plan; this step is in none [unknown-end]"
            ]),
        FaultyPlan(
            rule: "a step of the plan is none of the sub-plan",
            text: calling(call).replacing("opened: end done", with: "opened: start"),
            messages: ["plan.yaml:16:17: error: no step is called 'start' [unknown-step]"]),
        FaultyPlan(
            rule: "a variable that is not given",
            text: calling(
                "  start: { call: record-complaint, with: { topic: \"water\" }, gives: { csae: number }, done: told, "
                    + "gave-up: line }\n  told: { say: a, then: line }\n"),
            messages: [
                "plan.yaml:19:71: error: 'record-complaint' has no variable 'csae' to give; did you mean 'case'? "
                    + "[unknown-variable]"
            ]),
        FaultyPlan(
            rule: "what is inside is not seen outside",
            text: calling(
                "  start: { call: record-complaint, with: { topic: \"water\" }, done: told, gave-up: line }\n"
                    + "  told: { say: { value: case, as: case-number }, then: line }\n"),
            messages: ["plan.yaml:20:25: error: no variable is called 'case' [unknown-variable]"]),
        FaultyPlan(
            rule: "what is outside is not seen inside",
            text: Sample.lab(
                "  start: { set: { a: 1 }, then: next }\n  next: { call: small, done: bye }\n",
                head: "sub-plans:\n  small:\n    ends: [done]\n    steps:\n"
                    + "      one: { say: { value: a, as: number }, then: end done }\n"),
            messages: ["plan.yaml:10:28: error: no variable is called 'a' [unknown-variable]"]),
        FaultyPlan(
            rule: "one fault in all copies is told once, one that a call brings in is told of that call",
            text: calling(
                "  start: { call: record-complaint, with: { topic: \"water\" }, done: next, gave-up: line }\n"
                    + "  next: { call: record-complaint, with: { topic: \"wter\" }, done: line, gave-up: line }\n"
            ).replacing("from: recording", with: "form: recording"),
            messages: [
                "plan.yaml:13:9: error: 'from' is missing [missing-key]",
                "plan.yaml:13:20: error: no service is called 'wter', called by 'next'; did you mean 'water'? "
                    + "[unknown-service]",
                "plan.yaml:14:9: error: unknown key 'form'; did you mean 'from'? [unknown-key]",
            ]),
        FaultyPlan(
            rule: "call-circle",
            text: Sample.lab(
                "  start: { call: a, done: bye }\n",
                head: "sub-plans:\n  a:\n    ends: [done]\n    steps:\n      one: { call: b, done: end done }\n"
                    + "  b:\n    ends: [done]\n    steps:\n      one: { call: a, done: end done }\n"),
            messages: [
                "plan.yaml:14:20: error: 'a' calls itself: a → b → a; "
                    + "repeat inside of it by 'silence' and 'wrong-key' [call-circle]"
            ]),
        FaultyPlan(
            rule: "call-too-deep",
            text: Sample.lab(
                "  start: { call: s1, done: bye }\n",
                head: "sub-plans:\n"
                    + (1...5).map { level in
                        let inner = level == 5 ? "say: a, then: end done" : "call: s\(level + 1), done: end done"
                        return "  s\(level):\n    ends: [done]\n    steps:\n      one: { \(inner) }\n"
                    }.joined()),
            messages: ["plan.yaml:22:20: error: calls go deeper than 4: s1 → s2 → s3 → s4 → s5 [call-too-deep]"]),
        FaultyPlan(
            rule: "a call of a sub-plan that is faulty adds nothing",
            text: Sample.lab(
                "  start: { call: small, done: bye }\n",
                head: "sub-plans:\n  small:\n    ends: done\n    steps: { one: { say: a, then: end done } }\n"),
            messages: ["plan.yaml:8:11: error: 'ends' takes a list such as [done, gave-up], found 'done' [wrong-type]"]),
        FaultyPlan(
            rule: "unused-sub-plan", text: calling("  start: { say: a, then: line }\n"),
            messages: [
                "plan.yaml:7:3: warning: no step calls 'record-complaint', so its steps are not checked [unused-sub-plan]"
            ]),
        FaultyPlan(
            rule: "unreachable-step, at its own line and once",
            text: Sample.lab(
                "  start: { call: small, done: next }\n  next: { call: small, done: bye }\n",
                head: "sub-plans:\n  small:\n    ends: [done]\n    steps:\n      one: { say: a, then: end done }\n"
                    + "      two: { say: a, then: end done }\n"),
            messages: ["plan.yaml:11:7: warning: no call ever reaches 'start/two' [unreachable-step]"]),
        FaultyPlan(
            rule: "unbounded-loop inside",
            text: small("      one: { say: a, then: two }\n      two: { say: a, then: one }\n"),
            messages: [
                "plan.yaml:10:7: error: a caller who does nothing goes round for ever: "
                    + "start/one ─then→ start/two ─then→ start/one; lead 'exhausted' to a person [unbounded-loop]",
                "plan.yaml:14:3: warning: no call ever reaches 'bye' [unreachable-step]",
            ]),
        FaultyPlan(
            rule: "unbounded-loop through a call",
            text: small("      one: { say: a, then: end done }\n").replacing("done: bye", with: "done: start"),
            messages: [
                "plan.yaml:12:3: error: a caller who does nothing goes round for ever: "
                    + "start ─then→ start/one ─then→ start; lead 'exhausted' to a person [unbounded-loop]",
                "plan.yaml:13:3: warning: no call ever reaches 'bye' [unreachable-step]",
            ]),
        FaultyPlan(
            rule: "heads of sub-plans",
            text: Sample.lab(
                "  start: { say: a, then: bye }\n",
                head: "sub-plans:\n"
                    + "  Big: { ends: [done], steps: { a: { say: a, then: end done } } }\n"
                    + "  no-ends: { steps: { a: { say: a, then: end done } } }\n"
                    + "  odd-end: { ends: [say], steps: { a: { say: a, then: end say } } }\n"
                    + "  odd-type: { parameters: { a: txet }, ends: [done], steps: { a: { say: a, then: end done } } }\n"
                    + "  odd-start: { ends: [done], start: b, steps: { a: { say: a, then: end done } } }\n"
                    + "  odd-key: { ends: [done], stpes: {}, steps: { a: { say: a, then: end done } } }\n"
                    + "  odd-name: { parameters: { now: date }, ends: [done], steps: { a: { say: a, then: end done } } }\n"
            ),
            messages: [
                "plan.yaml:7:3: error: a sub-plan's name is made of lower-case letters, digits and hyphens, found 'Big' "
                    + "[bad-name]",
                "plan.yaml:8:12: error: 'ends' is missing [missing-key]",
                "plan.yaml:9:21: error: 'say' cannot be the name of an end [bad-name]",
                "plan.yaml:10:32: error: a parameter is one of text, number, yes-no, date, time, or a list of texts, "
                    + "found 'txet'; did you mean 'text'? [wrong-type]",
                "plan.yaml:11:37: error: no step of the sub-plan is called 'b'; did you mean 'a'? [unknown-step]",
                "plan.yaml:12:3: warning: no step calls 'odd-key', so its steps are not checked [unused-sub-plan]",
                "plan.yaml:12:28: error: unknown key 'stpes'; did you mean 'steps'? [unknown-key]",
                "plan.yaml:13:29: error: 'now' cannot be a parameter's name [bad-name]",
            ]),
    ]

    @Test("faults are told at the sub-plan's own lines", arguments: faulty)
    func exact(_ plan: FaultyPlan) { #expect(Sample.load(plan.text).messages == plan.messages) }

    @Test("copies have an end: five thousand steps are what a plan may have, however its calls multiply")
    func bomb() {
        let widths = (1...4).map { level in
            let steps = (0..<40).map { index in
                let next = index == 39 ? "end done" : "s\(index + 1)"
                return level == 4
                    ? "      s\(index): { say: a, then: \(next) }\n"
                    : "      s\(index): { call: w\(level + 1), done: \(next) }\n"
            }
            return "  w\(level):\n    ends: [done]\n    steps:\n" + steps.joined()
        }
        let text = Sample.lab("  start: { call: w1, done: bye }\n", head: "sub-plans:\n" + widths.joined())
        let clock = ContinuousClock()
        var messages: [String] = []
        let time = clock.measure { messages = Sample.load(text).messages }
        #expect(
            messages == [
                "plan.yaml:56:19: error: with the sub-plans it calls the plan has more than 5000 steps [too-many-steps]"
            ])
        #expect(time < .seconds(5))
    }
}
