package import CivicCore
import CivicYAML

/// `choose-language: [welcome, language-choice]`: said in every language of the plan, one after the other.
package struct ChooseLanguageStep: Hashable, Sendable {
    package var prompt: [SpokenItem]
    package var keys: [Character: Language]
    /// As in a `say` step.
    package var meanwhile: StepID?
    package var then: StepID
    package var attempts: Attempts

    var exits: [Exit] {
        keys.keys.sorted().map { Exit(cause: .key($0), target: then) } + attempts.exits
    }
}

extension ChooseLanguageStep {
    init?(reading reader: inout StepReader) {
        let prompt = reader.spoken("choose-language")
        let keys = reader.keys("keys") { reader, value -> Language? in
            guard let tag = value.string, reader.scope.languages.contains(Language(tag: tag)) else {
                let tags = reader.scope.languages.map(\.tag)
                reader.yaml.note(
                    "the plan does not speak \(value.kind)", at: value,
                    suggestion: value.string.flatMap { closestName(to: $0, among: tags) }
                        .map { "did you mean '\($0)'?" } ?? "there are: \(tags.joined(separator: ", "))",
                    rule: "unknown-language")
                return nil
            }
            return Language(tag: tag)
        }
        meanwhile = reader.optionalTarget("meanwhile")
        let attempts = reader.attempts()
        guard let then = reader.target("then"), let prompt, let keys, let attempts else { return nil }
        self.prompt = prompt
        self.keys = keys
        self.then = then
        self.attempts = attempts
    }
}
