package import CivicCore
package import Foundation

/// What supervisors see of the floor at one moment.
package struct FloorState: Codable, Sendable, Equatable {
    /// What an agent may take.
    package struct Membership: Codable, Sendable, Equatable {
        /// Ids of the queues served.
        package var queues: [String]
        /// 0 to 5 by the name of a skill that is known in the house, or by the tag of a language that the agent speaks.
        package var levels: [String: Int]

        package init(queues: [String], levels: [String: Int]) {
            self.queues = queues
            self.levels = levels
        }
    }

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
        package var holds: Membership
        /// What the configuration says of it.
        package var configured: Membership
        /// The call on the agent's desk, and how a supervisor takes part in it.
        package var conversation: ConversationReference?
        package var supervision: SupervisionMode?
        /// Who supervises it.
        package var supervisor: String?

        package init(
            id: String, name: String, state: String, reason: String?, since: Date, device: String?, holds: Membership,
            configured: Membership, conversation: ConversationReference?, supervision: SupervisionMode?,
            supervisor: String?
        ) {
            self.id = id
            self.name = name
            self.state = state
            self.reason = reason
            self.since = since
            self.device = device
            self.holds = holds
            self.configured = configured
            self.conversation = conversation
            self.supervision = supervision
            self.supervisor = supervisor
        }
    }

    /// One waiting line as it is now, and what has become of the day's callers.
    package struct Queue: Codable, Sendable, Equatable {
        package var id: String
        package var waiting: Int
        /// Seconds.
        package var longestWait: Int
        package var answered: Int
        /// Answered within the queue's service level.
        package var answeredInTime: Int
        /// Hung up after waiting for 5 s or more.
        package var abandoned: Int
        /// Those of the day by whom the line is judged: not the ones who still wait, nor who hung up at once.
        package var counted: Int
        /// Seconds.
        package var serviceLevel: Int
        package var agentsReady: Int
        package var agentsTalking: Int
    }

    package var at: Date
    /// When the day began that the figures are of.
    package var today: Date
    package var agents: [Agent]
    package var queues: [Queue]
    /// Calls in progress, those in the menus included.
    package var calls: Int
    /// What callers hear first, now and as it is planned.
    package var surges: [SurgeNotice]

    package init(
        at: Date, today: Date, agents: [Agent], queues: [Queue], calls: Int, surges: [SurgeNotice] = []
    ) {
        self.at = at
        self.today = today
        self.agents = agents
        self.queues = queues
        self.calls = calls
        self.surges = surges
    }
}
