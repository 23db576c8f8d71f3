package import CivicCore

/// One entry of the catalogue.
package struct Prompt: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Stands alone, or leads into a value when its text has no mark at the end.
        case sentence
        /// Part of a sentence that is put together from clips.
        case word
        /// Shared by all languages; has no text.
        case music
        /// Shared by all languages; has no text.
        case tone
    }

    /// Lower-case letters, digits, `.` and `-`: `menu-home`, `number.12`. It is also the file's name.
    package var id: String
    package var kind: Kind
    /// Where it is used, for the people who record it.
    package var used: String
    /// What is said; empty for music and tones.
    package var texts: [Language: String]

    package init(id: String, kind: Kind, used: String = "", texts: [Language: String] = [:]) {
        self.id = id
        self.kind = kind
        self.used = used
        self.texts = texts
    }

    /// Whether one recording serves every language.
    package var isShared: Bool { kind == .music || kind == .tone }

    /// The file below `prompts/` without `.wav`; `nil` where the prompt has no text in `language`.
    package func clip(in language: Language) -> String? {
        if isShared { return "shared/\(id)" }
        return texts[language] == nil ? nil : "\(language.tag)/\(id)"
    }
}

/// A recording that the catalogue names and that does not exist yet.
package struct MissingPrompt: Hashable, Sendable {
    package var id: String
    /// `nil` for music and tones, which all languages share.
    package var language: Language?
    package var kind: Prompt.Kind
    /// What to say; empty for music and tones.
    package var text: String
    /// The file below `prompts/` without `.wav`.
    package var clip: String

    package init(id: String, language: Language?, kind: Prompt.Kind, text: String, clip: String) {
        self.id = id
        self.language = language
        self.kind = kind
        self.text = text
        self.clip = clip
    }
}
