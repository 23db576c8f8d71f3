package import Foundation

/// What happened to a case, as its history keeps it: with its outcome, so that no calendar is needed to read it again.
package enum CaseFact: Codable, Equatable, Sendable {
    case dispatched(unit: String)
    case accepted(unit: String)
    case refused(unit: String, proposed: String, rule: String)
    /// The arbiter's word: the unit cannot send it back any more.
    case decided(unit: String)
    case answered(unit: String)
    case asked
    case agreed
    case disputed
    case archived
    case timeAsked(TimeWish)
    /// The deadline after an extension, or the end of a pause at the latest.
    case granted(TimeWish, until: Date)
    case turnedDown(TimeWish)
    /// The clock runs again; the deadline is later by what it stood still.
    case resumed(deadline: Date)
    /// 催办
    case reminded
    /// 督办
    case supervised
    case merged(into: CaseNumber)
    case absorbed(CaseNumber)
    case unmerged(CaseNumber)
    /// The other case goes its own way again.
    case released(CaseNumber)
    /// The unit has called the citizen through the hotline.
    case called(RelayEnding, seconds: Int)

    /// Its name, for ledger and pages.
    package var word: String {
        switch self {
        case .dispatched: "dispatched"
        case .accepted: "accepted"
        case .refused: "refused"
        case .decided: "decided"
        case .answered: "answered"
        case .asked: "asked"
        case .agreed: "agreed"
        case .disputed: "disputed"
        case .archived: "archived"
        case .timeAsked: "time-asked"
        case .granted: "granted"
        case .turnedDown: "turned-down"
        case .resumed: "resumed"
        case .reminded: "reminded"
        case .supervised: "supervised"
        case .merged: "merged"
        case .absorbed: "absorbed"
        case .unmerged: "unmerged"
        case .released: "released"
        case .called: "called"
        }
    }
}

/// More time that a unit asks for.
package struct TimeWish: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        /// The answer comes so much later.
        case `extension`
        /// The clock stands still, from the asking until somebody lets it run again, so long at most.
        case pause
    }

    package var kind: Kind
    package var term: WorkingTerm
    package var reason: String
    package var askedBy: String
    package var askedAt: Date

    package init(kind: Kind, term: WorkingTerm, reason: String, askedBy: String, askedAt: Date) {
        self.kind = kind
        self.term = term
        self.reason = reason
        self.askedBy = askedBy
        self.askedAt = askedAt
    }
}

/// Who acts on a case, and in which part.
package struct CaseActor: Equatable, Sendable {
    package enum Part: Equatable, Sendable {
        /// At the hotline's desk.
        case agent
        case unit(String)
        /// The hotline centre's supervisor: the arbiter.
        case centre
        /// By telephone, or through somebody who talks with them.
        case citizen
        case clock
    }

    package var name: String
    package var part: Part

    package init(_ name: String, _ part: Part) {
        self.name = name
        self.part = part
    }

    package static let clock = CaseActor("clock", .clock)
    package static let citizen = CaseActor("citizen", .citizen)
}

/// What somebody wants to do with a case.
package enum CaseAct: Equatable, Sendable {
    /// To a unit: the catalogue's, the proposed one, or another.
    case dispatch(unit: String)
    case accept
    case refuse(proposed: String, rule: String)
    case answer
    case askCitizen
    case agree
    case dispute
    case archive
    case askTime(TimeWish.Kind, WorkingTerm)
    /// The standing wish for more time.
    case grant
    case turnDown
    case resume
    case remind
    case supervise
    case note
    /// A change that an agent makes by hand.
    case move(CaseState)
}

/// What follows from an act, for whoever carries it out.
package enum CaseEffect: Equatable, Sendable {
    /// A line of the history; the state where it changes.
    case line(CaseFact?, CaseState?, note: String)
    /// Somebody is to be told.
    case notice(CaseNotice, to: CaseRecipient)
    /// A solved case for the unit's figures, or one taken back.
    case credit(unit: String, Int)
}

/// Who is to be told about a case.
package enum CaseRecipient: Hashable, Sendable {
    case citizen
    /// Who received it at the hotline, and stays responsible (首接负责).
    case receiver
    case unit(String)
    case centre

    /// As a row keeps it.
    package var text: String {
        switch self {
        case .citizen: "citizen"
        case .receiver: "receiver"
        case .unit(let id): "unit:\(id)"
        case .centre: "centre"
        }
    }

    package init?(text: String) {
        switch text {
        case "citizen": self = .citizen
        case "receiver": self = .receiver
        case "centre": self = .centre
        default:
            guard text.hasPrefix("unit:"), text.utf8.count > 5 else { return nil }
            self = .unit(String(text.dropFirst(5)))
        }
    }
}

/// What somebody is told.
package enum CaseNotice: String, Codable, CaseIterable, Sendable {
    case dispatched, accepted, refused, arbitration, decided, answered, asked, closed, disputed
    case timeAsked = "time-asked"
    case granted
    case turnedDown = "turned-down"
    case resumed, reminded, supervised, merged, unmerged
}
