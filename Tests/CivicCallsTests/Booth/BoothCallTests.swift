import CivicCalls
import CivicCore
import CivicSpeech
import Testing

@Suite("A visit to the recording booth")
struct BoothCallTests {
    static let prompts = [
        BoothPrompt(id: "welcome", language: .english, number: 12, text: "Hello."),
        BoothPrompt(id: "goodbye", language: .mandarin, number: 90, text: "再见。"),
    ]
    static let ticket = BoothTicket(account: "wu", prompts: prompts, language: .english)
    static let take = BoothTake(codes: [1, 2], wav: [3], clipped: 0, noise: nil)

    /// The prompts that an effect says, `♪` for a take.
    static func said(_ effects: [BoothCall.Effect]) -> [String] {
        effects.flatMap { effect -> [String] in
            guard case .say(let pieces, _, _) = effect else { return [] }
            return pieces.compactMap { piece in
                switch piece {
                case .sound: "♪"
                case .utterance(.prompt(let id)): id
                case .utterance(.value(.number(let number))): "\(number)"
                case .utterance: nil
                }
            }
        }
    }

    static func dial(_ booth: inout BoothCall, _ pin: String) -> [BoothCall.Effect] {
        pin.flatMap { booth.handle(.key($0), at: .zero) }
    }

    /// At the tone of the first prompt.
    static func speaking() -> BoothCall {
        var booth = BoothCall(language: .mandarin)
        _ = booth.handle(.answered, at: .zero)
        _ = dial(&booth, "123456")
        _ = booth.handle(.redeemed(ticket), at: .zero)
        _ = booth.handle(.spoken, at: .zero)
        return booth
    }

    @Test("PIN, number, tone, take, hearing it, keeping it, and the same for the next prompt")
    func whole() {
        var booth = BoothCall(language: .mandarin)
        #expect(
            booth.handle(.answered, at: .zero) == [
                .say([.utterance(.prompt("booth-pin"))], .mandarin, interruptible: true)
            ])
        #expect(Self.dial(&booth, "12345") == [])
        #expect(booth.handle(.key("6"), at: .zero) == [.redeem("123456")])
        #expect(booth.handle(.key("#"), at: .zero) == [])
        let introduction = booth.handle(.redeemed(Self.ticket), at: .zero)
        #expect(Self.said(introduction) == ["booth-number", "12", "booth-speak", "beep"])
        #expect(booth.handle(.spoken, at: .zero) == [.record])
        #expect(booth.handle(.key("#"), at: .zero) == [])
        #expect(booth.handle(.recorded(heardSpeech: true), at: .zero) == [.prepare(Self.prompts[0])])
        #expect(Self.said(booth.handle(.prepared(Self.take), at: .zero)) == ["♪", "booth-review"])
        #expect(booth.handle(.key("1"), at: .zero) == [.keep(Self.take, Self.prompts[0], account: "wu")])
        #expect(Self.said(booth.handle(.kept(true), at: .zero)) == ["booth-number", "90", "beep"])
        _ = booth.handle(.spoken, at: .zero)
        _ = booth.handle(.recorded(heardSpeech: true), at: .zero)
        _ = booth.handle(.prepared(Self.take), at: .zero)
        #expect(booth.handle(.key("1"), at: .zero) == [.keep(Self.take, Self.prompts[1], account: "wu")])
        #expect(Self.said(booth.handle(.kept(true), at: .zero)) == ["booth-done"])
        #expect(booth.handle(.spoken, at: .zero) == [.hangUp("booth-done")])
    }

    @Test("a hash after the PIN, or any key before the tone, cuts nothing off and skips nothing")
    func hash() {
        var booth = BoothCall(language: .english)
        _ = booth.handle(.answered, at: .zero)
        _ = Self.dial(&booth, "123456")
        let introduction = booth.handle(.redeemed(Self.ticket), at: .zero)
        guard case .say(_, .english, interruptible: false) = introduction.first else {
            Issue.record("the introduction can be cut off: \(introduction)")
            return
        }
        #expect(Self.dial(&booth, "#1") == [])
        #expect(booth.handle(.spoken, at: .zero) == [.record])
    }

    @Test("2 records again, 3 lets hear again, and nothing is kept before 1")
    func again() {
        var booth = Self.speaking()
        _ = booth.handle(.recorded(heardSpeech: true), at: .zero)
        _ = booth.handle(.prepared(Self.take), at: .zero)
        #expect(Self.said(booth.handle(.key("3"), at: .zero)) == ["♪", "booth-review"])
        #expect(Self.said(booth.handle(.key("2"), at: .zero)) == ["booth-number", "12", "beep"])
        #expect(booth.handle(.spoken, at: .zero) == [.record])
    }

    @Test("nothing heard leads back to the tone, and the third time out")
    func nothingHeard() {
        var booth = Self.speaking()
        for _ in 0..<2 {
            let effects = booth.handle(.recorded(heardSpeech: false), at: .zero)
            #expect(Self.said(effects) == ["booth-nothing-heard", "booth-number", "12", "beep"])
            #expect(booth.handle(.spoken, at: .zero) == [.record])
        }
        #expect(Self.said(booth.handle(.recorded(heardSpeech: false), at: .zero)) == ["goodbye"])
        #expect(booth.handle(.spoken, at: .zero) == [.hangUp("booth-given-up")])
    }

    @Test("a take that cannot be used leads back to the tone")
    func unusable() {
        var booth = Self.speaking()
        _ = booth.handle(.recorded(heardSpeech: true), at: .zero)
        #expect(Self.said(booth.handle(.prepared(nil), at: .zero)).first == "booth-nothing-heard")
        #expect(booth.handle(.spoken, at: .zero) == [.record])
    }

    @Test("the third wrong PIN ends the call; a star begins the digits again")
    func wrongPIN() {
        var booth = BoothCall(language: .english)
        _ = booth.handle(.answered, at: .zero)
        #expect(Self.dial(&booth, "99*123456") == [.redeem("123456")])
        for _ in 0..<2 {
            #expect(Self.said(booth.handle(.redeemed(nil), at: .zero)) == ["booth-pin-wrong"])
            #expect(Self.dial(&booth, "111111") == [.redeem("111111")])
        }
        #expect(Self.said(booth.handle(.redeemed(nil), at: .zero)) == ["goodbye"])
        #expect(Self.dial(&booth, "123456") == [])
        #expect(booth.handle(.spoken, at: .zero) == [.hangUp("booth-given-up")])
    }

    @Test("whoever keys nothing is asked three times and then let go")
    func silence() throws {
        var booth = BoothCall(language: .english)
        var now = MonotonicInstant.zero
        var said = Self.said(booth.handle(.answered, at: now))
        for _ in 0..<3 {
            _ = booth.handle(.spoken, at: now)
            let due = try #require(booth.nextDeadline)
            #expect(due == now + BoothCall.patience)
            #expect(booth.advance(to: due - .milliseconds(1)) == [])
            now = due
            said += Self.said(booth.advance(to: now))
        }
        #expect(said == ["booth-pin", "booth-pin", "booth-pin", "goodbye"])
        #expect(booth.handle(.spoken, at: now) == [.hangUp("booth-given-up")])
        #expect(booth.nextDeadline == nil)
    }

    @Test("what could not be written is said, and the call ends")
    func notKept() {
        var booth = Self.speaking()
        _ = booth.handle(.recorded(heardSpeech: true), at: .zero)
        _ = booth.handle(.prepared(Self.take), at: .zero)
        _ = booth.handle(.key("1"), at: .zero)
        #expect(Self.said(booth.handle(.kept(false), at: .zero)) == ["booth-not-kept"])
        #expect(booth.handle(.spoken, at: .zero) == [.hangUp("booth-not-kept")])
    }
}

