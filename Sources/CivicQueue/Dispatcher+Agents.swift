import CivicCore

// The agent's side: signing in, choosing, and what follows a call.

extension Dispatcher {
    mutating func signIn(_ profile: AgentProfile, deviceReady: Bool) {
        if agents[profile.id] == nil {
            agents[profile.id] = Agent(profile: profile, wish: .signedOut, deviceReady: deviceReady)
        }
        leaveIdle(profile.id)
        update(profile.id) { agent in
            agent.profile = profile
            agent.deviceReady = deviceReady
            guard agent.wish == .signedOut else { return }
            agent.wish = .notReady(reason: AgentState.signedIn)
            agent.block = nil
        }
        settle(profile.id)
    }

    mutating func changeDevice(of name: String, ready: Bool) {
        guard let agent = agents[name] else { return }
        update(name) { agent in
            agent.deviceReady = ready
            if ready, agent.block == .untilDeviceShows { agent.block = nil }
        }
        if !ready, let lease = agent.lease {
            fail(lease, .deviceGone)
        } else if agents[name]?.state != agent.state || agents[name]?.isWilling != agent.isWilling {
            settle(name)
        }
    }

    mutating func choose(_ wish: AgentWish, agent name: String) {
        guard let agent = agents[name] else { return }
        update(name) { agent in
            agent.wish = wish
            agent.block = nil
        }
        guard wish != .ready, let lease = agent.lease else { return settle(name) }
        // The agent turned away while an offer was out.
        emit(.withdraw(lease))
        takeBack(lease) { $0.activity = .none }
        matchPlace(lease.placeId)
    }

    mutating func startWrapUp(of name: String, after place: Place) {
        let length = queues[place.queue]?.definition.wrapUp ?? .zero
        let end = now + length
        update(name) { $0.activity = length > .zero ? .wrapUp(placeId: place.id, until: end) : .none }
        settle(name)
    }

    mutating func endWrapUp(of name: String) {
        guard let agent = agents[name], case .wrapUp = agent.activity else { return }
        update(name) { $0.activity = .none }
        settle(name)
    }

    /// Changes an agent and keeps the deadline and the count of those at work in step.
    mutating func update(_ name: String, _ change: (inout Agent) -> Void) {
        guard var agent = agents[name] else { return }
        let before = agent.deadline
        change(&agent)
        if before != agent.deadline {
            if let before { deadlines.remove(Deadline(at: before, owner: .agent(name))) }
            if let after = agent.deadline { deadlines.insert(Deadline(at: after, owner: .agent(name))) }
        }
        let atWork = agent.isWilling ? agent.profile.queues : []
        if atWork != agent.countedIn {
            for queue in agent.countedIn { queues[queue]?.agentsAtWork -= 1 }
            for queue in atWork {
                openQueue(queue)
                queues[queue]?.agentsAtWork += 1
            }
            agent.countedIn = atWork
        }
        agents[name] = agent
    }

    /// Tells the agent's state and, if they have just become idle, finds them a caller.
    mutating func settle(_ name: String) {
        guard let agent = agents[name] else { return }
        let isReady = agent.isFree && agent.isWilling
        if !isReady { leaveIdle(name) }
        if !agent.isWilling { agents[name]?.keepsTurn = false }
        let becomesIdle = isReady && !agent.isIdle
        if becomesIdle { enterIdle(name) }
        emit(.agentChanged(name, agents[name]?.state ?? .signedOut))
        if becomesIdle { matchAgent(name) }
    }

    private mutating func enterIdle(_ name: String) {
        guard var agent = agents[name] else { return }
        agent.isIdle = true
        if !agent.keepsTurn { agent.readySince = now }
        agent.keepsTurn = true
        agents[name] = agent
        for pool in pools(of: agent) {
            idle[pool, default: OrderedTree()].insert(IdleOrder(since: agent.readySince, agent: name))
        }
    }

    mutating func leaveIdle(_ name: String) {
        guard let agent = agents[name], agent.isIdle else { return }
        agents[name]?.isIdle = false
        for pool in pools(of: agent) { idle[pool]?.remove(IdleOrder(since: agent.readySince, agent: name)) }
    }

    private func pools(of agent: Agent) -> [Pool] {
        agent.profile.queues.flatMap { queue in
            Set(agent.profile.languages).map { Pool(queue: queue, language: $0) } + [Pool(queue: queue, language: nil)]
        }
    }
}
