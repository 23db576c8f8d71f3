package import CivicCore

/// How long the recordings of prompts are.
package struct PromptLengths: Sendable {
    package struct Recording: Hashable, Sendable {
        package var id: String
        /// `nil` for music and tones, which all languages share.
        package var language: Language?

        package init(id: String, language: Language?) {
            self.id = id
            self.language = language
        }
    }

    private let lengths: [Recording: Duration]

    package init(_ lengths: [Recording: Duration]) {
        self.lengths = lengths
    }

    /// Of what is heard for the prompt `id` in `language`; `nil` where there is no recording.
    package subscript(id: String, language: Language) -> Duration? {
        lengths[Recording(id: id, language: language)] ?? lengths[Recording(id: id, language: nil)]
    }
}
