/// The steps of a plan and every way between them, including the 0 that leads to a person from anywhere.
struct PlanGraph {
    struct Edge {
        var from: StepID
        var exit: Exit
        /// Keys it takes; `nil` when the caller does nothing for it.
        var keys: Int?
    }

    let plan: Plan
    /// By step.
    let edges: [[Edge]]

    init(plan: Plan) {
        self.plan = plan
        edges = plan.steps.map { step in
            var found = step.exits.map { Edge(from: step.id, exit: $0, keys: Self.keys(for: $0, of: step)) }
            if let person = plan.person, let keys = Self.keysForZero(of: step) {
                found.append(Edge(from: step.id, exit: Exit(cause: .key("0"), target: person), keys: keys))
            }
            return found
        }
    }

    func edges(of id: StepID) -> [Edge] { edges[id.index] }

    /// The ways that are open at one class of hours.
    func edges(of id: StepID, at hours: HourClass) -> [Edge] {
        if case .answer(let answer) = plan[id].action, let status = hours.articles[answer.article.id] {
            let closed: Exit.Cause = status == .expired ? .then : .outcome(AnswerStep.expiry)
            return edges(of: id).filter { $0.exit.cause != closed }
        }
        guard case .hours(let step) = plan[id].action, let words = hours.words(of: step.calendar) else {
            return edges(of: id)
        }
        let causes = words.map { word -> Exit.Cause in
            .outcome(word == HoursStep.closureWord && step.closure == nil ? "closed" : word)
        }
        return edges(of: id).filter { causes.contains($0.exit.cause) }
    }

    /// Ways that a caller who does nothing is led along in the end: misses are bounded, so `exhausted` is what counts.
    func silentEdges(of id: StepID) -> [Edge] {
        edges(of: id).filter { $0.keys == nil && !$0.exit.isBounded }
    }

    private static func keys(for exit: Exit, of step: Step) -> Int? {
        guard exit.isByKey else { return nil }
        if exit.cause == .digits, case .collect(let collect) = step.action { return collect.keys }
        return 1
    }

    /// What 0 costs where the plan itself says nothing about it; `nil` where it does nothing.
    private static func keysForZero(of step: Step) -> Int? {
        switch step.action {
        case .menu(let menu): menu.keys["0"] == nil && !menu.ignored.contains("0") ? 1 : nil
        case .chooseLanguage(let choice): choice.keys["0"] == nil ? 1 : nil
        case .anyKey, .record, .loopBack, .quiet, .transfer, .survey, .answer: 1
        // 0 and the terminator, or a pause. Last words are too short to count on.
        case .collect(let collect): collect.loneZeroIsPerson ? 2 : nil
        case .identify(let identify): identify.household == nil ? nil : 2
        default: nil
        }
    }

    // MARK: Paths

    /// The shortest way from one of `starts` to a step that `isGoal` holds for; its edges.
    func path(
        from starts: [StepID], over edgesOf: (StepID) -> [Edge], to isGoal: (StepID) -> Bool
    ) -> [Edge]? {
        var cameBy: [StepID: Edge] = [:]
        var seen = Set(starts)
        var open = starts
        var at = 0
        while at < open.count {
            let id = open[at]
            at += 1
            if isGoal(id) {
                var path: [Edge] = []
                var place = id
                while let edge = cameBy[place] {
                    path.append(edge)
                    place = edge.from
                }
                return path.reversed()
            }
            for edge in edgesOf(id) where seen.insert(edge.exit.target).inserted {
                cameBy[edge.exit.target] = edge
                open.append(edge.exit.target)
            }
        }
        return nil
    }

    func reachable(from starts: [StepID], over edgesOf: (StepID) -> [Edge]) -> Set<StepID> {
        var seen = Set(starts)
        var open = starts
        while let id = open.popLast() {
            for edge in edgesOf(id) where seen.insert(edge.exit.target).inserted { open.append(edge.exit.target) }
        }
        return seen
    }

    /// `home ─key 1→ hours ─closed→ bye`
    func text(of path: [Edge], from start: StepID) -> String {
        path.reduce(plan[path.first?.from ?? start].name) { text, edge in
            "\(text) ─\(edge.exit.label)→ \(plan[edge.exit.target].name)"
        }
    }
}
