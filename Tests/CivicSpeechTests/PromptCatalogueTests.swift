import CivicCore
import Testing

@testable import CivicSpeech

@Suite("Prompt catalogue")
struct PromptCatalogueTests {
    /// A complete catalogue in English with the given prompts, so that only they can be at fault.
    static func text(
        languages: String = "[en]", shared: String = "", words: (String) -> String? = { $0 }, prompts: String
    ) -> String {
        let vocabulary = EnglishGrammar().vocabulary.compactMap(words).map { "    \($0): \"\($0)\"" }
        return """
            languages: \(languages)
            shared: {\(shared)}
            words:
              en:
            \(vocabulary.joined(separator: "\n"))
            prompts:
            \(prompts)
            """
    }

    private func faults(_ text: String) -> [String] {
        do {
            _ = try PromptCatalogue.load(text, file: "c.yaml")
            return []
        } catch {
            return error.all.map { "\($0.message) [\($0.rule)]" }
        }
    }

    @Test("reads prompts, words and what is shared")
    func reads() throws {
        let text = Self.text(
            shared: "beep: { kind: tone, used: recording }",
            prompts: "  hello: { used: start, en: \"Hello.\" }\n  to: { kind: word, en: to }")
        let catalogue = try PromptCatalogue.load(text, file: "c.yaml")
        #expect(catalogue.languages == [.english])
        #expect(
            catalogue.entries["hello"]
                == Prompt(id: "hello", kind: .sentence, used: "start", texts: [.english: "Hello."]))
        #expect(catalogue.entries["to"]?.kind == .word)
        #expect(catalogue.entries["beep"] == Prompt(id: "beep", kind: .tone, used: "recording"))
        #expect(catalogue.order.first == "beep")
        #expect(catalogue.order.suffix(2) == ["hello", "to"])
    }

    @Test("refuses a prompt without a text in one of the languages")
    func missingText() {
        let text = Self.text(prompts: "  hello: { used: start }")
        #expect(faults(text) == ["'en' is missing [missing-key]"])
        #expect(
            faults(Self.text(prompts: "  hello: { en: \"  \" }")) == [
                "'hello' takes the text that is spoken, found '  ' [wrong-type]"
            ])
    }

    @Test("refuses a catalogue that lacks a word of a grammar")
    func missingWord() {
        let text = Self.text(words: { $0 == "number.7" ? nil : $0 }, prompts: "  hello: { en: Hello. }")
        #expect(
            faults(text) == [
                "the word 'number.7' is missing in en; values cannot be spoken without it [missing-word]"
            ])
    }

    @Test(
        "refuses an id that is no file name",
        arguments: [
            "../etc", "a/b", "Hello", "9lives", "\".hidden\"", "\"\"", "\"a b\"", String(repeating: "a", count: 65),
        ])
    func wrongID(id: String) {
        #expect(
            faults(Self.text(prompts: "  \(id): { en: Hello. }")) == [
                "an id is made of lower-case letters, digits, '.' and '-', and begins with a letter [wrong-id]"
            ])
    }

    @Test("refuses a language that no grammar speaks")
    func noGrammar() {
        let text = Self.text(languages: "[en, xx]", prompts: "  hello: { en: Hello., xx: Xx }")
        #expect(faults(text).contains("no grammar speaks numbers and dates in 'xx' [no-grammar]"))
    }

    @Test("refuses an id that stands in two sections, an unknown key and a tone with a text")
    func otherFaults() {
        #expect(
            faults(Self.text(shared: "hello: { kind: tone }", prompts: "  hello: { en: Hello. }")) == [
                "'hello' stands more than once in the catalogue [duplicate-id]"
            ])
        #expect(faults(Self.text(prompts: "  hello: { en: Hello., usde: x }")) == ["unknown key 'usde' [unknown-key]"])
        #expect(
            faults(Self.text(prompts: "  hello: { kind: tone, en: Hello. }")) == [
                "music and tones stand under 'shared' [wrong-kind]"
            ])
        #expect(
            faults(Self.text(shared: "hello: { kind: word }", prompts: "  bye: { en: Bye. }")) == [
                "'hello' is shared, so its kind is music or tone [wrong-kind]"
            ])
    }

    @Test("lists what has no recording yet, in the order of the file")
    func missing() throws {
        let catalogue = PromptCatalogue(
            entries: [
                Prompt(id: "beep", kind: .tone),
                Prompt(id: "hello", kind: .sentence, texts: [.mandarin: "您好。", .english: "Hello."]),
                Prompt(id: "number.1", kind: .word, texts: [.english: "one"]),
            ], languages: [.mandarin, .english])
        #expect(catalogue.missing(existing: ["en/number.1"]).map(\.clip) == ["shared/beep", "zh-CN/hello", "en/hello"])
        #expect(catalogue.missing(existing: catalogue.clips) == [])
        #expect(
            catalogue.missing(existing: ["shared/beep", "zh-CN/hello", "en/hello"]) == [
                MissingPrompt(id: "number.1", language: .english, kind: .word, text: "one", clip: "en/number.1")
            ])
    }

    @Test("suggests the prompt that a misspelt id meant")
    func closest() throws {
        let catalogue = try Shipped.catalogue.get()
        #expect(catalogue.closestID(to: "welcom") == "welcome")
        #expect(catalogue.closestID(to: "menu-hoem") == "menu-home")
        #expect(catalogue.closestID(to: "xyzzyxyzzy") == nil)
    }
}
