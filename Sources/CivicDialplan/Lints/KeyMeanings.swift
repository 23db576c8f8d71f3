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
    /// Only menus that one call can come to are compared, and a menu that names the key in every language is taken at
    /// its word. A key that leads on to something new has no meaning of this kind.
    var keysOfTwoMeanings: [Diagnostic] {
        guard environment.catalogue != nil else { return [] }
        let depths = self.depths
        let calls = plan.beginnings.map { start in graph.reachable(from: [start]) { graph.edges(of: $0) } }
        return Self.habits.flatMap { key -> [Diagnostic] in
            let uses = reachableSteps.compactMap { step -> (step: Step, meaning: KeyMeaning, isNamed: Bool)? in
                guard case .menu(let menu) = step.action, let target = menu.keys[key],
                    let meaning = meaning(of: target, from: step.id, depths)
                else { return nil }
                return (step, meaning, isNamed(key, at: step))
            }
            return uses.compactMap { use -> Diagnostic? in
                guard !use.isNamed else { return nil }
                let other = uses.first { other in
                    other.meaning != use.meaning
                        && calls.contains { $0.contains(use.step.id) && $0.contains(other.step.id) }
                }
                guard let other else { return nil }
                return note(
                    "\(key) \(use.meaning.rawValue) in '\(use.step.name)', which does not name it, and "
                        + "\(other.meaning.rawValue) in '\(other.step.name)'",
                    at: use.step, suggestion: "give it one meaning, or name it in the prompt", rule: "key-two-meanings")
            }
        }
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
