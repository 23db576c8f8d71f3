package import CivicCore

/// One agent's account. Table `agent`, filled from `config/agents.yaml` at start.
package struct StoredAgent: Codable, Equatable, Sendable {
    package enum Role: String, Codable, CaseIterable, Sendable {
        case agent, supervisor, administrator, auditor
        /// Works in a handling unit, on its cases.
        case unit
    }

    /// What is typed at sign-in; ledger entries name it.
    package var name: String
    package var displayName: String
    /// The user part of the agent's SIP address.
    package var sipUser: String
    package var languages: [Language]
    package var queues: [String]
    package var role: Role
    /// Id of `config/units.yaml`, for the role `unit` alone.
    package var unit: String?

    package init(
        name: String, displayName: String, sipUser: String, languages: [Language], queues: [String],
        role: Role = .agent, unit: String? = nil
    ) {
        self.name = name
        self.displayName = displayName
        self.sipUser = sipUser
        self.languages = languages
        self.queues = queues
        self.role = role
        self.unit = unit
    }
}

/// Too many wrong passwords for this name or from this place of late.
package struct SignInThrottled: Error, Equatable, Sendable {
    /// How long until the next try is taken.
    package var retryAfter: Duration

    package init(retryAfter: Duration) {
        self.retryAfter = retryAfter
    }
}
