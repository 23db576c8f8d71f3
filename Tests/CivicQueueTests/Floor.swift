import CivicCore
import CivicQueue
import Foundation

/// A dispatcher with a clock in its hand, for tests that read like a shift.
struct Floor {
    static let morning = Date(timeIntervalSince1970: 1_800_000_000)

    var dispatcher: Dispatcher
    var now = MonotonicInstant.zero
    /// Effects of the last step.
    var effects: [QueueEffect] = []

    init(
        _ queues: [QueueDefinition] = [
            QueueDefinition(
                id: "general", ringFor: .seconds(20), wrapUp: .seconds(60), languageRelaxesAfter: .seconds(20))
        ]
    ) {
        dispatcher = Dispatcher(queues: queues)
    }

    var wallClock: Date { Self.morning.addingTimeInterval(now.nanoseconds.asSeconds) }

    @discardableResult
    mutating func tell(_ event: QueueEvent) -> [QueueEffect] {
        effects = dispatcher.handle(event, at: now, wallClock: wallClock)
        return effects
    }

    /// Lets time go by, stopping at each deadline as the daemon does.
    @discardableResult
    mutating func wait(_ duration: Duration) -> [QueueEffect] {
        let end = now + duration
        effects = []
        while let deadline = dispatcher.nextDeadline, deadline <= end {
            now = max(now, deadline)
            effects += dispatcher.advance(to: now, wallClock: wallClock)
        }
        now = end
        effects += dispatcher.advance(to: now, wallClock: wallClock)
        return effects
    }

    func place(
        _ id: Int64, queue: String = "general", language: Language = .mandarin, joined: Date? = nil,
        state: Place.State = .waiting
    ) -> Place {
        Place(
            id: id, conversation: ConversationReference(text: "C-\(id)"), queue: queue, joinedAt: joined ?? wallClock,
            language: language, callbackNumber: nil, state: state, leaving: nil, agent: nil)
    }

    /// A caller joins; a second goes by, so that the next joins later.
    mutating func join(_ id: Int64, queue: String = "general", language: Language = .mandarin) {
        tell(.joined(place(id, queue: queue, language: language)))
        let told = effects
        now += .seconds(1)
        effects = told
    }

    mutating func ready(
        _ agent: String, queues: Set<String> = ["general"], languages: [Language] = [.mandarin, .english]
    ) {
        tell(.signedIn(AgentProfile(id: agent, queues: queues, languages: languages), deviceReady: true))
        tell(.chose(agent: agent, .ready))
    }

    /// Takes the offer that is out to `agent` all the way to a talk.
    mutating func answer(_ agent: String) {
        guard let lease = lease(of: agent) else { return }
        tell(.ringing(lease))
        tell(.accepted(lease))
    }

    func lease(of agent: String) -> Lease? {
        switch dispatcher.state(of: agent) {
        case .reserved(let lease, _), .ringing(let lease, _): lease
        default: nil
        }
    }

    /// The place that `agent` talks to.
    func talk(of agent: String) -> Int64? {
        if case .talking(let placeId, _) = dispatcher.state(of: agent) { placeId } else { nil }
    }

    func isReady(_ agent: String) -> Bool {
        if case .ready = dispatcher.state(of: agent) { true } else { false }
    }
}

extension Int64 {
    /// Nanoseconds as seconds.
    var asSeconds: Double { Double(self) / 1e9 }
}

extension [QueueEffect] {
    /// The leases offered, as `place→agent`.
    var offers: [String] {
        compactMap { if case .offer(let lease, _, _) = $0 { "\(lease.placeId)→\(lease.agent)" } else { nil } }
    }

    func position(of effect: QueueEffect) -> Int { firstIndex(of: effect) ?? .max }

    var offerIndex: Int { firstIndex { if case .offer = $0 { true } else { false } } ?? .max }
}
