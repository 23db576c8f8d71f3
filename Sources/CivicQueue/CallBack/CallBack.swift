package import Foundation

/// What is known of calling a citizen back; the number and the join time are the place's.
package struct CallBack: Codable, Equatable, Sendable {
    /// Why the citizen is called.
    package enum Cause: String, Codable, CaseIterable, Sendable {
        /// The citizen chose it by key.
        case asked
        /// Our daemon or the line failed while the citizen waited.
        case dropped
        /// Rang once and hung up.
        case missed
        /// Hung up while waiting.
        case abandoned
        case outsideHours = "outside-hours"
    }

    package var cause: Cause
    /// Chosen, or the pause after an attempt; `nil` for as soon as an agent is free.
    package var notBefore: Date?
    /// Attempts that count; written before the phone rings, so that a crash gives nobody more of them.
    package var attempts = 0

    package init(cause: Cause, notBefore: Date? = nil, attempts: Int = 0) {
        self.cause = cause
        self.notBefore = notBefore
        self.attempts = attempts
    }
}

/// How an attempt to call a citizen came to nothing.
package enum CallBackFailure: String, Equatable, CaseIterable, Sendable {
    case busy
    case noAnswer = "no-answer"
    case rejected
    /// No line out was free, or the network failed: the citizen's phone did not ring.
    case congestion
    /// There is no such number, or it may not be called.
    case invalidNumber = "invalid-number"
    /// Somebody answered and did not take the call by key.
    case notTaken = "not-taken"
}
