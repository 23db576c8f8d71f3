/// What one call did on the graphs of the plans that it came into: names only, so that calls can be counted together.
package struct WalkedWays: Sendable, Equatable {
    /// A version of a plan that the call was in.
    package struct Edition: Hashable, Sendable {
        package var plan: String
        /// Content hash.
        package var version: String
    }

    /// A way out of a step that was taken, once or more often.
    package struct Way: Hashable, Sendable {
        package var edition: Edition
        package var step: String
        /// See `Step.name(of:)`.
        package var way: String
    }

    package private(set) var editions: Set<Edition> = []
    package private(set) var ways: Set<Way> = []

    package init() {}

    mutating func add(_ taken: [WayTaken], plan: (String) -> Plan?) {
        for taken in taken {
            guard let plan = plan(taken.plan) else { continue }
            let edition = enter(plan)
            guard let cause = taken.cause else { continue }
            let step = plan[taken.from]
            ways.insert(Way(edition: edition, step: step.name, way: step.name(of: cause)))
        }
    }

    @discardableResult
    mutating func enter(_ plan: Plan) -> Edition {
        let edition = Edition(plan: plan.name, version: plan.contentHash)
        editions.insert(edition)
        return edition
    }
}

extension Step {
    /// The name of a way out that holds over versions: `key 1`, `not-found`; conditions by their order, since their lines
    /// move.
    package func name(of cause: Exit.Cause) -> String {
        guard case .condition = cause else { return Exit(cause: cause, target: id).label }
        let conditions = exits.map(\.cause).filter { if case .condition = $0 { true } else { false } }
        return "when \((conditions.firstIndex(of: cause) ?? 0) + 1)"
    }
}

extension Plan {
    /// Shares of `calls` by the ways of this plan, from counts by names; what it has no such way for is left out.
    package func traffic(_ counts: [(step: String, way: String, calls: Int)], of calls: Int) -> [PlanCoverage.Way:
        Double]
    {
        var byName: [String: PlanCoverage.Way] = [:]
        for step in steps {
            for exit in step.exits {
                byName["\(step.name) \(step.name(of: exit.cause))"] = PlanCoverage.Way(step: step.id, cause: exit.cause)
            }
        }
        var taken: [PlanCoverage.Way: Int] = [:]
        for count in counts {
            if let way = byName["\(count.step) \(count.way)"] { taken[way, default: 0] += count.calls }
        }
        // A plan that no call has taken a way of is not one whose calls are not counted.
        for way in byName.values where taken[way] == nil { taken[way] = 0 }
        return taken.mapValues { min(1, Double($0) / Double(max(1, calls))) }
    }
}
