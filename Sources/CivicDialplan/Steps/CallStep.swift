import CivicYAML

// `call: record-complaint` with `with`, `gives` and a branch for every end: it sets the parameters and goes on in the
// copy of the sub-plan that was made for it. There is no step of that kind in a compiled plan.
extension SetStep {
    init?(readingCall reader: inout StepReader) {
        guard let value = reader.yaml.required("call") else { return nil }
        guard let name = value.string, let subPlan = reader.scope.subPlans[name] else {
            reader.ignoreTheRest()
            if let name = value.string, reader.scope.faultySubPlans.contains(name) { return nil }
            reader.yaml.note(
                "no sub-plan is called \(value.kind)", at: value,
                suggestion: value.string.flatMap { reader.didYouMean($0, reader.scope.subPlans.keys.sorted()) },
                rule: "unknown-sub-plan")
            return nil
        }
        let arguments = reader.arguments(of: subPlan)
        reader.checkGives(of: subPlan)
        let targets = subPlan.ends.map { reader.end($0, of: subPlan) }
        // Without a copy the expansion has told why.
        guard let callee = reader.scope.callee, let arguments, !targets.contains(nil) else { return nil }
        self.init(
            assignments: arguments.map { Assignment(variable: callee.frame.global($0.name), value: $0.value) },
            then: callee.start)
    }
}

extension StepReader {
    /// Which branches there ought to be is not known.
    fileprivate mutating func ignoreTheRest() {
        for entry in yaml.value.mapping ?? [] {
            if let key = entry.key.string { _ = yaml.optional(key) }
        }
    }

    fileprivate mutating func arguments(of subPlan: SubPlan) -> [(name: String, value: Expression)]? {
        let value = yaml.optional("with")
        if let value, value.mapping == nil {
            yaml.note("'with' takes a mapping, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        let names = subPlan.parameters.map(\.name)
        for entry in value?.mapping ?? [] {
            guard let name = entry.key.string, !names.contains(name) else { continue }
            yaml.note(
                "'\(subPlan.name)' takes no '\(name)'", at: entry.key, suggestion: didYouMean(name, names),
                rule: "unknown-key")
        }
        let found = subPlan.parameters.compactMap { parameter -> (name: String, value: Expression)? in
            guard let given = value?[parameter.name] else {
                yaml.note(
                    "'\(subPlan.name)' needs '\(parameter.name)'", at: value ?? yaml.value, rule: "missing-key")
                return nil
            }
            guard let typed = expression(given) else { return nil }
            guard parameter.type.includes(typed.type) else {
                yaml.note(
                    "'\(parameter.name)' takes \(parameter.type.name); this is \(typed.type.name)", at: given,
                    rule: "wrong-type")
                return nil
            }
            return (parameter.name, typed.expression)
        }
        return found.count == names.count ? found : nil
    }

    fileprivate mutating func checkGives(of subPlan: SubPlan) {
        guard let value = yaml.optional("gives") else { return }
        guard let entries = value.mapping else {
            yaml.note(
                "'gives' takes a mapping of the sub-plan's variables to names here, found \(value.kind)", at: value,
                rule: "wrong-type")
            return
        }
        for entry in entries {
            _ = variableName(at: entry.value)
            guard let callee = scope.callee, let name = entry.key.string, !callee.variables.contains(name) else {
                continue
            }
            yaml.note(
                "'\(subPlan.name)' has no variable '\(name)' to give", at: entry.key,
                suggestion: didYouMean(name, callee.variables.sorted()), rule: "unknown-variable")
        }
    }

    fileprivate mutating func end(_ end: String, of subPlan: SubPlan) -> StepID? {
        guard let value = yaml.optional(end) else {
            yaml.note(
                "'\(end)' is missing: where does a caller go when '\(subPlan.name)' ends so?", at: yaml.value,
                rule: "end-missing")
            return nil
        }
        return target(named: value)
    }
}
