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
    /// What is asked of agents, weaker and weaker; made when the place begins to wait.
    var needs: [(from: MonotonicInstant, need: Requirement)] = []
    /// The one of `needs` that holds.
    var needIndex = 0
    /// When the place next changes by itself.
    var deadline: MonotonicInstant?
    /// The place's entry into its line.
    var entry: UInt64 = 0
    /// The last position before a talk or a pause; returning to the same queue does not raise it.
    var positionCap = Int.max
    var wasAnswered = false

    var order: PlaceOrder {
        PlaceOrder(rank: place.mark.map(\.rank) ?? PlaceOrder.unmarked, joinedAt: place.joinedAt, id: place.id)
    }

    var need: Requirement? { needIndex < needs.count ? needs[needIndex].need : nil }

    var pool: Pool? { need.map { Pool(queue: place.queue, need: $0) } }

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
