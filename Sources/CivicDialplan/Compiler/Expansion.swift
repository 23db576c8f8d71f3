import CivicCore
import CivicYAML

/// One copy of a block of steps: the plan itself, or a sub-plan at one place that calls it.
struct Frame {
    /// In front of the names of its steps and variables: `complaint/`; empty for the plan itself.
    var prefix = ""
    /// Names of the sub-plans that lead here, the outermost first; empty for the plan itself.
    var path: [String] = []
    /// Its own steps, and `end done` for what lies behind its ends.
    var steps: [String: StepID] = [:]
    /// Variables that the caller has asked for, and what they are called in the whole plan.
    var gives: [String: String] = [:]

    /// What a variable of it is called in the whole plan, fields included: `status.state` is `complaint/status.state`.
    func global(_ name: String) -> String {
        let word = name.prefix { $0 != "." }
        if prefix.isEmpty || Scope.reserved.contains(String(word)) { return name }
        return (gives[String(word)] ?? prefix + word) + name.dropFirst(word.count)
    }
}

/// The steps of a plan with every sub-plan in place of its calls, so that all that follows knows nothing of calls.
///
///     complaint: { call: record-complaint, … }  ─▶  complaint           sets the parameters
///                                                   complaint/describe  and so on, a copy for each call
///
/// Calls have a bounded depth and go in no circle, and all copies together are no more than a plan may have.
struct Expansion {
    struct Callee {
        var subPlan: SubPlan
        var frame: Int
        var start: StepID
    }

    struct PlannedStep {
        /// With the prefix of its frame.
        var name: String
        var entry: YAMLValue.Entry
        var frame: Int
        var callee: Callee?
    }

    let subPlans: [String: SubPlan]
    private(set) var frames = [Frame()]
    private(set) var steps: [PlannedStep] = []
    private(set) var diagnostics: [Diagnostic] = []
    private let file: String

    init(_ entries: [YAMLValue.Entry], subPlans: [SubPlan], file: String) {
        self.file = file
        self.subPlans = Dictionary(subPlans.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        append(entries, to: 0)
        var circles: Set<Set<String>> = []
        var at = 0
        while at < steps.count {
            if let subPlan = called(by: steps[at].entry.value) {
                let path = frames[steps[at].frame].path
                if let again = path.firstIndex(of: subPlan.name) {
                    let circle = Array(path[again...]) + [subPlan.name]
                    if circles.insert(Set(circle)).inserted { noteCircle(circle, at: steps[at]) }
                } else if path.count >= SubPlan.deepest {
                    note(
                        "calls go deeper than \(SubPlan.deepest): \((path + [subPlan.name]).joined(separator: " → "))",
                        at: steps[at], rule: "call-too-deep")
                } else if steps.count + subPlan.steps.count > PlanCompilation.mostSteps {
                    note(
                        "with the sub-plans it calls the plan has more than \(PlanCompilation.mostSteps) steps",
                        at: steps[at], rule: "too-many-steps")
                    return
                } else {
                    call(subPlan, from: at)
                }
            }
            at += 1
        }
        noteUnused(subPlans)
    }

    /// The sub-plan that a step calls.
    private func called(by step: YAMLValue) -> SubPlan? {
        guard StepWord.of(step) == .call else { return nil }
        return step["call"]?.string.flatMap { subPlans[$0] }
    }

    private mutating func append(_ entries: [YAMLValue.Entry], to frame: Int) {
        for entry in entries {
            let name = entry.key.string ?? ""
            if frames[frame].steps[name] == nil { frames[frame].steps[name] = StepID(index: steps.count) }
            steps.append(PlannedStep(name: frames[frame].prefix + name, entry: entry, frame: frame))
        }
    }

    private mutating func call(_ subPlan: SubPlan, from index: Int) {
        let caller = frames[steps[index].frame]
        let step = steps[index].entry.value
        var frame = Frame(prefix: steps[index].name + "/", path: caller.path + [subPlan.name])
        for end in subPlan.ends {
            // Where the call has no such branch, its own step tells.
            let target = step[end]?.string.flatMap { caller.steps[$0] }
            frame.steps[SubPlan.target(end: end)] = target ?? StepID(index: index)
        }
        for entry in step["gives"]?.mapping ?? [] {
            guard let inner = entry.key.string, let outer = entry.value.string else { continue }
            frame.gives[inner] = caller.global(outer)
        }
        frames.append(frame)
        append(subPlan.steps, to: frames.count - 1)
        guard let start = frames[frames.count - 1].steps[subPlan.start] else { return }
        steps[index].callee = Callee(subPlan: subPlan, frame: frames.count - 1, start: start)
    }

    // MARK: What is wrong

    private mutating func noteCircle(_ circle: [String], at step: PlannedStep) {
        note(
            "'\(circle[0])' calls itself: \(circle.joined(separator: " → "))", at: step,
            suggestion: "repeat inside of it by 'silence' and 'wrong-key'", rule: "call-circle")
    }

    private mutating func noteUnused(_ subPlans: [SubPlan]) {
        let used = Set(steps.compactMap { called(by: $0.entry.value)?.name })
        for subPlan in subPlans where !used.contains(subPlan.name) {
            diagnostics.append(
                Diagnostic(
                    file: file, line: subPlan.place.line, column: subPlan.place.column, severity: .warning,
                    message: "no step calls '\(subPlan.name)', so its steps are not checked", rule: "unused-sub-plan"))
        }
    }

    private mutating func note(
        _ message: String, at step: PlannedStep, suggestion: String? = nil, rule: String
    ) {
        let place = step.entry.value["call"] ?? step.entry.key
        let found = Diagnostic(
            file: file, line: place.line, column: place.column, message: message, suggestion: suggestion, rule: rule)
        if !diagnostics.contains(found) { diagnostics.append(found) }
    }
}

extension Expansion {
    /// What every frame calls the variables that it sees, with their types.
    func localTypes(_ global: [String: DialplanType], builtIn: [String: DialplanType]) -> [[String: DialplanType]] {
        var byPrefix: [String: [(word: String, name: String, type: DialplanType)]] = [:]
        for (name, type) in global {
            let prefix = name.lastIndex(of: "/").map { name[...$0] } ?? ""
            let local = name.dropFirst(prefix.count)
            byPrefix[String(prefix), default: []].append((String(local.prefix { $0 != "." }), String(local), type))
        }
        return frames.map { frame in
            var types = builtIn
            for (word, name, type) in byPrefix[frame.prefix] ?? [] where frame.gives[word] == nil {
                types[name] = type
            }
            for (inner, outer) in frame.gives {
                let prefix = outer.lastIndex(of: "/").map { outer[...$0] } ?? ""
                let word = outer.dropFirst(prefix.count)
                for (found, name, type) in byPrefix[String(prefix)] ?? [] where found == word {
                    types[inner + name.dropFirst(word.count)] = type
                }
            }
            return types
        }
    }
}
