import CivicCore
import Foundation

// The caller's side: joining, leaving, talking and coming back.

extension Dispatcher {
    /// A wait can have begun before the daemon did; beyond a month its length no longer matters.
    private static let longestWait = 30.0 * 86_400

    mutating func join(_ joined: Place) {
        guard standings[joined.id] == nil, joined.state != .left else { return }
        var place = joined
        place.leaving = nil
        place.agent = nil
        let waited = min(max(wallClock.timeIntervalSince(place.joinedAt), 0), Self.longestWait)
        var standing = Standing(place: place, waitStart: now - .milliseconds(Int64(waited * 1_000)))
        if place.callBack != nil {
            standing.line = .none
            standing.stage = .parked
        }
        standings[place.id] = standing
        openQueue(place.queue)
        queues[place.queue]?.statistics.offered += 1
        if let mark = place.mark { queues[place.queue]?.statistics.marked[mark, default: 0] += 1 }
        if let callBack = place.callBack {
            queues[place.queue]?.statistics.callBacks += 1
            if let number = place.callbackNumber { numbers[number] = place.id }
            if joined.state != .callBack || joined.agent != nil {
                emit(.persist(placeId: place.id, .callBack, nil, agent: nil))
                emit(.persistCallBack(placeId: place.id, number: place.callbackNumber, callBack))
            }
            seat(place.id)
        } else {
            if joined.state != .waiting || joined.agent != nil {
                emit(.persist(placeId: place.id, .waiting, nil, agent: nil))
            }
            enterLine(place.id)
            startWaiting(place.id)
        }
        matchPlace(place.id)
    }

    mutating func leave(_ id: Int64, _ why: Place.Leaving) {
        guard let standing = standings[id] else { return }
        switch standing.stage {
        case .waiting:
            stopWaiting(id)
            close(id, why, agent: nil)
        case .parked:
            setDeadline(of: id, nil)
            close(id, why, agent: nil)
        case .offered(let lease):
            emit(.withdraw(lease))
            close(id, why, agent: nil)
            queues[standing.place.queue]?.statistics.leasesFailed += 1
            free(lease.agent)
        case .talking:
            endTalk(id, .citizenHungUp)
        }
    }

    /// Ends an agent's lease by no fault of theirs: they keep their turn.
    mutating func free(_ agent: String) {
        update(agent) { $0.activity = .none }
        settle(agent)
    }

    mutating func endTalk(_ id: Int64, _ end: TalkEnd) {
        guard let standing = standings[id], case .talking(let agent) = standing.stage else { return }
        if case .handedOver(let colleague) = end { return handOver(id, from: agent, to: colleague) }
        dismissConsulted(about: id)
        switch end {
        case .handedOver: break
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
        case .transferred(let queue): sendOn(id, to: queue, from: agent)
        case .passed(let queue, let colleague):
            standings[id]?.place.preferredAgent = colleague
            sendOn(id, to: queue, from: agent)
        }
    }

