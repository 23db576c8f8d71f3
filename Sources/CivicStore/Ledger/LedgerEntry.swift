package import CivicCore
package import Foundation

/// One thing that happened. Table `ledger`.
package struct LedgerEntry: Codable, Equatable, Sendable {
    /// From 1, without gaps.
    package var sequence: Int64
    package var at: Date
    /// `case-opened`, `audit`, `call-answered`, …
    package var kind: String
    package var conversation: ConversationReference?
    /// Agent, unit or `system`.
    package var actor: String
    /// A JSON text (RFC 8259).
    package var payload: String

    package init(
        sequence: Int64, at: Date, kind: String, conversation: ConversationReference?, actor: String, payload: String
    ) {
        self.sequence = sequence
        self.at = at
        self.kind = kind
        self.conversation = conversation
        self.actor = actor
        self.payload = payload
    }
}

/// Who looked at which citizen's record, and why. Goes into the ledger with the kind `audit`.
package struct AuditEntry: Codable, Equatable, Sendable {
    package var actor: String
    /// `view-citizen`, `search`, `screen-pop`, …
    package var action: String
    /// nil where nobody's record was shown.
    package var citizenId: Int64?
    /// `live-call`, `assigned`, or the word of the reason that was given.
    package var reason: String?
    package var caseId: Int64?
    /// Of the words of a reason, which stand in `file_opening`: SHA-256 of its salt and them.
    package var wordsHash: String?
    package var conversation: ConversationReference?

    package init(
        actor: String, action: String, citizenId: Int64?, reason: String? = nil, conversation: ConversationReference?
    ) {
        self.actor = actor
        self.action = action
        self.citizenId = citizenId
        self.reason = reason
        self.conversation = conversation
    }
}

/// What a check of the whole ledger found.
package enum LedgerVerification: Equatable, Sendable {
    /// All entries follow from one another; `head` is the hash of the last in hexadecimal.
    case intact(entries: Int64, head: String)
    /// The first entry that does not follow from the one before it.
    case broken(sequence: Int64, reason: String)
}
