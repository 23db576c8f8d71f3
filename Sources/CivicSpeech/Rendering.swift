/// What utterances become in one language: the clips to play, and the same as text.
package struct Rendering: Equatable, Sendable {
    package enum Part: Hashable, Sendable {
        /// A path below `prompts/` without `.wav`: `zh-CN/welcome`.
        case clip(String)
        case pause(milliseconds: Int)
    }

    package var parts: [Part]
    /// What is spoken, for the simulator, the transcript and golden tests.
    package var text: String

    package init(parts: [Part] = [], text: String = "") {
        self.parts = parts
        self.text = text
    }
}