@Suite("PINs of the recording booth")
struct BoothPINsTests {
    private static func issue(_ pins: inout BoothPINs, for account: String = "wu", seed: UInt64 = 5) -> String {
        var generator = SplitMix64(seed: seed)
        return pins.issue(
            BoothTicket(account: account, prompts: BoothCallTests.prompts, language: .english), at: .zero,
            using: &generator)
    }

    @Test("six digits, good once")
    func once() {
        var pins = BoothPINs()
        let pin = Self.issue(&pins)
        #expect(pin.count == 6 && pin.allSatisfy(\.isNumber))
        #expect(pins.redeem(pin, at: .zero)?.account == "wu")
        #expect(pins.redeem(pin, at: .zero) == nil)
    }

    @Test("good for ten minutes, and void when the account asks for another")
    func lifetime() {
        var pins = BoothPINs()
        #expect(pins.redeem(Self.issue(&pins), at: .zero + .seconds(599)) != nil)
        #expect(pins.redeem(Self.issue(&pins), at: .zero + .seconds(600)) == nil)
        let first = Self.issue(&pins, seed: 1)
        let other = Self.issue(&pins, for: "zhao", seed: 1)
        let second = Self.issue(&pins, seed: 2)
        #expect(Set([first, other, second]).count == 3)
        #expect(pins.redeem(first, at: .zero) == nil)
        #expect(pins.redeem(other, at: .zero)?.account == "zhao")
        #expect(pins.redeem(second, at: .zero)?.account == "wu")
    }

    @Test("ten wrong ones void every PIN")
    func guessing() {
        var pins = BoothPINs()
        let pin = Self.issue(&pins)
        let wrong = pin == "000000" ? "000001" : "000000"
        for _ in 0..<BoothPINs.tries { #expect(pins.redeem(wrong, at: .zero) == nil) }
        #expect(pins.redeem(pin, at: .zero) == nil)
        var fresh = BoothPINs()
        let another = Self.issue(&fresh)
        for _ in 0..<BoothPINs.tries - 1 { #expect(fresh.redeem(wrong, at: .zero) == nil) }
        #expect(fresh.redeem(another, at: .zero) != nil)
    }
}
