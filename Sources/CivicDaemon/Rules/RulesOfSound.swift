import CivicCore

extension DiagnosticRule {
    /// Of `catalogue.yaml`, `prompts.yaml` and `tones.yaml`.
    static let ofSound = [
        DiagnosticRule(
            "duplicate-id", "a prompt that stands more than once in the catalogue",
            reason: "Which text is meant could not be known.", example: "welcome: { … }\nwelcome: { … }",
            remedy: "Take one of them out, or give it another id."),
        DiagnosticRule(
            "wrong-id", "a prompt's id that can be no file's name", reason: "Its recording could not be found.",
            example: "Welcome Text: { en: Welcome. }",
            remedy: "Use lower-case letters, digits, '.' and '-', and begin with a letter."),
        DiagnosticRule(
            "wrong-kind", "music or a tone that does not stand under 'shared', or speech that does",
            reason: "Speech has a file for each language, music and tones have one for all.",
            example: "prompts: { beep: { kind: tone } }", remedy: "Move it to where it belongs."),
        DiagnosticRule(
            "missing-word", "a word that numbers, dates or times are put together from",
            reason: "Values could not be spoken in that language.", example: "words: { en: { number.1: one } }",
            remedy: "Add the word that the message names."),
        DiagnosticRule(
            "no-grammar", "a language in which values cannot be spoken",
            reason: "Case numbers, days and waits are put together by rules that each language has of its own.",
            example: "languages: [zh-CN, fr]", remedy: "Take the language out; the message lists those that there are."),
        DiagnosticRule(
            "wrong-command", "a command for making recordings that cannot work",
            reason: "Without the text and the place of the file no recording comes of it.",
            example: "command: [espeak-ng, \"{text}\"]", remedy: "Let it have {text} and {out}, and no other in braces."
        ),
        DiagnosticRule(
            "unknown-country", "a country that has no tones",
            reason: "Callers would not hear the busy and ringing tones that they know.",
            example: "tones: { country: XY }",
            remedy: "Name one of tones.yaml, or add it there."),
        DiagnosticRule(
            "wrong-country", "something in the place of a country's code", reason: "Nothing could name it.",
            example: "countries: { china: { … } }", remedy: "Write two capitals, such as CN."),
        DiagnosticRule(
            "wrong-hertz", "frequencies that no telephone carries", reason: "The tone would not be heard.",
            example: "busy: { hertz: 50 }", remedy: "Write 200 to 3400, two joined by + or *, such as 350+440."),
        DiagnosticRule(
            "wrong-cadence", "times of a tone that do not go on and off in turn",
            reason: "Callers tell busy from ringing by its rhythm.", example: "busy: { hertz: 450, cadence: [0.35] }",
            remedy: "Write seconds on and off in turn: [0.35, 0.35]."),
    ]
}
