/// Exits that a plan has to have and that no call can take, so that no test has to show one that does.
///
/// One kind is known: `exhausted` of a step whose first miss leads away for good. It is decided on the graph, which takes every
/// way for possible: what is called closed here is closed, and what is open may still be closed. (`has` of a variable that
/// every way sets is none: a look-up that finds something may leave a field out.)
struct ClosedWays {
    private let plan: Plan
    private let graph: PlanGraph

    init(of plan: Plan) {
        self.plan = plan
        graph = PlanGraph(plan: plan)
    }

    /// The closed exits of a step.
    func causes(of step: Step) -> Set<Exit.Cause> {
        guard let attempts = step.attempts, missesOnce(step, attempts) else { return [] }
        return [.exhausted]
    }

    /// Whether a call that misses something at the step never comes to it again, though it would have another attempt.
    private func missesOnce(_ step: Step, _ attempts: Attempts) -> Bool {
        guard attempts.count > 1 else { return false }
        // A read-back that is not confirmed asks again in the step itself.
        if case .collect(let collect) = step.action, collect.confirm != nil { return false }
        let after = [attempts.silence, attempts.wrongKey, attempts.checkFailed, plan.person].compactMap(\.self)
        let later = graph.reachable(from: after, over: graph.edges(of:))
        let leavesPlan = later.contains { if case .goto = plan[$0].action { true } else { false } }
        return !later.contains(step.id) && !leavesPlan
    }
}
