package import CivicCore
import CivicSpeech
import CivicYAML
import Foundation

/// The compiler of dialplans: text in, a plan and everything that is wrong with it out.
///
///     text ─▶ YAML ─▶ names and types ─▶ steps ─▶ proof ─▶ lints ─▶ Plan
///
/// There is no plan when a single error is found; a plan with warnings is usable.
package enum PlanLoader {
    package static func load(_ text: String, file: String, environment: PlanEnvironment)
        -> (plan: Plan?, diagnostics: [Diagnostic])
    {
        let document: YAMLValue
        do {
            document = try YAMLFile.parse(text, file: file)
        } catch {
            return (nil, error.all)
        }
        var compilation = PlanCompilation(file: file, environment: environment)
        let plan = compilation.compile(document, hash: Plan.contentHash(of: text))
        let heard = compilation.allowances.applied(
            to: compilation.diagnostics, file: file, examined: compilation.examined)
        let diagnostics = heard.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        return (diagnostics.contains { $0.severity == .error } ? nil : plan, diagnostics)
    }

    /// The name that a text gives its plan, also where the rest is not readable; `nil` where no line says it.
    package static func name(in text: String) -> String? {
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("dialplan:") {
            let word = line.dropFirst("dialplan:".count).prefix { $0 != "#" }.split(separator: " ").first ?? ""
            let name = word.filter { $0 != "\"" && $0 != "'" }
            return name.isEmpty ? nil : name
        }
        return nil
    }
}

/// One run of the compiler over one file.
struct PlanCompilation {
    let file: String
    let environment: PlanEnvironment
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var allowances: [Allowance] = []
    /// Rules for warnings that were looked for; none while there are errors.
    private(set) var examined: Set<String> = []

    /// Steps that one plan may have.
    static let mostSteps = 5_000

    init(file: String, environment: PlanEnvironment) {
        self.file = file
        self.environment = environment
    }

    mutating func compile(_ document: YAMLValue, hash: String) -> Plan? {
        var head = YAMLReader(document, file: file)
        let name = head.string("dialplan")
        let languages = readLanguages(&head)
        let limits = readLimits(&head)
        allowances += Allowance.read(&head, for: nil)
        let stepsValue = head.required("steps")
        let entries = stepEntries(stepsValue)
        let (subPlans, faulty) = readSubPlans(&head)
        let expansion = Expansion(entries, subPlans: subPlans, file: file)
        let declarations = Declarations(expansion, languages: languages, environment: environment, file: file)
        diagnostics += expansion.diagnostics + declarations.diagnostics
        let types = expansion.localTypes(declarations.types, builtIn: Scope.builtIn(languages: languages))
        let named = document["person"]?.string
        let scopes = zip(expansion.frames, types).map { frame, types in
            Scope(
                file: file, environment: environment, languages: languages, limits: limits, frame: frame, types: types,
                subPlans: expansion.subPlans, faultySubPlans: faulty,
                person: named.flatMap { expansion.frames[0].steps[$0] })
        }
        let scope = scopes[0]
        let steps = readSteps(of: expansion, scopes)

        var top = StepReader(document, scope: scope)
        let answers = readAnswers(&top)
        let calledEntries = readEntries(&top)
        let start = calledEntries.isEmpty || document["start"] != nil ? top.target("start") : calledEntries.first?.id
        let doors = readDoors(&top)
        let person = readPerson(&top)
        let zone = document["calendar"] == nil ? nil : top.calendar("calendar")
        let shuttingDown = document["shutting-down"] == nil ? defaultShuttingDown : top.promptID("shutting-down")
        for key in ["answers", "entries", "doors", "start", "person", "calendar", "shutting-down"] {
            _ = head.optional(key)
        }
        head.finish()
        diagnostics += head.diagnostics + top.yaml.diagnostics

        guard let name, let start, steps.count == expansion.steps.count, !steps.isEmpty else { return nil }
        let numbers = answers + calledEntries.map { (number: $0.number, place: $0.place) }
        let used = steps.compactMap { step -> String? in
            if case .hours(let hours) = step.action { hours.calendar } else { nil }
        }
        let calendars = environment.calendars.filter { used.contains($0.key) || $0.key == zone }
        let plan = Plan(
            name: name, file: file, answers: numbers.map(\.number), languages: languages, start: start,
            entries: Dictionary(calledEntries.map { ($0.number, $0.id) }, uniquingKeysWith: { first, _ in first }),
            doors: doors, person: person, steps: steps, limits: limits,
            timeZone: (zone ?? used.first).flatMap { calendars[$0]?.timeZone } ?? .gmt, calendars: calendars,
            shuttingDown: shuttingDown, contentHash: hash,
            answerPlaces: Dictionary(
                numbers.map { ($0.number, (line: $0.place.line, column: $0.place.column)) },
                uniquingKeysWith: { first, _ in first }))
        if !diagnostics.contains(where: { $0.severity == .error }) {
            diagnostics += Prover(plan: plan, environment: environment).diagnostics
        }
        if !diagnostics.contains(where: { $0.severity == .error }) {
            let linter = Linter(plan: plan, environment: environment, places: StepPlaces(entries))
            diagnostics += linter.diagnostics
            examined = linter.examined
        }
        return plan
    }

