import CivicCore
import CivicSpeech
import Testing

@testable import CivicDialplan

/// A faulty plan and what the compiler says of it, word for word.
struct FaultyPlan: CustomTestStringConvertible, Sendable {
    var rule: String
    var text: String
    var messages: [String]

    var testDescription: String { rule }
}

@Suite("Diagnostics")
struct DiagnosticsTests {
    private static let menu = "    silence: bye\n    wrong-key: bye\n    exhausted: bye\n"

    static let faulty: [FaultyPlan] = [
        FaultyPlan(
            rule: "unknown-key", text: Sample.lab("  start: { say: a, than: bye, then: bye }\n"),
            messages: ["plan.yaml:7:20: error: unknown key 'than'; did you mean 'then'? [unknown-key]"]),
        FaultyPlan(
            rule: "unknown-step-kind", text: Sample.lab("  start: { menue: a, then: bye }\n"),
            messages: [
                "plan.yaml:7:3: error: nothing says what this step does; did you mean 'menu'? [unknown-step-kind]"
            ]),
        FaultyPlan(
            rule: "unknown-step", text: Sample.lab("  start: { say: a, then: byee }\n"),
            messages: ["plan.yaml:7:26: error: no step is called 'byee'; did you mean 'bye'? [unknown-step]"]),
        FaultyPlan(
            rule: "missing-key", text: Sample.lab("  start: { say: a }\n"),
            messages: ["plan.yaml:7:10: error: 'then' is missing [missing-key]"]),
        FaultyPlan(
            rule: "silence-missing, wrong-key-missing, exhausted-missing",
            text: Sample.lab("  start:\n    menu: a\n    keys: { 1: bye }\n"),
            messages: [
                "plan.yaml:8:5: error: 'silence' is missing: where does a caller go who presses nothing? [silence-missing]",
                "plan.yaml:8:5: error: 'wrong-key' is missing: where does a key lead that is not in use? [wrong-key-missing]",
                "plan.yaml:8:5: error: 'exhausted' is missing: where does a caller go after the last attempt? [exhausted-missing]",
            ]),
        FaultyPlan(
            rule: "no-such-key",
            text: Sample.lab("  start:\n    menu: a\n    keys: { 12: bye }\n" + menu),
            messages: [
                "plan.yaml:9:13: error: '12' is no key of a phone; there are 0 to 9, \"*\" and \"#\" [no-such-key]"
            ]),
        FaultyPlan(
            rule: "duplicate-key", text: Sample.lab("  start:\n    menu: a\n    keys: { 1: bye, 1: bye }\n" + menu),
            messages: ["plan.yaml:9:13: error: '1' stands more than once in this mapping [duplicate-key]"]),
        FaultyPlan(
            rule: "unknown-queue",
            text: Sample.lab("  start: { queue: genral, closed: bye }\n"),
            messages: ["plan.yaml:7:19: error: no queue is called 'genral'; did you mean 'general'? [unknown-queue]"]),
        FaultyPlan(
            rule: "unknown-service",
            text: Sample.lab("  start: { open-case: watter, from: keys, into: c, opened: bye, failed: bye }\n"),
            messages: ["plan.yaml:7:23: error: no service is called 'watter'; did you mean 'water'? [unknown-service]"]),
        FaultyPlan(
            rule: "unknown-calendar", text: Sample.lab("  start: { hours: office, open: bye, closed: bye }\n"),
            messages: ["plan.yaml:7:19: error: no calendar is called 'office' [unknown-calendar]"]),
        FaultyPlan(
            rule: "unknown-lookup",
            text: Sample.lab(
                "  start:\n    look-up: case-statsu\n    with: {}\n    into: s\n    found: bye\n    not-found: bye\n"
                    + "    late: bye\n    failed: bye\n"),
            messages: [
                "plan.yaml:8:14: error: no look-up is called 'case-statsu'; did you mean 'case-status'? [unknown-lookup]"
            ]),
        FaultyPlan(
            rule: "look-up's arguments",
            text: Sample.lab(
                "  start:\n    look-up: case-status\n    with: { number: 12, prof: \"1\" }\n    into: s\n    found: bye\n"
                    + "    not-found: bye\n    late: bye\n    failed: bye\n"),
            messages: [
                "plan.yaml:9:11: error: the look-up needs 'proof' [missing-key]",
                "plan.yaml:9:21: error: 'number' takes text; this is a number [wrong-type]",
                "plan.yaml:9:25: error: the look-up takes no 'prof'; did you mean 'proof'? [unknown-key]",
            ]),
        FaultyPlan(
            rule: "unknown-variable",
            text: Sample.lab(
                "  start:\n    branch: [{ when: caller.knwon, then: bye }]\n    otherwise: bye\n"),
            messages: [
                "plan.yaml:8:22: error: no variable is called 'caller.knwon'; did you mean 'caller.known'? [unknown-variable]"
            ]),
        FaultyPlan(
            rule: "wrong-type in an expression",
            text: Sample.lab(
                "  start:\n    branch:\n      - when: caller.known and caller.open-cases > \"2\"\n        then: bye\n"
                    + "    otherwise: bye\n"),
            messages: [
                "plan.yaml:9:52: error: a number cannot be compared with one of '2' [wrong-type]"
            ]),
        FaultyPlan(
            rule: "a constant that never is",
            text: Sample.lab(
                "  start:\n    branch:\n      - when: language == \"eng\"\n        then: bye\n    otherwise: bye\n"),
            messages: [
                "plan.yaml:9:27: error: 'language' is never 'eng'; did you mean 'en'? [wrong-type]"
            ]),
        FaultyPlan(
            rule: "expression",
            text: Sample.lab(
                "  start:\n    branch:\n      - when: caller.open-cases = 2\n        then: bye\n    otherwise: bye\n"),
            messages: [
                "plan.yaml:9:33: error: '=' has no meaning in an expression; did you mean '=='? [expression]"
            ]),
        FaultyPlan(
            rule: "a condition that is none",
            text: Sample.lab(
                "  start:\n    branch:\n      - { when: caller.open-cases, then: bye }\n    otherwise: bye\n"),
            messages: ["plan.yaml:9:17: error: a condition is true or false; this is a number [wrong-type]"]),
        FaultyPlan(
            rule: "a value spoken as what it is not",
            text: Sample.lab("  start: { say: { value: caller.known, as: money }, then: bye }\n"),
            messages: [
                "plan.yaml:7:26: error: 'caller.known' is true or false, which is not spoken as money [wrong-type]"
            ]),
        FaultyPlan(
            rule: "a family of prompts over an open set",
            text: Sample.lab("  start: { say: \"case-{caller.language}\", then: bye }\n"),
            messages: [
                "plan.yaml:7:17: error: 'caller.language' is text, so the names it makes cannot be checked; "
                    + "take a variable that is one of a closed set [wrong-type]"
            ]),
        FaultyPlan(
            rule: "bad-name", text: Sample.lab("  start: { set: { caller: 1 }, then: bye }\n"),
            messages: ["plan.yaml:7:19: error: 'caller' is a word of the language [bad-name]"]),
        FaultyPlan(
            rule: "one variable, two types",
            text: Sample.lab("  start: { set: { a: 1 }, then: next }\n  next: { set: { a: true }, then: bye }\n"),
            messages: ["plan.yaml:8:18: error: 'a' is true or false here and a number elsewhere [wrong-type]"]),
        FaultyPlan(
            rule: "unknown-language",
            text: Sample.lab("  start:\n    choose-language: a\n    keys: { 1: fr }\n    then: bye\n" + menu),
            messages: ["plan.yaml:9:16: error: the plan does not speak 'fr'; there are: en [unknown-language]"]),
        FaultyPlan(
            rule: "unreachable-step",
            text: Sample.lab("  start: { say: a, then: bye }\n  lost: { say: a, then: bye }\n"),
            messages: ["plan.yaml:8:3: warning: no call ever reaches 'lost' [unreachable-step]"]),
        FaultyPlan(
            rule: "unset-variable",
            text: Sample.lab(
                "  start:\n    collect: code\n    prompt: a\n    digits: 4\n    then: told\n    silence: told\n"
                    + "    wrong-key: start\n    exhausted: bye\n"
                    + "  told: { say: { value: code, as: digits }, then: bye }\n"),
            messages: [
                "plan.yaml:15:3: warning: 'code' may have no value here: start ─silence→ told [unset-variable]"
            ]),
        FaultyPlan(
            rule: "menu-too-long",
            text: Sample.lab("  start:\n    menu: a\n    keys: { 1: bye, 2: bye, 3: bye, 4: bye, 0: bye }\n" + menu),
            messages: [
                "plan.yaml:9:11: warning: the menu has 4 choices; few callers keep more than 3 in mind; "
                    + "split it, or raise limits.menu-options [menu-too-long]"
            ]),
        FaultyPlan(
            rule: "unbounded-loop",
            text: Sample.lab(
                "  start:\n    menu: a\n    keys: { 1: bye }\n    silence: start\n    wrong-key: start\n"
                    + "    exhausted: sorry\n  sorry: { say: b, then: start }\n"),
            messages: [
                "plan.yaml:7:3: error: a caller who does nothing goes round for ever: start ─exhausted→ sorry ─then→ start; "
                    + "lead 'exhausted' to a person [unbounded-loop]"
            ]),
        FaultyPlan(
            rule: "no-person: none named",
            text: "dialplan: t\nanswers: [\"1\"]\nlanguages: [en]\nstart: bye\nsteps:\n  bye: { goodbye: b }\n",
            messages: [
                "plan.yaml:1:1: error: 'person' is missing: which step leads to a person when the caller presses 0?; "
                    + "a line without people says 'person: none' [no-person]"
            ]),
        FaultyPlan(
            rule: "no-person: silence is sent away",
            text: Sample.county("  start:\n    menu: a\n    keys: { 1: line }\n" + menu),
            messages: [
                "plan.yaml:7:3: error: a caller who presses nothing never meets a person: start ─exhausted→ bye [no-person]"
            ]),
        FaultyPlan(
            rule: "no-person: 0 leads astray",
            text: Sample.county(
                "  start:\n    menu: a\n    keys: { 1: bye, 0: bye }\n    silence: line\n    wrong-key: line\n"
                    + "    exhausted: line\n"),
            messages: [
                "plan.yaml:7:3: error: no keys lead from 'start' to a person; "
                    + "leave 0 to the person, or lead a key there [no-person]"
            ]),
        FaultyPlan(
            rule: "no-person: too far",
            text: Sample.county(
                "  start:\n    menu: a\n    keys: { 1: second, 0: bye }\n    silence: line\n    wrong-key: line\n"
                    + "    exhausted: line\n  second:\n    menu: a\n    keys: { 1: line }\n    silence: line\n"
                    + "    wrong-key: line\n    exhausted: line\n", head: "limits: { keys-to-person: 1 }\n"),
            messages: [
                "plan.yaml:8:3: error: a person is 2 keys away from 'start', 1 are promised; "
                    + "give it a key to the person [no-person]"
            ]),
        FaultyPlan(
            rule: "message-lost",
            text: Sample.county(
                "  start: { record: message, prompt: a, then: thanks, empty: bye }\n  thanks: { say: a, then: bye }\n"),
            messages: [
                "plan.yaml:7:3: error: the message is not made into a case: start → thanks → bye; "
                    + "lead 'then' to an open-case from: recording [message-lost]"
            ]),
        FaultyPlan(
            rule: "duplicate-answer",
            text: Sample.lab("  start: { say: a, then: bye }\n").replacing("[\"1\"]", with: "[\"1\", \"2\", \"1\"]"),
            messages: ["plan.yaml:2:21: error: '1' is answered twice by this plan [duplicate-answer]"]),
        FaultyPlan(
            rule: "tab", text: "dialplan: t\nsteps:\n\tstart: { say: a }\n",
            messages: ["plan.yaml:3:1: error: a tab indents this line; YAML takes spaces [tab]"]),
        FaultyPlan(
            rule: "anchor", text: "dialplan: &a t\nsteps: [*a, *a]\n",
            messages: ["plan.yaml:1:11: error: anchors and aliases are not taken [anchor]"]),
    ]

