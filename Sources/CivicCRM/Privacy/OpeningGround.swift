/// Why somebody opens a file that neither a call nor an assignment brings up; one of a short list.
package enum OpeningReason: String, Codable, CaseIterable, Sendable {
    /// The caller speaks of it and is not found by the number.
    case callerAsks = "caller-asks"
    case followUp = "follow-up"
    /// A letter, an e-mail or a visit in person.
    case writing
    case correction
    /// A complaint about the work, or a sample of it.
    case check
    /// Said in words.
    case other
}

/// What lets somebody open a file.
package enum OpeningGround: Equatable, Sendable {
    /// A call with the citizen, or from a number that the citizen is known by.
    case liveCall
    /// The citizen was confirmed by hand in a call from a number that does not know them.
    case vouched
    /// It is the person's or the unit's to work on.
    case assigned
    /// The citizen's own code or proof.
    case ownCode
    /// An application reads what was filed through it.
    case filedIt
    case stated(OpeningReason, words: String)

    /// As it is written down, without the words of a stated reason.
    package var word: String {
        switch self {
        case .liveCall: "live-call"
        case .vouched: "vouched"
        case .assigned: "assigned"
        case .ownCode: "own-code"
        case .filedIt: "filed-it"
        case .stated(let reason, _): reason.rawValue
        }
    }

    package var words: String { if case .stated(_, let words) = self { words } else { "" } }

    package var isStated: Bool { if case .stated = self { true } else { false } }

    package init?(word: String, words: String) {
        let plain: [OpeningGround] = [.liveCall, .vouched, .assigned, .ownCode, .filedIt]
        if let ground = plain.first(where: { $0.word == word }) {
            self = ground
        } else if let reason = OpeningReason(rawValue: word) {
            self = .stated(reason, words: words)
        } else {
            return nil
        }
    }
}
