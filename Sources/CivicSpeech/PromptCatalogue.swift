package import CivicCore

/// Every prompt and every word of the hotline, with its text per language: `prompts/catalogue.yaml`.
package struct PromptCatalogue: Sendable {
    /// By id.
    package let entries: [String: Prompt]
    /// In the order of the file; the first is the one to fall back on.
    package let languages: [Language]
    /// Ids in the order of the file.
    package let order: [String]

    package init(entries: [Prompt], languages: [Language]) {
        self.entries = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.languages = languages
        var seen: Set<String> = []
        order = entries.map(\.id).filter { seen.insert($0).inserted }
    }

    /// These prompts, and those of `other` whose ids are not among them.
    package func adding(_ other: PromptCatalogue) -> PromptCatalogue {
        let own = order.compactMap { entries[$0] }
        let missing = other.order.filter { entries[$0] == nil }.compactMap { other.entries[$0] }
        return PromptCatalogue(entries: own + missing, languages: languages)
    }

    /// Reads the text of `prompts/catalogue.yaml`; every fault of the file is in what it throws.
    package static func load(_ text: String, file: String) throws(Diagnostics) -> PromptCatalogue {
        var loader = PromptCatalogueLoader(file: file)
        return try loader.load(text)
    }

    /// What is played and said for `utterances` in `language`.
    ///
    /// An id that the catalogue does not have is shown as `⟨id⟩` and plays nothing.
    package func render(_ utterances: [Utterance], in language: Language) -> Rendering {
        var renderer = Renderer(catalogue: self, language: language)
        for utterance in utterances { renderer.add(utterance) }
        return renderer.rendering
    }

    /// What is to be recorded or synthesised, in the order of the file.
    ///
    /// - Parameter existing: the files below `prompts/` without `.wav`: `zh-CN/welcome`.
    package func missing(existing: Set<String>) -> [MissingPrompt] {
        order.compactMap { entries[$0] }.flatMap { prompt in
            let spoken = prompt.isShared ? [nil] : languages.map(Optional.some)
            return spoken.compactMap { language -> MissingPrompt? in
                let clip = language.map { prompt.clip(in: $0) } ?? prompt.clip(in: .mandarin)
                guard let clip, !existing.contains(clip) else { return nil }
                let text = language.flatMap { prompt.texts[$0] } ?? ""
                return MissingPrompt(id: prompt.id, language: language, kind: prompt.kind, text: text, clip: clip)
            }
        }
    }

    /// Every file below `prompts/` that the catalogue names, without `.wav`.
    package var clips: Set<String> { Set(missing(existing: []).map(\.clip)) }

    /// The id that a misspelt one probably meant; words of the grammars are not offered.
    package func closestID(to id: String) -> String? {
        closestName(to: id, among: order.filter { entries[$0]?.kind != .word })
    }
}