    @Test("say place, cause and remedy", arguments: faulty)
    func exact(_ plan: FaultyPlan) {
        let (compiled, messages) = Sample.load(plan.text)
        #expect(messages == plan.messages)
        #expect((compiled == nil) == plan.messages.contains { $0.contains(": error: ") })
    }

    @Test("name the prompt that is missing, and the one without a text in a language of the plan")
    func missingPrompts() {
        var environment = Sample.environment
        environment.catalogue = PromptCatalogue(
            entries: [
                Prompt(id: "welcome", kind: .sentence, texts: [.english: "Hello.", .mandarin: "您好。"]),
                Prompt(id: "goodbye", kind: .sentence, texts: [.english: "Goodbye."]),
            ], languages: [.mandarin, .english])
        let text = Sample.lab("  start: { say: welcmoe, then: bye }\n")
            .replacing("[en]", with: "[en, zh-CN]")
        let (_, messages) = Sample.load(text, environment)
        #expect(
            messages == [
                "plan.yaml:7:17: error: no prompt is called 'welcmoe'; did you mean 'welcome'? [missing-prompt]",
                "plan.yaml:8:19: error: the prompt 'goodbye' has no text in zh-CN [missing-prompt]",
            ])
    }

    @Test("demand every prompt of a family")
    func promptFamily() {
        var environment = Sample.environment
        environment.catalogue = PromptCatalogue(
            entries: ["goodbye", "service.water"].map { Prompt(id: $0, kind: .sentence, texts: [.english: "x"]) },
            languages: [.english])
        let text = Sample.lab(
            "  start: { set: { topic: \"water\" }, then: tell }\n  other: { set: { topic: \"power\" }, then: tell }\n"
                + "  tell: { say: \"service.{topic}\", then: bye }\n")
        let (_, messages) = Sample.load(text, environment)
        #expect(
            messages == [
                "plan.yaml:9:16: error: no prompt is called 'service.power'; did you mean 'service.water'? [missing-prompt]"
            ] || messages == ["plan.yaml:9:16: error: no prompt is called 'service.power' [missing-prompt]"])
    }

    @Test("name both plans that answer one number")
    func duplicateAnswers() throws {
        let first = try Sample.plan(Sample.lab("  start: { say: a, then: bye }\n"))
        let (second, _) = Sample.load(Sample.lab("  start: { say: a, then: bye }\n"), file: "other.yaml")
        #expect(
            [first, try #require(second)].duplicateAnswers.map(\.description) == [
                "other.yaml:2:11: error: '1' is answered by 'test' (plan.yaml) already [duplicate-answer]"
            ])
    }

    @Test("refuse bombs of size, depth and count with one line each")
    func bombs() {
        let wide = "dialplan: t\nsteps: {" + String(repeating: "{", count: 5_000) + "\n"
        let large = "dialplan: t\n# " + String(repeating: "x", count: 3 << 20)
        for text in [wide, large, ""] {
            let (plan, messages) = Sample.load(text)
            #expect(plan == nil)
            #expect(messages.count == 1)
        }
    }

    @Test("an expression as deep as a well is an error, not a crash")
    func deepExpression() {
        let deep = String(repeating: "(", count: 400) + "caller.known" + String(repeating: ")", count: 400)
        let (plan, messages) = Sample.load(
            Sample.lab("  start:\n    branch:\n      - when: \(deep)\n        then: bye\n    otherwise: bye\n"))
        #expect(plan == nil)
        #expect(messages == ["plan.yaml:9:39: error: the expression is nested deeper than 24 levels [expression]"])
    }

    @Test("a thousand steps are checked in well under a second, in a debug build too")
    func thousandSteps() throws {
        let steps = (0..<1_000).map { index in
            """
              s\(index):
                menu: a
                keys: { 1: s\((index * 7 + 1) % 1_000), 2: s\((index + 1) % 1_000) }
                silence: s\(index)
                wrong-key: s\(index)
                exhausted: line

            """
        }
        let text = Sample.county("  start: { say: a, then: s0 }\n" + steps.joined())
        let clock = ContinuousClock()
        var plan: Plan?
        let time = clock.measure { plan = Sample.load(text).plan }
        #expect(plan?.steps.count == 1_003)
        #expect(time < .seconds(5))
    }
}
