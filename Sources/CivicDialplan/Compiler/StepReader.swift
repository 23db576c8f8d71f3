import CivicCore
import CivicSpeech
import CivicYAML

/// Reads one step, or a mapping inside of one, and checks every name in it.
struct StepReader {
    var yaml: YAMLReader
    let scope: Scope

    init(_ value: YAMLValue, scope: Scope) {
        yaml = YAMLReader(value, file: scope.file)
        self.scope = scope
    }

    /// Reads a mapping inside of this one.
    mutating func inner<Result>(_ value: YAMLValue, _ read: (inout StepReader) -> Result?) -> Result? {
        var reader = StepReader(value, scope: scope)
        let result = read(&reader)
        reader.yaml.finish()
        yaml.absorb(reader.yaml)
        return result
    }

    func didYouMean(_ name: String, _ candidates: some Sequence<String>) -> String? {
        closestName(to: name, among: candidates).map { "did you mean '\($0)'?" }
    }

    // MARK: Steps

    mutating func target(_ key: String) -> StepID? {
        yaml.required(key).flatMap { target(named: $0) }
    }

    mutating func optionalTarget(_ key: String) -> StepID? {
        yaml.optional(key).flatMap { target(named: $0) }
    }

    mutating func target(named value: YAMLValue) -> StepID? {
        guard let name = value.string else {
            yaml.note("expected the name of a step, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        if let id = scope.steps[name] { return id }
        guard !name.hasPrefix("end ") else {
            noteEnd(String(name.dropFirst(4)), at: value)
            return nil
        }
        yaml.note(
            "no step is called '\(name)'", at: value,
            suggestion: didYouMean(name, scope.steps.keys.filter { !$0.contains(" ") }.sorted()),
            rule: "unknown-step")
        return nil
    }

    private mutating func noteEnd(_ name: String, at value: YAMLValue) {
        let ends = scope.steps.keys.filter { $0.hasPrefix("end ") }.map { String($0.dropFirst(4)) }.sorted()
        yaml.note(
            ends.isEmpty ? "'end \(name)' leads out of a sub-plan; this step is in none" : "no end is called '\(name)'",
            at: value,
            suggestion: ends.isEmpty ? nil : didYouMean(name, ends) ?? "there are: \(ends.joined(separator: ", "))",
            rule: "unknown-end")
    }

    /// `silence`, `wrong-key`, `exhausted`, `attempts`, `wait`.
    mutating func attempts(takesWrongKeys: Bool = true) -> Attempts? {
        let count = yaml.integer("attempts", in: 1...100, default: 3) ?? 3
        let wait = yaml.duration("wait", default: .seconds(6)) ?? .seconds(6)
        let silence = compulsory("silence", "where does a caller go who presses nothing?")
        let wrongKey = takesWrongKeys ? compulsory("wrong-key", "where does a key lead that is not in use?") : silence
        let exhausted = compulsory("exhausted", "where does a caller go after the last attempt?")
        guard let silence, let wrongKey, let exhausted else { return nil }
        return Attempts(count: count, wait: wait, silence: silence, wrongKey: wrongKey, exhausted: exhausted)
    }

    private mutating func compulsory(_ key: String, _ question: String) -> StepID? {
        guard let value = yaml.optional(key) else {
            yaml.note("'\(key)' is missing: \(question)", at: yaml.value, rule: "\(key)-missing")
            return nil
        }
        return target(named: value)
    }

    // MARK: Keys

    static let pad: Set<Character> = Set("0123456789*#")

    mutating func keys<Value>(_ key: String, _ read: (inout StepReader, YAMLValue) -> Value?)
        -> [Character: Value]?
    {
        guard yaml.required(key) != nil else { return nil }
        return optionalKeys(key, read)
    }

    mutating func optionalKeys<Value>(_ key: String, _ read: (inout StepReader, YAMLValue) -> Value?)
        -> [Character: Value]?
    {
        guard let value = yaml.optional(key) else { return nil }
        guard let entries = value.mapping else {
            yaml.note("'\(key)' takes a mapping of keys to steps, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        var found: [Character: Value] = [:]
        for entry in entries {
            guard let name = entry.key.string, name.count == 1, let sign = name.first, Self.pad.contains(sign) else {
                yaml.note(
                    "\(entry.key.kind) is no key of a phone; there are 0 to 9, \"*\" and \"#\"", at: entry.key,
                    rule: "no-such-key")
                continue
            }
            found[sign] = read(&self, entry.value)
        }
        return found.count == entries.count ? found : nil
    }

    /// `ignore: "5"`: keys one after the other.
    mutating func keySet(_ key: String) -> Set<Character> {
        guard let value = yaml.optional(key) else { return [] }
        let signs = Set(value.string ?? "")
        if signs.isEmpty || !signs.isSubset(of: Self.pad) {
            yaml.note("'\(key)' takes keys such as \"5*\", found \(value.kind)", at: value, rule: "no-such-key")
        }
        return signs.intersection(Self.pad)
    }

    /// `#`, `*` or `none`.
    mutating func terminator(_ key: String) -> Character? {
        guard let value = yaml.optional(key) else { return "#" }
        switch value.string {
        case "#": return "#"
        case "*": return "*"
        case "none": return nil
        default:
            yaml.note(
                "'\(key)' takes \"#\", \"*\" or none, found \(value.kind)", at: value, rule: "no-such-key")
            return nil
        }
    }

    mutating func warnWhenTooLong(_ keys: [Character: StepID]) {
        let limit = scope.limits.menuOptions
        let count = keys.keys.filter { !"0*#".contains($0) }.count
        guard count > limit, let place = yaml.value["keys"] else { return }
        yaml.note(
            "the menu has \(count) choices; few callers keep more than \(limit) in mind", at: place,
            suggestion: "split it, or raise limits.menu-options", severity: .warning, rule: "menu-too-long")
    }

    // MARK: Names outside of the plan

    mutating func queue(_ key: String) -> String? {
        name(key, among: scope.environment.queues, "queue", rule: "unknown-queue")
    }

    mutating func calendar(_ key: String) -> String? {
        name(key, among: Set(scope.environment.calendars.keys), "calendar", rule: "unknown-calendar")
    }

    mutating func lookUpSource(_ key: String) -> String? {
        let isOfBlock = scope.frame.block != nil
        let known = scope.environment.lookUps.filter { isOfBlock || $0.value.askedBy == nil }
        return name(key, among: Set(known.keys), "look-up", rule: "unknown-lookup")
    }

    mutating func name(_ key: String, among known: Set<String>, _ what: String, rule: String) -> String? {
        guard let value = yaml.required(key) else { return nil }
        guard let name = value.string else {
            yaml.note("'\(key)' takes the name of a \(what), found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        guard known.contains(name) else {
            yaml.note(
                "no \(what) is called '\(name)'", at: value, suggestion: didYouMean(name, known.sorted()), rule: rule)
            return nil
        }
        return name
    }

    /// The id of a service, or a template that gives one for every value of its variable.
    mutating func service(_ key: String) -> NameTemplate? {
        guard let value = yaml.required(key), let template = template(value) else { return nil }
        let services = scope.environment.services
        for name in expansions(of: template, at: value) ?? [] where !services.contains(name) {
            yaml.note(
                "no service is called '\(name)'", at: value, suggestion: didYouMean(name, services.sorted()),
                rule: "unknown-service")
            return nil
        }
        return template.renamed(scope.frame.global)
    }

    // MARK: Templates

    private mutating func template(_ value: YAMLValue) -> NameTemplate? {
        guard let text = value.string else {
            yaml.note("expected a name, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        guard let open = text.firstIndex(of: "{") else { return NameTemplate(prefix: text, suffix: "") }
        guard let close = text[open...].firstIndex(of: "}") else {
            yaml.note("'{' is not closed in '\(text)'", at: value, rule: "expression")
            return nil
        }
        let suffix = text[text.index(after: close)...]
        guard !suffix.contains("{") else {
            yaml.note("one name takes one variable only", at: value, rule: "expression")
            return nil
        }
        let variable = text[text.index(after: open)..<close].trimmingPrefix(" ")
        return NameTemplate(prefix: String(text[..<open]), variable: String(variable), suffix: String(suffix))
    }

    /// Every name that a template can become; `nil`, with a diagnostic, where that is not known.
    private mutating func expansions(of template: NameTemplate, at value: YAMLValue) -> [String]? {
        guard let variable = template.variable else { return [template.prefix] }
        guard let type = typeOf(variable, at: value) else { return nil }
        guard case .oneOf(let values) = type else {
            yaml.note(
                "'\(variable)' is \(type.name), so the names it makes cannot be checked", at: value,
                suggestion: "take a variable that is one of a closed set", rule: "wrong-type")
            return nil
        }
        return values.sorted().map { template.prefix + $0 + template.suffix }
    }

    private mutating func typeOf(_ variable: String, at value: YAMLValue) -> DialplanType? {
        if let type = scope.types[variable] { return type }
        yaml.note(
            "no variable is called '\(variable)'", at: value,
            suggestion: didYouMean(variable, scope.types.keys.sorted()), rule: "unknown-variable")
        return nil
    }

    // MARK: Speech

    mutating func spoken(_ key: String) -> [SpokenItem]? {
        guard yaml.required(key) != nil else { return nil }
        return optionalSpoken(key)
    }

    /// One item or a list of them.
    mutating func optionalSpoken(_ key: String) -> [SpokenItem]? {
        guard let value = yaml.optional(key) else { return nil }
        return (value.sequence ?? [value]).compactMap { item($0) }
    }

    private mutating func item(_ value: YAMLValue) -> SpokenItem? {
        guard value.mapping != nil else { return prompt(value).map { SpokenItem(content: .prompt($0)) } }
        return inner(value) { inner in
            let condition = inner.yaml.value["when"] == nil ? nil : inner.condition("when")
            return inner.content().map { SpokenItem(content: $0, condition: condition) }
        }
    }

    private mutating func content() -> SpokenItem.Content? {
        if let value = yaml.optional("prompt") { return prompt(value).map { .prompt($0) } }
        if yaml.optional("pause") != nil {
            guard let pause = yaml.duration("pause") else { return nil }
            return .pause(milliseconds: Int(min(pause, .seconds(10)).milliseconds))
        }
        guard let value = yaml.optional("value") else {
            yaml.note("expected 'prompt', 'value' or 'pause'", at: yaml.value, rule: "missing-key")
            return nil
        }
        let speaking: Speaking? = yaml.choice("as")
        guard let variable = value.string, let type = typeOf(variable, at: value), let speaking else { return nil }
        guard speaking.speaks(type) else {
            yaml.note(
                "'\(variable)' is \(type.name), which is not spoken as \(speaking.rawValue)", at: value,
                rule: "wrong-type")
            return nil
        }
        return .value(variable: scope.frame.global(variable), speaking)
    }

    private mutating func prompt(_ value: YAMLValue) -> NameTemplate? {
        guard let template = template(value), let ids = expansions(of: template, at: value) else { return nil }
        return ids.map { isSpoken($0, at: value) }.allSatisfy { $0 } ? template.renamed(scope.frame.global) : nil
    }

    /// The id of a prompt or clip, without variables.
    mutating func promptID(_ key: String) -> String? {
        guard let value = yaml.optional(key), let id = value.string, isSpoken(id, at: value) else { return nil }
        return id
    }

    mutating func isSpoken(_ id: String, at value: YAMLValue) -> Bool {
        guard let catalogue = scope.environment.catalogue else { return true }
        guard let prompt = catalogue.entries[id] else {
            yaml.note(
                "no prompt is called '\(id)'", at: value,
                suggestion: catalogue.closestID(to: id).map { "did you mean '\($0)'?" }, rule: "missing-prompt")
            return false
        }
        for language in scope.languages where !prompt.isShared && prompt.texts[language] == nil {
            yaml.note(
                "the prompt '\(id)' has no text in \(language.tag)", at: value, rule: "missing-prompt")
            return false
        }
        return true
    }

    // MARK: Expressions

    mutating func condition(_ key: String) -> Expression? {
        guard let value = yaml.required(key) else { return nil }
        return yaml.condition(value, over: scope.types)?.renamed(scope.frame.global)
    }

    /// A quoted scalar is a text; a plain one is an expression.
    mutating func expression(_ value: YAMLValue) -> TypedExpression? {
        if case .scalar(let text, isPlain: false) = value.content {
            return TypedExpression(expression: .literal(.text(text)), type: .oneOf([text]))
        }
        guard var typed = yaml.expression(value, over: scope.types) else { return nil }
        typed.expression = typed.expression.renamed(scope.frame.global)
        return typed
    }

    mutating func arguments(_ key: String, of signature: LookUpSignature?) -> [String: Expression] {
        guard let value = yaml.required(key) else { return [:] }
        guard let entries = value.mapping else {
            yaml.note("'\(key)' takes a mapping, found \(value.kind)", at: value, rule: "wrong-type")
            return [:]
        }
        var arguments: [String: Expression] = [:]
        let names = signature.map { $0.arguments.keys.sorted() } ?? []
        for entry in entries {
            guard let name = entry.key.string, let typed = expression(entry.value), let signature else { continue }
            guard let type = signature.arguments[name] else {
                yaml.note(
                    "the look-up takes no '\(name)'", at: entry.key, suggestion: didYouMean(name, names),
                    rule: "unknown-key")
                continue
            }
            guard type.isComparable(with: typed.type) else {
                yaml.note(
                    "'\(name)' takes \(type.name); this is \(typed.type.name)", at: entry.value, rule: "wrong-type")
                continue
            }
            arguments[name] = typed.expression
        }
        for name in names where value[name] == nil {
            yaml.note("the look-up needs '\(name)'", at: value, rule: "missing-key")
        }
        return arguments
    }

    // MARK: Names of variables

    mutating func variableName(_ key: String) -> String? {
        yaml.required(key).flatMap { variableName(at: $0) }
    }

    mutating func optionalVariableName(_ key: String) -> String? {
        yaml.optional(key).flatMap { variableName(at: $0) }
    }

    mutating func variableName(at value: YAMLValue) -> String? {
        guard let name = value.string, Scope.isName(name) else {
            yaml.note(
                "a variable's name is made of lower-case letters, digits and hyphens, found \(value.kind)", at: value,
                rule: "bad-name")
            return nil
        }
        guard !Scope.reserved.contains(name) else {
            yaml.note("'\(name)' is a word of the language", at: value, rule: "bad-name")
            return nil
        }
        return scope.frame.global(name)
    }
}
