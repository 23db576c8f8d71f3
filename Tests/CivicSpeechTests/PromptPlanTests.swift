import CivicCore
import Testing

@testable import CivicSpeech

@Suite("Plan for missing prompts")
struct PromptPlanTests {
    private let catalogue = PromptCatalogue(
        entries: [
            Prompt(id: "beep", kind: .tone),
            Prompt(id: "hello", kind: .sentence, texts: [.mandarin: "您好。", .english: "Say \"{out}\"; rm -rf."]),
            Prompt(id: "number.1", kind: .word, texts: [.english: "one"]),
        ], languages: [.mandarin, .english])

    @Test("fills the command of the language, argument by argument and only once")
    func steps() {
        let settings = SynthesisSettings(voices: [
            .english: .init(
                name: "joe", command: ["speak", "--kind={kind}", "-o", "{out}", "{text}", "{language}/{id}"])
        ])
        let plan = PromptPlan(catalogue: catalogue, existing: ["en/number.1"], settings: settings, folder: "/p")
        #expect(plan.steps.map(\.executable) == ["speak"])
        #expect(
            plan.steps.first?.arguments == [
                "--kind=sentence", "-o", "/p/en/hello.wav", "Say \"{out}\"; rm -rf.", "en/hello",
            ])
        #expect(plan.steps.first?.output == "/p/en/hello.wav")
    }

    @Test("tells what nothing can make, and which files nobody names")
    func unmakeable() {
        let plan = PromptPlan(
            catalogue: catalogue, existing: ["en/hello", "en/old", "fr/x"], settings: SynthesisSettings(voices: [:]))
        #expect(plan.unmakeable.map(\.clip) == ["shared/beep", "zh-CN/hello", "en/number.1"])
        #expect(plan.orphans == ["en/old", "fr/x"])
        #expect(plan.steps.isEmpty)
    }

    @Test("reads the voices")
    func settings() throws {
        let settings = try SynthesisSettings.load(
            "voices:\n  en: { name: joe, command: [piper, \"{text}\", \"{out}\"] }", file: "p.yaml")
        #expect(settings.voices == [.english: .init(name: "joe", command: ["piper", "{text}", "{out}"])])
    }

    @Test(
        "refuses a command that cannot work",
        arguments: [
            ("[]", "'command' is empty"), ("[say, \"{text}\"]", "'command' has no {out}"),
            ("[say, \"{out}\"]", "'command' has no {text}"),
            ("[say, \"{text}\", \"{out}\", \"{txt}\"]", "'command' has an unknown placeholder {txt}"),
        ])
    func wrongCommand(command: String, message: String) {
        do {
            _ = try SynthesisSettings.load("voices: { en: { command: \(command) } }", file: "p.yaml")
            Issue.record("accepted")
        } catch {
            #expect(error.all.map(\.message) == [message])
        }
    }

    @Test(
        "leaves braces that are no placeholder alone",
        arguments: ["{}", "{", "}{", "a{B}c", "{text", "{te xt}", "${1}"])
    func otherBraces(argument: String) {
        #expect(CommandTemplate.placeholders(in: argument) == [])
        #expect(CommandTemplate.fill(argument, with: ["text": "x"]) == argument)
    }

    @Test("the shipped settings have a voice for every language of the shipped catalogue")
    func shipped() throws {
        let settings = try SynthesisSettings.load(Shipped.text("config/prompts.yaml"), file: "config/prompts.yaml")
        #expect(Set(settings.voices.keys) == Set(try Shipped.catalogue.get().languages))
    }
}
