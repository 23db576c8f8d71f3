import CivicYAML

/// `menu: menu-home` with `keys`: one key, one way on.
package struct MenuStep: Hashable, Sendable {
    package var prompt: [SpokenItem]
    /// Said instead of `prompt` after a miss.
    package var again: [SpokenItem]?
    package var isInterruptible: Bool
    package var keys: [Character: StepID]
    /// Keys that do nothing at all, not even end the speech.
    package var ignored: Set<Character>
    package var attempts: Attempts

    var exits: [Exit] {
        keys.sorted { $0.key < $1.key }.map { Exit(cause: .key($0.key), target: $0.value) } + attempts.exits
    }
}

extension MenuStep {
    init?(reading reader: inout StepReader) {
        let prompt = reader.spoken("menu")
        again = reader.optionalSpoken("again")
        isInterruptible = reader.yaml.boolean("interruptible", default: true) ?? true
        let choices = reader.keys("keys") { reader, value in reader.target(named: value) }
        ignored = reader.keySet("ignore")
        let attempts = reader.attempts()
        reader.warnWhenTooLong(choices ?? [:])
        guard let prompt, let choices, let attempts else { return nil }
        self.prompt = prompt
        keys = choices
        self.attempts = attempts
    }
}

/// `any-key: lab-wait`: whatever is pressed goes on.
package struct AnyKeyStep: Hashable, Sendable {
    package var prompt: [SpokenItem]
    package var then: StepID
    package var attempts: Attempts

    var exits: [Exit] {
        [Exit(cause: .anyKey, target: then)] + attempts.exits.filter { $0.cause != .wrongKey }
    }
}

extension AnyKeyStep {
    init?(reading reader: inout StepReader) {
        let prompt = reader.spoken("any-key")
        let attempts = reader.attempts(takesWrongKeys: false)
        guard let then = reader.target("then"), let prompt, let attempts else { return nil }
        self.prompt = prompt
        self.then = then
        self.attempts = attempts
    }
}
