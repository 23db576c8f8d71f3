package import CivicCore

/// Ties an answer to what the walk asked for; numbers grow from 1 and never come twice in a call.
package struct WalkToken: Hashable, Sendable {
    package var value: UInt32

    package init(value: UInt32) {
        self.value = value
    }
}

/// What is known of a call when it arrives.
package struct CallerContext: Sendable, Equatable {
    /// Key of the caller's number (E.164 without `+`); `nil` when withheld.
    package var callerNumber: String?
    package var calledNumber: String
    package var language: Language

    package init(callerNumber: String?, calledNumber: String, language: Language) {
        self.callerNumber = callerNumber
        self.calledNumber = calledNumber
        self.language = language
    }
}

/// What a data source answered.
package enum LookUpOutcome: Sendable, Equatable {
    case found([String: DialplanValue])
    case notFound
    /// Nothing is told for a while, since too many proofs were wrong.
    case locked
    case failed
}

/// What happens to a place in line. Waits are in minutes, `nil` without an estimate.
package enum QueueNews: Sendable, Equatable {
    /// The place is durable.
    case joined(position: Int, wait: ClosedRange<Int>?)
    case moved(position: Int, wait: ClosedRange<Int>?)
    /// No place can be had.
    case refused
    /// An agent's device is about to ring.
    case offered
    /// An agent talks now.
    case answered
    /// The agent was lost or gave the caller back: in line again, with the old join time.
    case returned(position: Int, wait: ClosedRange<Int>?)
    /// The agent hung up; the conversation is over.
    case served
}

/// What becomes of a transfer.
package enum TransferNews: Sendable, Equatable {
    case answered
    /// Nobody took it in time.
    case unanswered
    /// Busy, refused, no such line, no way there.
    case failed
    /// The other side has hung up after a talk.
    case over
}

/// What the walk is told.
package enum WalkEvent: Sendable, Equatable {
    case started
    /// `0`…`9`, `*`, `#`; A to D are ignored.
    case key(Character)
    /// Everything of a `say` has been played, or a `tone` is over.
    case spoken(WalkToken)
    case lookedUp(WalkToken, LookUpOutcome)
    /// - Parameter number: `nil` when the case could not be written.
    case caseOpened(WalkToken, number: String?)
    case recorded(WalkToken, seconds: Int, heardSpeech: Bool)
    case queue(WalkToken, QueueNews)
    case transfer(WalkToken, TransferNews)
    /// The caller is gone. Effects that follow concern only what is to be kept.
    case hungUp
    /// The daemon stops: the caller is told and the call ended, except when an agent is on the line.
    case shuttingDown
}
