import CivicCore
import CivicSpeech
import Testing

@testable import CivicDialplan

@Suite("From one plan to another")
struct GotoTests {
    private static func text(_ name: String, _ steps: String, head: String = "", languages: String = "[en, zh-CN]")
        -> String
    {
        "dialplan: \(name)\nlanguages: \(languages)\nperson: line\nstart: start\n\(head)steps:\n" + steps
            + "  line: { queue: general, closed: bye }\n  bye: { goodbye: goodbye }\n"
    }

    private static func linked(_ texts: [String]) throws -> (plans: [Plan], messages: [String]) {
        let plans = try texts.enumerated().map { index, text in
            let (plan, messages) = Sample.load(text, file: "\(index).yaml")
            #expect(messages.filter { $0.contains("error:") } == [])
            return try #require(plan)
        }
        let (linked, diagnostics) = plans.linked
        return (linked, diagnostics.map(\.description))
    }

    private static let tax = text(
        "tax", "  start: { say: tax, then: line }\n  back: { say: refunds, then: line }\n",
        head: "doors: { refunds: back }\n")

    @Test("a call goes on at the start of the other plan, or at the door that is named")
    func goes() throws {
        for (target, said) in [("tax", "tax"), ("{ plan: tax, door: refunds }", "refunds")] {
            let home = Self.text("home", "  start: { goto: \(target) }\n", head: "answers: [\"1\"]\n")
            let (plans, messages) = try Self.linked([home, Self.tax])
            #expect(messages == [])
            var caller = Caller(plans[0])
            caller.start()
            #expect(caller.said == [said])
            #expect(caller.walk.plan.name == "tax")
            caller.key("0")
            #expect(caller.queue != nil)
        }
    }

