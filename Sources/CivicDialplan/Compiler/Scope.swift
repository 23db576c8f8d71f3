import CivicCore
import CivicYAML

/// What the steps of one plan may refer to.
struct Scope: Sendable {
    let file: String
    let environment: PlanEnvironment
    let languages: [Language]
    let limits: PlanLimits
    let steps: [String: StepID]
    /// Types of variables by name.
    let types: [String: DialplanType]

    /// Variables that every call has from its first moment, though they may be absent.
    static func builtIn(languages: [Language]) -> [String: DialplanType] {
        [
            "language": .oneOf(Set(languages.map(\.tag))), "now": .date, "called-number": .text,
            "caller.number": .text, "caller.known": .flag, "caller.citizen": .number, "caller.candidates": .number,
            "caller.open-cases": .number, "caller.language": .text, "caller.confidence": CallerConfidence.type,
            "time": .time, "weekday": .oneOf(Set(Weekday.words)),
            "pressed": .oneOf(Set(StepReader.pad.map(String.init))),
        ]
    }

    /// First words of names that plans cannot give to variables of their own.
    static let reserved: Set = [
        "language", "now", "called-number", "caller", "time", "weekday", "pressed", "and", "or", "not", "in", "has",
        "true", "false",
    ]

    /// Lower-case letters, digits and hyphens, a letter first; at most 40.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
            text.utf8.count <= 40
        else { return false }
        return text.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }
    }
}

/// Finds the variables of a plan and their types, before anything that uses them is read.
struct Declarations {
    private(set) var types: [String: DialplanType]
    private(set) var diagnostics: [Diagnostic] = []
    private let file: String

    init(steps: [YAMLValue.Entry], languages: [Language], environment: PlanEnvironment, file: String) {
        self.file = file
        types = Scope.builtIn(languages: languages)
        for step in steps {
            declareResults(of: step.value, environment)
        }
        // A variable may be set from one that is set further down, so a second round knows more than the first.
        for round in 0..<2 {
            for step in steps {
                for entry in step.value["set"]?.mapping ?? [] {
                    guard let name = entry.key.string, !Scope.reserved.contains(name) else { continue }
                    if let type = type(of: entry.value) { declare(name, type, at: entry.key, isLast: round == 1) }
                }
            }
        }
    }

    private mutating func declareResults(of step: YAMLValue, _ environment: PlanEnvironment) {
        if let name = step["collect"] {
            let kind = step["kind"]?.string.flatMap(CollectKind.Word.init)
            declare(name.string, kind?.type ?? .text, at: name)
        }
        guard let into = step["into"], let name = into.string else { return }
        if step["hours"] != nil { declare("\(name).opens", .date, at: into) }
        if step["open-case"] != nil { declare(name, .text, at: into) }
        if let source = step["look-up"]?.string, let signature = environment.lookUps[source] {
            for (field, type) in signature.fields { declare("\(name).\(field)", type, at: into) }
        }
    }

    private mutating func declare(_ name: String?, _ type: DialplanType, at place: YAMLValue, isLast: Bool = true) {
        guard let name else { return }
        guard let old = types[name] else {
            types[name] = type
            return
        }
        if let joined = old.joined(with: type) {
            types[name] = joined
        } else if isLast {
            diagnostics.append(
                Diagnostic(
                    file: file, line: place.line, column: place.column,
                    message: "'\(name)' is \(type.name) here and \(old.name) elsewhere", rule: "wrong-type"))
        }
    }

    private func type(of value: YAMLValue) -> DialplanType? {
        guard case .scalar(let text, let isPlain) = value.content else { return nil }
        if !isPlain { return .oneOf([text]) }
        if Int(text) != nil { return .number }
        if text == "true" || text == "false" { return .flag }
        if TimeOfDay.minutes(text) != nil { return .time }
        return types[text]
    }
}
