import CivicCore
import Testing

@testable import CivicDialplan

@Suite("Lints of menus and their prompts")
struct KeyLintsTests {
    // MARK: words-before-key

    @Test("a key that is said before its matter is told with the sentence the right way round")
    func keyFirst() {
        #expect(
            LintSample.messages(
                LintSample.menu("").replacing("[en]", with: "[en, zh-CN]").replacing(
                    "person: none\n",
                    with: "person: none\nallow: { language-by-key-first: \"a test of one menu only\" }\n"),
                LintSample.environment(["menu": "Press 1 for pensions."], zh: ["menu": "按1查询养老金。"])) == [
                    "plan.yaml:9:11: warning: 'menu' says key 1 before what it is for (en); "
                        + "say \"For pensions, press 1.\" [words-before-key]",
                    "plan.yaml:9:11: warning: 'menu' says key 1 before what it is for (zh-CN); "
                        + "say “查询养老金，请按1。” [words-before-key]",
                ])
    }

    @Test("a prompt that is used twice is told once, and one with words first never")
    func keyFirstOnce() {
        let second =
            "  more:\n    menu: menu\n    keys: { 1: bye }\n    silence: more\n    wrong-key: more\n    exhausted: bye\n"
        let text = LintSample.menu(second).replacing("exhausted: bye\n  more", with: "exhausted: more\n  more")
        #expect(
            LintSample.messages(text, LintSample.environment(["menu": "Press 1 for pensions, press star to go back."]))
                .filter { $0.contains("words-before-key") } == [
                    "plan.yaml:8:11: warning: 'menu' says key 1, * before what it is for (en); "
                        + "say \"For pensions, press 1.\" [words-before-key]"
                ])
        #expect(LintSample.messages(text, LintSample.environment(["menu": "For pensions, press 1."])) == [])
    }

    // MARK: key-not-said

    @Test("a key that no prompt names is told with the languages that lack it")
    func notSaid() {
        let keys = "{ 1: bye, 2: bye, 3: bye, 0: bye, \"*\": bye }"
        let text = LintSample.menu("", keys: keys)
        let both = text.replacing("[en]", with: "[en, zh-CN]").replacing(
            "person: none\n", with: "person: none\nallow: { language-by-key-first: \"a test of one menu only\" }\n")
        #expect(
            LintSample.messages(text, LintSample.environment(["menu": "For pensions, press 1."])) == [
                "plan.yaml:9:11: warning: no prompt of 'start' names keys 2, 3 (en); "
                    + "name it in the prompt, or take it out of the keys [key-not-said]"
            ])
        #expect(
            LintSample.messages(
                both,
                LintSample.environment(
                    ["menu": "Pensions: 1. Subsidies: 2. Roads: 3."], zh: ["menu": "养老金按1，道路按3。"])) == [
                    "plan.yaml:10:11: warning: no prompt of 'start' names key 2 (zh-CN); "
                        + "name it in the prompt, or take it out of the keys [key-not-said]"
                ])
    }

    @Test("a key may be named after a miss, right before the menu, or, for a language, in its own words")
    func saidElsewhere() {
        let again = LintSample.menu("", keys: "{ 1: bye, 2: bye }").replacing(
            "    keys", with: "    again: short\n    keys")
        #expect(
            LintSample.messages(
                again, LintSample.environment(["menu": "Pensions: 1.", "short": "Pensions: 1. Subsidies: 2."])) == [])
        let before = LintSample.menu("  first: { say: list, then: start }\n", keys: "{ 1: bye }")
            .replacing("start: start", with: "start: first")
        #expect(
            LintSample.messages(
                before, LintSample.environment(["menu": "Please choose.", "list": "For pensions, press 1."])) == [])
        let choice = Sample.lab(
            "  start:\n    choose-language: menu\n    keys: { 1: en, 2: zh-CN }\n    then: bye\n    silence: bye\n"
                + "    wrong-key: bye\n    exhausted: bye\n"
        ).replacing("[en]", with: "[en, zh-CN]")
        let texts = LintSample.environment(["menu": "For English, press 1."], zh: ["menu": "普通话请按2。"])
        #expect(LintSample.messages(choice, texts) == [])
        let wrong = LintSample.environment(["menu": "For English, press 1."], zh: ["menu": "普通话请按3。"])
        #expect(
            LintSample.messages(choice, wrong) == [
                "plan.yaml:8:22: warning: 'menu' names key 3 (zh-CN), which 'start' does not take; "
                    + "give it a way, or take it out of the prompt [key-said-not-there]",
                "plan.yaml:9:11: warning: no prompt of 'start' names key 2; "
                    + "name it in the prompt, or take it out of the keys [key-not-said]",
            ])
    }

    // MARK: key-said-not-there

    @Test("a key that the menu does not take is told, also one that it ignores")
    func saidNotThere() {
        let environment = LintSample.environment(["menu": "For pensions, press 1. For subsidies, press 2."])
        let message =
            "plan.yaml:8:11: warning: 'menu' names key 2 (en), which 'start' does not take; "
            + "give it a way, or take it out of the prompt [key-said-not-there]"
        #expect(LintSample.messages(LintSample.menu(""), environment) == [message])
        let ignoring = LintSample.menu("").replacing("    keys", with: "    ignore: \"2\"\n    keys")
        #expect(LintSample.messages(ignoring, environment) == [message])
        #expect(LintSample.messages(LintSample.menu("", keys: "{ 1: bye, 2: bye }"), environment) == [])
    }

    @Test("languages that name the same key in vain are told together")
    func saidInBothLanguages() {
        let text = LintSample.menu("").replacing("[en]", with: "[en, zh-CN]").replacing(
            "person: none\n", with: "person: none\nallow: { language-by-key-first: \"a test of one menu only\" }\n")
        let both = LintSample.environment(
            ["menu": "Pensions: 1. Subsidies: 2."], zh: ["menu": "养老金按1，补贴按2。"])
        #expect(
            LintSample.messages(text, both) == [
                "plan.yaml:9:11: warning: 'menu' names key 2 (en, zh-CN), which 'start' does not take; "
                    + "give it a way, or take it out of the prompt [key-said-not-there]"
            ])
    }

    @Test("0 may be named where it leads to the person by itself, and a waiting caller's keys are held to the same")
    func zeroAndQueue() {
        let menu =
            "  start:\n    menu: menu\n    keys: { 1: line }\n    silence: start\n    wrong-key: start\n    exhausted: line\n"
        let county = Sample.county(menu).replacing("[en, zh-CN]", with: "[en]")
        let environment = LintSample.environment([
            "menu": "For pensions, press 1. For a person, press 0.", "offer": "To leave a message, press 2.",
        ])
        #expect(LintSample.messages(county, environment) == [])
        let offered = county.replacing(
            "queue: general, closed: bye", with: "queue: general, offer: offer, choices: { 1: bye }, closed: bye")
        #expect(
            LintSample.messages(offered, environment) == [
                "plan.yaml:13:34: warning: 'offer' names key 2 (en), which 'line' does not take; "
                    + "give it a way, or take it out of the prompt [key-said-not-there]",
                "plan.yaml:13:50: warning: no prompt of 'line' names key 1 (en); "
                    + "name it in the prompt, or take it out of the keys [key-not-said]",
            ])
    }

    // MARK: key-two-meanings

    /// `home` (1: more, star as given), `more` (star back to home).
    private static func stars(_ star: String) -> String {
        LintSample.menu(
            "  more:\n    menu: more\n    keys: { 1: bye, \"*\": start }\n    silence: more\n    wrong-key: more\n"
                + "    exhausted: bye\n", keys: "{ 1: more, \"*\": \(star) }")
    }

    @Test("star that repeats in one menu and goes back in the next is told where it is not named")
    func twoMeanings() {
        let silent = LintSample.environment(["menu": "For more, press 1.", "more": "To end, press 1."])
        #expect(
            LintSample.messages(Self.stars("start"), silent) == [
                "plan.yaml:9:11: warning: * says it once more in 'start', which does not name it, and goes back in 'more'; "
                    + "give it one meaning, or name it in the prompt [key-two-meanings]",
                "plan.yaml:15:11: warning: * goes back in 'more', which does not name it, and says it once more in 'start'; "
                    + "give it one meaning, or name it in the prompt [key-two-meanings]",
            ])
        let named = LintSample.environment([
            "menu": "For more, press 1. To hear this again, press star.",
            "more": "To end, press 1. To go back, press star.",
        ])
        #expect(LintSample.messages(Self.stars("start"), named) == [])
    }

    @Test("one meaning, a key that leads on to something new, and menus of different numbers are left alone")
    func oneMeaning() {
        let silent = LintSample.environment([
            "menu": "For more, press 1.", "more": "To end, press 1.", "a": "Hello.", "third": "To end, press 1.",
        ])
        #expect(LintSample.messages(Self.stars("more"), silent) == [])
        let apart = Self.stars("start").replacing("1: more, ", with: "1: bye, ").replacing(
            "start: start\n", with: "entries: { \"2\": more }\nstart: start\n"
        ).replacing("\"*\": start }\n    silence: more", with: "\"*\": bye }\n    silence: more")
        #expect(LintSample.messages(apart, silent) == [])
    }

    @Test("a plan of two thousand menus is looked over as a whole", .timeLimit(.minutes(5)))
    func manyMenus() {
        let count = 2_000
        let menus = (0..<count).map { index in
            "  m\(index):\n    menu: menu\n    keys: { 1: \(index + 1 < count ? "m\(index + 1)" : "bye"), "
                + "\"*\": m\(index % 2 == 0 ? index : index - 1) }\n    silence: m\(index)\n    wrong-key: m\(index)\n"
                + "    exhausted: bye\n"
        }
        let text = Sample.lab("  start: { say: menu, then: m0 }\n" + menus.joined())
        let messages = LintSample.messages(text, LintSample.environment(["menu": "To go on, press 1."]))
        #expect(messages.count == count)
        #expect(messages.allSatisfy { $0.hasSuffix("[key-two-meanings]") })
    }
}
