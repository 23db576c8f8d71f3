package import Foundation

/// A stretch of one agent's time in one state. Table `agent_span`.
package struct AgentSpan: Equatable, Sendable {
    /// What an agent who is signed in may be doing.
    package enum State: String, CaseIterable, Sendable {
        case ready, reserved, ringing, talking
        case wrapUp = "wrap-up"
        /// Signed in and not to be called, by own choice or because a device failed.
        case paused
    }

    package var agent: String
    package var began: Date
    package var ended: Date?
    package var state: State
    /// Of a pause: `lunch`, `no-answer`, …
    package var reason: String?

    package init(agent: String, began: Date, ended: Date? = nil, state: State, reason: String? = nil) {
        self.agent = agent
        self.began = began
        self.ended = ended
        self.state = state
        self.reason = reason
    }
}
