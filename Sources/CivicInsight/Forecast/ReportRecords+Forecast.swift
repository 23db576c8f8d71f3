package import CivicReports
package import Foundation

extension ReportRecords {
    /// Calls of the seven days from the day of `now` on, by the whole weeks before; `nil` where there are too few.
    package func forecast(queue: String?, kinds: DayKinds, at now: Date) async throws -> CallForecast? {
        let period = StaffingPlan.period(weeks: CallForecast.mostWeeks, before: now, zone: reportZone)
        return CallForecast(
            try await sums(of: period, by: .halfHour, queue: queue), of: period, kinds: kinds)
    }
}
