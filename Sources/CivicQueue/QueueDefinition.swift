/// Who of several idle agents is offered a caller.
package enum AgentStrategy: String, CaseIterable, Sendable {
    case longestIdle = "longest-idle"
    /// Who has had the least of talks and wrap-up since the start.
    case leastOccupied = "least-occupied"
    /// Who was offered a caller the longest ago.
    case roundRobin = "round-robin"
    /// Who knows best what the caller asks for.
    case skillsBest = "skills-best"
}

/// One waiting line, from `config/queues.yaml`.
package struct QueueDefinition: Equatable, Sendable {
    /// The longest head start that a queue may have: so much longer may anybody wait behind a later arrival.
    package static let longestHeadStart = Duration.seconds(120)

    package var id: String
    /// How long an agent's device rings for one offer.
    package var ringFor: Duration
    /// How long after a call the agent is left alone to write.
    package var wrapUp: Duration
    /// Answers within this count toward the service level (15 s by GB/T 33358).
    package var serviceLevel: Duration
    /// After this wait a caller may be answered by an agent who does not speak the caller's language: a person who
    /// finds an interpreter is better than nobody.
    package var languageRelaxesAfter: Duration
    /// How long an agent may stay reserved before the device rings: the time for pushing the card and reaching it.
    package var reserveFor: Duration
    /// How well the caller's language is to be spoken at first.
    package var languageLevel = 1
    package var relaxations: [Relaxation] = []
    package var strategy = AgentStrategy.longestIdle
    /// Callers of this queue count as having joined so much earlier when an agent serves several.
    package var headStart = Duration.zero
    /// How long a caller waits for the agent who served them last, where that agent is at work.
    package var stickyFor = Duration.zero

    package init(
        id: String, ringFor: Duration = .seconds(20), wrapUp: Duration = .seconds(60),
        serviceLevel: Duration = .seconds(15), languageRelaxesAfter: Duration = .seconds(20),
        reserveFor: Duration = .seconds(5)
    ) {
        self.id = id
        self.ringFor = ringFor
        self.wrapUp = wrapUp
        self.serviceLevel = serviceLevel
        self.languageRelaxesAfter = languageRelaxesAfter
        self.reserveFor = reserveFor
    }
}
