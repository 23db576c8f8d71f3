import CivicCore

extension Linter {
    /// `language-by-key-first`: in a plan of several languages, calls that come to keys before the choice of language.
    var keysBeforeLanguage: [Diagnostic] {
        guard plan.languages.count > 1 else { return [] }
        var told: Set<StepID> = []
        return plan.beginnings.compactMap { start in
            let path = graph.path(
                from: [start],
                over: { id in
                    if case .chooseLanguage = plan[id].action { [] } else { graph.edges(of: id) }
                },
                to: { id in
                    if case .chooseLanguage = plan[id].action { false } else { plan[id].waitsForKeys }
                })
            guard let path else { return nil }
            let step = plan[path.last?.exit.target ?? start]
            guard told.insert(step.id).inserted else { return nil }
            let way = path.isEmpty ? "" : ": \(graph.text(of: path, from: start))"
            return note(
                "a caller is asked for keys before the language is chosen\(way)", at: step,
                suggestion: "begin with choose-language", rule: "language-by-key-first")
        }
    }
}
