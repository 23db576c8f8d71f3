package import CivicCore
package import Foundation

/// Somebody who waits in line, as agents see them.
package struct WaitingCaller: Codable, Sendable, Equatable, Identifiable {
    /// The place in line.
    package var id: Int64
    package var conversation: ConversationReference
    package var queue: String
    package var joinedAt: Date
    package var language: Language
    /// The last four digits of the calling number; `nil` where it is not known.
    package var lastDigits: String?
    /// Goes ahead of longer waits.
    package var isLifeAndLimb: Bool

    package init(
        id: Int64, conversation: ConversationReference, queue: String, joinedAt: Date, language: Language,
        lastDigits: String?, isLifeAndLimb: Bool
    ) {
        self.id = id
        self.conversation = conversation
        self.queue = queue
        self.joinedAt = joinedAt
        self.language = language
        self.lastDigits = lastDigits
        self.isLifeAndLimb = isLifeAndLimb
    }
}

/// Who waits, and the one reason for which agents may put somebody ahead.
package protocol WaitingService: Sendable {
    /// Those who wait in the agent's queues, in the order in which they are answered; the first two hundred.
    func waiting(for agent: String) async throws(DeskRefusal) -> [WaitingCaller]
    /// Says that life and limb are at stake, or that they are not; it is in the ledger with the agent's name.
    ///
    /// - Parameter place: of somebody who waits in the agent's queues; the citizen in the agent's talk where nil, who goes
    ///   ahead where they are sent on.
    func markLifeAndLimb(_ isOn: Bool, place: Int64?, agent: String) async throws(DeskRefusal)
}
