/// One waiting line, from `config/queues.yaml`.
package struct QueueDefinition: Equatable, Sendable {
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
