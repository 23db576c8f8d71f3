package import CivicCore
package import Foundation

/// A place in line. Table `place`: written before the caller hears of it, and its join time never changes.
///
/// It knows nothing of segments, income or status: equal service is a matter of types.
package struct Place: Codable, Equatable, Identifiable, Sendable {
    package enum State: String, Codable, CaseIterable, Sendable {
        case waiting, offered, talking
        /// The call is gone (crash, lost line) and the place is kept for calling back.
        case kept
        case left
    }

    package enum Leaving: String, Codable, CaseIterable, Sendable {
        case served, hungUp = "hung-up", message, overflow, closed
    }

    package var id: Int64
    package var conversation: ConversationReference
    package var queue: String
    package var joinedAt: Date
    package var language: Language
    package var callbackNumber: String?
    package var state: State
    package var leaving: Leaving?
    package var agent: String?

    package init(
        id: Int64, conversation: ConversationReference, queue: String, joinedAt: Date, language: Language,
        callbackNumber: String?, state: State, leaving: Leaving?, agent: String?
    ) {
        self.id = id
        self.conversation = conversation
        self.queue = queue
        self.joinedAt = joinedAt
        self.language = language
        self.callbackNumber = callbackNumber
        self.state = state
        self.leaving = leaving
        self.agent = agent
    }
}

/// Where places live; `CivicStore` answers it. Every method returns only after the row is durable.
package protocol PlaceRecords: Sendable {
    /// `place.id` is ignored; the stored one comes back.
    func join(_ place: Place) async throws -> Place
    func update(_ id: Int64, state: Place.State, leaving: Place.Leaving?, agent: String?) async throws
    /// Sends the place on to another queue; the join time stays.
    func move(_ id: Int64, toQueue queue: String) async throws
    /// All that have not left, oldest first.
    func unfinished() async throws -> [Place]
}
