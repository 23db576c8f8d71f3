import CivicCore
import Testing

@testable import CivicDialplan

@Suite("Digits into a variable")
struct CollectTests {
    private func started(_ rules: String = "digits: { least: 4, most: 6 }") throws -> Caller {
        let plan = try Sample.plan(
            Sample.county(
                "  start:\n    collect: code\n    prompt: enter\n    again: enter-again\n    \(rules)\n    wait: 8s\n"
                    + "    between: 3s\n    attempts: 3\n    then: told\n    silence: start\n    wrong-key: start\n"
                    + "    exhausted: line\n  told: { say: [code-is, { value: code, as: digits }], then: menu }\n"
                    + "  menu:\n    menu: m\n    keys: { 1: bye }\n    silence: line\n    wrong-key: line\n"
                    + "    exhausted: line\n"))
        var caller = Caller(plan)
        caller.start()
        return caller
    }

    @Test("digits up to the terminator are the answer")
    func terminated() throws {
        var caller = try started()
        caller.key("12345#")
        #expect(caller.said == ["code-is", "‹digits(\"12345\")›"])
        #expect(caller.effects.contains(.trail(step: "start", .collected(name: "code", digits: "12345"))))
    }

    @Test("the most digits are the answer at once, and a pound right behind them is no key of the next step")
    func complete() throws {
        var caller = try started()
        caller.key("123456")
        // A pound that is on its way must not stop what is said next.
        #expect(
            caller.wants.contains {
                if case .say(_, _, _, interruptible: false) = $0 { true } else { false }
            })
        caller.key("#")
        #expect(caller.effects.isEmpty)
        #expect(caller.walk.currentStep == "told")
        #expect(caller.speech != nil)
        #expect(caller.walk.typedAhead.isEmpty)
        caller.heard()
        #expect(caller.walk.currentStep == "menu")
    }

    @Test("enough digits and then nothing are an answer as well; too few are not")
    func timeOut() throws {
        var caller = try started()
        caller.key("1234")
        caller.wait(.seconds(3))
        #expect(caller.walk.currentStep == "told")
        var other = try started()
        other.key("123")
        other.wait(.seconds(3))
        #expect(other.said == ["enter-again"])
    }

    @Test("nothing at all is silence, counted from the end of the prompt")
    func silence() throws {
        var caller = try started()
        caller.heard()
        caller.wait(.milliseconds(7_999))
        #expect(caller.effects.isEmpty)
        caller.wait(.milliseconds(1))
        #expect(caller.said == ["enter-again"])
        caller.heard()
        caller.wait(.seconds(8))
        caller.heard()
        caller.wait(.seconds(8))
        #expect(caller.walk.currentStep == "line")
    }

    @Test("0 pressed several times in haste, fewer than an answer has, means a person as well")
    func hastyZeros() throws {
        var caller = try started()
        caller.key("00")
        caller.wait(.seconds(3))
        #expect(caller.walk.currentStep == "line")
    }

    @Test("0 is a digit, but 0 alone means a person")
    func zero() throws {
        var caller = try started()
        caller.key("0000#")
        #expect(caller.walk.currentStep == "told")
        var pound = try started()
        pound.key("0#")
        #expect(pound.walk.currentStep == "line")
        var pause = try started()
        pause.key("0")
        pause.wait(.seconds(3))
        #expect(pause.walk.currentStep == "line")
    }

    @Test("star counts where it stands for a letter, and is a wrong key elsewhere")
    func star() throws {
        var with = try started("digits: 4\n    star: true")
        with.key("123*")
        #expect(with.said == ["code-is", "‹digits(\"123*\")›"])
        var without = try started("digits: 4")
        without.key("1*")
        #expect(without.said.last == "enter-again")
    }

    @Test("a secret is not on the agent's screen")
    func secret() throws {
        var caller = try started("digits: 4\n    secret: true")
        caller.key("1234")
        #expect(caller.effects.contains(.trail(step: "start", .collected(name: "code", digits: "••••"))))
        #expect(!caller.effects.contains { if case .trail(_, .pressed) = $0 { true } else { false } })
    }

    @Test("the terminator alone takes the branch for it")
    func empty() throws {
        var caller = try started("digits: 4\n    empty: menu")
        caller.key("#")
        #expect(caller.walk.currentStep == "menu")
        var without = try started("digits: 4")
        without.key("#")
        #expect(without.said == ["enter-again"])
    }

    @Test("digits typed before the question are its answer, and the question is not put")
    func typeAhead() throws {
        let plan = try Sample.plan(
            Sample.county(
                "  start:\n    menu: m\n    keys: { 1: code }\n    silence: line\n    wrong-key: line\n"
                    + "    exhausted: line\n  code:\n    collect: code\n    prompt: enter\n    digits: 3\n    then: line\n"
                    + "    silence: line\n    wrong-key: line\n    exhausted: line\n"))
        var caller = Caller(plan)
        caller.start()
        caller.key("1")
        caller.key("123#")
        #expect(caller.walk.currentStep == "line")
        #expect(caller.walk.variables["code"] == .text("123"))
    }
}
