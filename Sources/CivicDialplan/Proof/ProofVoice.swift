import CivicCore
import CivicSpeech

/// What the caller of a proof hears, and for how long.
struct ProofVoice {
    let catalogue: PromptCatalogue?
    let lengths: PromptLengths?

    func text(of utterances: [Utterance], in language: Language) -> String {
        guard let catalogue else {
            return utterances.compactMap { if case .prompt(let id) = $0 { id } else { nil } }.joined(separator: ", ")
        }
        return catalogue.render(utterances, in: language).text
    }

    /// By the recordings where they are known, else by the texts: 210 ms for a Chinese sign, 70 ms for a letter.
    func length(of utterances: [Utterance], in language: Language) -> Duration {
        utterances.reduce(.milliseconds(300)) { total, utterance in
            switch utterance {
            case .pause(let milliseconds): return total + .milliseconds(Int64(milliseconds))
            case .prompt(let id):
                return total + (lengths?[id, language] ?? Self.estimate(text(of: [utterance], in: language)))
            case .value: return total + Self.estimate(text(of: [utterance], in: language))
            }
        }
    }

    private static func estimate(_ text: String) -> Duration {
        text.unicodeScalars.reduce(.zero) { $0 + .milliseconds($1.value >= 0x2E80 ? 210 : 70) }
    }
}
