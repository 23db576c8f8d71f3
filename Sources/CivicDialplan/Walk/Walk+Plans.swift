import CivicCore

// From one plan to another.
extension Plan {
    /// Whether a step of it goes on in the plan of this name.
    package func leads(to other: String) -> Bool {
        steps.contains { if case .goto(let goto) = $0.action { goto.plan == other } else { false } }
    }
}

extension Walk {
    /// Jumps of a call. The one that comes after them leads to a person: plans that lead to each other are no circle.
    static let mostJumps = 8

    mutating func enter(_ goto: GotoStep) {
        guard jumps < Self.mostJumps, let other = plan.others?.plan(named: goto.plan),
            let place = goto.door.map({ other.doors[$0] }) ?? other.start
        else { return jumpInstead() }
        jumps += 1
        // Steps are counted anew, and nothing is under way in a step that leads on at once.
        misses = [:]
        inquiries = [:]
        variables = variables.filter { Scope.reserved.contains(String($0.key.prefix { $0 != "." })) }
        secrets = []
        plan = other
        if !plan.languages.contains(language), let first = plan.languages.first {
            language = first
            effects.append(.setLanguage(first))
        }
        go(place)
    }

    /// There is no such plan any more, or there have been too many.
    private mutating func jumpInstead() {
        guard let person = plan.person, !isLostBetweenPlans else { return end(.failed) }
        isLostBetweenPlans = true
        go(person)
    }
}
