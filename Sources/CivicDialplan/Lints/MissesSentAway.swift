import CivicCore

extension Linter {
    /// Misses after which a caller needs a person rather than one more attempt.
    private static let mostAttempts = 3

    /// Ways on which the caller has got what the call was for.
    private static let served: Set = ["found", "opened", "served"]

    /// `second-miss-person`: in a plan with people, steps that bear too many misses or send the caller away after them.
    var missesSentAway: [Diagnostic] {
        guard plan.person != nil else { return [] }
        let unserved = graph.reachable(from: plan.beginnings) { id in
            graph.edges(of: id).filter { edge in
                if case .outcome(let word) = edge.exit.cause { !Self.served.contains(word) } else { true }
            }
        }
        return reachableSteps.flatMap { step -> [Diagnostic] in
            guard let attempts = step.attempts else { return [] }
            var found: [Diagnostic] = []
            if attempts.count > Self.mostAttempts {
                found.append(
                    note(
                        "'\(step.name)' bears \(attempts.count) misses; after the second a caller needs a person",
                        at: step, .under(["attempts"]), suggestion: "set attempts to \(Self.mostAttempts) or less",
                        rule: "second-miss-person"
                    ))
            }
            if unserved.contains(step.id), let path = wayOut(of: step, attempts) {
                found.append(
                    note(
                        "a caller who misses at '\(step.name)' is sent away: \(graph.text(of: path, from: step.id))",
                        at: step, .under(["exhausted"]),
                        suggestion: "lead 'exhausted' to a person, a queue or a message",
                        rule: "second-miss-person"))
            }
            return found
        }
    }

    /// From the last miss to a goodbye, past steps that ask nobody anything.
    private func wayOut(of step: Step, _ attempts: Attempts) -> [PlanGraph.Edge]? {
        let first = PlanGraph.Edge(
            from: step.id, exit: Exit(cause: .exhausted, target: attempts.exhausted), keys: nil)
        let onward = graph.path(
            from: [attempts.exhausted],
            over: { id in
                switch plan[id].action {
                case .say, .set, .branch: graph.edges(of: id)
                default: []
                }
            },
            to: { id in
                if case .goodbye = plan[id].action { true } else { false }
            })
        return onward.map { [first] + $0 }
    }
}

extension Step {
    /// What happens on a miss; `nil` where the step does not wait for keys.
    var attempts: Attempts? {
        switch action {
        case .menu(let step): step.attempts
        case .chooseLanguage(let step): step.attempts
        case .collect(let step): step.attempts
        case .anyKey(let step): step.attempts
        default: nil
        }
    }
}