    // MARK: Head

    private var defaultShuttingDown: String? {
        guard let catalogue = environment.catalogue else { return nil }
        return catalogue.entries["shutting-down"]?.id
    }

    private mutating func readLanguages(_ head: inout YAMLReader) -> [Language] {
        guard let list = head.required("languages") else { return [] }
        let tags = (list.sequence ?? []).compactMap(\.string)
        if tags.isEmpty || tags.count != list.sequence?.count {
            head.note("'languages' takes a list such as [zh-CN, en], found \(list.kind)", at: list, rule: "wrong-type")
        }
        if let catalogue = environment.catalogue {
            for value in list.sequence ?? [] {
                guard let tag = value.string, !catalogue.languages.contains(Language(tag: tag)) else { continue }
                head.note(
                    "no prompts are recorded in '\(tag)'", at: value,
                    suggestion: "there are: \(catalogue.languages.map(\.tag).joined(separator: ", "))",
                    rule: "unknown-language")
            }
        }
        return tags.map(Language.init(tag:))
    }

    private mutating func readLimits(_ head: inout YAMLReader) -> PlanLimits {
        var limits = PlanLimits()
        guard let value = head.optional("limits") else { return limits }
        var reader = YAMLReader(value, file: file)
        limits.keysToPerson = reader.integer("keys-to-person", in: 1...9, default: 3) ?? 3
        limits.humanFirst = reader.integer("human-first", in: 0...1, default: 0) ?? 0
        limits.menuOptions = reader.integer("menu-options", in: 1...9, default: 3) ?? 3
        limits.prompt = reader.duration("prompt", default: .seconds(20)) ?? .seconds(20)
        limits.keys = reader.integer("keys", in: 1...10_000, default: 60) ?? 60
        limits.longestCall = reader.duration("longest-call", default: .seconds(1_800)) ?? .seconds(1_800)
        reader.finish()
        head.absorb(reader)
        return limits
    }

    private mutating func stepEntries(_ value: YAMLValue?) -> [YAMLValue.Entry] {
        guard let value else { return [] }
        guard let entries = value.mapping, !entries.isEmpty else {
            note("'steps' takes a mapping of names to steps, found \(value.kind)", at: value, rule: "wrong-type")
            return []
        }
        guard entries.count <= Self.mostSteps else {
            note("the plan has more than \(Self.mostSteps) steps", at: value, rule: "too-many-steps")
            return []
        }
        for entry in entries where !(entry.key.string.map(Scope.isName) ?? false) {
            note(
                "a step's name is made of lower-case letters, digits and hyphens, found \(entry.key.kind)",
                at: entry.key, rule: "bad-name")
        }
        return entries
    }

    /// `answers: ["12345"]`.
    private mutating func readAnswers(_ top: inout StepReader) -> [(number: String, place: YAMLValue)] {
        guard let list = top.yaml.optional("answers") else {
            if top.yaml.value["entries"] == nil, top.yaml.value["doors"] == nil {
                note(
                    "'answers' or 'entries' is missing: which numbers does the plan answer?", at: top.yaml.value,
                    rule: "missing-key")
            }
            return []
        }
        var found: [(number: String, place: YAMLValue)] = []
        for value in list.sequence ?? [list] {
            guard let number = Self.calledNumber(value) else {
                note("a called number is text such as \"12345\", found \(value.kind)", at: value, rule: "wrong-type")
                continue
            }
            addNumber(number, at: value, to: &found)
        }
        return found
    }

    private mutating func addNumber(
        _ number: String, at place: YAMLValue, to found: inout [(number: String, place: YAMLValue)]
    ) {
        if found.contains(where: { $0.number == number }) {
            note("'\(number)' is answered twice by this plan", at: place, rule: "duplicate-answer")
        } else {
            found.append((number, place))
        }
    }

    /// `entries: { "9000": auto-answer }`.
    private mutating func readEntries(_ top: inout StepReader)
        -> [(number: String, id: StepID, place: YAMLValue)]
    {
        guard let value = top.yaml.optional("entries") else { return [] }
        guard let entries = value.mapping else {
            note(
                "'entries' takes a mapping of called numbers to steps, found \(value.kind)", at: value,
                rule: "wrong-type")
            return []
        }
        let answered = (top.yaml.value["answers"]?.sequence ?? []).compactMap(Self.calledNumber)
        return entries.compactMap { entry in
            guard let number = Self.calledNumber(entry.key) else {
                note(
                    "a called number is text such as \"12345\", found \(entry.key.kind)", at: entry.key,
                    rule: "wrong-type")
                return nil
            }
            if answered.contains(number) {
                note("'\(number)' is answered twice by this plan", at: entry.key, rule: "duplicate-answer")
                return nil
            }
            return top.target(named: entry.value).map { (number, $0, entry.key) }
        }
    }

