package import CivicCore
package import Foundation

/// A place in line. Table `place`: written before the caller hears of it, and its join time never changes.
///
/// It knows nothing of segments, income or status: equal service is a matter of types.
package struct Place: Codable, Equatable, Identifiable, Sendable {
    package enum State: String, Codable, CaseIterable, Sendable {
        case waiting, offered, talking
        /// The call is gone (crash, lost line) and the place is kept.
        case kept
        /// Without a call: the citizen is called when an agent is reserved.
        case callBack = "call-back"
        case left
    }

    package enum Leaving: String, Codable, CaseIterable, Sendable {
        case served, hungUp = "hung-up", message, overflow, closed
        /// Called back in vain; a person sees it from here on.
        case unreachable
    }

    /// What lets a place go ahead of longer waits. There are no others, and each use is counted and logged.
    package enum Mark: String, Codable, CaseIterable, Comparable, Sendable {
        case lifeAndLimb = "life-and-limb"
        /// The talk with an agent broke off, and the citizen has called again.
        case continuation

        package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        var rank: Int {
            switch self {
            case .lifeAndLimb: 0
            case .continuation: 1
            }
        }
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
    /// What the agent has to know beside the language; relaxes while the place waits.
    package var skills: [SkillNeed] = []
    /// Who served the citizen's matter last: preferred for a while.
    package var preferredAgent: String?
    package var mark: Mark?
    /// `nil` while the citizen is on the line.
    package var callBack: CallBack?

    package init(
        id: Int64, conversation: ConversationReference, queue: String, joinedAt: Date, language: Language,
        callbackNumber: String?, state: State, leaving: Leaving?, agent: String?, callBack: CallBack? = nil
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
        self.callBack = callBack
    }
}

/// Where places live; `CivicStore` answers it. Every method returns only after the row is durable.
package protocol PlaceRecords: Sendable {
    /// `place.id` is ignored; the stored one comes back.
    func join(_ place: Place) async throws -> Place
    func update(_ id: Int64, state: Place.State, leaving: Place.Leaving?, agent: String?) async throws
    /// Sends the place on to another queue; the join time stays.
    func move(_ id: Int64, toQueue queue: String) async throws
    /// The citizen is to be called back, at what number and from when on; `nil` when on the line again.
    func update(_ id: Int64, number: String?, callBack: CallBack?) async throws
    /// The place goes on in another call.
    func update(_ id: Int64, conversation: ConversationReference) async throws
    func update(_ id: Int64, mark: Place.Mark?) async throws
    /// All that have not left, oldest first.
    func unfinished() async throws -> [Place]
}
