import CivicCore
import CivicSpeech
import CivicYAML
import Foundation

/// The words for what a test may expect.
enum ExpectationWord: String, CaseIterable {
    case say, text, step, queue, record, leave, tone, music, language, transfer, survey, receipt
    case openCase = "case"
    case lookUp = "look-up"
    case hangUp = "hang-up"
}

// What a test expects.
extension PlanTestReader {
    /// `{ say: case-is, queue: general }`; a list stands for several of one kind.
    mutating func expectations(_ value: YAMLValue?, _ word: PlanTestWord) -> [Expectation]? {
        guard let value, let entries = value.mapping, !entries.isEmpty else {
            if let value {
                yaml.note(
                    "'\(word.rawValue)' takes a mapping such as { say: welcome }, found \(value.kind)", at: value,
                    rule: "wrong-type")
            }
            return nil
        }
        var found: [Expectation] = []
        let words = ExpectationWord.allCases.map(\.rawValue)
        for entry in entries {
            let name = known(entry.key, among: words, "nothing that can be expected is called", rule: "unknown-word")
            guard let word = name.flatMap(ExpectationWord.init(rawValue:)) else { continue }
            for place in entry.value.sequence ?? [entry.value] {
                guard let kind = kind(word, place) else { continue }
                found.append(Expectation(kind: kind, line: place.line, column: place.column))
            }
        }
        return found
    }

    private mutating func kind(_ word: ExpectationWord, _ value: YAMLValue) -> Expectation.Kind? {
        switch word {
        case .say: prompt(value).map { .say($0) }
        case .text: text(value).map { .text($0) }
        case .step:
            known(value, among: plan.steps.map(\.name), "no step is called", rule: "unknown-step").map { .step($0) }
        case .queue:
            known(value, among: environment.queues.sorted(), "no queue is called", rule: "unknown-queue")
                .map { .queue($0) }
        case .openCase:
            known(value, among: environment.services.sorted(), "no service is called", rule: "unknown-service")
                .map { .openCase($0) }
        case .lookUp:
            known(value, among: environment.lookUps.keys.sorted(), "no look-up is called", rule: "unknown-lookup")
                .map { .lookUp($0) }
        case .record: choice(value, "a recording is never for").map { .record($0) }
        case .leave: choice(value, "a place in line is never given up by").map { .leave($0) }
        case .tone: tone(value).map { .tone($0) }
        case .music: prompt(value).map { .music($0) }
        case .language: language(value).map { .language($0) }
        case .transfer: text(value).map { .transfer($0) }
        case .survey: text(value).map { .survey($0) }
        case .receipt:
            known(value, among: environment.articles.keys.sorted(), "no article is called", rule: "unknown-article")
                .map { .receipt($0) }
        case .hangUp: choice(value, "a call never ends by").map { .hangUp($0) }
        }
    }

    private mutating func choice<Choice: RawRepresentable & CaseIterable>(_ value: YAMLValue, _ refusal: String)
        -> Choice? where Choice.RawValue == String
    {
        known(value, among: Choice.allCases.map(\.rawValue), refusal, rule: "wrong-type").flatMap(
            Choice.init(rawValue:))
    }

    /// Prompts are not checked without a catalogue.
    private mutating func prompt(_ value: YAMLValue) -> String? {
        guard let id = value.string else {
            yaml.note("expected the name of a prompt, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        guard let catalogue = environment.catalogue, catalogue.entries[id] == nil, id != Walk.beep else { return id }
        yaml.note(
            "no prompt is called '\(id)'", at: value,
            suggestion: catalogue.closestID(to: id).map { "did you mean '\($0)'?" }
                ?? "what is spoken is expected by 'text'", rule: "missing-prompt")
        return nil
    }

    private mutating func text(_ value: YAMLValue) -> String? {
        if let text = value.string, !text.isEmpty { return text }
        yaml.note("'text' takes words that are spoken, found \(value.kind)", at: value, rule: "wrong-type")
        return nil
    }

    /// One of those that the plan plays.
    private mutating func tone(_ value: YAMLValue) -> String? {
        var tones: [String] = []
        for case .tone(let tone) in plan.steps.map(\.action) {
            switch tone.sound {
            case .sine(let hertz, _): tones.append("\(Int(hertz))")
            case .country(let name): tones.append(name.rawValue)
            }
        }
        return known(value, among: tones, "the plan plays no tone", rule: "wrong-type")
    }
}
