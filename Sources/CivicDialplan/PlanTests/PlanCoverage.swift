/// Which steps and ways of a plan calls have taken, whether they began in it or came in from another.
package struct PlanCoverage: Sendable, Equatable {
    /// One exit of one step.
    package struct Way: Hashable, Sendable {
        package var step: StepID
        package var cause: Exit.Cause
    }

    package private(set) var steps: Set<StepID> = []
    /// How often each was taken.
    package private(set) var ways: [Way: Int] = [:]
    /// Those that came into the plan at all.
    package private(set) var calls = 0

    package init() {}

    /// How many times each way was taken for one call, for a drawing.
    package var traffic: [Way: Double] {
        ways.mapValues { min(1, Double($0) / Double(max(1, calls))) }
    }

    /// Counts what a call did in the plan of this name.
    ///
    /// - Parameter start: where the call began; `nil` where it began in another plan.
    package mutating func add(_ occurrences: [Occurrence], in plan: String, start: StepID?) {
        var isSeen = false
        if let start, !occurrences.isEmpty {
            steps.insert(start)
            isSeen = true
        }
        for way in occurrences.lazy.flatMap(\.ways) where way.plan == plan {
            isSeen = true
            steps.insert(way.to)
            if let cause = way.cause { ways[Way(step: way.from, cause: cause), default: 0] += 1 }
        }
        if isSeen { calls += 1 }
    }

    /// Counts the calls of both.
    package mutating func add(_ other: PlanCoverage) {
        steps.formUnion(other.steps)
        ways.merge(other.ways, uniquingKeysWith: +)
        calls += other.calls
    }
}

/// Coverage against the plan: how much, and what is left.
package struct CoverageSummary: Sendable, Equatable {
    /// A step that was never come to, or exits of one that were never taken.
    package struct Gap: Sendable, Equatable {
        package var step: String
        /// Of the step in the plan, from 1.
        package var line: Int
        /// Labels of the exits; empty when the step itself was never come to.
        package var exits: [String]
    }

    package var plan: String
    package var file: String
    package var steps: (taken: Int, all: Int)
    package var branches: (taken: Int, all: Int)
    package var gaps: [Gap]
    /// Exits that no call can take, and that are counted nowhere.
    package var closed: [Gap]

    package init(_ coverage: PlanCoverage, of plan: Plan) {
        self.plan = plan.name
        file = plan.file
        steps = (plan.steps.count { coverage.steps.contains($0.id) }, plan.steps.count)
        branches = (0, 0)
        (gaps, closed) = ([], [])
        let ways = ClosedWays(of: plan)
        for step in plan.steps {
            let shut = ways.causes(of: step)
            if !shut.isEmpty {
                let labels = step.exits.filter { shut.contains($0.cause) }.map(\.label)
                closed.append(Gap(step: step.name, line: step.line, exits: labels))
            }
            var missing: [String] = []
            for exit in step.exits where !shut.contains(exit.cause) {
                branches.all += 1
                if coverage.ways[PlanCoverage.Way(step: step.id, cause: exit.cause)] != nil {
                    branches.taken += 1
                } else {
                    missing.append(exit.label)
                }
            }
            let isTaken = coverage.steps.contains(step.id)
            if !isTaken || !missing.isEmpty {
                gaps.append(Gap(step: step.name, line: step.line, exits: isTaken ? missing : []))
            }
        }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.plan == right.plan && left.file == right.file && left.steps == right.steps
            && left.branches == right.branches && left.gaps == right.gaps && left.closed == right.closed
    }

    /// `county: 68 of 69 steps (98 %), 190 of 204 branches (93 %) are taken by the tests`, and a line for each gap.
    package var lines: [String] {
        let head =
            "\(plan): \(Self.share(steps, "steps")), \(Self.share(branches, "branches")) are taken by the tests"
        return [head]
            + gaps.map { gap in
                let what = gap.exits.isEmpty ? "never come to" : "not taken: \(gap.exits.joined(separator: ", "))"
                return "  \(file):\(gap.line): \(gap.step): \(what)"
            }
            + closed.map { shut in
                "  \(file):\(shut.line): \(shut.step): no call can take: \(shut.exits.joined(separator: ", "))"
            }
    }

    /// Rounded down, so that 100 % means all.
    package static func percent(_ part: (taken: Int, all: Int)) -> Int {
        part.all == 0 ? 100 : part.taken * 100 / part.all
    }

    private static func share(_ part: (taken: Int, all: Int), _ what: String) -> String {
        "\(part.taken) of \(part.all) \(what) (\(percent(part)) %)"
    }
}
