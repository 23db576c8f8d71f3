import CivicCore

extension Linter {
    /// `key-not-said`: keys that nothing names which is said at the step or right before it.
    var keysNotSaid: [Diagnostic] {
        let before = spokenBefore
        return keyChoices.compactMap { choice -> Diagnostic? in
            let items = choice.items + (before[choice.step.id] ?? [])
            let asked = choice.keys.subtracting(KeyChoice.global)
            let missing = missingKeys(asked, in: items, isInEveryLanguage: choice.isInEveryLanguage)
            guard let missing else { return nil }
            return note(
                "no prompt of '\(choice.step.name)' names \(Self.list(missing.keys))\(missing.place)", at: choice.step,
                .under(["keys", "choices"]), suggestion: "name it in the prompt, or take it out of the keys",
                rule: "key-not-said")
        }
    }

    private func missingKeys(_ asked: Set<Character>, in items: [SpokenItem], isInEveryLanguage: Bool)
        -> (keys: Set<Character>, place: String)?
    {
        let named = speech.languages.compactMap { language in
            keysNamed(by: items, in: language).map { (language: language, keys: $0) }
        }
        guard !named.isEmpty else { return nil }
        if isInEveryLanguage {
            let missing = asked.subtracting(named.reduce(into: []) { $0.formUnion($1.keys) })
            return missing.isEmpty ? nil : (missing, "")
        }
        let lacking = named.filter { !asked.isSubset(of: $0.keys) }
        guard let first = lacking.first else { return nil }
        let missing = asked.subtracting(first.keys)
        let same = lacking.filter { asked.subtracting($0.keys) == missing }.map(\.language.tag)
        return (missing, " (\(same.joined(separator: ", ")))")
    }

    /// `key-said-not-there`: keys that a prompt of the step names and that do nothing, or nothing but miss.
    var keysSaidNotThere: [Diagnostic] {
        keyChoices.compactMap { choice -> Diagnostic? in
            var taken = choice.keys
            if plan.person != nil, !choice.ignored.contains("0") { taken.insert("0") }
            return speech.ids(of: choice.items).lazy.compactMap { idleKeys(named: $0, at: choice.step, taken) }.first
        }
    }

    /// One finding for a prompt, with every language that names the same keys in vain.
    private func idleKeys(named id: String, at step: Step, _ taken: Set<Character>) -> Diagnostic? {
        let idle = speech.languages.compactMap { language -> (language: Language, keys: Set<Character>)? in
            guard let text = speech.text(of: id, in: language) else { return nil }
            let keys = Set(KeyClauses.mentions(in: text).map(\.key)).subtracting(taken)
            return keys.isEmpty ? nil : (language, keys)
        }
        guard let keys = idle.first?.keys else { return nil }
        let tags = idle.filter { $0.keys == keys }.map(\.language.tag).joined(separator: ", ")
        return note(
            "'\(id)' names \(Self.list(keys)) (\(tags)), which '\(step.name)' does not take", at: step, .naming(id),
            suggestion: "give it a way, or take it out of the prompt", rule: "key-said-not-there")
    }

    private static func list(_ keys: Set<Character>) -> String {
        (keys.count == 1 ? "key " : "keys ") + keys.sorted().map(String.init).joined(separator: ", ")
    }
}

extension KeyChoice {
    fileprivate var ignored: Set<Character> { if case .menu(let menu) = step.action { menu.ignored } else { [] } }
}
