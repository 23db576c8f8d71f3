package import CivicCore
package import Foundation

/// The waiting lines and their agents: who is offered to whom, and what becomes of it.
///
/// One value over all queues. Events and time go in, effects come out; an event costs O(log n) for each queue and
/// language of the agent or place that it is about, and never walks over the others.
///
///     place    joined ──▶ waiting ──offer──▶ offered ──accepted──▶ talking ──▶ left
///                          ▲ ▲  └──left──▶    │                     │
///                          │ └── no answer, declined, device gone   │
///                          └────── transferred, agent lost ─────────┘
///
///     agent    ready ──▶ reserved ──▶ ringing ──▶ talking ──▶ wrap-up ──▶ what the agent last chose
///
/// What holds after every event: no place has two agents, no agent two places; no willing agent is idle while a caller
/// waits whom they may answer; the order is by join times alone, and these never change.
package struct Dispatcher: Sendable {
    /// Callers up to this position hear of each step forward at once (``QueueEffect/moved(placeId:position:)``).
    package static let promptlyTold = 20

    /// One queue with its line.
    struct Queue: Sendable {
        var definition: QueueDefinition
        var line = WaitingLine()
        var pace = AnswerPace()
        /// When the line last went from empty to not empty.
        var busySince = MonotonicInstant.zero
        var agentsAtWork = 0
        var statistics = QueueStatistics()
    }

    var queues: [String: Queue]
    var standings: [Int64: Standing] = [:]
    var agents: [String: Agent] = [:]
    /// Waiting places by what agents must speak; the offered are not in it.
    var callers: [Pool: OrderedTree<PlaceOrder>] = [:]
    /// Ready agents by what they can take.
    var idle: [Pool: OrderedTree<IdleOrder>] = [:]
    var deadlines = OrderedTree<Deadline>()
    var leases: UInt64 = 0
    /// The latest instant seen; time never runs backwards here.
    var now = MonotonicInstant.zero
    var wallClock = Date(timeIntervalSince1970: 0)
    private var outbox: [QueueEffect] = []

    package init(queues definitions: [QueueDefinition]) {
        queues = Dictionary(definitions.map { ($0.id, Queue(definition: $0)) }) { first, _ in first }
    }

    /// Takes one event in. Deadlines that have passed by `now` are carried out first, so a late answer is late.
    package mutating func handle(_ event: QueueEvent, at now: MonotonicInstant, wallClock: Date) -> [QueueEffect] {
        turn(to: now, wallClock: wallClock)
        switch event {
        case .joined(let place): join(place)
        case .left(let id, let why): leave(id, why)
        case .signedIn(let profile, let deviceReady): signIn(profile, deviceReady: deviceReady)
        case .deviceChanged(let agent, let ready): changeDevice(of: agent, ready: ready)
        case .chose(let agent, let wish): choose(wish, agent: agent)
        case .ringing(let lease): ring(lease)
        case .accepted(let lease): accept(lease)
        case .offerFailed(let lease, let failure): fail(lease, failure)
        case .talkEnded(let id, let end): endTalk(id, end)
        case .wrapUpDone(let agent): endWrapUp(of: agent)
        }
        return drain()
    }

    /// Carries out the deadlines that have passed.
    package mutating func advance(to now: MonotonicInstant, wallClock: Date) -> [QueueEffect] {
        turn(to: now, wallClock: wallClock)
        return drain()
    }

    /// When `advance(to:wallClock:)` next has work.
    package var nextDeadline: MonotonicInstant? { deadlines.first?.at }

    /// From 1; nil when the place is not in line. Never rises while the place stays in one queue.
    package func position(of placeId: Int64) -> Int? {
        guard let standing = standings[placeId], let queue = queues[standing.place.queue] else { return nil }
        if case .talking = standing.stage { return nil }
        return min(standing.positionCap, queue.line.position(of: standing.order, entry: standing.entry))
    }

    /// The wait still ahead, in minutes; nil when unsure, and then nothing is to be said: too few recent answers, a pace
    /// too uneven, or nobody at work in the queue.
    package func waitEstimate(of placeId: Int64) -> ClosedRange<Int>? {
        guard let position = position(of: placeId), let standing = standings[placeId],
            let queue = queues[standing.place.queue], queue.agentsAtWork > 0
        else { return nil }
        return queue.pace.estimate(position: position, at: now, busySince: queue.busySince)
    }

    /// nil for an agent who never signed in.
    package func state(of agent: String) -> AgentState? { agents[agent]?.state }

    /// Those in line, the offered included; in all queues when `queue` is nil.
    package func waiting(in queue: String?) -> (count: Int, longestSince: Date?) {
        let lines = queue.map { [queues[$0]?.line].compactMap { $0 } } ?? queues.values.map(\.line)
        return (lines.reduce(0) { $0 + $1.count }, lines.compactMap { $0.first?.joinedAt }.min())
    }

    /// Counters of all queues together.
    package var statistics: QueueStatistics { queues.values.reduce(into: QueueStatistics()) { $0 += $1.statistics } }

    package func statistics(of queue: String) -> QueueStatistics? { queues[queue]?.statistics }

    mutating func emit(_ effect: QueueEffect) { outbox.append(effect) }

    private mutating func turn(to now: MonotonicInstant, wallClock: Date) {
        self.now = max(self.now, now)
        self.wallClock = wallClock
        expire()
    }

    private mutating func drain() -> [QueueEffect] {
        defer { outbox.removeAll() }
        return outbox
    }
}
