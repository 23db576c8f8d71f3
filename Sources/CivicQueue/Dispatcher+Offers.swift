import CivicCore

// Matching, and the life of one offer.

extension Dispatcher {
    /// Carries out what has become due. Places come first, so that an agent whose wrap-up ends finds them all.
    mutating func expire() {
        var fresh: [PlaceOrder] = []
        var finished: [String] = []
        while let due = deadlines.first, due.at <= now {
            deadlines.remove(due)
            switch due.owner {
            case .place(let id):
                relax(id)
                if let standing = standings[id] { fresh.append(standing.order) }
            case .agent(let name):
                guard let agent = agents[name] else { continue }
                guard let lease = agent.lease else {
                    finished.append(name)
                    continue
                }
                emit(.withdraw(lease))
                if let standing = standings[lease.placeId] { fresh.append(standing.order) }
                if case .ringing = agent.activity { giveUp(lease, .noAnswer) } else { giveUp(lease, .deviceGone) }
            }
        }
        for order in fresh.sorted() { matchPlace(order.id) }
        for name in finished { endWrapUp(of: name) }
    }

    /// Offers a waiting place to the agent who has been idle longest, of those who may take it.
    mutating func matchPlace(_ id: Int64) {
        guard let standing = standings[id], case .waiting = standing.stage else { return }
        let speaking = Pool(queue: standing.place.queue, language: standing.place.language)
        if let agent = idle[speaking]?.first?.agent {
            offer(id, to: agent)
        } else if standing.isRelaxed, let agent = idle[Pool(queue: standing.place.queue, language: nil)]?.first?.agent {
            offer(id, to: agent)
        }
    }

    /// Offers an idle agent the caller who has waited longest, of those they may take.
    mutating func matchAgent(_ name: String) {
        guard let agent = agents[name], agent.isIdle else { return }
        var longest: PlaceOrder?
        for queue in agent.profile.queues {
            for language in agent.profile.languages.map(Optional.some) + [nil] {
                guard let head = callers[Pool(queue: queue, language: language)]?.first else { continue }
                longest = min(longest ?? head, head)
            }
        }
        if let longest { offer(longest.id, to: name) }
    }

    private mutating func offer(_ id: Int64, to agent: String) {
        guard let standing = standings[id], let queue = queues[standing.place.queue] else { return }
        leases += 1
        let lease = Lease(id: leases, placeId: id, agent: agent)
        stopWaiting(id)
        leaveIdle(agent)
        standings[id]?.stage = .offered(lease)
        standings[id]?.place.state = .offered
        standings[id]?.place.agent = agent
        queues[standing.place.queue]?.statistics.leases += 1
        let until = now + queue.definition.reserveFor
        update(agent) { $0.activity = .reserved(lease, until: until) }
        emit(.persist(placeId: id, .offered, nil, agent: agent))
        settle(agent)
        if let place = standings[id]?.place { emit(.offer(lease, place, ringFor: queue.definition.ringFor)) }
    }

    mutating func ring(_ lease: Lease) {
        guard let agent = agents[lease.agent], agent.lease == lease else {
            return emit(.withdraw(lease))  // It fell through while the device was being reached.
        }
        guard case .reserved = agent.activity, let place = standings[lease.placeId]?.place else { return }
        let until = now + (queues[place.queue]?.definition.ringFor ?? .zero)
        update(lease.agent) { $0.activity = .ringing(lease, until: until) }
        settle(lease.agent)
    }

    mutating func accept(_ lease: Lease) {
        guard agents[lease.agent]?.lease == lease, let standing = standings[lease.placeId],
            case .offered(lease) = standing.stage
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
        emit(.persist(placeId: lease.placeId, .waiting, nil, agent: nil))
        startWaiting(lease.placeId)
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
