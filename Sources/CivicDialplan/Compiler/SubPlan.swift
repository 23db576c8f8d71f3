import CivicCore
import CivicYAML

/// A block of steps that several places of a plan use: with parameters, names of its own and named ends.
///
///     sub-plans:
///       record-complaint:
///         parameters: { topic: text }
///         ends: [done, gave-up]
///         start: describe
///         steps:
///           describe: { record: message, prompt: describe, then: register, empty: end gave-up }
///           register: { open-case: "{topic}", from: recording, into: case, opened: end done, failed: end gave-up }
struct SubPlan {
    struct Parameter {
        var name: String
        var type: DialplanType
    }

    var name: String
    var parameters: [Parameter]
    var ends: [String]
    /// Where it begins; the first step where the plan does not say.
    var start: String
    var steps: [YAMLValue.Entry]
    var place: YAMLValue

    /// What a step leads to in order to come to an end: `then: end done`.
    static func target(end: String) -> String { "end \(end)" }

    /// Calls within calls.
    static let deepest = 4
    private static let mostParameters = 8
    /// Words of a `call` that are no ends.
    static let callWords: Set = ["call", "with", "gives"]

    private static let typeNames: [(String, DialplanType)] = [
        ("text", .text), ("number", .number), ("yes-no", .flag), ("date", .date), ("time", .time),
    ]

    /// Reads one; `nil`, with diagnostics, where it cannot be called.
    init?(_ entry: YAMLValue.Entry, _ outer: inout YAMLReader) {
        guard let name = entry.key.string, Scope.isName(name) else {
            outer.note(
                "a sub-plan's name is made of lower-case letters, digits and hyphens, found \(entry.key.kind)",
                at: entry.key, rule: "bad-name")
            return nil
        }
        var reader = YAMLReader(entry.value, file: outer.file)
        defer { outer.absorb(reader) }
        guard entry.value.mapping != nil else { return nil }
        let parameters = Self.parameters(&reader)
        let ends = Self.ends(&reader)
        let steps = Self.steps(&reader)
        let start = Self.start(of: steps ?? [], &reader)
        reader.finish()
        guard let parameters, let ends, let steps, let start else { return nil }
        self.init(
            name: name, parameters: parameters, ends: ends, start: start, steps: steps, place: entry.key)
    }

    private init(
        name: String, parameters: [Parameter], ends: [String], start: String, steps: [YAMLValue.Entry],
        place: YAMLValue
    ) {
        self.name = name
        self.parameters = parameters
        self.ends = ends
        self.start = start
        self.steps = steps
        self.place = place
    }

    private static func parameters(_ reader: inout YAMLReader) -> [Parameter]? {
        guard let value = reader.optional("parameters") else { return [] }
        guard let entries = value.mapping, entries.count <= mostParameters else {
            reader.note(
                "'parameters' takes a mapping of at most \(mostParameters) names to types, found \(value.kind)",
                at: value, rule: "wrong-type")
            return nil
        }
        let found = entries.compactMap { entry -> Parameter? in
            guard let name = entry.key.string, Scope.isName(name), !Scope.reserved.contains(name) else {
                reader.note("\(entry.key.kind) cannot be a parameter's name", at: entry.key, rule: "bad-name")
                return nil
            }
            return type(entry.value, &reader).map { Parameter(name: name, type: $0) }
        }
        return found.count == entries.count ? found : nil
    }

    /// `text` or one of the other words, or the list of what a text may be: `[water, power]`.
    private static func type(_ value: YAMLValue, _ reader: inout YAMLReader) -> DialplanType? {
        if let words = value.sequence?.map(\.string), !words.isEmpty, !words.contains(nil) {
            return .oneOf(Set(words.compactMap { $0 }))
        }
        if let name = value.string, let type = typeNames.first(where: { $0.0 == name })?.1 { return type }
        let names = typeNames.map(\.0)
        reader.note(
            "a parameter is one of \(names.joined(separator: ", ")), or a list of texts, found \(value.kind)",
            at: value,
            suggestion: value.string.flatMap { closestName(to: $0, among: names) }.map { "did you mean '\($0)'?" },
            rule: "wrong-type")
        return nil
    }

    private static func ends(_ reader: inout YAMLReader) -> [String]? {
        guard let value = reader.required("ends") else { return nil }
        guard let list = value.sequence, !list.isEmpty else {
            reader.note(
                "'ends' takes a list such as [done, gave-up], found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        let found = list.compactMap { value -> String? in
            let name = value.string ?? ""
            guard Scope.isName(name), StepWord(rawValue: name) == nil, !callWords.contains(name) else {
                reader.note("\(value.kind) cannot be the name of an end", at: value, rule: "bad-name")
                return nil
            }
            return name
        }
        return found.count == list.count ? found : nil
    }

    private static func steps(_ reader: inout YAMLReader) -> [YAMLValue.Entry]? {
        guard let value = reader.required("steps") else { return nil }
        guard let entries = value.mapping, !entries.isEmpty else {
            reader.note("'steps' takes a mapping of names to steps, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        for entry in entries where !(entry.key.string.map(Scope.isName) ?? false) {
            reader.note(
                "a step's name is made of lower-case letters, digits and hyphens, found \(entry.key.kind)",
                at: entry.key, rule: "bad-name")
            return nil
        }
        return entries
    }

    private static func start(of steps: [YAMLValue.Entry], _ reader: inout YAMLReader) -> String? {
        guard let value = reader.optional("start") else { return steps.first?.key.string }
        let names = steps.compactMap(\.key.string)
        if let name = value.string, names.contains(name) { return name }
        reader.note(
            "no step of the sub-plan is called \(value.kind)", at: value,
            suggestion: value.string.flatMap { closestName(to: $0, among: names) }.map { "did you mean '\($0)'?" },
            rule: "unknown-step")
        return nil
    }
}
