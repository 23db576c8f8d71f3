package import CivicCore
package import Foundation

/// Where the sweep goes on: a few places and agents at a time, so that it costs the same in a full house.
struct Sweeper: Sendable {
    var places: [Int64] = []
    var agents: [String] = []
}

/// What a sweep found that must not be, and has repaired.
package enum QueueAnomaly: String, CaseIterable, Sendable {
    /// Waits and is in no pool or line, or after its time.
    case lostPlace = "lost-place"
    /// A willing agent was idle while a caller waited whom they may answer.
    case idleAndWaiting = "idle-and-waiting"
    /// A place was offered to, or talked with, an agent who knew nothing of it.
    case halfLease = "half-lease"
    /// An agent was held by a place that knew nothing of it.
    case heldAgent = "held-agent"
    /// An agent was ready and not among the idle, or the other way round.
    case lostAgent = "lost-agent"
    /// A state that must end by itself had no deadline, or one that had passed.
    case noDeadline = "no-deadline"
}

extension Dispatcher {
    /// Looks at the next few places and agents, repairs what breaks an invariant, and tells what it was.
    package mutating func sweep(
        at now: MonotonicInstant, wallClock: Date, atMost budget: Int = 64
    ) -> (anomalies: [QueueAnomaly], effects: [QueueEffect]) {
        turn(to: now, wallClock: wallClock)
        if sweeper.places.isEmpty { sweeper.places = Array(standings.keys) }
        if sweeper.agents.isEmpty { sweeper.agents = Array(agents.keys) }
        var found: [QueueAnomaly] = []
        for _ in 0..<budget {
            guard let id = sweeper.places.popLast() else { break }
            if let anomaly = sweepPlace(id) { found.append(anomaly) }
        }
        for _ in 0..<budget {
            guard let name = sweeper.agents.popLast() else { break }
            if let anomaly = sweepAgent(name) { found.append(anomaly) }
        }
        return (found, drain())
    }

    private mutating func sweepPlace(_ id: Int64) -> QueueAnomaly? {
        guard let standing = standings[id] else { return nil }
        switch standing.stage {
        case .waiting:
            let isInPool = standing.pool.map { meetings[$0].callers.contains(standing.order) } ?? false
            let isInLine = queues[standing.place.queue]?.line.contains(standing.order) == true
            let isLate = standing.deadline.map { $0 < now } ?? false
            if !isInPool || !isInLine || isLate {
                stopWaiting(id)
                openQueue(standing.place.queue)
                if !isInLine { enterLine(id) }
                startWaiting(id)
                matchPlace(id)
                return .lostPlace
            }
            guard candidate(for: standing) != nil else { return nil }
            matchPlace(id)
            return .idleAndWaiting
        case .offered(let lease):
            guard agents[lease.agent]?.lease != lease else { return nil }
        case .talking(let agent):
            if case .talking(id, _) = agents[agent]?.activity { return nil }
            enterLine(id)
        case .parked:
            guard standing.deadline == nil else { return nil }
            seat(id)
            matchPlace(id)
            return .noDeadline
        }
        startWaiting(id)
        emit(.persist(placeId: id, standings[id]?.place.state ?? .waiting, nil, agent: nil))
        emit(.returned(placeId: id))
        matchPlace(id)
        return .halfLease
    }

    private mutating func sweepAgent(_ name: String) -> QueueAnomaly? {
        guard let agent = agents[name] else { return nil }
        let isHeld: Bool
        switch agent.activity {
        case .reserved(let lease, _), .ringing(let lease, _):
            if case .offered(lease) = standings[lease.placeId]?.stage { isHeld = false } else { isHeld = true }
        case .talking(let placeId, _):
            if case .talking(name) = standings[placeId]?.stage { isHeld = false } else { isHeld = true }
        case .consulted(let placeId, _): isHeld = standings[placeId]?.consulted != name
        case .none, .wrapUp: isHeld = false
        }
        if isHeld {
            if let lease = agent.lease { emit(.withdraw(lease)) }
            free(name)
            return .heldAgent
        }
        if let deadline = agent.deadline {
            guard !deadlines.contains(Deadline(at: deadline, owner: .agent(name))) else { return nil }
            deadlines.insert(Deadline(at: deadline, owner: .agent(name)))
            return .noDeadline
        }
        guard agent.isIdle != (agent.isFree && agent.isWilling) else { return nil }
        settle(name)
        return .lostAgent
    }
}