    private mutating func sendOn(_ id: Int64, to queue: String, from agent: String) {
        guard let before = standings[id]?.place else { return }
        if queue != before.queue {
            openQueue(queue)
            standings[id]?.place.queue = queue
            standings[id]?.positionCap = .max
            emit(.persistQueue(placeId: id, queue: queue))
        }
        putBack(id)
        emit(.returned(placeId: id))
        // Before the wrap-up, which can be of no length: the one who sends a caller on is the last to get them.
        matchPlace(id)
        startWrapUp(of: agent, after: before)
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
    mutating func close(_ id: Int64, _ why: Place.Leaving, agent: String?) {
        guard let standing = standings[id] else { return }
        emit(.persist(placeId: id, .left, why, agent: agent))
        if let number = standing.place.callbackNumber, numbers[number] == id { numbers[number] = nil }
        setDeadline(of: id, nil)
        if why == .unreachable { emit(.unreachable(standing.place)) }
        if standing.isDialling, why != .unreachable { emit(.stopDialling(placeId: id)) }
        if !standing.wasAnswered {
            switch why {
            case .hungUp: queues[standing.place.queue]?.statistics.abandoned += 1
            case .message: queues[standing.place.queue]?.statistics.messages += 1
            case .unreachable: queues[standing.place.queue]?.statistics.unreachable += 1
            case .overflow, .closed, .served: queues[standing.place.queue]?.statistics.overflowed += 1
            }
        }
        if standing.isInLine { leaveLine(id) }
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

    /// Whatever becomes of the line before the place is back in it, no higher position is told.
    mutating func capPosition(of id: Int64) {
        let position = position(of: id) ?? .max
        standings[id]?.positionCap = position
    }

    /// From here on the place can be matched.
    mutating func startWaiting(_ id: Int64) {
        guard var standing = standings[id], let definition = queues[standing.place.queue]?.definition else { return }
        standing.stage = .waiting
        if case .live = standing.line { standing.place.state = .waiting } else { standing.place.state = .callBack }
        standing.place.agent = nil
        var place = standing.place
        if let name = place.preferredAgent, !isAtWork(name, in: place.queue) { place.preferredAgent = nil }
        standing.needs = definition.stages(of: place).map { after, need in
            (standing.waitStart + after, need, know(need, in: place.queue))
        }
        standing.needIndex = (standing.needs.lastIndex { $0.from <= now }) ?? 0
        standings[id] = standing
        if let pool = standing.pool { meetings[pool].wait(standing.order) }
        setDeadline(of: id, nextChange(of: standing))
    }

    mutating func stopWaiting(_ id: Int64) {
        guard let standing = standings[id] else { return }
        if let pool = standing.pool { meetings[pool].leave(standing.order) }
        setDeadline(of: id, nil)
    }

    /// Less is asked of agents from here on.
    mutating func relax(_ id: Int64) {
        guard var standing = standings[id] else { return }
        if let pool = standing.pool { meetings[pool].leave(standing.order) }
        standing.needIndex = (standing.needs.lastIndex { $0.from <= now }) ?? standing.needIndex
        standings[id] = standing
        if let pool = standing.pool { meetings[pool].wait(standing.order) }
        setDeadline(of: id, nextChange(of: standing))
    }

    private func nextChange(of standing: Standing) -> MonotonicInstant? {
        let next = standing.needIndex + 1 < standing.needs.count ? standing.needs[standing.needIndex + 1].from : nil
        guard case .dialling(let until) = standing.line else { return next }
        return min(next ?? until, until)
    }

    private func isAtWork(_ name: String, in queue: String) -> Bool {
        guard let agent = agents[name] else { return false }
        return agent.isWilling && agent.profile.queues.contains(queue)
    }

    mutating func setDeadline(of id: Int64, _ deadline: MonotonicInstant?) {
        guard let before = standings[id]?.deadline ?? deadline else { return }
        if standings[id]?.deadline != nil { deadlines.remove(Deadline(at: before, owner: .place(id))) }
        standings[id]?.deadline = deadline
        if let deadline { deadlines.insert(Deadline(at: deadline, owner: .place(id))) }
    }

    /// A mark goes before longer waits; whoever stands in line is told no higher position for it.
    mutating func mark(_ id: Int64, _ mark: Place.Mark?) {
        guard let standing = standings[id], standing.place.mark != mark else { return }
        var isWaiting = false
        if case .waiting = standing.stage { isWaiting = true }
        if standing.isInLine { capPosition(of: id) }
        if isWaiting { stopWaiting(id) }
        if standing.isInLine { leaveLine(id) }
        standings[id]?.place.mark = mark
        if let mark { queues[standing.place.queue]?.statistics.marked[mark, default: 0] += 1 }
        emit(.persistMark(placeId: id, mark))
        if standing.isInLine { enterLine(id) }
        if isWaiting {
            startWaiting(id)
            matchPlace(id)
        }
    }
}
