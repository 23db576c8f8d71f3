package import CivicCore
package import Foundation

/// Whom an agent asks, or passes the citizen on to.
package enum ConsultationTarget: Sendable, Equatable {
    /// A colleague by the account's name.
    case colleague(String)
    /// A unit by its id; its number is in `units.yaml`.
    case unit(String)
    /// An account of the house, or a number outside that the guard admits.
    case number(String)

    /// `colleague`, `unit` or `number`.
    package var kind: String {
        switch self {
        case .colleague: "colleague"
        case .unit: "unit"
        case .number: "number"
        }
    }
}

/// Whom the agent talks with while somebody else is in the call.
package enum ConsultationHearing: String, Codable, CaseIterable, Sendable {
    /// The one who is asked; the citizen hears music.
    case guest
    /// All three hear each other.
    case everyone
    /// The citizen; the one who is asked hears neither.
    case citizen
}

/// Somebody whom the agent has called into the citizen's call, as the desk shows it.
package struct DeskConsultation: Codable, Sendable, Equatable {
    package var kind: String
    /// A colleague's display name, a unit's id, or the number.
    package var name: String
    package var since: Date
    /// `nil` while it rings.
    package var answeredAt: Date?
    package var hearing: ConsultationHearing

    package init(kind: String, name: String, since: Date, answeredAt: Date?, hearing: ConsultationHearing) {
        self.kind = kind
        self.name = name
        self.since = since
        self.answeredAt = answeredAt
        self.hearing = hearing
    }
}

/// How a consultation came to nothing or was over, for the desk that had asked.
package enum ConsultationEnd: String, Codable, Sendable {
    case unanswered, declined, failed, left
}

/// Another agent, as the transfer panel shows them.
package struct Colleague: Codable, Sendable, Equatable {
    package var id: String
    package var name: String
    /// Word of the agent's state; `ready` may be asked.
    package var state: String
    package var reason: String?
    package var since: Date
    package var queues: [String]
    package var languages: [Language]

    package init(
        id: String, name: String, state: String, reason: String?, since: Date, queues: [String], languages: [Language]
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.reason = reason
        self.since = since
        self.queues = queues
        self.languages = languages
    }
}

/// Asking others during a call and passing the citizen on, from the desk. The citizen is never without somebody who answers
/// for the call: until another has taken it, it is the agent's.
package protocol ConsultationService: Sendable {
    /// The other agents who are signed in, those first who are ready.
    func colleagues(of agent: String) async throws(DeskRefusal) -> [Colleague]
    /// Calls somebody; the citizen hears music, and the agent the ringing or the other's voice.
    func consult(_ target: ConsultationTarget, agent: String) async throws(DeskRefusal)
    func hear(_ hearing: ConsultationHearing, agent: String) async throws(DeskRefusal)
    /// Leaves the citizen with the one who was asked.
    func completeTransfer(agent: String) async throws(DeskRefusal)
    /// The one who was asked goes; the agent is with the citizen again.
    func endConsultation(agent: String) async throws(DeskRefusal)
    /// Passes the citizen on without asking first. Where nobody takes the call, the citizen is back in line with the old
    /// join time.
    func pass(to target: ConsultationTarget, agent: String) async throws(DeskRefusal)
}
