package import Foundation

/// What agents' spans add up to, in milliseconds by state. A span is shared out over the half hours that it touches.
package struct TimeSums: Equatable, Sendable {
    package var byState: [AgentSpan.State: Int64] = [:]

    package init() {}

    package subscript(state: AgentSpan.State) -> Int64 { byState[state] ?? 0 }

    package static func += (total: inout Self, more: Self) {
        total.byState.merge(more.byState, uniquingKeysWith: +)
    }

    /// From signing in to signing out.
    package var signedIn: Int64 { byState.values.reduce(0, +) }
    /// At a call, or at what follows it.
    package var busy: Int64 { self[.reserved] + self[.ringing] + self[.talking] + self[.wrapUp] }
    /// Busy, or ready for it.
    package var available: Int64 { busy + self[.ready] }
}

extension AgentSpan {
    /// Milliseconds by the half hour; a span that goes on counts until `now`, and nothing lasts longer than 24 hours: it
    /// would be a fault of ours, and must not spoil a report.
    package func shares(until now: Date) -> [(HalfHour, Int64)] {
        let end = min(ended ?? now, began.addingTimeInterval(86_400))
        guard end > began else { return [] }
        return (HalfHour(of: began).number...HalfHour(of: end).number).compactMap { number in
            let half = HalfHour(number: number)
            let from = max(began, half.start)
            let to = min(end, half.start.addingTimeInterval(HalfHour.length))
            let length = Int64((to.timeIntervalSince(from) * 1_000).rounded())
            return length > 0 ? (half, length) : nil
        }
    }
}
