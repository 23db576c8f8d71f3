import CivicCore
import Foundation

// Matching, and the life of one offer.

extension Dispatcher {
    /// Carries out what has become due. Places come first, so that an agent whose wrap-up ends finds them all.
    mutating func expire() {
        var fresh: [Int64] = []
        var finished: [String] = []
        while let due = deadlines.first, due.at <= now {
            deadlines.remove(due)
            switch due.owner {
            case .place(let id):
                standings[id]?.deadline = nil
                if let agent = placeIsDue(id) { finished.append(agent) }
                fresh.append(id)
            case .agent(let name):
                guard let agent = agents[name] else { continue }
                guard let lease = agent.lease else {
                    finished.append(name)
                    continue
                }
                emit(.withdraw(lease))
                fresh.append(lease.placeId)
                if case .ringing = agent.activity { giveUp(lease, .noAnswer) } else { giveUp(lease, .deviceGone) }
            }
        }
        matchPlaces(fresh)
        for name in finished {
            if agents[name]?.isFree == true {
                settle(name)
            } else {
                endWrapUp(of: name)
                endConsultation(name)
            }
        }
    }

    /// - Returns: the agent who is free by it, and is to be matched when all places are where they belong.
    private mutating func placeIsDue(_ id: Int64) -> String? {
        guard let standing = standings[id] else { return nil }
        if case .parked = standing.stage {
            seat(id)
        } else if case .dialling(let until) = standing.line, until <= now {
            emit(.stopDialling(placeId: id))
            return endDialling(id, .noAnswer)
        } else if case .waiting = standing.stage {
            relax(id)
        }
        return nil
    }

    /// Matches several places, those first who would be first for one agent.
    mutating func matchPlaces(_ ids: [Int64]) {
        guard ids.count > 1 else {
            if let id = ids.first { matchPlace(id) }
            return
        }
        let orders = ids.compactMap { standings[$0].map { effectiveOrder(of: $0) } }
        for order in orders.sorted() { matchPlace(order.id) }
    }

    /// Offers a waiting place to an idle agent by the queue's strategy, of those who may take it: the preferred one, then
    /// those who meet all that was asked for at first, and so on down to what is asked for now.
    mutating func matchPlace(_ id: Int64) {
        guard let standing = standings[id], case .waiting = standing.stage else { return }
        if let agent = candidate(for: standing) { _ = offer(id, to: agent) }
    }

    func candidate(for standing: Standing) -> String? {
        let queue = standing.place.queue
        if let name = standing.place.preferredAgent, let agent = agents[name], agent.isIdle,
            agent.profile.queues.contains(queue), standing.need?.isMet(by: agent.profile) == true
        {
            return name
        }
        for (index, stage) in standing.needs.enumerated() where index <= standing.needIndex && stage.need.agent == nil {
            if let agent = meetings[stage.pool].idle.first?.agent { return agent }
        }
        return nil
    }

    /// Offers an idle agent the caller who comes first, of those they may take.
    mutating func matchAgent(_ name: String) {
        while let agent = agents[name], agent.isIdle, let id = candidate(for: agent) {
            if offer(id, to: name) { return }
        }
    }

    func candidate(for agent: Agent) -> Int64? {
        var first: PlaceOrder?
        for pool in agent.pools {
            guard var order = meetings[pool].first else { continue }
            order.joinedAt -= meetings[pool].headStart
            first = min(first ?? order, order)
        }
        return first?.id
    }

    /// Its order among the callers of several queues.
    func effectiveOrder(of standing: Standing) -> PlaceOrder {
        var order = standing.order
        order.joinedAt -= queues[standing.place.queue]?.definition.countedHeadStart ?? 0
        return order
    }

