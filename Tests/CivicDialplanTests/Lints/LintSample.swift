import CivicCore
import CivicSpeech

@testable import CivicDialplan

/// Plans with the texts of their prompts, as lints judge them.
enum LintSample {
    /// English texts by prompt id; `zh` adds a second language.
    static func environment(
        _ texts: [String: String], zh: [String: String]? = nil, lengths: [String: Double]? = nil
    ) -> PlanEnvironment {
        var environment = Sample.environment
        let ids = Set(texts.keys).union(zh?.keys ?? [:].keys).union(["goodbye"])
        environment.catalogue = PromptCatalogue(
            entries: ids.sorted().map { id in
                var spoken: [Language: String] = [.english: texts[id] ?? "Goodbye."]
                if let zh { spoken[.mandarin] = zh[id] ?? "再见。" }
                return Prompt(id: id, kind: .sentence, texts: spoken)
            }, languages: zh == nil ? [.english] : [.english, .mandarin])
        if let lengths {
            environment.promptLengths = PromptLengths(
                Dictionary(
                    lengths.map { id, seconds in
                        (PromptLengths.Recording(id: id, language: .english), .milliseconds(Int64(seconds * 1_000)))
                    }, uniquingKeysWith: { first, _ in first }))
        }
        return environment
    }

    /// A menu of a plan without people: what is wrong with it but for its prompt does not matter.
    static func menu(_ rest: String, keys: String = "{ 1: bye }") -> String {
        Sample.lab(
            "  start:\n    menu: menu\n    keys: \(keys)\n    silence: start\n    wrong-key: start\n    exhausted: bye\n"
                + rest)
    }

    static func messages(_ text: String, _ environment: PlanEnvironment) -> [String] {
        Sample.load(text, environment).messages
    }

    /// Without the recordings and texts, for lints that judge by the way only.
    static func messages(_ text: String) -> [String] { Sample.load(text).messages }
}
