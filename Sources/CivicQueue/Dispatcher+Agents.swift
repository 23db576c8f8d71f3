import CivicCore

// The agent's side: signing in, choosing, and what follows a call.

extension Dispatcher {
    mutating func signIn(_ profile: AgentProfile, deviceReady: Bool) {
        if agents[profile.id] == nil {
            agents[profile.id] = Agent(profile: profile, wish: .signedOut, deviceReady: deviceReady)
        }
        leaveIdle(profile.id)
        join(profile)
        update(profile.id) { agent in
            agent.profile = profile
            agent.deviceReady = deviceReady
            guard agent.wish == .signedOut else { return }
            agent.wish = .notReady(reason: AgentState.signedIn)
            agent.block = nil
        }
        settle(profile.id)
    }

    mutating func changeProfile(_ profile: AgentProfile) {
        guard let agent = agents[profile.id], agent.profile != profile else { return }
        leaveIdle(profile.id)
        join(profile)
        update(profile.id) { $0.profile = profile }
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
        if agent.isBusy, agent.busySince == nil { agent.busySince = now }
        if !agent.isBusy, let since = agent.busySince {
            agent.busyFor += now - since
            agent.busySince = nil
        }
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
        if becomesIdle {
            matchAgent(name)
            standInPools(name)
        }
    }

    mutating func enterIdle(_ name: String) {
        guard var agent = agents[name] else { return }
        agent.isIdle = true
        if !agent.keepsTurn { agent.readySince = now }
        agent.keepsTurn = true
        agents[name] = agent
    }

    /// Nobody was waiting for the agent: from here on who comes finds them.
    mutating func standInPools(_ name: String) {
        guard let agent = agents[name], agent.isIdle, !agent.standsInPools else { return }
        agents[name]?.standsInPools = true
        for pool in agent.pools {
            let order = meetings[pool].order(of: agent)
            meetings[pool].idle.insert(order)
        }
    }

    mutating func leaveIdle(_ name: String) {
        guard let agent = agents[name], agent.isIdle else { return }
        agents[name]?.isIdle = false
        guard agent.standsInPools else { return }
        agents[name]?.standsInPools = false
        for pool in agent.pools {
            let order = meetings[pool].order(of: agent)
            meetings[pool].idle.remove(order)
        }
    }

    // MARK: What queues ask for

    /// Makes the agent a member of the profile's queues, and of no others.
    private mutating func join(_ profile: AgentProfile) {
        for queue in agents[profile.id]?.profile.queues.subtracting(profile.queues) ?? [] {
            queues[queue]?.members.remove(profile.id)
        }
        var pools: [Int] = []
        for queue in profile.queues.sorted() {
            openQueue(queue)
            queues[queue]?.members.insert(profile.id)
            pools.append(number(of: Requirement(agent: profile.id), in: queue))
            for need in queues[queue]?.needs ?? [] where need.isMet(by: profile) {
                pools.append(number(of: need, in: queue))
            }
        }
        agents[profile.id]?.pools = pools
    }

    /// The pool of what callers of a queue ask for; the first time, who meets it is found once, here.
    mutating func know(_ need: Requirement, in queue: String) -> Int {
        let pool = number(of: need, in: queue)
        guard need.agent == nil, queues[queue]?.needs.insert(need).inserted == true else { return pool }
        for name in queues[queue]?.members ?? [] {
            guard let agent = agents[name], need.isMet(by: agent.profile) else { continue }
            agents[name]?.pools.append(pool)
            guard agent.standsInPools else { continue }
            let order = meetings[pool].order(of: agent)
            meetings[pool].idle.insert(order)
        }
        return pool
    }

    private mutating func number(of need: Requirement, in queue: String) -> Int {
        let pool = Pool(queue: queue, need: need)
        if let number = numbersOfPools[pool] { return number }
        meetings.append(Meeting(pool, queues[queue]?.definition ?? QueueDefinition(id: queue)))
        numbersOfPools[pool] = meetings.count - 1
        return meetings.count - 1
    }

    /// Other definitions: everybody steps out of the pools and back in by the new rules.
    mutating func redefine(_ definitions: [QueueDefinition]) {
        let waiting = standings.values.compactMap { standing -> Int64? in
            if case .waiting = standing.stage { standing.place.id } else { nil }
        }
        let idlers = agents.values.filter(\.isIdle).map(\.profile.id)
        for id in waiting { stopWaiting(id) }
        for name in idlers { leaveIdle(name) }
        for definition in definitions {
            openQueue(definition.id)
            queues[definition.id]?.definition = definition
        }
        for index in meetings.indices {
            guard let definition = queues[meetings[index].pool.queue]?.definition else { continue }
            meetings[index].strategy = definition.strategy
            meetings[index].headStart = definition.countedHeadStart
        }
        for queue in queues.keys { queues[queue]?.needs = [] }
        for agent in agents.values { join(agent.profile) }
        for id in waiting { startWaiting(id) }
        for name in idlers {
            enterIdle(name)
            standInPools(name)
        }
        matchPlaces(waiting)
    }
}
