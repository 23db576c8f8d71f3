import CivicCore

/// Puts utterances together: clips in order, and the text with the marks a reader expects.
///
/// A sentence without a mark at its end leads into what follows ("Your case number is" + value). A value that is
/// followed by a new sentence is closed with a full stop; a prompt of kind `word` goes on in the same sentence.
struct Renderer {
    private enum Ending {
        case nothing
        case value
        case text
    }

    let catalogue: PromptCatalogue
    let language: Language
    private(set) var rendering = Rendering()
    private let grammar: (any SpeechGrammar)?
    private var ending = Ending.nothing

    init(catalogue: PromptCatalogue, language: Language) {
        self.catalogue = catalogue
        self.language = language
        grammar = SpeechGrammars.grammar(for: language)
    }

    mutating func add(_ utterance: Utterance) {
        switch utterance {
        case .prompt(let id):
            if ending == .value, (catalogue.entries[id]?.kind ?? .sentence) != .word { closeSentence() }
            say(id)
            ending = .text
        case .value(let value):
            guard let grammar else {
                append("⟨\(language.tag)?⟩")
                return
            }
            for word in grammar.words(for: value) {
                switch word {
                case .word(let id): say(id)
                case .pause(let milliseconds):
                    pause(milliseconds)
                    rendering.text += grammar.comma
                }
            }
            ending = .value
        case .pause(let milliseconds):
            pause(milliseconds)
        }
    }

    private mutating func say(_ id: String) {
        guard let prompt = catalogue.entries[id], let clip = prompt.clip(in: language) else {
            append("⟨\(id)⟩")
            return
        }
        append(prompt.isShared ? "♪ \(id)" : prompt.texts[language] ?? "")
        rendering.parts.append(.clip(clip))
    }

    /// A value can end in a mark of its own: "p.m.", or a place in line, which is a whole sentence.
    private mutating func closeSentence() {
        guard let last = rendering.text.last, !".!?。！？".contains(last) else { return }
        rendering.text += grammar?.fullStop ?? "."
    }

    private mutating func pause(_ milliseconds: Int) {
        guard milliseconds > 0 else { return }
        rendering.parts.append(.pause(milliseconds: milliseconds))
    }

    private mutating func append(_ text: String) {
        if !rendering.text.isEmpty { rendering.text += grammar?.wordSeparator ?? " " }
        rendering.text += text
    }
}
