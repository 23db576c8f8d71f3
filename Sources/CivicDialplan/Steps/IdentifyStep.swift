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

    /// Who is brought to a person without any menu, as the records know it.
    package enum HumanFirst: String, CaseIterable, Sendable {
        case elderly
    }

    package static let source = "caller"
    package static let householdSource = "household-member"

    package var deadline: Duration
    /// Several people on one number are `unknown` without it.
    package var household: Household?
    /// Known callers whom the plan's person is for at once.
    package var humanFirst: Set<HumanFirst>
    /// Where they go: the plan's person; `nil` where nobody is meant.
    package var person: StepID?
    package var known: StepID
    package var unknown: StepID
    package var late: StepID

    static let humanFirstWord = "human-first"

    var exits: [Exit] {
        [
            Exit(cause: .outcome("known"), target: known), Exit(cause: .outcome("unknown"), target: unknown),
            Exit(cause: .outcome("late"), target: late),
        ] + (person.map { [Exit(cause: .outcome(Self.humanFirstWord), target: $0)] } ?? [])
    }
}

extension IdentifyStep {
    init?(reading reader: inout StepReader) {
        if let kind = reader.yaml.required("identify"), kind.string != "caller-number" {
            reader.yaml.note("'identify' takes caller-number, found \(kind.kind)", at: kind, rule: "wrong-type")
        }
        deadline = reader.yaml.duration("deadline", default: .milliseconds(800)) ?? .zero
        household = Self.household(&reader)
        humanFirst = Self.humanFirst(&reader)
        person = humanFirst.isEmpty ? nil : reader.scope.person
        let known = reader.target("known")
        let unknown = reader.target("unknown")
        let late = reader.target("late")
        guard let known, let unknown, let late else { return nil }
        self.known = known
        self.unknown = unknown
        self.late = late
    }

    /// `human-first: [elderly]`; a plan without people has nobody to bring them to.
    private static func humanFirst(_ reader: inout StepReader) -> Set<HumanFirst> {
        guard let value = reader.yaml.optional(humanFirstWord) else { return [] }
        let names = HumanFirst.allCases.map(\.rawValue)
        var found: Set<HumanFirst> = []
        for entry in value.sequence ?? [value] {
            guard let who = entry.string.flatMap(HumanFirst.init(rawValue:)) else {
                reader.yaml.note(
                    "'human-first' takes \(names.joined(separator: ", ")), found \(entry.kind)", at: entry,
                    suggestion: reader.didYouMean(entry.string ?? "", names), rule: "wrong-type")
                continue
            }
            found.insert(who)
        }
        if reader.scope.person == nil, !found.isEmpty {
            reader.yaml.note(
                "the plan has no person that they could be brought to", at: value,
                suggestion: "name the plan's 'person', or leave 'human-first' out", rule: "human-first")
        }
        return found
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
