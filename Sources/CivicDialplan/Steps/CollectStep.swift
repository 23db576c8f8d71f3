import CivicYAML

/// `collect: case-number`: digits into a variable.
///
/// Digits belong to it while it runs, 0 as well; a lone 0 that is too short to be an answer still means a person.
package struct CollectStep: Hashable, Sendable {
    package var variable: String
    package var prompt: [SpokenItem]
    /// Said instead of `prompt` after a miss.
    package var again: [SpokenItem]?
    package var isInterruptible: Bool
    package var length: ClosedRange<Int>
    /// Whether star counts as a digit, as for the X of an ID number (GB 11643).
    package var takesStar: Bool
    package var terminator: Character?
    /// From one digit to the next.
    package var between: Duration
    /// The agent's screen shows only that it was keyed.
    package var isSecret: Bool
    package var then: StepID
    /// The terminator alone; a miss where absent.
    package var empty: StepID?
    package var attempts: Attempts

    var exits: [Exit] {
        [Exit(cause: .digits, target: then, assigns: [variable])]
            + (empty.map { [Exit(cause: .empty, target: $0)] } ?? []) + attempts.exits
    }

    /// The largest length that a plan may ask for.
    static let longest = 32
}

extension CollectStep {
    init?(reading reader: inout StepReader) {
        let variable = reader.variableName("collect")
        let prompt = reader.spoken("prompt")
        again = reader.optionalSpoken("again")
        isInterruptible = reader.yaml.boolean("interruptible", default: true) ?? true
        let length = Self.length(&reader)
        takesStar = reader.yaml.boolean("star", default: false) ?? false
        terminator = reader.terminator("terminator")
        between = reader.yaml.duration("between", default: .seconds(4)) ?? .seconds(4)
        isSecret = reader.yaml.boolean("secret", default: false) ?? false
        empty = reader.optionalTarget("empty")
        let attempts = reader.attempts()
        guard let then = reader.target("then"), let variable, let prompt, let length, let attempts else { return nil }
        self.variable = variable
        self.prompt = prompt
        self.length = length
        self.then = then
        self.attempts = attempts
    }

    /// `digits: 8` or `digits: { least: 4, most: 8 }`.
    private static func length(_ reader: inout StepReader) -> ClosedRange<Int>? {
        guard let value = reader.yaml.required("digits") else { return nil }
        if value.mapping != nil {
            var inner = YAMLReader(value, file: reader.yaml.file)
            let least = inner.integer("least", in: 1...longest, default: 1) ?? 1
            let most = inner.integer("most", in: 1...longest)
            inner.finish()
            reader.yaml.absorb(inner)
            guard let most else { return nil }
            guard least <= most else {
                reader.yaml.note("'least' is greater than 'most'", at: value, rule: "wrong-type")
                return nil
            }
            return least...most
        }
        guard let count = value.integer, (1...longest).contains(count) else {
            reader.yaml.note(
                "'digits' takes a count from 1 to \(longest) or { least, most }, found \(value.kind)", at: value,
                rule: "wrong-type")
            return nil
        }
        return count...count
    }
}
