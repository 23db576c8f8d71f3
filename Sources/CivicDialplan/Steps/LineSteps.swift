import CivicCore
import CivicYAML

// Steps that try out a line rather than serve a citizen.

/// `ring: 8s`: rings before the call is answered; does nothing once it is.
package struct RingStep: Hashable, Sendable {
    package var duration: Duration
    package var then: StepID

    var exits: [Exit] { [Exit(cause: .then, target: then)] }
}

extension RingStep {
    init?(reading reader: inout StepReader) {
        let duration = reader.yaml.duration("ring")
        guard let then = reader.target("then"), let duration else { return nil }
        self.init(duration: duration, then: then)
    }
}

/// A tone of the country that the hotline stands in, as its callers know it from their network.
package enum CountryTone: String, Hashable, Sendable, CaseIterable {
    case dial, ringback, busy, congestion
}

/// `tone: 400` with `level` in dBFS and `for`: a sine; `tone: busy`: the country's, with its cadence and level. Any key
/// goes on.
package struct ToneStep: Hashable, Sendable {
    package enum Sound: Hashable, Sendable {
        /// In Hz, and relative to full scale.
        case sine(hertz: Double, level: Double)
        case country(CountryTone)
    }

    package var sound: Sound
    package var duration: Duration
    package var anyKey: StepID
    package var then: StepID

    var exits: [Exit] { [Exit(cause: .anyKey, target: anyKey), Exit(cause: .then, target: then)] }
}

extension ToneStep {
    init?(reading reader: inout StepReader) {
        let sound = Self.sound(&reader)
        let duration = reader.yaml.duration("for")
        let then = reader.target("then")
        let anyKey = reader.optionalTarget("any-key") ?? then
        guard let sound, let duration, let then, let anyKey else { return nil }
        self.init(sound: sound, duration: duration, anyKey: anyKey, then: then)
    }

    private static func sound(_ reader: inout StepReader) -> Sound? {
        if let value = reader.yaml.optional("tone"), value.number == nil, let name = value.string {
            if let tone = CountryTone(rawValue: name) { return .country(tone) }
            let known = CountryTone.allCases.map(\.rawValue)
            reader.yaml.note(
                "'tone' takes a frequency in Hz or one of \(known.joined(separator: ", ")), found '\(name)'", at: value,
                suggestion: closestName(to: name, among: known).map { "did you mean '\($0)'?" }, rule: "wrong-type")
            return nil
        }
        let hertz = reader.yaml.number("tone", in: 20...3_900)
        let level = reader.yaml.number("level", in: -60...0, default: -12) ?? -12
        return hertz.map { .sine(hertz: $0, level: level) }
    }
}

/// `loop-back: 30m`: the caller hears the own voice, after the prompt.
package struct LoopBackStep: Hashable, Sendable {
    package var prompt: [SpokenItem]
    package var duration: Duration
    package var then: StepID

    var exits: [Exit] { [Exit(cause: .then, target: then)] }
}

extension LoopBackStep {
    init?(reading reader: inout StepReader) {
        let duration = reader.yaml.duration("loop-back")
        let prompt = reader.optionalSpoken("prompt") ?? []
        guard let then = reader.target("then"), let duration else { return nil }
        self.init(prompt: prompt, duration: duration, then: then)
    }
}

/// `quiet: 1h`: the call is answered and nothing is played.
package struct QuietStep: Hashable, Sendable {
    package var duration: Duration
    package var then: StepID

    var exits: [Exit] { [Exit(cause: .then, target: then)] }
}

extension QuietStep {
    init?(reading reader: inout StepReader) {
        let duration = reader.yaml.duration("quiet")
        guard let then = reader.target("then"), let duration else { return nil }
        self.init(duration: duration, then: then)
    }
}
