package import Foundation

extension ReportRecords {
    /// How many agents the half hours of a week need, by the whole weeks before the day of `now`, or for the calls expected.
    package func staffing(
        weeks: Int, queue: String?, goal: StaffingGoal, expecting expected: [ExpectedCalls]? = nil, at now: Date
    ) async throws -> StaffingPlan {
        let period = StaffingPlan.period(weeks: weeks, before: now, zone: reportZone)
        return StaffingPlan(
            try await sums(of: period, by: .halfHour, queue: queue), of: period, for: goal,
            expecting: expected)
    }
}
