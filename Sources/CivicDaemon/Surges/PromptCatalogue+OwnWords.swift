import CivicCore
import CivicSpeech
import CivicStore

extension PromptCatalogue {
    /// Own words that were ever put in front, as prompts: whoever speaks or shows them needs to know no more.
    init(ownWordsOf surges: [Surge]) {
        self.init(
            entries: surges.map { surge in
                Prompt(
                    id: surge.text, kind: .sentence,
                    texts: Dictionary(
                        uniqueKeysWithValues: surge.words.map { (Language(tag: $0.key), $0.value) }))
            }, languages: Set(surges.flatMap(\.words.keys)).sorted().map(Language.init(tag:)))
    }

    /// What a prompt says, by the tag of the language.
    func words(of id: String) -> [String: String] {
        Dictionary(
            (entries[id]?.texts ?? [:]).map { ($0.key.tag, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}
