import CivicYAML

/// `queue: general`: a place in line, truly told, until an agent talks or the caller chooses otherwise.
///
///     joining ─joined─▶ waiting ◀─returned─┐
///        │                │  └──answered──▶ with agent ──served──▶ `served`
///        └─refused────────┴─key, overflow─▶ `closed`, choice, `overflow.to`
package struct QueueStep: Hashable, Sendable {
    package struct Overflow: Hashable, Sendable {
        package var after: Duration
        package var to: StepID
    }

    package var queue: String
    /// Said while the place is being written.
    package var prompt: [SpokenItem]
    /// Said once the caller has the place, before its position and wait.
    package var joined: [SpokenItem]
    /// Leads in to the wait in minutes.
    package var wait: [SpokenItem]
    package var waitUnknown: [SpokenItem]
    /// Said after the wait: what the caller may press.
    package var offer: [SpokenItem]
    package var music: String?
    /// How often the caller hears of the place.
    package var every: Duration
    package var comfort: [SpokenItem]
    /// Said when an agent was lost or gave the caller back.
    package var returned: [SpokenItem]
    package var choices: [Character: StepID]
    package var overflow: Overflow?
    /// There is no place to be had.
    package var closed: StepID
    /// After the agent has hung up; the call ends where absent.
    package var served: StepID?

    var exits: [Exit] {
        choices.sorted { $0.key < $1.key }.map { Exit(cause: .key($0.key), target: $0.value) }
            + [Exit(cause: .outcome("closed"), target: closed)]
            + (overflow.map { [Exit(cause: .outcome("overflow"), target: $0.to)] } ?? [])
            + (served.map { [Exit(cause: .outcome("served"), target: $0)] } ?? [])
    }
}

extension QueueStep {
    init?(reading reader: inout StepReader) {
        let queue = reader.queue("queue")
        prompt = reader.optionalSpoken("prompt") ?? []
        joined = reader.optionalSpoken("joined") ?? []
        wait = reader.optionalSpoken("wait") ?? []
        waitUnknown = reader.optionalSpoken("wait-unknown") ?? []
        offer = reader.optionalSpoken("offer") ?? []
        music = reader.promptID("music")
        every = max(.seconds(5), reader.yaml.duration("every", default: .seconds(45)) ?? .seconds(45))
        comfort = reader.optionalSpoken("comfort") ?? []
        returned = reader.optionalSpoken("returned") ?? []
        choices = reader.optionalKeys("choices") { reader, value in reader.target(named: value) } ?? [:]
        overflow = reader.yaml.optional("overflow").flatMap { value in
            reader.inner(value) { inner in
                let after = inner.yaml.duration("after")
                let to = inner.target("to")
                guard let after, let to else { return nil }
                return Overflow(after: after, to: to)
            }
        }
        served = reader.optionalTarget("served")
        let closed = reader.target("closed")
        guard let queue, let closed else { return nil }
        self.queue = queue
        self.closed = closed
    }
}
