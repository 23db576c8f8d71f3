import CivicCore

extension Linter {
    /// `personal-before-verify`: values about a person or a case that are spoken on a way without a proof.
    var personalBeforeVerify: [Diagnostic] {
        let held = PersonalValues(plan: plan, graph: graph, lookUps: environment.lookUps)
        return reachableSteps.compactMap { step in
            guard let name = step.spokenVariables.filter({ held.mayHold($0, at: step.id) }).min() else { return nil }
            return note(
                "'\(name)' is personal and is said before the caller has given proof: \(held.way(of: name, to: step))",
                at: step, .naming(name),
                suggestion: "ask for a proof first, by 'verify' or in a look-up that takes 'proof'",
                severity: .error,
                rule: "personal-before-verify")
        }
    }
}

/// Which variables may hold something personal at a step that a call can come to without a proof.
///
/// Only ways are followed on which nothing has been proven yet. Along them every step is told the variables, also
/// through `set`; the sets only grow, so this comes to an end.
private struct PersonalValues {
    private let plan: Plan
    private let graph: PlanGraph
    private let lookUps: [String: LookUpSignature]
    /// Every variable that can hold something personal, by its place in the marks.
    private let places: [String: Int]
    /// By step; nothing for a step that is only come to with a proof.
    private var held: [StepID: Marks] = [:]

    init(plan: Plan, graph: PlanGraph, lookUps: [String: LookUpSignature]) {
        self.plan = plan
        self.graph = graph
        self.lookUps = lookUps
        var names = Self.builtIn(lookUps)
        for step in plan.steps {
            switch step.action {
            case .lookUp(let lookUp): names.formUnion(Self.personal(lookUp, lookUps))
            case .set(let set): names.formUnion(set.assignments.map(\.variable))
            default: break
            }
        }
        places = Dictionary(uniqueKeysWithValues: names.sorted().enumerated().map { ($1, $0) })
        spread()
    }

    func mayHold(_ name: String, at id: StepID) -> Bool {
        guard let place = places[name], let marks = held[id] else { return false }
        return marks[place]
    }

    private mutating func spread() {
        var beginning = Marks(count: places.count)
        for name in Self.builtIn(lookUps) { if let place = places[name] { beginning[place] = true } }
        for start in plan.beginnings { held[start] = beginning }
        var open = plan.beginnings
        var waiting = Set(open)
        var at = 0
        while at < open.count {
            let id = open[at]
            at += 1
            waiting.remove(id)
            for edge in unproven(id) {
                let before = held[edge.exit.target]
                var joined = marks(behind: edge)
                if let before { joined.formUnion(before) }
                guard joined != before else { continue }
                held[edge.exit.target] = joined
                if waiting.insert(edge.exit.target).inserted { open.append(edge.exit.target) }
            }
        }
    }

    /// What may be held behind a way out of a step, given what may be held in front of it.
    private func marks(behind edge: PlanGraph.Edge) -> Marks {
        var marks = held[edge.from] ?? Marks(count: places.count)
        if case .set(let set) = plan[edge.from].action {
            for assignment in set.assignments {
                guard let place = places[assignment.variable] else { continue }
                marks[place] = assignment.value.variables.contains { places[$0].map { marks[$0] } ?? false }
            }
            return marks
        }
        for name in edge.exit.assigns { if let place = places[name] { marks[place] = false } }
        if case .lookUp(let lookUp) = plan[edge.from].action, edge.exit.cause == .outcome("found") {
            for name in Self.personal(lookUp, lookUps) { if let place = places[name] { marks[place] = true } }
        }
        return marks
    }

    /// Ways out of a step on which the caller has not proven anything.
    private func unproven(_ id: StepID) -> [PlanGraph.Edge] {
        guard case .lookUp(let lookUp) = plan[id].action else { return graph.edges(of: id) }
        let verifies = lookUps[lookUp.source]?.verifies ?? false
        guard verifies || lookUp.arguments[LookUpSignature.proof] != nil else { return graph.edges(of: id) }
        return graph.edges(of: id).filter { $0.exit.cause != .outcome("found") }
    }

    /// What the caller's number alone brings up, before anything else.
    private static func builtIn(_ lookUps: [String: LookUpSignature]) -> Set<String> {
        let source = IdentifyStep.source
        return Set((lookUps[source]?.personal ?? []).map { "\(source).\($0)" })
    }

    private static func personal(_ lookUp: LookUpStep, _ lookUps: [String: LookUpSignature]) -> Set<String> {
        Set((lookUps[lookUp.source]?.personal ?? []).map { "\(lookUp.into).\($0)" })
    }

    /// From the beginning over the step that brought the value up to the one that says it.
    func way(of name: String, to step: Step) -> String {
        for origin in plan.steps where held[origin.id] != nil {
            for edge in unproven(origin.id) where edge.exit.assigns.contains(name) {
                guard let place = places[name], marks(behind: edge)[place],
                    let before = graph.path(from: plan.beginnings, over: unproven, to: { $0 == edge.from }),
                    let after = graph.path(from: [edge.exit.target], over: unproven, to: { $0 == step.id })
                else { continue }
                return graph.text(of: before + [edge] + after, from: step.id)
            }
        }
        let path = graph.path(from: plan.beginnings, over: unproven, to: { $0 == step.id }) ?? []
        return graph.text(of: path, from: step.id)
    }
}

/// A set of small numbers, a bit for each, so that every step of a large plan can have one.
private struct Marks: Equatable {
    private var words: [UInt64]

    init(count: Int) {
        words = Array(repeating: 0, count: (count + 63) / 64)
    }

    subscript(place: Int) -> Bool {
        get { words[place / 64] & (1 << UInt64(place % 64)) != 0 }
        set {
            let bit: UInt64 = 1 << UInt64(place % 64)
            words[place / 64] = newValue ? words[place / 64] | bit : words[place / 64] & ~bit
        }
    }

    mutating func formUnion(_ other: Marks) {
        for index in words.indices { words[index] |= other.words[index] }
    }
}

extension Step {
    /// Variables whose value is spoken, or decides which prompt of a family is.
    fileprivate var spokenVariables: Set<String> {
        Set(
            spoken.flatMap { $0 }.compactMap { item in
                switch item.content {
                case .value(let variable, _): variable
                case .prompt(let template): template.variable
                case .pause: nil
                }
            })
    }
}
