import CivicCore

/// What a key does that callers press from habit.
private enum KeyMeaning: String {
    case back = "goes back"
    case repeats = "says it once more"
    case person = "leads to a person"
    case ends = "ends the call"
}

extension Linter {
    /// Keys that callers press from habit, without waiting for the prompt to name them.
    private static let habits: [Character] = ["*", "#", "9"]

    /// `key-two-meanings`: habit keys that mean one thing in one menu and another in a menu that does not name them.
    ///
    /// Only menus on one way are compared, and a menu that names the key in every language is taken at its word. A key
    /// that leads on to something new has no meaning of this kind.
    var keysOfTwoMeanings: [Diagnostic] {
        guard environment.catalogue != nil else { return [] }
        let depths = self.depths
        let backward = Dictionary(grouping: plan.steps.flatMap { graph.edges(of: $0.id) }, by: \.exit.target)
        return Self.habits.flatMap { key -> [Diagnostic] in
            let uses = reachableSteps.compactMap { step -> (step: Step, meaning: KeyMeaning, isNamed: Bool)? in
                guard case .menu(let menu) = step.action, let target = menu.keys[key],
                    let meaning = meaning(of: target, from: step.id, depths)
                else { return nil }
                return (step, meaning, isNamed(key, at: step))
            }
            let meanings = Dictionary(uses.map { ($0.step.id, $0.meaning) }, uniquingKeysWith: { first, _ in first })
            return uses.compactMap { use -> Diagnostic? in
                guard !use.isNamed, uses.contains(where: { $0.meaning != use.meaning }) else { return nil }
                func differs(_ id: StepID) -> Bool { meanings[id].map { $0 != use.meaning } ?? false }
                let behind = graph.path(from: [use.step.id], over: { graph.edges(of: $0) }, to: differs)
                guard let other = behind?.last?.exit.target ?? nearest(before: use.step.id, backward, differs),
                    let meaning = meanings[other]
                else { return nil }
                return note(
                    "\(key) \(use.meaning.rawValue) in '\(use.step.name)', which does not name it, and "
                        + "\(meaning.rawValue) in '\(plan[other].name)'",
                    at: use.step, .under(["keys"]), suggestion: "give it one meaning, or name it in the prompt",
                    rule: "key-two-meanings")
            }
        }
    }

    /// The nearest step from which a call can come to this one and that `isGoal` holds for.
    private func nearest(
        before id: StepID, _ backward: [StepID: [PlanGraph.Edge]], _ isGoal: (StepID) -> Bool
    ) -> StepID? {
        var seen: Set = [id]
        var open = [id]
        var at = 0
        while at < open.count {
            let place = open[at]
            at += 1
            if isGoal(place) { return place }
            for edge in backward[place] ?? [] where seen.insert(edge.from).inserted { open.append(edge.from) }
        }
        return nil
    }

    private func meaning(of target: StepID, from menu: StepID, _ depths: [StepID: Int]) -> KeyMeaning? {
        let place = beyondSpeech(target)
        if place == menu { return .repeats }
        if target == plan.person || isPerson(place) || place == plan.person { return .person }
        if case .goodbye = plan[place].action { return .ends }
        guard let there = depths[place], let here = depths[menu], there < here, plan[place].waitsForKeys else {
            return nil
        }
        return .back
    }

    private func isNamed(_ key: Character, at step: Step) -> Bool {
        guard let prompt = step.keyPrompt else { return false }
        return speech.languages.allSatisfy { keysNamed(by: prompt, in: $0)?.contains(key) ?? false }
    }

    /// Steps from the beginning of a call, on the shortest way.
    private var depths: [StepID: Int] {
        var depths = Dictionary(plan.beginnings.map { ($0, 0) }, uniquingKeysWith: { first, _ in first })
        var open = plan.beginnings
        var at = 0
        while at < open.count {
            let id = open[at]
            at += 1
            let depth = depths[id] ?? 0
            for edge in graph.edges(of: id) where depths[edge.exit.target] == nil {
                depths[edge.exit.target] = depth + 1
                open.append(edge.exit.target)
            }
        }
        return depths
    }
}
