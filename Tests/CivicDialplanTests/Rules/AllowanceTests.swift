import CivicCore
import Testing

@testable import CivicDialplan

@Suite("Silencing a warning with a cause")
struct AllowanceTests {
    private static let long = "{ 1: bye, 2: bye, 3: bye, 4: bye }"

    private static func step(_ allow: String, keys: String = long) -> [String] {
        LintSample.messages(
            LintSample.menu("", keys: keys).replacing(
                "    exhausted: bye\n", with: "    exhausted: bye\n    \(allow)\n"))
    }

    private static func head(_ allow: String, keys: String = long) -> [String] {
        LintSample.messages(LintSample.menu("", keys: keys).replacing("steps:", with: "\(allow)\nsteps:"))
    }

    private static let allow = "allow: { menu-too-long: \"the desk asked for four, 2026-10\" }"

    @Test("a step silences its own warning, the head that of all steps")
    func silences() {
        #expect(Self.step("").count == 1)
        #expect(Self.step(Self.allow) == [])
        #expect(Self.head(Self.allow) == [])
    }

    @Test("a step does not speak for another step")
    func otherStep() {
        let other = "  other: { say: a, then: bye, \(Self.allow) }\n"
        let text = LintSample.menu(other, keys: Self.long).replacing(
            "exhausted: bye\n  other", with: "exhausted: other\n  other")
        #expect(
            LintSample.messages(text) == [
                "plan.yaml:9:11: warning: the menu has 4 choices; few callers keep more than 3 in mind; "
                    + "split it, or raise limits.menu-options [menu-too-long]",
                "plan.yaml:13:40: warning: 'menu-too-long' does not come up here, so this 'allow' silences nothing; "
                    + "take it out [unused-allow]",
            ])
    }

    @Test("an allow that silences nothing is told, in the head as well")
    func unused() {
        #expect(
            Self.step(Self.allow, keys: "{ 1: bye }") == [
                "plan.yaml:13:14: warning: 'menu-too-long' does not come up here, so this 'allow' silences nothing; "
                    + "take it out [unused-allow]"
            ])
        #expect(
            Self.head(Self.allow, keys: "{ 1: bye }") == [
                "plan.yaml:6:10: warning: 'menu-too-long' does not come up here, so this 'allow' silences nothing; "
                    + "take it out [unused-allow]"
            ])
    }

    @Test("an allow is not called unused while errors hide what it may silence, or where the rule cannot be judged")
    func unknownUse() {
        let faulty = LintSample.menu("", keys: "{ 1: byee }").replacing(
            "    exhausted: bye\n", with: "    exhausted: bye\n    \(Self.allow)\n")
        #expect(
            LintSample.messages(faulty) == [
                "plan.yaml:9:16: error: no step is called 'byee'; did you mean 'bye'? [unknown-step]"
            ])
        #expect(Self.step("allow: { prompt-too-long: \"long on purpose, for tests\" }", keys: "{ 1: bye }") == [])
    }

    @Test("a rule that is none, an error, a short cause and a wrong shape are errors")
    func refused() {
        let keys = "{ 1: bye }"
        #expect(
            Self.step("allow: { menu-to-long: \"the desk asked for four\" }", keys: keys) == [
                "plan.yaml:13:14: error: no rule is called 'menu-to-long'; did you mean 'menu-too-long'? [unknown-rule]"
            ])
        #expect(
            Self.head("allow: { no-person: \"the desk is closed this year\" }", keys: keys) == [
                "plan.yaml:6:10: error: 'no-person' cannot be silenced; mend what it is about [allow-error]"
            ])
        #expect(
            Self.step("allow: { unused-allow: \"it may come up again\" }", keys: keys) == [
                "plan.yaml:13:14: error: 'unused-allow' cannot be silenced; mend what it is about [allow-error]"
            ])
        for cause in ["\"because\"", "\"\"", "\"   a     b     \""] {
            #expect(
                Self.step("allow: { menu-too-long: \(cause) }", keys: keys) == [
                    "plan.yaml:13:29: error: the cause for 'menu-too-long' has fewer than 10 signs; "
                        + "say who decided what, and when [allow-cause]"
                ])
        }
        #expect(
            Self.step("allow: menu-too-long", keys: keys) == [
                "plan.yaml:13:12: error: 'allow' takes a mapping of rules to causes, found 'menu-too-long' [wrong-type]"
            ])
    }
}
