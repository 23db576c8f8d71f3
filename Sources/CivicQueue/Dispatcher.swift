package import CivicCore
package import Foundation

/// The waiting line and its agents.
package struct Dispatcher: Sendable {
    /// Callers up to this position hear of each step forward at once (``QueueEffect/moved(placeId:position:)``).
    package static let promptlyTold = 20

    package init(queues: [QueueDefinition]) {}
    package mutating func handle(_ event: QueueEvent, at now: MonotonicInstant, wallClock: Date) -> [QueueEffect] { [] }
    package mutating func advance(to now: MonotonicInstant, wallClock: Date) -> [QueueEffect] { [] }
    package var nextDeadline: MonotonicInstant? { nil }
    package func position(of placeId: Int64) -> Int? { nil }
    /// Minutes; nil = unsure: silent.
    package func waitEstimate(of placeId: Int64) -> ClosedRange<Int>? { nil }
    package func state(of agent: String) -> AgentState? { nil }
    package func waiting(in queue: String?) -> (count: Int, longestSince: Date?) { (0, nil) }
    package var statistics: QueueStatistics { QueueStatistics() }
    package func statistics(of queue: String) -> QueueStatistics? { nil }
}
