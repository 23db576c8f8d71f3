import CivicCore
import CivicSpeech
import CivicYAML

/// What the steps of one plan may refer to.
struct Scope {
    let file: String
    let environment: PlanEnvironment
    let languages: [Language]
    let limits: PlanLimits
    /// The block that is being read.
    let frame: Frame
    /// Types of variables by name.
    let types: [String: DialplanType]
    let subPlans: [String: SubPlan]
    /// Of these the head has been told what is wrong.
    let faultySubPlans: Set<String>
    /// The copy that was made for the step that is being read.
    var callee: (frame: Frame, start: StepID, variables: Set<String>)?
    /// Where 0 leads from anywhere; `nil` in a plan without people.
    var person: StepID?
    /// What the step that is being read becomes.
    var block: StepBlock?

    /// Steps of the block, and its ends.
    var steps: [String: StepID] { frame.steps }

    /// Variables that every call has from its first moment, though they may be absent.
    static func builtIn(languages: [Language]) -> [String: DialplanType] {
        [
            "language": .oneOf(Set(languages.map(\.tag))), "now": .date, "called-number": .text,
            "caller.number": .text, "caller.known": .flag, "caller.citizen": .number, "caller.candidates": .number,
            "caller.open-cases": .number, "caller.language": .text, "caller.confidence": CallerConfidence.type,
            "caller.likely": .oneOf(LookUpSignature.likely), "time": .time, "weekday": .oneOf(Set(Weekday.words)),
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
    private var frame = Frame()

    init(_ expansion: Expansion, languages: [Language], environment: PlanEnvironment, file: String) {
        self.file = file
        types = Scope.builtIn(languages: languages)
        for step in expansion.steps {
            frame = expansion.frames[step.frame]
            declareResults(of: step.entry.value, environment)
        }
        // A variable may be set from one that is set further down, so every round knows more than the one before.
        for takesDeclared in [false, true] {
            var before: [String: DialplanType] = [:]
            for _ in 0..<Self.mostRounds where types != before {
                before = types
                declareSet(by: expansion, takesDeclared, isLast: false)
            }
        }
        declareSet(by: expansion, true, isLast: true)
    }

    private static let mostRounds = 16

    /// - Parameter takesDeclared: a parameter has the type that the sub-plan says where what it is given is not known.
    private mutating func declareSet(by expansion: Expansion, _ takesDeclared: Bool, isLast: Bool) {
        for step in expansion.steps {
            frame = expansion.frames[step.frame]
            for entry in step.entry.value["set"]?.mapping ?? [] {
                guard let name = entry.key.string, !Scope.reserved.contains(name) else { continue }
                if let type = type(of: entry.value) { declare(name, type, at: entry.key, isLast: isLast) }
            }
            guard let callee = step.callee else { continue }
            let given =
                callee.subPlan?.parameters.map { ($0, step.entry.value["with"]?[$0.name]) }
                ?? callee.block?.parameters.map { ($0.parameter, $0.given) } ?? []
            for (parameter, given) in given {
                var type = given.flatMap { self.type(of: $0) }
                // Of a wrong type it is told where the call is read.
                if let found = type, !parameter.type.includes(found) { type = parameter.type }
                guard let type = type ?? (takesDeclared ? parameter.type : nil) else { continue }
                let inner = expansion.frames[callee.frame]
                declare(
                    parameter.name, as: inner.global(parameter.name), type, at: given ?? step.entry.key, isLast: isLast)
            }
        }
    }

    private mutating func declareResults(of step: YAMLValue, _ environment: PlanEnvironment) {
        if let name = step["collect"] {
            let kind = step["kind"]?.string.flatMap(CollectKind.Word.init)
            declare(name.string, kind?.type ?? .text, at: name)
        }
        guard let into = step["into"], let name = into.string else { return }
        if let calendar = step["hours"] {
            declare("\(name).opens", .date, at: into)
            declare("\(name).reason", .oneOf(Self.reasons(of: calendar.string ?? "", environment)), at: into)
        }
        if step["open-case"] != nil { declare(name, .text, at: into) }
        if let source = step["look-up"]?.string, let signature = environment.lookUps[source] {
            for (field, type) in signature.fields { declare("\(name).\(field)", type, at: into) }
        }
    }

    /// Those that the calendar gives now, and those that there are prompts for: a closure that is over and is taken out of
    /// the calendar's file breaks no plan.
    private static func reasons(of calendar: String, _ environment: PlanEnvironment) -> Set<String> {
        let given = environment.calendars[calendar]?.closures.compactMap(\.reason) ?? []
        let prompts = (environment.catalogue?.order ?? []).filter { $0.hasPrefix(HoursStep.reasonPrefix) }
        return Set(given + prompts.map { String($0.dropFirst(HoursStep.reasonPrefix.count)) })
    }

    private mutating func declare(_ name: String?, _ type: DialplanType, at place: YAMLValue, isLast: Bool = true) {
        guard let name else { return }
        declare(name, as: frame.global(name), type, at: place, isLast: isLast)
    }

    private mutating func declare(
        _ shown: String, as name: String, _ type: DialplanType, at place: YAMLValue, isLast: Bool
    ) {
        guard let old = types[name] else {
            types[name] = type
            return
        }
        if let joined = old.joined(with: type) {
            types[name] = joined
        } else if isLast {
            let found = Diagnostic(
                file: file, line: place.line, column: place.column,
                message: "'\(shown)' is \(type.name) here and \(old.name) elsewhere", rule: "wrong-type")
            if !diagnostics.contains(found) { diagnostics.append(found) }
        }
    }

    private func type(of value: YAMLValue) -> DialplanType? {
        guard case .scalar(let text, let isPlain) = value.content else { return nil }
        if !isPlain { return .oneOf([text]) }
        if Int(text) != nil { return .number }
        if text == "true" || text == "false" { return .flag }
        if TimeOfDay.minutes(text) != nil { return .time }
        return types[frame.global(text)]
    }
}
