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

/// `tone: 400` with `level` in dBFS and `for`: a sine; any key goes on.
package struct ToneStep: Hashable, Sendable {
    package var hertz: Double
    /// Relative to full scale.
    package var level: Double
    package var duration: Duration
    package var anyKey: StepID
    package var then: StepID

    var exits: [Exit] { [Exit(cause: .anyKey, target: anyKey), Exit(cause: .then, target: then)] }
}

extension ToneStep {
    init?(reading reader: inout StepReader) {
        let hertz = reader.yaml.number("tone", in: 20...3_900)
        let level = reader.yaml.number("level", in: -60...0, default: -12) ?? -12
        let duration = reader.yaml.duration("for")
        let then = reader.target("then")
        let anyKey = reader.optionalTarget("any-key") ?? then
        guard let hertz, let duration, let then, let anyKey else { return nil }
        self.init(hertz: hertz, level: level, duration: duration, anyKey: anyKey, then: then)
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