    /// - Returns: `false` where the citizen may not be called at this time; the place is out of the line then.
    private mutating func offer(_ id: Int64, to agent: String) -> Bool {
        guard var standing = standings[id], let queue = queues[standing.place.queue] else { return false }
        stopWaiting(id)
        var dials = standing.isDialling
        if case .none = standing.line {
            guard let callBack = standing.place.callBack, mayRing(standing) else {
                capPosition(of: id)
                leaveLine(id)
                standings[id]?.stage = .parked
                seat(id)
                return false
            }
            dials = true
            standing.place.callBack = dialler.begun(callBack)
            standing.line = .dialling(until: now + dialler.rules.ringFor + dialler.rules.greetFor)
        }
        leases += 1
        let lease = Lease(id: leases, placeId: id, agent: agent)
        leaveIdle(agent)
        standing.stage = .offered(lease)
        standing.place.state = .offered
        standing.place.agent = agent
        standing.deadline = nil
        let isFresh = standings[id]?.isDialling == false && dials
        standings[id] = standing
        queues[standing.place.queue]?.statistics.leases += 1
        var until = now + queue.definition.reserveFor
        if case .dialling(let end) = standing.line {
            setDeadline(of: id, end)
            // The place's own deadline ends it.
            until = end + queue.definition.reserveFor
        }
        update(agent) {
            $0.activity = .reserved(lease, until: until)
            $0.lastLease = lease.id
        }
        emit(.persist(placeId: id, .offered, nil, agent: agent))
        if isFresh {
            queues[standing.place.queue]?.statistics.dialled += 1
            emit(
                .persistCallBack(
                    placeId: id, number: standing.place.callbackNumber, standing.place.callBack))
        }
        settle(agent)
        emit(
            dials
                ? .dial(lease, standing.place) : .offer(lease, standing.place, ringFor: queue.definition.ringFor))
        return true
    }

    mutating func ring(_ lease: Lease) {
        guard let agent = agents[lease.agent], agent.lease == lease else {
            return emit(.withdraw(lease))  // It fell through while the device was being reached.
        }
        guard case .reserved = agent.activity, let place = standings[lease.placeId]?.place,
            standings[lease.placeId]?.isDialling == false
        else { return }
        let until = now + (queues[place.queue]?.definition.ringFor ?? .zero)
        update(lease.agent) { $0.activity = .ringing(lease, until: until) }
        settle(lease.agent)
    }

    mutating func accept(_ lease: Lease) {
        guard agents[lease.agent]?.lease == lease, let standing = standings[lease.placeId],
            case .offered(lease) = standing.stage, !standing.isDialling
        else { return emit(.refused(lease)) }
        noteAnswer(of: standing)
        let position = position(of: lease.placeId) ?? .max
        standings[lease.placeId]?.positionCap = position
        standings[lease.placeId]?.wasAnswered = true
        let talking = Agent.Activity.talking(placeId: lease.placeId, since: now)
        update(lease.agent) { $0.activity = talking }
        agents[lease.agent]?.keepsTurn = false
        emit(.persist(placeId: lease.placeId, .talking, nil, agent: lease.agent))
        settle(lease.agent)
        emit(.won(lease))
        leaveLine(lease.placeId)
        standings[lease.placeId]?.stage = .talking(agent: lease.agent)
        standings[lease.placeId]?.place.state = .talking
    }

    mutating func fail(_ lease: Lease, _ failure: OfferFailure) {
        guard agents[lease.agent]?.lease == lease else { return }
        giveUp(lease, failure)
        matchPlace(lease.placeId)
    }

    /// Puts the place back and keeps the agent from the next offer, saying why.
    private mutating func giveUp(_ lease: Lease, _ failure: OfferFailure) {
        takeBack(lease) { agent in
            agent.activity = .none
            agent.block =
                switch failure {
                case .noAnswer: .untilChosen(reason: AgentState.noAnswer)
                case .declined: .untilChosen(reason: AgentState.declined)
                case .deviceGone: .untilDeviceShows
                }
        }
    }

    /// Ends an offer: the place waits again by its old join time; it never left the line.
    mutating func takeBack(_ lease: Lease, _ change: (inout Agent) -> Void) {
        if let queue = standings[lease.placeId]?.place.queue { queues[queue]?.statistics.leasesFailed += 1 }
        startWaiting(lease.placeId)
        emit(.persist(placeId: lease.placeId, standings[lease.placeId]?.place.state ?? .waiting, nil, agent: nil))
        update(lease.agent, change)
        agents[lease.agent]?.keepsTurn = false
        settle(lease.agent)
    }

    private mutating func noteAnswer(of standing: Standing) {
        let name = standing.place.queue
        guard let queue = queues[name] else { return }
        queues[name]?.pace.answered(at: now, busySince: queue.busySince)
        guard !standing.wasAnswered else { return }
        queues[name]?.statistics.answered += 1
        if now - standing.waitStart <= queue.definition.serviceLevel { queues[name]?.statistics.answeredInTime += 1 }
    }
}
