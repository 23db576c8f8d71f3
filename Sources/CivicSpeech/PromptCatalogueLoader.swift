import CivicCore
import CivicYAML

/// Reads `prompts/catalogue.yaml`.
///
///     languages: [zh-CN, en]
///     shared:   { beep: { kind: tone, used: … } }            # one file for all languages, no text
///     words:    { zh-CN: { number.0: 零 }, en: { … } }       # what the grammars put values together from
///     prompts:  { welcome: { used: …, zh-CN: …, en: … } }    # sentences; `kind: word` for parts of one
struct PromptCatalogueLoader {
    let file: String
    private var diagnostics: [Diagnostic] = []
    private var entries: [Prompt] = []
    private var places: [String: Int] = [:]
    private var languages: [Language] = []

    init(file: String) {
        self.file = file
    }

    mutating func load(_ text: String) throws(Diagnostics) -> PromptCatalogue {
        let document = try YAMLFile.parse(text, file: file)
        var reader = YAMLReader(document, file: file)
        readLanguages(&reader)
        if let shared = reader.optional("shared") { readShared(shared) }
        if let words = reader.optional("words") { readWords(words) }
        if let prompts = reader.required("prompts") { readPrompts(prompts) }
        requireVocabulary(at: document)
        reader.finish()
        diagnostics = reader.diagnostics + diagnostics
        try diagnostics.throwIfErrors()
        return PromptCatalogue(entries: entries, languages: languages)
    }

    private mutating func readLanguages(_ reader: inout YAMLReader) {
        guard let list = reader.required("languages") else { return }
        for value in list.sequence ?? [] {
            guard let tag = value.string, Self.isTag(tag) else {
                note("a language is a tag such as zh-CN or en, found \(value.kind)", at: value, rule: "wrong-type")
                continue
            }
            let language = Language(tag: tag)
            guard !languages.contains(language) else { continue }
            languages.append(language)
            if SpeechGrammars.grammar(for: language) == nil {
                let known = SpeechGrammars.all.map(\.language.tag).joined(separator: ", ")
                note(
                    "no grammar speaks numbers and dates in '\(tag)'", at: value, suggestion: "there are: \(known)",
                    rule: "no-grammar")
            }
        }
        if languages.isEmpty {
            note("'languages' takes a list of at least one language", at: list, rule: "wrong-type")
        }
    }

    private mutating func readShared(_ shared: YAMLValue) {
        for (id, value) in identified(in: shared) {
            var reader = YAMLReader(value, file: file)
            let kind: Prompt.Kind? = reader.choice("kind")
            let used = reader.string("used", default: "") ?? ""
            reader.finish()
            diagnostics += reader.diagnostics
            guard let kind else { continue }
            let prompt = Prompt(id: id, kind: kind, used: used)
            guard prompt.isShared else {
                note("'\(id)' is shared, so its kind is music or tone", at: value, rule: "wrong-kind")
                continue
            }
            add(prompt, at: value)
        }
    }

    private mutating func readWords(_ words: YAMLValue) {
        var sections = YAMLReader(words, file: file)
        for language in languages {
            guard let section = sections.required(language.tag) else { continue }
            for (id, value) in identified(in: section) {
                guard let text = spoken(value, id: id) else { continue }
                if let index = places[id] {
                    entries[index].texts[language] = text
                } else {
                    add(Prompt(id: id, kind: .word, used: "values", texts: [language: text]), at: value)
                }
            }
        }
        sections.finish()
        diagnostics += sections.diagnostics
    }

    private mutating func readPrompts(_ prompts: YAMLValue) {
        for (id, value) in identified(in: prompts) {
            var reader = YAMLReader(value, file: file)
            let kind: Prompt.Kind = reader.choice("kind", default: .sentence) ?? .sentence
            let used = reader.string("used", default: "") ?? ""
            var texts: [Language: String] = [:]
            for language in languages {
                guard let text = reader.required(language.tag) else { continue }
                texts[language] = spoken(text, id: id)
            }
            reader.finish()
            diagnostics += reader.diagnostics
            let prompt = Prompt(id: id, kind: kind, used: used, texts: texts)
            if prompt.isShared {
                note("music and tones stand under 'shared'", at: value, rule: "wrong-kind")
            } else {
                add(prompt, at: value)
            }
        }
    }

    /// A value that a citizen is told must never be silent, so every word of every grammar has to be there.
    private mutating func requireVocabulary(at document: YAMLValue) {
        for language in languages {
            guard let grammar = SpeechGrammars.grammar(for: language) else { continue }
            let absent = grammar.vocabulary.filter { id in
                places[id].map { entries[$0].texts[language] == nil } ?? true
            }
            for id in absent {
                note(
                    "the word '\(id)' is missing in \(language.tag); values cannot be spoken without it",
                    at: document["words"]?[language.tag] ?? document, rule: "missing-word")
            }
        }
    }

    private mutating func add(_ prompt: Prompt, at place: YAMLValue) {
        guard places[prompt.id] == nil else {
            note("'\(prompt.id)' stands more than once in the catalogue", at: place, rule: "duplicate-id")
            return
        }
        places[prompt.id] = entries.count
        entries.append(prompt)
    }

    private mutating func spoken(_ value: YAMLValue, id: String) -> String? {
        guard let text = value.string, text.contains(where: { !$0.isWhitespace }) else {
            note("'\(id)' takes the text that is spoken, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        return text
    }

    /// The entries of a mapping whose keys can be ids, which are file names too.
    private mutating func identified(in mapping: YAMLValue) -> [(id: String, value: YAMLValue)] {
        guard let found = mapping.mapping else {
            note("expected a mapping, found \(mapping.kind)", at: mapping, rule: "wrong-type")
            return []
        }
        return found.compactMap { entry in
            guard case .scalar(let id, _) = entry.key.content, Self.isID(id) else {
                note(
                    "an id is made of lower-case letters, digits, '.' and '-', and begins with a letter",
                    at: entry.key, rule: "wrong-id")
                return nil
            }
            return (id, entry.value)
        }
    }

    private mutating func note(_ message: String, at place: YAMLValue, suggestion: String? = nil, rule: String) {
        diagnostics.append(
            Diagnostic(
                file: file, line: place.line, column: place.column, message: message, suggestion: suggestion,
                rule: rule))
    }

    /// Safe as a file name on every system: no separator, no leading dot, no upper case.
    private static func isID(_ text: String) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return text.utf8.count <= 64
            && text.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789.-".utf8.contains($0) }
    }

    private static func isTag(_ text: String) -> Bool {
        (2...35).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
