package import CivicCore
package import Foundation

/// How a supervisor takes part in a talk.
package enum SupervisionMode: String, Sendable, Codable, CaseIterable {
    /// Hears both, and nobody hears the supervisor.
    case listen
    /// The agent hears the supervisor as well; the citizen does not.
    case whisper
    /// All hear each other.
    case barge
}

/// What supervisors see of the floor at one moment.
package struct FloorState: Codable, Sendable, Equatable {
    /// One agent's seat.
    package struct Agent: Codable, Sendable, Equatable {
        package var id: String
        package var name: String
        /// As in ``DeskState/state``.
        package var state: String
        package var reason: String?
        package var since: Date
        /// `browser`, `phone`, or nil for none.
        package var device: String?
        package var queues: [String]
        /// The call on the agent's desk, and how a supervisor takes part in it.
        package var conversation: ConversationReference?
        package var supervision: SupervisionMode?
        /// Who supervises it.
        package var supervisor: String?

        package init(
            id: String, name: String, state: String, reason: String?, since: Date, device: String?, queues: [String],
            conversation: ConversationReference?, supervision: SupervisionMode?, supervisor: String?
        ) {
            self.id = id
            self.name = name
            self.state = state
            self.reason = reason
            self.since = since
            self.device = device
            self.queues = queues
            self.conversation = conversation
            self.supervision = supervision
            self.supervisor = supervisor
        }
    }

    /// One waiting line, with its counters since the daemon's start.
    package struct Queue: Codable, Sendable, Equatable {
        package var id: String
        package var waiting: Int
        /// Seconds.
        package var longestWait: Int
        package var offered: Int
        package var answered: Int
        /// Answered within the queue's service level.
        package var answeredInTime: Int
        package var abandoned: Int
        /// Seconds.
        package var serviceLevel: Int
        package var agentsReady: Int
        package var agentsTalking: Int
    }

    package var at: Date
    package var agents: [Agent]
    package var queues: [Queue]
    /// Calls in progress, those in the menus included.
    package var calls: Int

    package init(at: Date, agents: [Agent], queues: [Queue], calls: Int) {
        self.at = at
        self.agents = agents
        self.queues = queues
        self.calls = calls
    }
}

/// The supervisors' part of the contact centre.
package protocol SupervisionService: Sendable {
    func floor() async -> FloorState
    /// Takes part in a talk with a browser; gives the answer to its offer. What the supervisor took part in before ends.
    func supervise(
        _ conversation: ConversationReference, as mode: SupervisionMode, offer: [UInt8], by supervisor: String
    ) async throws(DeskRefusal) -> [UInt8]
    /// Changes how the supervisor takes part.
    func changeSupervision(to mode: SupervisionMode, by supervisor: String) async throws(DeskRefusal)
    /// The supervisor has the citizen from here on, and the agent has their wrap-up. Leaving ends the talk; a browser that is
    /// lost sends the citizen back into line with the old join time.
    func takeOver(by supervisor: String) async throws(DeskRefusal)
    func endSupervision(by supervisor: String) async
}
