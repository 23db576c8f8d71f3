package import Foundation

/// What reports are made of; `CivicStore` answers it.
package protocol ReportRecords: Sendable {
    /// The zone of the hotline's days.
    var reportZone: TimeZone { get }
    /// Sums of the period, by what the grouping asks for; of one queue where it is named.
    func sums(of period: ReportPeriod, by grouping: Grouping, queue: String?) async throws -> [SumRow]
    /// Agents' time, with what goes on now.
    func times(of period: ReportPeriod, by grouping: Grouping, at now: Date) async throws -> [TimeRow]
    /// Calls with what is known of their citizens, at most so many, the newest.
    func equalityCases(of period: ReportPeriod, limit: Int) async throws -> [EqualityCase]
    /// Whether made-up calls are among those of the half hours.
    func holdsSample(_ halfHours: Range<Int64>) async throws -> Bool
    /// Answers that units gave in the period, and what citizens said of them.
    func unitAnswers(of period: ReportPeriod) async throws -> [UnitAnswer]
    /// The queues that have had visits.
    func visitedQueues() async throws -> [String]
}

extension ReportRecords {
    /// The figures of a period.
    package func figures(by grouping: Grouping, of period: ReportPeriod, queue: String? = nil, at now: Date)
        async throws -> FigureReport
    {
        // Beside each other: over years each takes a second.
        async let visits = sums(of: period, by: grouping, queue: queue)
        async let spans = queue == nil ? times(of: period, by: grouping, at: now) : []
        return FigureReport(grouping, period, visits: try await visits, times: try await spans)
    }
}
