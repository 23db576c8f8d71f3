package import CivicCore

/// What one agent can take: the queues served and the languages spoken. It says nothing of any citizen.
package struct AgentProfile: Sendable, Equatable {
    package var id: String
    package var queues: Set<String>
    /// In the agent's own order; matching treats them alike.
    package var languages: [Language]

    package init(id: String, queues: Set<String>, languages: [Language]) {
        self.id = id
        self.queues = queues
        self.languages = languages
    }
}

/// What an agent wants to be; the last one said wins whenever nothing else is under way.
package enum AgentWish: Sendable, Equatable {
    case ready
    /// A word of the desk's list: `break`, `lunch`, `training`, `admin`.
    case notReady(reason: String)
    case signedOut
}
