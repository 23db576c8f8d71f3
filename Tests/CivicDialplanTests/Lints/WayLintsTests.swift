import CivicCore
import Testing

@testable import CivicDialplan

@Suite("Lints of where a plan leads its callers")
struct WayLintsTests {
    private static func county(_ steps: String, languages: String = "[en]") -> String {
        Sample.county(steps).replacing("[en, zh-CN]", with: languages)
    }

    private static func menu(_ name: String, key: String, exhausted: String, attempts: Int = 3) -> String {
        "  \(name):\n    menu: a\n    keys: { 1: \(key) }\n    attempts: \(attempts)\n    silence: \(name)\n"
            + "    wrong-key: \(name)\n    exhausted: \(exhausted)\n"
    }

    // MARK: second-miss-person

    @Test("too many attempts, and misses that end in a goodbye past steps that only speak, are told")
    func sentAway() {
        let steps =
            Self.menu("start", key: "second", exhausted: "line", attempts: 4)
            + Self.menu("second", key: "line", exhausted: "sorry") + "  sorry: { say: b, then: bye }\n"
        #expect(
            LintSample.messages(Self.county(steps)) == [
                "plan.yaml:10:15: warning: 'start' bears 4 misses; after the second a caller needs a person; "
                    + "set attempts to 3 or less [second-miss-person]",
                "plan.yaml:20:16: warning: a caller who misses at 'second' is sent away: "
                    + "second ─exhausted→ sorry ─then→ bye; lead 'exhausted' to a person, a queue or a message "
                    + "[second-miss-person]",
            ])
        #expect(
            LintSample.messages(
                Self.county(
                    steps.replacing("attempts: 4", with: "attempts: 3").replacing("then: bye", with: "then: line")))
                == [])
    }

    @Test("a goodbye after the caller has got what the call was for, and one of a line without people, are fine")
    func served() {
        let look =
            Self.menu("start", key: "ask", exhausted: "line")
            + "  ask:\n    look-up: case-status\n    with: { number: \"1\", proof: \"2\" }\n    into: s\n    found: told\n"
            + "    not-found: line\n    late: line\n    failed: line\n"
            + Self.menu("told", key: "line", exhausted: "bye")
        #expect(LintSample.messages(Self.county(look)) == [])
        #expect(LintSample.messages(LintSample.menu("")) == [])
        #expect(
            LintSample.messages(Self.county(look.replacing("late: line", with: "late: told"))) == [
                "plan.yaml:28:16: warning: a caller who misses at 'told' is sent away: told ─exhausted→ bye; "
                    + "lead 'exhausted' to a person, a queue or a message [second-miss-person]"
            ])
    }

    // MARK: language-by-key-first

    @Test("keys that are asked for before the language are told with the way to them")
    func keysFirst() {
        let steps = "  start: { say: a, then: home }\n" + Self.menu("home", key: "line", exhausted: "line")
        #expect(
            LintSample.messages(Self.county(steps, languages: "[en, zh-CN]")) == [
                "plan.yaml:8:3: warning: a caller is asked for keys before the language is chosen: start ─then→ home; "
                    + "begin with choose-language [language-by-key-first]"
            ])
        #expect(LintSample.messages(Self.county(steps)) == [])
        #expect(
            LintSample.messages(
                Self.county(Self.menu("start", key: "line", exhausted: "line"), languages: "[en, zh-CN]")) == [
                    "plan.yaml:7:3: warning: a caller is asked for keys before the language is chosen; "
                        + "begin with choose-language [language-by-key-first]"
                ])
    }

    @Test("a choice of language before the first menu is enough")
    func languageFirst() {
        let steps =
            "  start:\n    choose-language: a\n    keys: { 1: en, 2: zh-CN }\n    then: home\n    silence: home\n"
            + "    wrong-key: home\n    exhausted: home\n" + Self.menu("home", key: "line", exhausted: "line")
        #expect(LintSample.messages(Self.county(steps, languages: "[en, zh-CN]")) == [])
    }

    // MARK: personal-before-verify

    private static func lookUp(_ source: String, with arguments: String, found: String) -> String {
        "  start:\n    look-up: \(source)\n    with: { \(arguments) }\n    into: who\n    found: \(found)\n"
            + "    not-found: bye\n    late: bye\n    failed: bye\n"
    }

    @Test("what the number alone brings up is not spoken, and the way to it is told")
    func personal() {
        let steps =
            Self.lookUp("caller", with: "number: caller.number", found: "tell")
            + "  tell: { say: { value: who.open-cases, as: number }, then: bye }\n"
        #expect(
            LintSample.messages(Sample.lab(steps)) == [
                "plan.yaml:15:25: error: 'who.open-cases' is personal and is said before the caller has given proof: "
                    + "start ─found→ tell; ask for a proof first, by 'verify' or in a look-up that takes 'proof' [personal-before-verify]"
            ])
        #expect(LintSample.messages(Sample.lab(steps.replacing("who.open-cases", with: "who.candidates"))) == [])
    }

    @Test("a value that is passed on by 'set' stays personal, a variable that is set anew does not")
    func passedOn() {
        let steps =
            Self.lookUp("caller", with: "number: caller.number", found: "keep")
            + "  keep: { set: { count: who.open-cases }, then: tell }\n"
            + "  tell: { say: { value: count, as: number }, then: bye }\n"
        #expect(
            LintSample.messages(Sample.lab(steps)) == [
                "plan.yaml:16:25: error: 'count' is personal and is said before the caller has given proof: "
                    + "start ─found→ keep ─then→ tell; ask for a proof first, by 'verify' or in a look-up that takes 'proof' "
                    + "[personal-before-verify]"
            ])
        let anew = steps.replacing("then: tell }", with: "then: forget }").replacing(
            "  tell:", with: "  forget: { set: { count: 3 }, then: tell }\n  tell:")
        #expect(LintSample.messages(Sample.lab(anew)) == [])
    }

    @Test("the caller's own record is personal too, until a proof has been given on every way")
    func ownRecord() {
        let tell = "  tell: { say: { value: caller.open-cases, as: number }, then: bye }\n"
        let proven =
            Self.lookUp("case-status", with: "number: \"1\", proof: \"2\"", found: "tell") + tell
        #expect(LintSample.messages(Sample.lab(proven)) == [])
        #expect(
            LintSample.messages(Sample.lab(proven.replacing("late: bye", with: "late: tell"))) == [
                "plan.yaml:15:25: error: 'caller.open-cases' is personal and is said before the caller has given proof: "
                    + "start ─late→ tell; ask for a proof first, by 'verify' or in a look-up that takes 'proof' [personal-before-verify]"
            ])
    }

    @Test("a prompt of a family tells its variable; a source can verify by itself")
    func familiesAndSources() {
        var environment = Sample.environment
        environment.lookUps["state"] = LookUpSignature(
            arguments: ["number": .text], fields: ["state": .oneOf(["open", "closed"])], personal: ["state"])
        let steps =
            Self.lookUp("state", with: "number: caller.number", found: "tell")
            + "  tell: { say: \"state.{who.state}\", then: bye }\n"
        #expect(
            LintSample.messages(Sample.lab(steps), environment) == [
                "plan.yaml:15:16: error: 'who.state' is personal and is said before the caller has given proof: "
                    + "start ─found→ tell; ask for a proof first, by 'verify' or in a look-up that takes 'proof' [personal-before-verify]"
            ])
        environment.lookUps["state"]?.verifies = true
        #expect(LintSample.messages(Sample.lab(steps), environment) == [])
    }
}
