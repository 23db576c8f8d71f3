import CivicCore

extension Linter {
    /// `personal-before-verify`: values about a person or a case that are spoken on a way without a proof.
    ///
    /// Followed are only ways on which nothing has been proven yet. Along them every step is told which variables may
    /// hold something personal, also through `set`; the sets only grow, so this comes to an end.
    var personalBeforeVerify: [Diagnostic] {
        let held = personalVariables
        return reachableSteps.compactMap { step in
            guard let personal = held[step.id] else { return nil }
            guard let name = step.spokenVariables.intersection(personal).min() else { return nil }
            return note(
                "'\(name)' is personal and is said before the caller has given proof: \(way(of: name, to: step, held))",
                at: step, suggestion: "ask for a proof first, in a look-up that takes 'proof'", severity: .error,
                rule: "personal-before-verify")
        }
    }

    /// Variables that may hold something personal at a step which a call can come to without proof; by step.
    private var personalVariables: [StepID: Set<String>] {
        let beginning = builtInPersonal
        var held = Dictionary(plan.beginnings.map { ($0, beginning) }, uniquingKeysWith: { first, _ in first })
        var open = plan.beginnings
        while let id = open.popLast() {
            for edge in unproven(id) {
                let after = (held[id] ?? []).applying(edge, of: plan[id], personalFields(of: edge))
                let before = held[edge.exit.target]
                let joined = after.union(before ?? [])
                guard joined != before else { continue }
                held[edge.exit.target] = joined
                open.append(edge.exit.target)
            }
        }
        return held
    }

    /// What the caller's number alone brings up, before anything else.
    private var builtInPersonal: Set<String> {
        let source = IdentifyStep.source
        return Set((environment.lookUps[source]?.personal ?? []).map { "\(source).\($0)" })
    }

    /// Ways out of a step on which the caller has not proven anything.
    private func unproven(_ id: StepID) -> [PlanGraph.Edge] {
        guard case .lookUp(let lookUp) = plan[id].action else { return graph.edges(of: id) }
        let verifies = environment.lookUps[lookUp.source]?.verifies ?? false
        guard verifies || lookUp.arguments[LookUpSignature.proof] != nil else { return graph.edges(of: id) }
        return graph.edges(of: id).filter { $0.exit.cause != .outcome("found") }
    }

    private func personalFields(of edge: PlanGraph.Edge) -> Set<String> {
        guard case .lookUp(let lookUp) = plan[edge.from].action, edge.exit.cause == .outcome("found") else { return [] }
        return Set((environment.lookUps[lookUp.source]?.personal ?? []).map { "\(lookUp.into).\($0)" })
    }

    /// From the beginning over the step that brought the value up to the one that says it.
    private func way(of name: String, to step: Step, _ held: [StepID: Set<String>]) -> String {
        let origins = plan.steps.flatMap { held[$0.id] == nil ? [] : unproven($0.id) }.filter { edge in
            edge.exit.assigns.contains(name)
                && (held[edge.from] ?? []).applying(edge, of: plan[edge.from], personalFields(of: edge)).contains(name)
        }
        for edge in origins {
            guard let before = graph.path(from: plan.beginnings, over: unproven, to: { $0 == edge.from }),
                let after = graph.path(from: [edge.exit.target], over: unproven, to: { $0 == step.id })
            else { continue }
            return graph.text(of: before + [edge] + after, from: step.id)
        }
        let path = graph.path(from: plan.beginnings, over: unproven, to: { $0 == step.id }) ?? []
        return graph.text(of: path, from: step.id)
    }
}

extension Set<String> {
    /// The personal variables behind a way out of a step, given those in front of it.
    fileprivate func applying(_ edge: PlanGraph.Edge, of step: Step, _ brought: Set<String>) -> Set<String> {
        var held = self
        if case .set(let set) = step.action {
            for assignment in set.assignments {
                if assignment.value.variables.isDisjoint(with: held) {
                    held.remove(assignment.variable)
                } else {
                    held.insert(assignment.variable)
                }
            }
            return held
        }
        return held.subtracting(edge.exit.assigns).union(brought)
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
