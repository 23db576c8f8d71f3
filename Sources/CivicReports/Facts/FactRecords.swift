package import Foundation

/// Something to be written down: the row as it is from now on.
package enum Fact: Equatable, Sendable {
    case visit(QueueVisit)
    case span(AgentSpan)
}

/// What an earlier run of the hotline did not finish.
package struct UnfinishedFacts: Equatable, Sendable {
    package var visits: [QueueVisit]
    package var spans: [AgentSpan]
    /// When the hotline last said that it was alive.
    package var lastAlive: Date?

    package init(visits: [QueueVisit] = [], spans: [AgentSpan] = [], lastAlive: Date? = nil) {
        self.visits = visits
        self.spans = spans
        self.lastAlive = lastAlive
    }
}

/// Where facts are kept; `CivicStore` answers it. Both methods return when the rows are durable.
package protocol FactRecords: Sendable {
    /// Writes rows, each in the place of the one that it was before, and brings the sums of its half hour up to date.
    func keep(_ facts: [Fact]) async throws
    /// Said once a minute, so that what a crash cut off has an end that is right to the minute.
    func noteAlive(at now: Date) async throws
    func unfinishedFacts() async throws -> UnfinishedFacts
    /// The zone of the hotline's days.
    var reportZone: TimeZone { get }
    /// Visits that began in a span of time, without made-up ones.
    func visits(began span: Range<Date>) async throws -> [QueueVisit]
}
