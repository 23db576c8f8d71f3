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
    /// Of the block that a step becomes (see `StepBlock`): its own variables, and the frame that has all others.
    var block: (own: Set<String>, around: Int)?
    /// The frame around a block; empty for others.
    private var around: [Frame] = []

    init(prefix: String = "", path: [String] = []) {
        self.prefix = prefix
        self.path = path
    }

    init(ofBlock prefix: String, own: Set<String>, in frame: Frame, at index: Int) {
        self.prefix = prefix
        path = frame.path
        block = (own, index)
        around = [frame]
    }

    /// What a variable of it is called in the whole plan, fields included: `status.state` is `complaint/status.state`.
    func global(_ name: String) -> String {
        let word = name.prefix { $0 != "." }
        if prefix.isEmpty || Scope.reserved.contains(String(word)) { return name }
        if let block, let around = around.first, !block.own.contains(String(word)) { return around.global(name) }
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
        /// `nil` for a block.
        var subPlan: SubPlan?
        var block: StepBlock?
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
    /// Ends of copies, whose branches may lead to steps that are not there yet.
    private var openEnds: [(frame: Int, end: String, target: String, around: Int)] = []

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
            } else if let block = StepWord.of(steps[at].entry.value)?.block(of: steps[at].entry) {
                guard steps.count + block.steps.count <= PlanCompilation.mostSteps else {
                    note(
                        "with what its steps become the plan has more than \(PlanCompilation.mostSteps) steps",
                        at: steps[at], rule: "too-many-steps")
                    return
                }
                expand(block, from: at)
            }
            at += 1
        }
        for open in openEnds {
            if let target = frames[open.around].steps[open.target] { frames[open.frame].steps[open.end] = target }
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
            frame.steps[SubPlan.target(end: end)] = StepID(index: index)
            guard let target = step[end]?.string else { continue }
            openEnds.append((frames.count, SubPlan.target(end: end), target, steps[index].frame))
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

    private mutating func expand(_ block: StepBlock, from index: Int) {
        let around = steps[index].frame
        var frame = Frame(ofBlock: steps[index].name + "/", own: block.own, in: frames[around], at: around)
        for end in block.ends {
            // Where the step has no such branch, it tells so itself.
            frame.steps[SubPlan.target(end: end.name)] = StepID(index: index)
            guard let target = block.target(of: end)?.string else { continue }
            openEnds.append((frames.count, SubPlan.target(end: end.name), target, around))
        }
        frames.append(frame)
        append(block.steps, to: frames.count - 1)
        // The plan may lead back into it: `keys: { 1: case/told }`.
        let local = steps[index].name.dropFirst(frames[around].prefix.count)
        for step in block.steps {
            guard let name = step.key.string else { continue }
            frames[around].steps["\(local)/\(name)"] = frames[frames.count - 1].steps[name]
        }
        guard let start = frames[frames.count - 1].steps[block.start] else { return }
        steps[index].callee = Callee(block: block, frame: frames.count - 1, start: start)
    }

    /// The frame whose text the steps of a frame stand in.
    func home(of frame: Int) -> Int {
        var frame = frame
        while let block = frames[frame].block { frame = block.around }
        return frame
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
        var all: [[String: DialplanType]] = []
        for frame in frames {
            var types = frame.block.map { all[$0.around] } ?? builtIn
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
            all.append(types)
        }
        return all
    }
}
