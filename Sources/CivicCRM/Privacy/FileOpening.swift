package import CivicCore
package import Foundation

/// What is opened.
package enum FileSubject: Hashable, Sendable {
    case citizen(Int64)
    case record(Int64)

    /// `citizen/101` or `case/13`.
    package var text: String {
        switch self {
        case .citizen(let id): "citizen/\(id)"
        case .record(let id): "case/\(id)"
        }
    }

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = Int64(parts[1]), id > 0 else { return nil }
        switch parts[0] {
        case "citizen": self = .citizen(id)
        case "case": self = .record(id)
        default: return nil
        }
    }
}

/// One look at a citizen's file or case: who, whose, when, why. Table `file_opening`, and the ledger's kind `audit`.
package struct FileOpening: Equatable, Sendable {
    package enum Look: String, CaseIterable, Sendable {
        case citizen = "view-citizen"
        case record = "view-case"
        case attachment = "view-file"
        case change = "update-case"
        /// The card that comes up with a call.
        case card = "screen-pop"
        case confirmation = "confirm-citizen"
    }

    /// Sign-in name, `citizen`, or an application.
    package var by: String
    package var look: Look
    /// nil where nobody is known yet.
    package var citizenId: Int64?
    package var caseId: Int64?
    package var ground: OpeningGround
    package var conversation: ConversationReference?

    package init(
        by: String, look: Look, citizenId: Int64?, caseId: Int64? = nil, ground: OpeningGround,
        conversation: ConversationReference? = nil
    ) {
        self.by = by
        self.look = look
        self.citizenId = citizenId
        self.caseId = caseId
        self.ground = ground
        self.conversation = conversation
    }
}

/// A look as those read it who watch over them.
package struct OpeningLine: Equatable, Identifiable, Sendable {
    package var id: Int64
    package var at: Date
    package var opening: FileOpening
    /// Of whoever opened it, as the desk shows it; nil for applications and citizens.
    package var byName: String?
    package var citizenName: String?
    package var caseNumber: CaseNumber?
    /// Of those who live with the citizen.
    package var household: [String]

    package init(
        id: Int64, at: Date, opening: FileOpening, byName: String?, citizenName: String?, caseNumber: CaseNumber?,
        household: [String]
    ) {
        self.id = id
        self.at = at
        self.opening = opening
        self.byName = byName
        self.citizenName = citizenName
        self.caseNumber = caseNumber
        self.household = household
    }
}
