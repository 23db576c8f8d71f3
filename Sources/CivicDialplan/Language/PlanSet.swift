package import CivicCore

/// Plans that were compiled together, for `goto`: a call that changes the plan stays in the set it began in, so that
/// a reload never mixes versions.
package final class PlanSet: Sendable {
    private let plans: [String: Plan]

    fileprivate init(_ plans: [String: Plan]) {
        self.plans = plans
    }

    /// The plan, with this set about it.
    func plan(named name: String) -> Plan? {
        guard var plan = plans[name] else { return nil }
        plan.others = self
        return plan
    }
}

extension [Plan] {
    /// The same plans, each of which finds the others by `goto`, and what is wrong between them.
    ///
    /// Each plan is proven for itself, and every door is one of its beginnings; so what is proven of a plan holds from
    /// wherever a call comes to it. Jumps are counted, and the last leads to a person, so plans that lead to each other
    /// in a circle are no way round the proof either. For that a plan with people never leads to one without.
    package var linked: (plans: [Plan], diagnostics: [Diagnostic]) {
        let byName = Dictionary(map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let set = PlanSet(byName)
        let plans = map { plan in
            var plan = plan
            plan.others = set
            return plan
        }
        return (plans, namesTwice + flatMap { plan in plan.gotos.flatMap { plan.check($0, byName) } })
    }

    private var namesTwice: [Diagnostic] {
        var first: [String: Plan] = [:]
        return compactMap { plan in
            guard let other = first[plan.name] else {
                first[plan.name] = plan
                return nil
            }
            return Diagnostic(
                file: plan.file, line: 0, column: 0, message: "'\(plan.name)' is the name of \(other.file) already",
                rule: "duplicate-plan")
        }
    }
}

extension Plan {
    fileprivate var gotos: [GotoStep] {
        steps.compactMap { if case .goto(let step) = $0.action { step } else { nil } }
    }

    fileprivate func check(_ step: GotoStep, _ plans: [String: Plan]) -> [Diagnostic] {
        func note(_ message: String, _ suggestion: String?, rule: String) -> [Diagnostic] {
            [
                Diagnostic(
                    file: file, line: step.line, column: step.column, message: message, suggestion: suggestion,
                    rule: rule)
            ]
        }
        func didYouMean(_ name: String, _ names: some Sequence<String>) -> String? {
            closestName(to: name, among: names).map { "did you mean '\($0)'?" }
        }
        guard let target = plans[step.plan] else {
            return note(
                "no plan is called '\(step.plan)'", didYouMean(step.plan, plans.keys.sorted()), rule: "unknown-plan")
        }
        if let door = step.door, target.doors[door] == nil {
            return note(
                "the plan '\(target.name)' has no door '\(door)'",
                didYouMean(door, target.doors.keys.sorted())
                    ?? "it has \(target.doors.isEmpty ? "none" : target.doors.keys.sorted().joined(separator: ", "))",
                rule: "unknown-door")
        }
        if person != nil, target.person == nil {
            return note("the plan '\(target.name)' has no person, and this one promises one", nil, rule: "no-person")
        }
        return []
    }
}
