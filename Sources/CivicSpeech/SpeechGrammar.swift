package import CivicCore

/// How one language speaks values: values go in, words of the catalogue come out.
///
/// A grammar is total: every value has a reading, and numbers outside their range (month 13, a negative wait) are
/// read in a stated, harmless way instead of trapping.
package protocol SpeechGrammar: Sendable {
    var language: Language { get }
    /// What stands between two words in text.
    var wordSeparator: String { get }
    /// What stands for a short pause inside a value: `,` or `，`.
    var comma: String { get }
    /// What closes a sentence that ends in a value.
    var fullStop: String { get }
    /// Every word that `words(for:)` can ask for.
    var vocabulary: [String] { get }

    func words(for value: SpokenValue) -> [SpokenWord]
}

/// What a grammar says for a value: a word of the catalogue, or a pause between groups.
package enum SpokenWord: Hashable, Sendable {
    /// The id of an entry of the catalogue.
    case word(String)
    case pause(milliseconds: Int)
}

/// The grammars that this build has.
package enum SpeechGrammars {
    package static let all: [any SpeechGrammar] = [MandarinGrammar(), EnglishGrammar()]

    /// The grammar for `language`: the exact tag, else the same primary subtag (`en-GB` is read by `en`).
    package static func grammar(for language: Language) -> (any SpeechGrammar)? {
        func primary(_ tag: String) -> Substring { tag.prefix { $0 != "-" } }
        return all.first { $0.language == language }
            ?? all.first { primary($0.language.tag) == primary(language.tag) }
    }
}