    @Test("who calls and the last key come along; the plan's own variables and its misses do not")
    func comesAlong() throws {
        let home = Self.text(
            "home",
            "  start:\n    menu: m\n    keys: { 1: who }\n    silence: start\n    wrong-key: start\n    exhausted: line\n"
                + "  who: { identify: caller-number, known: own, unknown: line, late: line }\n"
                + "  own: { set: { mark: 1 }, then: on }\n  on: { goto: next }\n", head: "answers: [\"1\"]\n")
        let next = Self.text(
            "next",
            "  start:\n    branch: [{ when: 'caller.known and pressed == \"1\" and not has mark', then: menu }]\n"
                + "    otherwise: line\n"
                + "  menu:\n    menu: first\n    again: second\n    keys: { 1: mark }\n    silence: menu\n    wrong-key: menu\n"
                + "    exhausted: line\n  mark: { set: { mark: 2 }, then: line }\n", head: "doors: {}\n")
        let (plans, _) = try Self.linked([home, next])
        var caller = Caller(plans[0])
        caller.start()
        caller.key("9")
        caller.key("1")
        caller.send(.lookedUp(try #require(caller.lookUp), .found(["known": .flag(true)])))
        #expect(caller.said == ["first"])
        #expect(caller.walk.variables["mark"] == nil)
    }

    @Test("a plan that does not speak the caller's language goes on in its first")
    func language() throws {
        let home = Self.text("home", "  start: { goto: next }\n", head: "answers: [\"1\"]\n")
        let next = Self.text("next", "  start: { say: a, then: line }\n", head: "doors: {}\n", languages: "[zh-CN]")
        var caller = Caller(try Self.linked([home, next]).plans[0])
        caller.start()
        #expect(caller.effects.contains(.setLanguage(.mandarin)))
        #expect(caller.walk.currentLanguage == .mandarin)
    }

    @Test("plans that lead to each other in a circle end at a person after eight jumps")
    func circle() throws {
        let texts = [("a", "b"), ("b", "a")].map { name, other in
            Self.text(
                name, "  start: { say: \(name), then: on }\n  on: { goto: \(other) }\n",
                head: "answers: [\"\(name)\"]\n")
        }
        var caller = Caller(try Self.linked(texts).plans[0])
        caller.start()
        var said: [String] = []
        for _ in 0..<20 where caller.speech != nil {
            said += caller.said
            caller.heard()
        }
        #expect(said == ["a", "b", "a", "b", "a", "b", "a", "b", "a"])
        #expect(caller.walk.currentStep == "line")
        #expect(caller.queue != nil)
    }

    @Test("a person that is itself in a circle is not asked for twice: the call is ended rather than hung")
    func noWayOut() throws {
        let texts = [("a", "b"), ("b", "a")].map { name, other in
            "dialplan: \(name)\nlanguages: [en]\nanswers: [\"\(name)\"]\nperson: start\nstart: start\n"
                + "steps:\n  start: { goto: \(other) }\n"
        }
        var caller = Caller(try Self.linked(texts).plans[0])
        caller.start()
        #expect(caller.wants == [.hangUp(.failed)])
    }

    @Test("a long plan without a wait may lead to a short one")
    func longToShort() throws {
        let steps = (0..<40).map { "  s\($0): { set: { a: \($0) }, then: \($0 == 39 ? "on" : "s\($0 + 1)") }\n" }
            .joined()
        let home = Self.text(
            "home", "  start: { set: { a: 0 }, then: s0 }\n" + steps + "  on: { goto: tax }\n",
            head: "answers: [\"1\"]\n")
        var caller = Caller(try Self.linked([home, Self.tax]).plans[0])
        caller.start()
        #expect(caller.said == ["tax"])
    }

    @Test("a call stays with the plans that it began with, whatever is compiled meanwhile")
    func pinned() throws {
        let home = Self.text(
            "home",
            "  start:\n    menu: m\n    keys: { 1: on }\n    silence: line\n    wrong-key: line\n    exhausted: line\n"
                + "  on: { goto: tax }\n", head: "answers: [\"1\"]\n")
        var caller = Caller(try Self.linked([home, Self.tax]).plans[0])
        caller.start()
        _ = try Self.linked([home, Self.tax.replacing("say: tax", with: "say: new-tax")])
        caller.key("1")
        #expect(caller.said == ["tax"])
    }

    @Test("a plan that was never linked leads to its person instead")
    func unlinked() throws {
        var caller = Caller(
            try Sample.plan(Self.text("home", "  start: { goto: tax }\n", head: "answers: [\"1\"]\n")))
        caller.start()
        #expect(caller.queue != nil)
    }

    @Test("every door is proven to be a beginning of its own")
    func doorsAreProven() {
        let (_, messages) = Sample.load(
            Self.text(
                "tax", "  start: { say: a, then: line }\n  back: { say: a, then: bye }\n",
                head: "doors: { refunds: back }\n"))
        #expect(
            messages == [
                "plan.yaml:8:3: error: a caller who presses nothing never meets a person: back ─then→ bye [no-person]"
            ])
    }

    @Test("what is wrong between plans is told at the goto")
    func wrongBetween() throws {
        let home = Self.text(
            "home",
            "  start:\n    menu: m\n    keys: { 1: one, 2: two, 3: three, 4: four }\n    silence: line\n    wrong-key: line\n"
                + "    exhausted: line\n  one: { goto: txa }\n  two: { goto: { plan: tax, door: refund } }\n"
                + "  three: { goto: lab }\n  four: { goto: { door: a, plan: home } }\n", head: "answers: [\"1\"]\n")
        let lab = Sample.lab("  start: { say: a, then: bye }\n").replacing("dialplan: test", with: "dialplan: lab")
        let (_, messages) = try Self.linked([home, Self.tax, lab.replacing("[\"1\"]", with: "[\"2\"]"), lab])
        #expect(
            messages == [
                "3.yaml: error: 'lab' is the name of 2.yaml already [duplicate-plan]",
                "0.yaml:13:16: error: no plan is called 'txa'; did you mean 'tax'? [unknown-plan]",
                "0.yaml:14:24: error: the plan 'tax' has no door 'refund'; did you mean 'refunds'? [unknown-door]",
                "0.yaml:15:18: error: the plan 'lab' has no person, and this one promises one [no-person]",
                "0.yaml:16:34: error: the plan 'home' has no door 'a'; it has none [unknown-door]",
            ])
    }

    static let faulty: [FaultyPlan] = [
        FaultyPlan(
            rule: "goto a list", text: Sample.lab("  start: { goto: [a] }\n"),
            messages: [
                "plan.yaml:7:18: error: 'goto' takes the name of a plan or { plan, door }, found a list [wrong-type]"
            ]),
        FaultyPlan(
            rule: "goto without a plan", text: Sample.lab("  start: { goto: { door: a } }\n"),
            messages: ["plan.yaml:7:18: error: 'plan' is missing [missing-key]"]),
        FaultyPlan(
            rule: "goto goes nowhere else", text: Sample.lab("  start: { goto: a, then: bye }\n"),
            messages: ["plan.yaml:7:21: error: unknown key 'then' [unknown-key]"]),
        FaultyPlan(
            rule: "a door to nowhere",
            text: Sample.lab("  start: { say: a, then: bye }\n", head: "doors: { A: bye, b: byee }\n"),
            messages: [
                "plan.yaml:6:10: error: a door's name is made of lower-case letters, digits and hyphens, found 'A' "
                    + "[bad-name]",
                "plan.yaml:6:21: error: no step is called 'byee'; did you mean 'bye'? [unknown-step]",
            ]),
    ]

    @Test("say place, cause and remedy", arguments: faulty)
    func exact(_ plan: FaultyPlan) { #expect(Sample.load(plan.text).messages == plan.messages) }
}
