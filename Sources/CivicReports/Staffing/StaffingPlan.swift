package import CivicCore
package import Foundation

/// What a staffing plan is asked for.
package struct StaffingGoal: Equatable, Sendable {
    /// 0…1
    package var share: Double
    package var seconds: Double

    /// 95 % within 15 s.
    package static let house = StaffingGoal(share: 0.95, seconds: 15)

    package init(share: Double, seconds: Double) {
        self.share = share
        self.seconds = seconds
    }
}

/// Calls that are expected in a half hour of the week to come.
package struct ExpectedCalls: Equatable, Sendable {
    package var calls: Double
    /// A busy one of its kind: what is exceeded once in twenty times.
    package var busy: Double

    package init(calls: Double, busy: Double) {
        self.calls = calls
        self.busy = busy
    }
}

/// How many agents each half hour of a week needs, by the half hours of past weeks, or by what is expected of the next one.
///
/// - Calls of a half hour: all that entered a queue, without those who hung up within five seconds. Who chose to be called
///   back is among them: the work is counted where the citizen called.
/// - Handling time: of the half hour of the week itself where it has at least ``enoughTalks`` (20) talks, else of the whole.
/// - Patience: waiting of all callers ÷ callers who hung up (the estimate of largest likelihood for exponential patience,
///   in which those who were answered are cut off at their answer).
package struct StaffingPlan: Equatable, Sendable {
    /// One half hour of the week.
    package struct Slot: Equatable, Sendable {
        package let weekday: Weekday
        /// 0…47
        package let halfHour: Int
        /// Calls in it, week by week, the oldest first.
        package var calls: [Int64]
        /// What the agents are planned for in place of the past weeks; `nil` where nothing else was given.
        package var expected: ExpectedCalls?
        /// Seconds.
        package var handling: Double
        /// By ``ErlangA`` with the patience of the callers, by ``ErlangC`` as if nobody hung up: for the mean of the
        /// weeks; by ``ErlangA`` also for the busiest of them.
        package var agents: Int
        package var agentsWithoutLoss: Int
        package var agentsBusiest: Int

        package var mean: Double { calls.isEmpty ? 0 : Double(calls.reduce(0, +)) / Double(calls.count) }
        /// For which calls agents are planned.
        package var planned: ExpectedCalls { expected ?? ExpectedCalls(calls: mean, busy: Double(most)) }
        package var fewest: Int64 { calls.min() ?? 0 }
        package var most: Int64 { calls.max() ?? 0 }
    }

    package static let enoughTalks: Int64 = 20
    /// Where nobody has hung up, patience cannot be told; then callers are taken to wait so long at most (seconds).
    package static let unknownPatience = 3_600.0
    package static let mostWeeks = 52

    package let goal: StaffingGoal
    /// Whole weeks, the last one of which ended with ``period``.
    package let weeks: Int
    package let period: ReportPeriod
    /// All 336, from Monday 00:00.
    package let slots: [Slot]
    /// Seconds; `nil` where nobody hung up.
    package let patience: Double?
    /// Seconds, of the whole; `nil` without a talk.
    package let handling: Double?

    /// The whole weeks that end before the day of `now`.
    package static func period(weeks: Int, before now: Date, zone: TimeZone) -> ReportPeriod {
        ReportPeriod(
            days: 7 * min(max(weeks, 1), mostWeeks), until: now.addingTimeInterval(-86_400), zone: zone)
    }

    /// - Parameters:
    ///   - rows: sums of the period's half hours, of whatever queues the plan is for.
    ///   - expected: 336 from Monday 00:00, to plan for these instead; handling time and patience are those of the rows.
    package init(
        _ rows: [SumRow], of period: ReportPeriod, for goal: StaffingGoal = .house,
        expecting expected: [ExpectedCalls]? = nil
    ) {
        self.goal = goal
        self.period = period
        let weeks = max(1, period.days / 7)
        self.weeks = weeks
        var sums = [VisitSums](repeating: VisitSums(), count: 336)
        var calls = [[Int64]](repeating: Array(repeating: 0, count: weeks), count: 336)
        var total = VisitSums()
        for row in rows {
            let day = LocalDate(at: row.halfHour.start, in: period.zone)
            let week = (day.dayNumber - period.first.dayNumber) / 7
            guard day >= period.first, week < weeks else { continue }
            let slot = (day.weekday.rawValue - 1) * 48 + row.halfHour.ofDay(in: period.zone)
            calls[slot][week] += row.visits.entered - row.visits.abandonedShort
            sums[slot] += row.visits
            total += row.visits
        }
        let lost = total.abandoned + total.abandonedShort
        let patience = lost > 0 && total.allWait > 0 ? Double(total.allWait) / 1_000 / Double(lost) : nil
        self.patience = patience
        let handling = Figure.handlingTime.value(of: total)
        self.handling = handling
        var needs = Needs(patience: patience ?? Self.unknownPatience, goal: goal)
        slots = (0..<336).map { index in
            let own = sums[index].talks >= Self.enoughTalks ? Figure.handlingTime.value(of: sums[index]) : nil
            return Self.slot(index, calls[index], expected?[index], handling: own ?? handling ?? 0, &needs)
        }
    }

    private static func slot(
        _ index: Int, _ calls: [Int64], _ expected: ExpectedCalls?, handling: Double, _ needs: inout Needs
    ) -> Slot {
        var slot = Slot(
            weekday: Weekday.allCases[index / 48], halfHour: index % 48, calls: calls, expected: expected,
            handling: handling, agents: 0, agentsWithoutLoss: 0, agentsBusiest: 0)
        let planned = slot.planned
        guard planned.calls > 0, handling > 0 else { return slot }
        slot.agents = needs.agents(planned.calls, handling: handling)
        slot.agentsBusiest = needs.agents(planned.busy, handling: handling)
        slot.agentsWithoutLoss = ErlangC.agents(
            rate: planned.calls / HalfHour.length, handling: handling, share: needs.goal.share,
            within: needs.goal.seconds)
        return slot
    }

    /// Agents by load; many half hours of a week have the same.
    private struct Needs {
        private struct Load: Hashable {
            var calls: Double
            var handling: Double
        }

        let patience: Double
        let goal: StaffingGoal
        private var known: [Load: Int] = [:]

        init(patience: Double, goal: StaffingGoal) {
            self.patience = patience
            self.goal = goal
        }

        mutating func agents(_ calls: Double, handling: Double) -> Int {
            let load = Load(calls: calls, handling: handling)
            if let agents = known[load] { return agents }
            let agents = ErlangA.agents(
                rate: calls / HalfHour.length, handling: handling, patience: patience, share: goal.share,
                within: goal.seconds)
            known[load] = agents
            return agents
        }
    }

    package func slot(_ day: Weekday, _ halfHour: Int) -> Slot { slots[(day.rawValue - 1) * 48 + halfHour] }
}
