import CivicYAML

/// `identify: caller-number`: who may be calling.
///
/// The question may have been put before, by a `say` with `meanwhile`; the deadline counts from the moment the
/// caller has to wait for the answer. A number never proves a person: nothing personal may be said from this alone.
package struct IdentifyStep: Hashable, Sendable {
    /// How a phone that several people share finds out who speaks: by year of birth, naming nobody.
    package struct Household: Hashable, Sendable {
        package var prompt: [SpokenItem]
        package var again: [SpokenItem]?
        package var attempts: Int
        package var wait: Duration
    }

    package static let source = "caller"
    package static let householdSource = "household-member"

    package var deadline: Duration
    /// Several people on one number are `unknown` without it.
    package var household: Household?
    package var known: StepID
    package var unknown: StepID
    package var late: StepID

    var exits: [Exit] {
        [
            Exit(cause: .outcome("known"), target: known), Exit(cause: .outcome("unknown"), target: unknown),
            Exit(cause: .outcome("late"), target: late),
        ]
    }
}

extension IdentifyStep {
    init?(reading reader: inout StepReader) {
        if let kind = reader.yaml.required("identify"), kind.string != "caller-number" {
            reader.yaml.note("'identify' takes caller-number, found \(kind.kind)", at: kind, rule: "wrong-type")
        }
        deadline = reader.yaml.duration("deadline", default: .milliseconds(800)) ?? .zero
        household = Self.household(&reader)
        let known = reader.target("known")
        let unknown = reader.target("unknown")
        let late = reader.target("late")
        guard let known, let unknown, let late else { return nil }
        self.known = known
        self.unknown = unknown
        self.late = late
    }

    private static func household(_ reader: inout StepReader) -> Household? {
        guard let value = reader.yaml.optional("household") else { return nil }
        return reader.inner(value) { inner in
            let prompt = inner.spoken("prompt")
            let again = inner.optionalSpoken("again")
            let attempts = inner.yaml.integer("attempts", in: 1...5, default: 2) ?? 2
            let wait = inner.yaml.duration("wait", default: .seconds(6)) ?? .seconds(6)
            return prompt.map { Household(prompt: $0, again: again, attempts: attempts, wait: wait) }
        }
    }
}
