import CivicCore
import Foundation

/// One caller's way through a plan: events and time in, effects out.
package struct Walk: Sendable {
    package let plan: Plan
    package let context: CallerContext

    package init(plan: Plan, context: CallerContext) {
        self.plan = plan
        self.context = context
    }

    package mutating func handle(_ event: WalkEvent, at now: MonotonicInstant, wallClock: Date) -> [WalkEffect] { [] }

    /// When `advance(to:wallClock:)` next has work; `nil` while no timer runs.
    package var nextDeadline: MonotonicInstant? { nil }

    package mutating func advance(to now: MonotonicInstant, wallClock: Date) -> [WalkEffect] { [] }

    package var currentStep: String { plan[plan.start].name }

    /// An agent talks with the caller now.
    package var isWithAgent: Bool { false }
}
