import CivicYAML

/// `goto: tax` or `goto: { plan: tax, door: refunds }`: the call goes on in another plan, at one of its doors.
///
/// Who calls, the language and the last key come along; the variables of the plan that is left do not.
package struct GotoStep: Hashable, Sendable {
    package var plan: String
    /// The plan's `start` where absent.
    package var door: String?
    /// Of the plan's name in the file.
    var line: Int
    var column: Int

    var exits: [Exit] { [] }
}

extension GotoStep {
    init?(reading reader: inout StepReader) {
        guard let value = reader.yaml.required("goto") else { return nil }
        if let name = value.string {
            self.init(plan: name, door: nil, line: value.line, column: value.column)
            return
        }
        guard value.mapping != nil else {
            reader.yaml.note(
                "'goto' takes the name of a plan or { plan, door }, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        let found = reader.inner(value) { inner -> GotoStep? in
            let place = inner.yaml.value["plan"] ?? value
            let plan = inner.yaml.string("plan")
            let door = inner.yaml.optional("door") == nil ? nil : inner.yaml.string("door")
            return plan.map { GotoStep(plan: $0, door: door, line: place.line, column: place.column) }
        }
        guard let found else { return nil }
        self = found
    }
}
