import CivicCore
import Testing

@testable import CivicDialplan

@Suite("Lints of how long prompts take")
struct PromptTimeTests {
    private static let texts = ["menu": "For pensions, press 1.", "short": "Pensions: 1.", "news": "News."]
    private static let repeating =
        LintSample.menu("")
    private static let once = LintSample.menu("").replacing(
        "silence: start\n    wrong-key: start", with: "silence: bye\n    wrong-key: bye")

    private static func messages(_ text: String, _ lengths: [String: Double]?) -> [String] {
        LintSample.messages(text, LintSample.environment(texts, lengths: lengths))
    }

    @Test("a prompt is as long as its recordings and pauses together")
    func tooLong() {
        let text = Self.once.replacing("menu: menu\n", with: "menu: [news, { pause: 2s }, menu]\n")
        #expect(
            Self.messages(text, ["menu": 12.26, "news": 6]) == [
                "plan.yaml:8:11: warning: the prompt of 'start' takes 20.3 s (en); callers listen for 20 s; "
                    + "say less here, or raise limits.prompt [prompt-too-long]"
            ])
        #expect(Self.messages(text, ["menu": 12, "news": 6]) == [])
    }

    @Test("limits.prompt moves the bound, and a missing recording or no table leaves the lint silent")
    func bound() {
        let text = Self.once.replacing("start: start\n", with: "start: start\nlimits: { prompt: 30s }\n")
        #expect(Self.messages(text, ["menu": 25]) == [])
        #expect(Self.messages(Self.once, ["menu": 25]).count == 1)
        #expect(Self.messages(Self.once, ["news": 25]) == [])
        #expect(Self.messages(Self.once, nil) == [])
    }

    @Test("digits are asked for in a prompt as well")
    func collect() {
        let text = Sample.lab(
            "  start:\n    collect: code\n    prompt: menu\n    digits: 4\n    then: bye\n    silence: bye\n"
                + "    wrong-key: bye\n    exhausted: bye\n")
        #expect(
            Self.messages(text, ["menu": 31]) == [
                "plan.yaml:9:13: warning: the prompt of 'start' takes 31 s (en); callers listen for 20 s; "
                    + "say less here, or raise limits.prompt [prompt-too-long]"
            ])
    }

    // MARK: help-not-shorter

    @Test("a long prompt that comes once more as it is, or as long again, is told")
    func longHelp() {
        #expect(
            Self.messages(Self.repeating, ["menu": 14.2]) == [
                "plan.yaml:8:11: warning: after a miss 'start' says its 14.2 s once more (en); "
                    + "add a shorter 'again' [help-not-shorter]"
            ])
        let again = Self.repeating.replacing("    keys", with: "    again: short\n    keys")
        #expect(
            Self.messages(again, ["menu": 14.2, "short": 15]) == [
                "plan.yaml:9:12: warning: after a miss 'start' says 15 s, the first time 14.2 s (en); "
                    + "make 'again' shorter than the prompt [help-not-shorter]"
            ])
        #expect(Self.messages(again, ["menu": 14.2, "short": 8]) == [])
    }

    @Test("a prompt of ten seconds, and one that no miss leads back to, may be said as they are")
    func shortHelp() {
        #expect(Self.messages(Self.repeating, ["menu": 10]) == [])
        #expect(Self.messages(Self.once, ["menu": 14.2]) == [])
        #expect(
            Self.messages(Self.repeating.replacing("silence", with: "attempts: 1\n    silence"), ["menu": 14.2]) == [])
    }

    @Test("a miss leads back past steps that only speak, and texts judge where there are no recordings")
    func byText() {
        let text = Self.repeating.replacing("silence: start", with: "silence: sorry").replacing(
            "  bye:", with: "  sorry: { say: news, then: start }\n  bye:")
        let long = String(repeating: "For pensions, and for what belongs to them, press 1. ", count: 4)
        let environment = LintSample.environment(["menu": long, "news": "News."])
        #expect(
            LintSample.messages(text, environment) == [
                "plan.yaml:8:11: warning: after a miss 'start' says its 15.1 s once more (en); "
                    + "add a shorter 'again' [help-not-shorter]"
            ])
        #expect(LintSample.messages(text) == [])
    }

    @Test("recordings and the question to a shared phone are held to the same")
    func otherSteps() {
        let text = Sample.lab(
            "  start:\n    identify: caller-number\n    household: { prompt: menu }\n    known: test\n    unknown: test\n"
                + "    late: test\n  test: { record: test, prompt: menu, again: short, then: bye, empty: bye }\n")
        #expect(
            Self.messages(text, ["menu": 12, "short": 12]) == [
                "plan.yaml:9:16: warning: after a miss 'start' says its 12 s once more (en); "
                    + "add a shorter 'again' [help-not-shorter]",
                "plan.yaml:13:46: warning: after a miss 'test' says 12 s, the first time 12 s (en); "
                    + "make 'again' shorter than the prompt [help-not-shorter]",
            ])
        #expect(
            Self.messages(
                text.replacing("{ prompt: menu }", with: "{ prompt: menu, attempts: 1 }"), ["menu": 12, "short": 4])
                == [])
    }
}
