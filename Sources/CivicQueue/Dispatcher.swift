package import CivicCore
package import Foundation

/// The waiting lines and their agents: who is offered to whom, and what becomes of it.
///
/// One value over all queues. Events and time go in, effects come out; an event costs O(log n) for each queue and
/// language of the agent or place that it is about, and never walks over the others.
///
///     place    joined ──▶ waiting ──offer──▶ offered ──accepted──▶ talking ──▶ left
///                │         ▲ ▲  └──left──▶    │                     │
///                │         │ └── no answer, declined, device gone   │
///                │         └────── transferred, agent lost ─────────┘
///                └▶ to be called back ──due──▶ waiting without a call ──agent──▶ dialled ──taken──▶ offered
///                        ▲                                                         │
///                        └───────── busy, no answer, rejected, not taken ──────────┴──▶ left (unreachable)
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
        /// Agents whose profile names it.
        var members: Set<String> = []
        /// What callers have asked of agents so far.
        var needs: Set<Requirement> = []
    }

    var queues: [String: Queue]
    var standings: [Int64: Standing] = [:]
    var agents: [String: Agent] = [:]
    /// Waiting places and ready agents by what is asked for; the offered are not in it.
    var meetings: [Meeting] = []
    var numbersOfPools: [Pool: Int] = [:]
    var deadlines = OrderedTree<Deadline>()
    /// Places without a call, by the number that is to be called.
    var numbers: [String: Int64] = [:]
    package internal(set) var dialler: CallBackDialler
    var sweeper = Sweeper()
    var leases: UInt64 = 0
    /// The latest instant seen; time never runs backwards here.
    var now = MonotonicInstant.zero
    var wallClock = Date(timeIntervalSince1970: 0)
    private var outbox: [QueueEffect] = []

    package init(queues definitions: [QueueDefinition], callBacks: CallBackRules = CallBackRules()) {
        dialler = CallBackDialler(callBacks)
        queues = Dictionary(definitions.map { ($0.id, Queue(definition: $0)) }) { first, _ in first }
    }

    /// Takes one event in. Deadlines that have passed by `now` are carried out first, so a late answer is late.
    package mutating func handle(_ event: QueueEvent, at now: MonotonicInstant, wallClock: Date) -> [QueueEffect] {
        turn(to: now, wallClock: wallClock)
        switch event {
        case .joined(let place): join(place)
        case .left(let id, let why): leave(id, why)
        case .signedIn(let profile, let deviceReady): signIn(profile, deviceReady: deviceReady)
        case .profileChanged(let profile): changeProfile(profile)
        case .deviceChanged(let agent, let ready): changeDevice(of: agent, ready: ready)
        case .chose(let agent, let wish): choose(wish, agent: agent)
        case .ringing(let lease): ring(lease)
        case .accepted(let lease): accept(lease)
        case .offerFailed(let lease, let failure): fail(lease, failure)
        case .talkEnded(let id, let end): endTalk(id, end)
        case .wrapUpDone(let agent): endWrapUp(of: agent)
        case .consulted(let agent, let id): consult(agent, about: id)
        case .consultAnswered(let agent): answerConsultation(agent)
        case .consultEnded(let agent): endConsultation(agent)
        case .holds(let id, let cause, let number): hold(id, cause, number: number)
        case .arranged(let id, let number, let at): arrange(id, number: number, at: at)
        case .taken(let id): take(id)
        case .callBackFailed(let id, let failure): failCallBack(id, failure)
        case .resumed(let id, let conversation): resume(id, in: conversation)
        case .marked(let id, let mark): self.mark(id, mark)
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
        guard standing.isInLine else { return nil }
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

    /// The place whose citizen is to be called back at `number`.
    package func callBack(at number: String) -> Place? { numbers[number].flatMap { standings[$0]?.place } }

    /// Whether the citizen's phone is to ring now, or is being answered.
    package func isDialling(_ placeId: Int64) -> Bool { standings[placeId]?.isDialling ?? false }

    /// Places whose citizens are to be called back, the ones being called included.
    package var callBacks: Int { numbers.count }

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

    /// Puts other definitions in the place of those so far; nobody is signed out and no place is lost. A queue that is
    /// gone goes on until it is empty, as it was.
    package mutating func use(
        _ definitions: [QueueDefinition], callBacks: CallBackRules, at now: MonotonicInstant, wallClock: Date
    ) -> [QueueEffect] {
        turn(to: now, wallClock: wallClock)
        dialler = CallBackDialler(callBacks)
        redefine(definitions)
        return drain()
    }

    mutating func turn(to now: MonotonicInstant, wallClock: Date) {
        self.now = max(self.now, now)
        self.wallClock = wallClock
        expire()
    }

    mutating func drain() -> [QueueEffect] {
        defer { outbox.removeAll() }
        return outbox
    }
}
