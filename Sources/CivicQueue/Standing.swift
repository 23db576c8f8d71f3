import CivicCore

/// One place as the dispatcher knows it.
struct Standing: Sendable {
    enum Stage: Sendable {
        case waiting, offered(Lease), talking(agent: String)
        /// To be called back, and not yet: out of the line until then.
        case parked
    }

    /// Where the citizen is.
    enum Line: Sendable {
        case live
        /// To be called back.
        case none
        /// The citizen's phone rings, or whoever answered has not taken the call yet.
        case dialling(until: MonotonicInstant)
    }

    var place: Place
    var stage = Stage.waiting
    var line = Line.live
    /// The join time on the monotonic clock, for waits and relaxing.
    var waitStart: MonotonicInstant
    /// What is asked of agents, weaker and weaker, each with its pool; made when the place begins to wait.
    var needs: [(from: MonotonicInstant, need: Requirement, pool: Int)] = []
    /// The one of `needs` that holds.
    var needIndex = 0
    /// When the place next changes by itself.
    var deadline: MonotonicInstant?
    /// The place's entry into its line.
    var entry: UInt64 = 0
    /// The last position before a talk or a pause; returning to the same queue does not raise it.
    var positionCap = Int.max
    var wasAnswered = false
    /// The colleague whom the agent consults.
    var consulted: String?

    var order: PlaceOrder {
        PlaceOrder(rank: place.mark.map(\.rank) ?? PlaceOrder.unmarked, joinedAt: place.joinedAt, id: place.id)
    }

    var need: Requirement? { needIndex < needs.count ? needs[needIndex].need : nil }

    var pool: Int? { needIndex < needs.count ? needs[needIndex].pool : nil }

    var isInLine: Bool {
        switch stage {
        case .waiting, .offered: true
        case .talking, .parked: false
        }
    }

    var isDialling: Bool { if case .dialling = line { true } else { false } }
}

/// Where callers and agents meet: one queue and what its callers ask of agents.
struct Pool: Hashable, Sendable {
    var queue: String
    var need: Requirement
}

/// Who waits and who is idle in one pool. Pools are known by their numbers: what they ask for is hashed only when a place
/// begins to wait.
struct Meeting: Sendable {
    let pool: Pool
    var strategy: AgentStrategy
    var headStart: Double
    private(set) var callers = OrderedTree<PlaceOrder>()
    var idle = OrderedTree<IdleOrder>()
    /// The first of the callers.
    private(set) var first: PlaceOrder?

    init(_ pool: Pool, _ definition: QueueDefinition) {
        self.pool = pool
        strategy = definition.strategy
        headStart = definition.countedHeadStart
    }

    mutating func wait(_ order: PlaceOrder) {
        callers.insert(order)
        first = min(first ?? order, order)
    }

    mutating func leave(_ order: PlaceOrder) {
        callers.remove(order)
        if first == order { first = callers.first }
    }

    /// Does not change while the agent is idle.
    func order(of agent: Agent) -> IdleOrder {
        let key: Int64 =
            switch strategy {
            case .longestIdle: 0
            case .leastOccupied: agent.busyFor.milliseconds
            case .roundRobin: Int64(agent.lastLease)
            case .skillsBest: Int64(-pool.need.fit(of: agent.profile))
            }
        return IdleOrder(key: key, since: agent.readySince, agent: agent.profile.id)
    }
}

extension QueueDefinition {
    var countedHeadStart: Double { min(headStart, Self.longestHeadStart).inSeconds }
}

/// By the queue's strategy, then the longest idle first.
struct IdleOrder: Comparable, Sendable {
    var key: Int64
    var since: MonotonicInstant
    var agent: String

    static func < (left: Self, right: Self) -> Bool {
        (left.key, left.since, left.agent) < (right.key, right.since, right.agent)
    }
}

/// The instant at which a state ends by itself. Every owner has one at most.
struct Deadline: Comparable, Sendable {
    enum Owner: Comparable, Sendable {
        /// Less is asked of agents from here on, a phone has rung long enough, or a call-back is due.
        case place(Int64)
        case agent(String)
    }

    var at: MonotonicInstant
    var owner: Owner

    static func < (left: Self, right: Self) -> Bool {
        (left.at, left.owner) < (right.at, right.owner)
    }
}
