import CivicCRM
import CivicDialplan
import CivicSpeech
import Foundation

/// Leave of a case's page to make a call without a code.
struct RelayLeave {
    let permit: Int64
    let worker: String
}

extension Conversation {
    /// The call comes from a case's page.
    func beginRelay(by leave: RelayLeave) {
        relayLeave = leave
        relayWorker = leave.worker
        isRelay = true
    }
}

/// A call of a unit to a citizen that is in the book, until how it ended is.
struct Relay {
    let call: RelayCall
    /// Since when they talk.
    var talkingSince: Date?
    /// How it ends where they do not talk, as far as that is known before the phone is let go.
    var ending: RelayEnding?
}

extension RelayCall {
    /// What the citizen hears: who calls and about which case. Whoever has answered need not be the citizen, so of a confidential
    /// case not even the unit is named.
    func announcement(in catalogue: PromptCatalogue) -> [Utterance] {
        let name = "unit.\(unit)"
        let isNamed = !isConfidential && catalogue.entries[name] != nil
        return [.prompt("relay-hello")]
            + (isNamed ? [.prompt(name), .prompt("relay-unit-calls")] : [.prompt("relay-calls")])
            + [.value(.caseNumber(number.text)), .prompt("relay-take")]
    }
}

extension RelayEnding {
    /// By the answer of the citizen's side (RFC 3261 §21).
    init(status: Int) {
        switch status {
        case 486, 600: self = .busy
        case 408, 480, 487: self = .unanswered
        case 603, 607, 608: self = .declined
        default: self = .failed
        }
    }
}

extension LookUpOutcome {
    init(_ answer: RelayAnswer) {
        switch answer {
        case .ready: self = .found(["answer": .text("now")])
        case .later(let due): self = .found(["answer": .text("later"), "from": .date(due)])
        case .otherwise: self = .found(["answer": .text("otherwise")])
        case .refused: self = .notFound
        case .locked: self = .locked
        }
    }
}
