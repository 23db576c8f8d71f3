import CivicCore

extension Linter {
    /// `words-before-key`: prompts that name a key before what it is for; each prompt once, where it is said first.
    var wordsBeforeKey: [Diagnostic] {
        var told: Set<String> = []
        return keyChoices.flatMap { choice in
            speech.ids(of: choice.items).filter { told.insert($0).inserted }.flatMap { id in
                speech.languages.compactMap { wordsBeforeKey(id, in: $0, at: choice.step) }
            }
        }
    }

    private func wordsBeforeKey(_ id: String, in language: Language, at step: Step) -> Diagnostic? {
        guard let text = speech.text(of: id, in: language) else { return nil }
        let reversed = KeyClauses.mentions(in: text).compactMap { mention -> (key: Character, phrase: String)? in
            if case .keyFirst(let phrase) = mention.order { (mention.key, phrase) } else { nil }
        }
        guard let first = reversed.first else { return nil }
        let keys = reversed.map { String($0.key) }.joined(separator: ", ")
        return note(
            "'\(id)' says key \(keys) before what it is for (\(language.tag))", at: step, .naming(id),
            suggestion: "say \(Self.reordered(first.key, first.phrase))", rule: "words-before-key")
    }

    /// The clause the right way round, quoted as its language quotes.
    private static func reordered(_ key: Character, _ phrase: String) -> String {
        if phrase.unicodeScalars.contains(where: \.properties.isIdeographic) {
            let name = key == "*" ? "星号键" : key == "#" ? "井号键" : String(key)
            return "“\(phrase)，请按\(name)。”"
        }
        let name = key == "*" ? "star" : key == "#" ? "pound" : String(key)
        return "\"\(phrase.prefix(1).uppercased())\(phrase.dropFirst()), press \(name).\""
    }
}
