import CivicCore
import CivicReports
import Foundation
import Testing

@Suite struct StaffingPlanTests {
    private let shanghai = TimeZone(identifier: "Asia/Shanghai")!

    /// Two weeks before Friday 27 November 2026: from Friday 13 to Thursday 26.
    private func period() throws -> ReportPeriod {
        let now = try Date("2026-11-27T10:00:00Z", strategy: .iso8601)
        return StaffingPlan.period(weeks: 2, before: now, zone: shanghai)
    }

    private func row(_ text: String, entered: Int64, talks: Int64 = 0, handling: Int64 = 0, lost: Int64 = 0)
        throws -> SumRow
    {
        var sums = VisitSums()
        sums.entered = entered
        (sums.talks, sums.talkTime, sums.wrapUpTime) = (talks, talks * handling * 800, talks * handling * 200)
        (sums.abandoned, sums.allWait) = (lost, entered * 10_000)
        return SumRow(halfHour: HalfHour(of: try Date(text, strategy: .iso8601)), key: "", visits: sums)
    }

    @Test("the weeks are whole and end with yesterday")
    func weeks() throws {
        let period = try period()
        #expect(period.first.description == "2026-11-13")
        #expect(period.last.description == "2026-11-26")
    }

    @Test("a half hour of the week has its calls of each week, and agents for the mean and for the busiest")
    func slots() throws {
        let plan = StaffingPlan(
            [
                // Monday 09:00 of both weeks; outside of the period, and another half hour.
                try row("2026-11-16T01:00:00Z", entered: 20, talks: 20, handling: 300),
                try row("2026-11-23T01:10:00Z", entered: 40, talks: 30, handling: 300, lost: 6),
                try row("2026-11-09T01:10:00Z", entered: 900),
                try row("2026-11-18T06:30:00Z", entered: 2, talks: 2, handling: 600),
            ], of: try period())
        #expect(plan.weeks == 2 && plan.slots.count == 336)
        let monday = plan.slot(.monday, 18)
        #expect(monday.calls == [20, 40])
        #expect((monday.mean, monday.fewest, monday.most) == (30, 20, 40))
        #expect(monday.handling == 300)
        // 62 callers waited 10 s each and six hung up.
        #expect(plan.patience == 620.0 / 6)
        let rate = 30.0 / 1_800
        #expect(
            monday.agents
                == ErlangA.agents(rate: rate, handling: 300, patience: 620.0 / 6, share: 0.95, within: 15))
        #expect(monday.agentsWithoutLoss == ErlangC.agents(rate: rate, handling: 300, share: 0.95, within: 15))
        #expect(monday.agentsBusiest > monday.agents)
        // Two talks say too little of their own.
        let wednesday = plan.slot(.wednesday, 29)
        #expect(wednesday.calls == [2, 0])
        #expect(wednesday.handling == plan.handling)
        #expect(plan.slot(.sunday, 3).agents == 0)
    }

    @Test("agents are planned for expected calls where some are given, with handling time and patience of the past")
    func expected() throws {
        let rows = [try row("2026-11-16T01:00:00Z", entered: 20, talks: 20, handling: 300, lost: 4)]
        var expected = [ExpectedCalls](repeating: ExpectedCalls(calls: 0, busy: 0), count: 336)
        expected[20] = ExpectedCalls(calls: 60, busy: 75)
        let plan = StaffingPlan(rows, of: try period(), expecting: expected)
        #expect(plan.slot(.monday, 18).agents == 0 && plan.slot(.monday, 18).mean == 10)
        func agents(_ calls: Double) -> Int {
            ErlangA.agents(rate: calls / 1_800, handling: 300, patience: 50, share: 0.95, within: 15)
        }
        let slot = plan.slot(.monday, 20)
        #expect(slot.agents == agents(60) && slot.agentsBusiest == agents(75))
        #expect(slot.agentsWithoutLoss == ErlangC.agents(rate: 60.0 / 1_800, handling: 300, share: 0.95, within: 15))
        #expect(plan.csv.contains("1,10:00,0,0,0,300,") && plan.csv.contains(",60,75\r\n"))
    }

    @Test("a week of nothing asks for nobody")
    func empty() throws {
        let plan = StaffingPlan([], of: try period())
        #expect(plan.slots.allSatisfy { $0.agents == 0 && $0.agentsWithoutLoss == 0 })
        #expect(plan.patience == nil && plan.handling == nil)
    }
}
