import CivicYAML

// A step that is written in the language itself (see `StepBlock`) sets what its block is given and goes on in the steps
// that it became. There is no step of that kind in a compiled plan.
extension SetStep {
    init?(readingBlock reader: inout StepReader) {
        guard let block = reader.scope.block, let callee = reader.scope.callee else { return nil }
        let word = reader.yaml.required(block.word.rawValue)
        if let word, let only = block.onlyWord, word.string != only {
            reader.yaml.note("'\(block.word.rawValue)' takes \(only), found \(word.kind)", at: word, rule: "wrong-type")
        }
        for (name, choices) in block.choices.sorted(by: { $0.key < $1.key }) {
            guard let value = reader.yaml.optional(name), !choices.contains(value.string ?? "") else { continue }
            reader.yaml.note(
                "'\(name)' takes \(choices.joined(separator: " or ")), found \(value.kind)", at: value,
                suggestion: value.string.flatMap { reader.didYouMean($0, choices) }, rule: "wrong-type")
        }
        for word in block.words { _ = reader.yaml.optional(word) }
        for (word, keys) in block.parts { reader.check(word, takes: keys) }
        if !block.arguments.isEmpty { reader.check("with", takes: block.arguments) }
        let targets = block.ends.map { reader.end($0, of: block) }
        let assignments = block.parameters.compactMap { parameter, given -> Assignment? in
            guard let typed = reader.expression(given) else { return nil }
            guard parameter.type.includes(typed.type) else {
                reader.yaml.note(
                    "'\(parameter.name)' takes \(parameter.type.name); this is \(typed.type.name)", at: given,
                    rule: "wrong-type")
                return nil
            }
            return Assignment(variable: callee.frame.global(parameter.name), value: typed.expression)
        }
        guard !targets.contains(false), assignments.count == block.parameters.count else { return nil }
        self.init(assignments: assignments, then: callee.start)
    }
}

extension StepReader {
    /// A mapping whose words have gone into the steps of a block, and are read there.
    fileprivate mutating func check(_ word: String, takes keys: Set<String>) {
        guard let value = yaml.optional(word) else { return }
        guard let entries = value.mapping else {
            yaml.note("'\(word)' takes a mapping, found \(value.kind)", at: value, rule: "wrong-type")
            return
        }
        for entry in entries where !(entry.key.string.map(keys.contains) ?? false) {
            yaml.note(
                "'\(word)' takes no \(entry.key.kind)", at: entry.key,
                suggestion: entry.key.string.flatMap { didYouMean($0, keys.sorted()) }, rule: "unknown-key")
        }
    }

    /// Whether the end has a branch, and that leads somewhere.
    fileprivate mutating func end(_ end: StepBlock.End, of block: StepBlock) -> Bool {
        if let value = yaml.optional(end.name) { return target(named: value) != nil }
        guard end.fallback == nil else { return true }
        yaml.note(
            "'\(end.name)' is missing: where does a caller go when '\(block.word.rawValue)' ends so?", at: yaml.value,
            rule: end.name == "exhausted" ? "exhausted-missing" : "missing-key")
        return false
    }
}
