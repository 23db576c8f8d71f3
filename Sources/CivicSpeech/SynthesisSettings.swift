package import CivicCore
import CivicYAML

/// How missing prompts are made, per language: `config/prompts.yaml`.
package struct SynthesisSettings: Sendable {
    /// A voice: a program that turns a text into a WAV file.
    package struct Voice: Hashable, Sendable {
        /// For people: which voice it is.
        package var name: String
        /// Program and arguments, run without a shell. `{text}` and `{out}` must be in it; `{id}`, `{kind}` and
        /// `{language}` may be.
        package var command: [String]

        package init(name: String, command: [String]) {
            self.name = name
            self.command = command
        }
    }

    package var voices: [Language: Voice]

    package init(voices: [Language: Voice]) {
        self.voices = voices
    }

    /// The placeholders that a command may have.
    package static let placeholders = ["text", "out", "id", "kind", "language"]

    package static func load(_ text: String, file: String) throws(Diagnostics) -> SynthesisSettings {
        let document = try YAMLFile.parse(text, file: file)
        var reader = YAMLReader(document, file: file)
        var voices: [Language: Voice] = [:]
        if let list = reader.required("voices") {
            for entry in list.mapping ?? [] {
                guard let tag = entry.key.string else { continue }
                var voice = YAMLReader(entry.value, file: file)
                let name = voice.string("name", default: tag) ?? tag
                let command = voice.strings("command")
                voice.finish()
                reader.absorb(voice)
                guard let command else { continue }
                check(command, at: entry.value["command"] ?? entry.value, &reader)
                voices[Language(tag: tag)] = Voice(name: name, command: command)
            }
            if list.mapping == nil {
                reader.note("'voices' takes a mapping from language to voice", at: list, rule: "wrong-type")
            }
        }
        reader.finish()
        try reader.diagnostics.throwIfErrors()
        return SynthesisSettings(voices: voices)
    }

    private static func check(_ command: [String], at place: YAMLValue, _ reader: inout YAMLReader) {
        guard command.first?.isEmpty == false else {
            reader.note("'command' is empty", at: place, rule: "wrong-command")
            return
        }
        let used = command.flatMap(CommandTemplate.placeholders(in:))
        for name in ["text", "out"] where !used.contains(name) {
            reader.note("'command' has no {\(name)}", at: place, rule: "wrong-command")
        }
        for name in used where !placeholders.contains(name) {
            reader.note(
                "'command' has an unknown placeholder {\(name)}", at: place,
                suggestion: closestName(to: name, among: placeholders).map { "did you mean {\($0)}?" },
                rule: "wrong-command")
        }
    }
}
