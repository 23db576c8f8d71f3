import CivicYAML

/// `say: [case-is, { value: status.case, as: case-number }]`: prompts and values, one after the other.
package struct SayStep: Hashable, Sendable {
    package var items: [SpokenItem]
    /// Any key ends the speech and is kept for the next step that takes keys.
    package var isInterruptible: Bool
    /// An `identify` or `look-up` step whose question is put while this is said.
    package var meanwhile: StepID?
    package var then: StepID

    var exits: [Exit] { [Exit(cause: .then, target: then)] }
}

extension SayStep {
    init?(reading reader: inout StepReader) {
        let items = reader.spoken("say")
        isInterruptible = reader.yaml.boolean("interruptible", default: true) ?? true
        meanwhile = reader.optionalTarget("meanwhile")
        guard let then = reader.target("then"), let items else { return nil }
        self.items = items
        self.then = then
    }
}

/// `goodbye: goodbye-thanks`: says it and hangs up; `goodbye: []` hangs up at once.
package struct GoodbyeStep: Hashable, Sendable {
    package var items: [SpokenItem]

    var exits: [Exit] { [] }
}

extension GoodbyeStep {
    init?(reading reader: inout StepReader) {
        guard let items = reader.spoken("goodbye") else { return nil }
        self.items = items
    }
}
