import CivicCore
import CivicSpeech

/// A checksum over the shape of effects: which, in which order, in which step; not what was said of whom.
///
/// FNV-1a, 64 bits. It tells whether a call that is walked again did the same, and protects nothing.
struct EffectsDigest: Sendable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ effects: [WalkEffect]) {
        for effect in effects {
            for byte in effect.shape.utf8 { add(byte) }
            add(0x0A)
        }
    }

    var text: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private mutating func add(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
}

extension WalkEffect {
    fileprivate var shape: String {
        switch self {
        case .ring: "ring"
        case .answer: "answer"
        case .say(let token, let utterances, let language, let interruptible):
            "say \(token.value) \(language.tag) \(interruptible) \(utterances.compactMap(\.promptID).joined(separator: " "))"
        case .stopSpeaking: "stop"
        case .music(let clip): "music \(clip ?? "")"
        case .tone(let token, _, _, _): "tone \(token.value)"
        case .countryTone(let token, let tone, _): "tone \(token.value) \(tone.rawValue)"
        case .loopBack(let on): "loop \(on)"
        case .lookUp(let token, let source, _): "look-up \(token.value) \(source)"
        case .record(let token, _, let purpose): "record \(token.value) \(purpose.rawValue)"
        case .stopRecording(let token): "stop-recording \(token.value)"
        case .openCase(let token, let service, let recording, _): "case \(token.value) \(service) \(recording)"
        case .enqueue(let token, let queue, let language): "enqueue \(token.value) \(queue) \(language.tag)"
        case .leaveQueue(let token, let reason): "leave \(token.value) \(reason.rawValue)"
        case .transfer(let token, let target, _, _): "transfer \(token.value) \(target.number)"
        case .endTransfer(let token): "end-transfer \(token.value)"
        case .survey(let name, _, _): "survey \(name)"
        case .comment: "comment"
        case .receipt(let article, let language, let heard, _):
            "receipt \(article.id) \(language.tag) \(heard)"
        case .rememberLanguage(let language): "remember \(language.tag)"
        case .setLanguage(let language): "language \(language.tag)"
        case .trail(let step, .entered): "enter \(step)"
        case .trail(let step, _): "note \(step)"
        case .hangUp(let reason): "hang-up \(reason)"
        }
    }
}

extension Utterance {
    fileprivate var promptID: String? {
        if case .prompt(let id) = self { id } else { nil }
    }
}
