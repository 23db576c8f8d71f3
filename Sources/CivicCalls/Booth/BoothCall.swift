package import CivicCore
package import CivicSpeech

/// A call in the recording booth, from the PIN to the goodbye.
///
///     pin ─6 digits─▶ asking ─▶ introducing ─tone─▶ recording ─▶ preparing ─▶ hearing ─1─▶ keeping ─▶ the next, or goodbye
///      ▲                 │            ▲                              │           │
///      └── wrong, twice ─┘            └────── nothing heard ─────────┴──── 2 ────┘
package struct BoothCall: Sendable {
    package enum Event: Sendable, Equatable {
        case answered
        case key(Character)
        /// What was being said is over.
        case spoken
        case redeemed(BoothTicket?)
        /// The recording has ended.
        case recorded(heardSpeech: Bool)
        case prepared(BoothTake?)
        case kept(Bool)
    }

    /// One piece of what the speaker hears.
    package enum Piece: Sendable, Equatable {
        case utterance(Utterance)
        case sound([UInt8])
    }

    package enum Effect: Sendable, Equatable {
        /// In place of what is being said.
        case say([Piece], Language, interruptible: Bool)
        case redeem(String)
        case record
        /// The recorded file is to become a take.
        case prepare(BoothPrompt)
        case keep(BoothTake, BoothPrompt, account: String)
        case hangUp(String)
    }

    private enum State: Sendable {
        case pin(digits: String)
        case asking
        case introducing
        case recording
        case preparing
        case hearing(BoothTake)
        case keeping
        case leaving(String)
    }

    package static let pinLength = 6
    /// Wrong PINs, or times without a key, after which the booth hangs up.
    package static let tries = 3
    /// Without a key for so long after the last word, the question comes again.
    package static let patience = Duration.seconds(12)

    private var state = State.pin(digits: "")
    private var ticket: BoothTicket?
    private var next = 0
    private var misses = 0
    /// The speaker has heard once what to do.
    private var isInstructed = false
    private var language: Language
    private var waitsUntil: MonotonicInstant?

    /// - Parameter language: before a PIN says which.
    package init(language: Language) {
        self.language = language
    }

    /// When `advance(to:)` next has work.
    package var nextDeadline: MonotonicInstant? { waitsUntil }

    package mutating func handle(_ event: Event, at now: MonotonicInstant) -> [Effect] {
        switch event {
        case .answered: return say("booth-pin")
        case .key(let key): return pressed(key, at: now)
        case .spoken: return spoken(at: now)
        case .redeemed(let ticket): return redeemed(ticket)
        case .recorded(let heardSpeech):
            guard case .recording = state, let prompt else { return [] }
            guard heardSpeech else { return missed("booth-nothing-heard") { $0.introduction } }
            state = .preparing
            return [.prepare(prompt)]
        case .prepared(let take):
            guard case .preparing = state else { return [] }
            guard let take else { return missed("booth-nothing-heard") { $0.introduction } }
            misses = 0
            return review(take)
        case .kept(let isKept):
            guard case .keeping = state else { return [] }
            return kept(isKept)
        }
    }

    package mutating func advance(to now: MonotonicInstant) -> [Effect] {
        guard let due = waitsUntil, due <= now else { return [] }
        waitsUntil = nil
        switch state {
        case .pin: return missed(nil) { $0.say("booth-pin") }
        case .hearing(let take): return missed(nil) { $0.review(take) }
        default: return []
        }
    }

    // MARK: What happens

    private mutating func pressed(_ key: Character, at now: MonotonicInstant) -> [Effect] {
        switch state {
        case .pin(var digits):
            // A star begins again; a hash after the last digit is not wanted, and does no harm.
            if key == "*" { digits = "" }
            if key.isASCII, key.isNumber { digits.append(key) }
            state = .pin(digits: digits)
            waitsUntil = now + Self.patience
            guard digits.count == Self.pinLength else { return [] }
            state = .asking
            waitsUntil = nil
            return [.redeem(digits)]
        case .hearing(let take):
            waitsUntil = nil
            switch key {
            case "1":
                guard let prompt, let ticket else { return [] }
                state = .keeping
                return [.keep(take, prompt, account: ticket.account)]
            case "2": return introduction
            case "3": return review(take)
            default: return missed(nil) { $0.review(take) }
            }
        default: return []
        }
    }

    private mutating func spoken(at now: MonotonicInstant) -> [Effect] {
        switch state {
        case .pin, .hearing:
            waitsUntil = now + Self.patience
            return []
        case .introducing: return beginRecording()
        case .leaving(let reason): return [.hangUp(reason)]
        case .asking, .recording, .preparing, .keeping: return []
        }
    }

    private mutating func redeemed(_ ticket: BoothTicket?) -> [Effect] {
        guard case .asking = state else { return [] }
        guard let ticket, !ticket.prompts.isEmpty else {
            return missed("booth-pin-wrong") { booth in
                booth.state = .pin(digits: "")
                return []
            }
        }
        self.ticket = ticket
        language = ticket.language
        misses = 0
        return introduction
    }

    private mutating func kept(_ isKept: Bool) -> [Effect] {
        guard isKept else { return leave("booth-not-kept", "booth-not-kept") }
        next += 1
        misses = 0
        guard prompt != nil else { return leave("booth-done", "booth-done") }
        return introduction
    }

    // MARK: What is said

    private var prompt: BoothPrompt? {
        ticket.flatMap { $0.prompts.indices.contains(next) ? $0.prompts[next] : nil }
    }

    private var introduction: [Effect] {
        mutating get {
            guard let prompt else { return leave("booth-done", "booth-done") }
            state = .introducing
            var pieces: [Piece] = [
                .utterance(.prompt("booth-number")), .utterance(.value(.number(prompt.number))),
                .utterance(.pause(milliseconds: 300)),
            ]
            if !isInstructed { pieces.append(.utterance(.prompt("booth-speak"))) }
            isInstructed = true
            // Many press a hash after the PIN: that must not cut off what follows.
            return [.say(pieces + [.utterance(.prompt("beep"))], language, interruptible: false)]
        }
    }

    private mutating func beginRecording() -> [Effect] {
        state = .recording
        return [.record]
    }

    private mutating func review(_ take: BoothTake) -> [Effect] {
        state = .hearing(take)
        return [
            .say(
                [.sound(take.codes), .utterance(.pause(milliseconds: 500)), .utterance(.prompt("booth-review"))],
                language, interruptible: true)
        ]
    }

    private func say(_ prompt: String, interruptible: Bool = true) -> [Effect] {
        [.say([.utterance(.prompt(prompt))], language, interruptible: interruptible)]
    }

    /// Once more with `again`, after saying why; or the end.
    private mutating func missed(_ why: String?, _ again: (inout BoothCall) -> [Effect]) -> [Effect] {
        misses += 1
        guard misses < Self.tries else { return leave("goodbye", "booth-given-up") }
        let effects = again(&self)
        guard let why else { return effects }
        guard case .say(let pieces, let language, let interruptible) = effects.first else { return say(why) }
        return [.say([.utterance(.prompt(why))] + pieces, language, interruptible: interruptible)]
            + effects.dropFirst()
    }

    private mutating func leave(_ prompt: String, _ reason: String) -> [Effect] {
        state = .leaving(reason)
        waitsUntil = nil
        return say(prompt, interruptible: false)
    }
}
