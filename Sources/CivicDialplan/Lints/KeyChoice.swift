import CivicCore

/// A step that is chosen from by key: what is said there, and which keys do something.
struct KeyChoice {
    let step: Step
    /// All that is said there, also after a miss.
    let items: [SpokenItem]
    let keys: Set<Character>
    /// Whether the prompt is said in every language of the plan, so that each language names its own key only.
    let isInEveryLanguage: Bool

    init?(_ step: Step) {
        switch step.action {
        case .menu(let menu): keys = Set(menu.keys.keys)
        case .chooseLanguage(let choice): keys = Set(choice.keys.keys)
        case .queue(let queue) where !queue.choices.isEmpty || queue.callBack != nil:
            keys = Set(queue.choices.keys).union(queue.callBack.map { [$0.key] } ?? [])
        default: return nil
        }
        self.step = step
        // The greeting of a call of ours is no choice of who waits.
        if case .queue(let queue) = step.action, queue.callBack != nil {
            items = step.spoken.dropLast().flatMap { $0 }
        } else {
            items = step.spoken.flatMap { $0 }
        }
        if case .chooseLanguage = step.action { isInEveryLanguage = true } else { isInEveryLanguage = false }
    }

    /// Keys that plans give a meaning of their own in every menu: a person, back, once more. They may go without saying.
    static let global: Set<Character> = ["0", "*", "#"]
}

extension Linter {
    var keyChoices: [KeyChoice] { reachableSteps.compactMap(KeyChoice.init) }

    /// The keys that the items name in a language; `nil` without a catalogue.
    func keysNamed(by items: [SpokenItem], in language: Language) -> Set<Character>? {
        guard environment.catalogue != nil else { return nil }
        let texts = speech.ids(of: items).compactMap { speech.text(of: $0, in: language) }
        return Set(texts.flatMap { KeyClauses.mentions(in: $0).map(\.key) })
    }

    /// What is said right before a step, by the steps that only speak and lead to it.
    var spokenBefore: [StepID: [SpokenItem]] {
        plan.steps.reduce(into: [:]) { found, step in
            if case .say(let say) = step.action { found[say.then, default: []] += say.items }
        }
    }
}
