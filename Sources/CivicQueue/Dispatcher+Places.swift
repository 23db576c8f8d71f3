import CivicCore
import Foundation

// The caller's side: joining, leaving, talking and coming back.

extension Dispatcher {
    /// A wait can have begun before the daemon did; beyond a month its length no longer matters.
    private static let longestWait = 30.0 * 86_400

    mutating func join(_ joined: Place) {
        guard standings[joined.id] == nil, joined.state != .left else { return }
        var place = joined
        place.state = .waiting
        place.leaving = nil
        place.agent = nil
        let waited = min(max(wallClock.timeIntervalSince(place.joinedAt), 0), Self.longestWait)
        standings[place.id] = Standing(place: place, waitStart: now - .milliseconds(Int64(waited * 1_000)))
        openQueue(place.queue)
        queues[place.queue]?.statistics.offered += 1
        if joined.state != .waiting || joined.agent != nil {
            emit(.persist(placeId: place.id, .waiting, nil, agent: nil))
        }
        enterLine(place.id)
        startWaiting(place.id)
        matchPlace(place.id)
    }

    mutating func leave(_ id: Int64, _ why: Place.Leaving) {
        guard let standing = standings[id] else { return }
        switch standing.stage {
        case .waiting:
            stopWaiting(id)
            close(id, why, agent: nil)
        case .offered(let lease):
            emit(.withdraw(lease))
            close(id, why, agent: nil)
            queues[standing.place.queue]?.statistics.leasesFailed += 1
            // No fault of the agent's, who keeps their turn.
            update(lease.agent) { $0.activity = .none }
            settle(lease.agent)
        case .talking:
            endTalk(id, .citizenHungUp)
        }
    }

    mutating func endTalk(_ id: Int64, _ end: TalkEnd) {
        guard let standing = standings[id], case .talking(let agent) = standing.stage else { return }
        switch end {
        case .citizenHungUp, .agentHungUp:
            close(id, .served, agent: agent)
            startWrapUp(of: agent, after: standing.place)
        case .agentDeviceLost:
            putBack(id)
            emit(.returned(placeId: id))
            update(agent) {
                $0.activity = .none
                $0.block = .untilDeviceShows
            }
            settle(agent)
            matchPlace(id)
        case .transferred(let queue):
            let before = standing.place
            if queue != before.queue {
                openQueue(queue)
                standings[id]?.place.queue = queue
                standings[id]?.positionCap = .max
                standings[id]?.isRelaxed = false
                emit(.persistQueue(placeId: id, queue: queue))
            }
            putBack(id)
            emit(.returned(placeId: id))
            // Before the wrap-up, which can be of no length: the one who sends a caller on is the last to get them.
            matchPlace(id)
            startWrapUp(of: agent, after: before)
        }
    }

    /// Puts a place that talked back into its line, by its old join time.
    private mutating func putBack(_ id: Int64) {
        guard let queue = standings[id]?.place.queue else { return }
        queues[queue]?.statistics.returned += 1
        emit(.persist(placeId: id, .waiting, nil, agent: nil))
        enterLine(id)
        startWaiting(id)
    }

    /// Forgets a place for good.
    private mutating func close(_ id: Int64, _ why: Place.Leaving, agent: String?) {
        guard let standing = standings[id] else { return }
        emit(.persist(placeId: id, .left, why, agent: agent))
        if !standing.wasAnswered {
            switch why {
            case .hungUp: queues[standing.place.queue]?.statistics.abandoned += 1
            case .message: queues[standing.place.queue]?.statistics.messages += 1
            case .overflow, .closed, .served: queues[standing.place.queue]?.statistics.overflowed += 1
            }
        }
        if case .talking = standing.stage {} else { leaveLine(id) }
        standings[id] = nil
    }

    /// A queue that is named and not defined gets the usual timings: a place is never refused for it.
    mutating func openQueue(_ id: String) {
        if queues[id] == nil { queues[id] = Queue(definition: QueueDefinition(id: id)) }
    }

    mutating func enterLine(_ id: Int64) {
        guard let standing = standings[id] else { return }
        let name = standing.place.queue
        if queues[name]?.line.count == 0 { queues[name]?.busySince = now }
        standings[id]?.entry = queues[name]?.line.enter(standing.order) ?? 0
    }

    /// Takes the place out of its line and tells those behind, near the front, that they have moved.
    mutating func leaveLine(_ id: Int64) {
        guard let standing = standings[id] else { return }
        let name = standing.place.queue
        let behind = queues[name]?.line.places(behind: standing.order, limit: Self.promptlyTold) ?? []
        let before = behind.map { position(of: $0.id) }
        queues[name]?.line.leave(standing.order)
        for (other, old) in zip(behind, before) {
            guard let old, let new = position(of: other.id), new < old, new <= Self.promptlyTold else { continue }
            emit(.moved(placeId: other.id, position: new))
        }
    }

    /// From here on the place can be matched.
    mutating func startWaiting(_ id: Int64) {
        guard var standing = standings[id] else { return }
        standing.stage = .waiting
        standing.place.state = .waiting
        standing.place.agent = nil
        let relaxes = relaxing(of: standing)
        standing.isRelaxed = standing.isRelaxed || relaxes <= now
        standings[id] = standing
        callers[pool(of: standing), default: OrderedTree()].insert(standing.order)
        if !standing.isRelaxed { deadlines.insert(Deadline(at: relaxes, owner: .place(id))) }
    }

    mutating func stopWaiting(_ id: Int64) {
        guard let standing = standings[id] else { return }
        callers[pool(of: standing)]?.remove(standing.order)
        if !standing.isRelaxed { deadlines.remove(Deadline(at: relaxing(of: standing), owner: .place(id))) }
    }

    /// The place has waited long enough for its language.
    mutating func relax(_ id: Int64) {
        guard let standing = standings[id], !standing.isRelaxed else { return }
        callers[pool(of: standing)]?.remove(standing.order)
        standings[id]?.isRelaxed = true
        callers[Pool(queue: standing.place.queue, language: nil), default: OrderedTree()].insert(standing.order)
    }

    private func relaxing(of standing: Standing) -> MonotonicInstant {
        standing.waitStart + (queues[standing.place.queue]?.definition.languageRelaxesAfter ?? .zero)
    }

    private func pool(of standing: Standing) -> Pool {
        Pool(queue: standing.place.queue, language: standing.isRelaxed ? nil : standing.place.language)
    }
}
