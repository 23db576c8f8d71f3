import CivicCore

/// One place as the dispatcher knows it.
struct Standing: Sendable {
    enum Stage: Sendable {
        case waiting, offered(Lease), talking(agent: String)
    }

    var place: Place
    var stage = Stage.waiting
    /// The join time on the monotonic clock, for waits and relaxing.
    var waitStart: MonotonicInstant
    /// Any agent of the queue may answer, whatever language they speak.
    var isRelaxed = false
    /// The place's entry into its line.
    var entry: UInt64 = 0
    /// The last position before a talk; returning to the same queue does not raise it.
    var positionCap = Int.max
    var wasAnswered = false

    var order: PlaceOrder { PlaceOrder(joinedAt: place.joinedAt, id: place.id) }
}

/// Where callers and agents meet: one queue and one language, or one queue and any language.
struct Pool: Hashable, Sendable {
    var queue: String
    /// nil: callers who take any language, agents who take such callers.
    var language: Language?
}

/// The longest idle come first.
struct IdleOrder: Comparable, Sendable {
    var since: MonotonicInstant
    var agent: String

    static func < (left: Self, right: Self) -> Bool {
        (left.since, left.agent) < (right.since, right.agent)
    }
}

/// The instant at which a state ends by itself. Every owner has one at most.
struct Deadline: Comparable, Sendable {
    enum Owner: Comparable, Sendable {
        /// The caller may be answered in any language from here on.
        case place(Int64)
        case agent(String)
    }

    var at: MonotonicInstant
    var owner: Owner

    static func < (left: Self, right: Self) -> Bool {
        (left.at, left.owner) < (right.at, right.owner)
    }
}
