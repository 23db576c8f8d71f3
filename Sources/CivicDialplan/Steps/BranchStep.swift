import CivicYAML

/// `branch`: the first condition that holds decides; `otherwise` is compulsory.
package struct BranchStep: Hashable, Sendable {
    package struct Arm: Hashable, Sendable {
        package var condition: Expression
        package var target: StepID
        package var line: Int
    }

    package var arms: [Arm]
    package var otherwise: StepID

    var exits: [Exit] {
        arms.map { Exit(cause: .condition(line: $0.line), target: $0.target, assigns: $0.condition.ensured) }
            + [Exit(cause: .otherwise, target: otherwise)]
    }
}

extension BranchStep {
    init?(reading reader: inout StepReader) {
        var arms: [Arm] = []
        if let list = reader.yaml.required("branch") {
            if list.sequence == nil {
                reader.yaml.note(
                    "'branch' takes a list of { when, then }, found \(list.kind)", at: list, rule: "wrong-type")
            }
            for value in list.sequence ?? [] {
                let arm = reader.inner(value) { inner -> Arm? in
                    let condition = inner.condition("when")
                    guard let target = inner.target("then"), let condition else { return nil }
                    return Arm(condition: condition, target: target, line: value.line)
                }
                if let arm { arms.append(arm) }
            }
        }
        guard let otherwise = reader.target("otherwise") else { return nil }
        self.arms = arms
        self.otherwise = otherwise
    }
}

/// `set: { topic: "water" }`: constants or other variables into variables; there is no arithmetic, so it is bounded.
package struct SetStep: Hashable, Sendable {
    package struct Assignment: Hashable, Sendable {
        package var variable: String
        package var value: Expression
    }

    package var assignments: [Assignment]
    package var then: StepID

    var exits: [Exit] { [Exit(cause: .then, target: then, assigns: Set(assignments.map(\.variable)))] }
}

extension SetStep {
    init?(reading reader: inout StepReader) {
        var assignments: [Assignment] = []
        if let mapping = reader.yaml.required("set") {
            if mapping.mapping == nil {
                reader.yaml.note("'set' takes a mapping, found \(mapping.kind)", at: mapping, rule: "wrong-type")
            }
            for entry in mapping.mapping ?? [] {
                guard let name = reader.variableName(at: entry.key), let value = reader.expression(entry.value)
                else { continue }
                assignments.append(Assignment(variable: name, value: value.expression))
            }
        }
        guard let then = reader.target("then") else { return nil }
        self.assignments = assignments
        self.then = then
    }
}
