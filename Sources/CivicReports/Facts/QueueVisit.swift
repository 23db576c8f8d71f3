package import CivicCore
package import Foundation

/// One stay of one call in one queue: from joining to the end of the talk, or to leaving without one. Table `queue_visit`.
///
///     joined ──▶ offered ──▶ answered ──▶ talk ends ──▶ wrap-up ends
///        └──────────┴── abandoned, message, overflow, closed, called back instead, lost
///
/// A call that goes on to another queue, or comes back into line, begins another visit; so does a place that goes on
/// without a call. Every figure of the reports is a sum over visits.
package struct QueueVisit: Equatable, Sendable {
    /// How the visit began.
    package enum Origin: String, CaseIterable, Sendable {
        case call
        /// Sent on by an agent.
        case transfer
        /// The agent's device was lost in mid-talk.
        case agentLost = "agent-lost"
        /// Without a call: the citizen is to be called.
        case callBack = "call-back"
        /// The citizen called again and had the kept place back.
        case calledAgain = "called-again"
    }

    /// How the visit ended.
    package enum Ending: String, CaseIterable, Sendable {
        case served
        /// An agent sent the citizen on to a queue, or back into the line.
        case transferred
        /// An agent had the citizen put through to another phone.
        case putThrough = "put-through"
        case agentLost = "agent-lost"
        case abandoned
        /// The citizen's line broke while waiting.
        case lineLost = "line-lost"
        case message, overflow, closed
        /// The citizen chose to be called back.
        case callBackChosen = "call-back-chosen"
        case unreachable
        /// A visit without a call ended because the citizen called.
        case calledAgain = "called-again"
        /// The hotline itself ended or died meanwhile.
        case hotlineEnded = "hotline-ended"
    }

    /// The place in line (table `place`).
    package var place: Int64
    /// Together with the place it names the visit.
    package var began: Date
    package var conversation: ConversationReference
    package var queue: String
    package var language: Language
    package var origin: Origin
    /// Why the citizen is called, where the visit is without a call: `asked`, `dropped`, …
    package var cause: String?
    /// When the first agent was offered the citizen.
    package var offered: Date?
    package var offers = 0
    package var answered: Date?
    /// Who answered.
    package var agent: String?
    package var ended: Date?
    package var ending: Ending?
    /// Milliseconds of the talk in which the citizen was on hold.
    package var hold: Int64 = 0
    /// Milliseconds from the end of the talk until the agent was done; `nil` until then.
    package var wrapUp: Int64?
    /// The agent's word on the talk, one of the desk's wrap-up codes.
    package var outcome: String?
    package var isSample = false

    package init(
        place: Int64, began: Date, conversation: ConversationReference, queue: String, language: Language,
        origin: Origin, cause: String? = nil
    ) {
        self.place = place
        self.began = began
        self.conversation = conversation
        self.queue = queue
        self.language = language
        self.origin = origin
        self.cause = cause
    }

    /// Milliseconds until somebody answered, or until the visit ended without it; `nil` while it goes on.
    package var wait: Int64? {
        (answered ?? ended).map { max(0, Int64(($0.timeIntervalSince(began) * 1_000).rounded())) }
    }

    /// Milliseconds of the talk with hold in it; `nil` without a talk, and while it goes on.
    package var talk: Int64? {
        guard let answered, let ended else { return nil }
        return max(0, Int64((ended.timeIntervalSince(answered) * 1_000).rounded()))
    }
}