    /// `doors: { refunds: refund-menu }`: where `goto` of other plans leads.
    private mutating func readDoors(_ top: inout StepReader) -> [String: StepID] {
        guard let value = top.yaml.optional("doors") else { return [:] }
        guard let entries = value.mapping else {
            note("'doors' takes a mapping of names to steps, found \(value.kind)", at: value, rule: "wrong-type")
            return [:]
        }
        var doors: [String: StepID] = [:]
        for entry in entries {
            guard let name = entry.key.string, Scope.isName(name) else {
                note(
                    "a door's name is made of lower-case letters, digits and hyphens, found \(entry.key.kind)",
                    at: entry.key, rule: "bad-name")
                continue
            }
            doors[name] = top.target(named: entry.value)
        }
        return doors
    }

    private static func calledNumber(_ value: YAMLValue) -> String? {
        guard let text = value.string, (1...64).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.isASCII && $0.properties.generalCategory != .control && $0 != " " })
        else { return nil }
        return text
    }

    private mutating func readPerson(_ top: inout StepReader) -> StepID? {
        guard let value = top.yaml.optional("person") else {
            note(
                "'person' is missing: which step leads to a person when the caller presses 0?", at: top.yaml.value,
                suggestion: "a line without people says 'person: none'", rule: "no-person")
            return nil
        }
        return value.string == "none" ? nil : top.target(named: value)
    }

    // MARK: Steps

    private mutating func readSubPlans(_ head: inout YAMLReader) -> (sound: [SubPlan], faulty: Set<String>) {
        guard let value = head.optional("sub-plans") else { return ([], []) }
        guard let entries = value.mapping else {
            note(
                "'sub-plans' takes a mapping of names to sub-plans, found \(value.kind)", at: value, rule: "wrong-type")
            return ([], [])
        }
        let sound = entries.compactMap { SubPlan($0, &head) }
        return (sound, Set(entries.compactMap(\.key.string)).subtracting(sound.map(\.name)))
    }

    private mutating func readSteps(of expansion: Expansion, _ scopes: [Scope]) -> [Step] {
        var called = CalledDiagnostics()
        let own = diagnostics
        diagnostics = []
        var steps: [Step] = []
        var ofPlan: [Diagnostic] = []
        for (index, planned) in expansion.steps.enumerated() {
            var scope = scopes[planned.frame]
            scope.callee = planned.callee.map { callee in
                let words = scopes[callee.frame].types.keys.map { String($0.prefix { $0 != "." }) }
                return (expansion.frames[callee.frame], callee.start, Set(words).subtracting(Scope.reserved))
            }
            scope.block = planned.callee?.block
            let home = expansion.home(of: planned.frame)
            if let step = readStep(planned, id: StepID(index: index), scope: scope) { steps.append(step) }
            if home == 0 {
                ofPlan += diagnostics
            } else {
                called.add(diagnostics, frame: home, expansion.frames[home])
            }
            diagnostics = []
        }
        diagnostics = own + ofPlan + called.merged
        return steps
    }

    private mutating func readStep(_ planned: Expansion.PlannedStep, id: StepID, scope: Scope) -> Step? {
        let entry = planned.entry
        guard let mapping = entry.value.mapping else {
            note("a step is a mapping, found \(entry.value.kind)", at: entry.value, rule: "wrong-type")
            return nil
        }
        guard let word = StepWord.of(entry.value) else {
            let keys = mapping.compactMap(\.key.string)
            let near = keys.lazy.compactMap { closestName(to: $0, among: StepWord.allCases.map(\.rawValue)) }.first
            note(
                "nothing says what this step does", at: entry.key,
                suggestion: near.map { "did you mean '\($0)'?" }
                    ?? "a step has one of: \(StepWord.allCases.map(\.rawValue).joined(separator: ", "))",
                rule: "unknown-step-kind")
            return nil
        }
        var reader = StepReader(entry.value, scope: scope)
        let action = word.read(&reader)
        allowances += Allowance.read(&reader.yaml, for: FileExtent(of: entry))
        reader.yaml.finish()
        diagnostics += reader.yaml.diagnostics
        guard let action else { return nil }
        return Step(id: id, name: planned.name, action: action, line: entry.key.line, column: entry.key.column)
    }

    private mutating func note(
        _ message: String, at place: YAMLValue, suggestion: String? = nil, rule: String
    ) {
        diagnostics.append(
            Diagnostic(
                file: file, line: place.line, column: place.column, message: message, suggestion: suggestion,
                rule: rule))
    }
}
