import CivicYAML

/// `look-up: case-status`: asks a named source, with a deadline and a way on for every outcome.
package struct LookUpStep: Hashable, Sendable {
    package var source: String
    package var arguments: [String: Expression]
    /// Fields of the result become `into.field`.
    package var into: String
    package var fields: [String: DialplanType]
    /// See `LookUpSignature.verifies`.
    package var verifies: Bool
    /// From the moment the caller has to wait for the answer; what is said meanwhile is heard to its end.
    package var deadline: Duration
    package var prompt: [SpokenItem]
    package var found: StepID
    package var notFound: StepID
    /// Too many proofs were wrong; as `notFound` where `nil`.
    package var locked: StepID?
    package var late: StepID
    package var failed: StepID
    /// How often nothing may be found; the last time goes on at its target.
    package var bound: Bound?

    package struct Bound: Hashable, Sendable {
        package var attempts: Int
        package var exhausted: StepID
    }

    var exits: [Exit] {
        [
            Exit(cause: .outcome("found"), target: found, assigns: Set(fields.keys.map { "\(into).\($0)" })),
            Exit(cause: .outcome("not-found"), target: notFound), Exit(cause: .outcome("late"), target: late),
            Exit(cause: .outcome("failed"), target: failed),
        ] + (locked.map { [Exit(cause: .outcome("locked"), target: $0)] } ?? [])
            + (bound.map { [Exit(cause: .exhausted, target: $0.exhausted)] } ?? [])
    }
}

extension LookUpStep {
    init?(reading reader: inout StepReader) {
        let source = reader.lookUpSource("look-up")
        let signature = source.flatMap { reader.scope.environment.lookUps[$0] }
        let arguments = reader.arguments("with", of: signature)
        let into = reader.variableName("into")
        let deadline = reader.yaml.duration("deadline", default: .seconds(3)) ?? .zero
        let prompt = reader.optionalSpoken("prompt") ?? []
        let found = reader.target("found")
        let notFound = reader.target("not-found")
        let locked = reader.optionalTarget("locked")
        let late = reader.target("late")
        let failed = reader.target("failed")
        let bound = Self.bound(&reader)
        guard let source, let signature, let into, let found, let notFound, let late, let failed else { return nil }
        self.init(
            source: source, arguments: arguments, into: into, fields: signature.fields,
            verifies: signature.verifies, deadline: deadline, prompt: prompt, found: found, notFound: notFound,
            locked: locked, late: late, failed: failed, bound: bound)
    }

    /// `attempts` and `exhausted`, both or neither.
    private static func bound(_ reader: inout StepReader) -> Bound? {
        guard reader.yaml.value["attempts"] != nil || reader.yaml.value["exhausted"] != nil else { return nil }
        let attempts = reader.yaml.integer("attempts", in: 1...100)
        let exhausted = reader.target("exhausted")
        guard let attempts, let exhausted else { return nil }
        return Bound(attempts: attempts, exhausted: exhausted)
    }
}
