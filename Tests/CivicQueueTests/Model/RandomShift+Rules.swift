import CivicCore
import CivicQueue
import Foundation

// The rules of the line, as plainly as they can be said.
extension RandomShift {
    func definition(of queue: String) -> QueueDefinition {
        definitions.first { $0.id == queue } ?? QueueDefinition(id: queue)
    }

    mutating func offer(_ lease: Lease, _ place: Place, readyBefore: [String: AgentState]) {
        // An offer that follows a call-back which was taken renews the lease that is out.
        if openLeases.contains(lease) {
            expect(callers[place.id]?.isLive == true, "\(lease) was renewed and nobody is on the line")
            return
        }
        guard begin(lease, place, readyBefore: readyBefore) else { return }
        expect(callers[place.id]?.isLive == true, "\(place.id) was offered and is not on the line")
    }

    mutating func dial(_ lease: Lease, _ place: Place, readyBefore: [String: AgentState]) {
        let isAgain = callers[place.id]?.dialledUntil != nil
        guard begin(lease, place, readyBefore: readyBefore), let caller = callers[place.id] else { return }
        guard let callBack = caller.place.callBack, caller.place.callbackNumber != nil else {
            return expect(false, "\(place.id) was dialled without cause or number")
        }
        expect(callBack == place.callBack, "the attempt was not durable first")
        guard !isAgain else { return }
        expect((1...Self.rules.attempts).contains(callBack.attempts), "\(place.id) was dialled too often")
        let minutes = Int(LocalTime(timeZone: Self.rules.timeZone).reading(at: wallClock).seconds / 60)
        expect(Self.rules.hours.contains(minutes), "a phone rings in quiet hours")
        callers[place.id]?.dialledUntil = now + Self.rules.ringFor + Self.rules.greetFor
    }

    /// What holds for every offer, to a caller on the line or not.
    private mutating func begin(_ lease: Lease, _ place: Place, readyBefore: [String: AgentState]) -> Bool {
        guard let caller = callers[lease.placeId] else {
            expect(false, "offer of nobody")
            return false
        }
        expect(place.joinedAt == caller.place.joinedAt, "a join time changed")
        expect(place.queue == caller.place.queue, "the offer is of another queue")
        expect(caller.state == .offered, "an offer was not durable first")
        expect(!openLeases.contains { $0.placeId == lease.placeId }, "\(lease.placeId) is offered twice")
        expect(!openLeases.contains { $0.agent == lease.agent }, "\(lease.agent) has two offers")
        openLeases.append(lease)
        everyLease.append(lease)
        let previous = lastLease[lease.agent] ?? 0
        lastLease[lease.agent] = lease.id
        guard case .reserved(lease, _) = states[lease.agent] else {
            expect(false, "agent was not reserved")
            return true
        }
        guard case .ready(let since) = readyBefore[lease.agent] else {
            expect(false, "agent was not ready")
            return true
        }
        expect(mayTake(lease.agent, caller), "\(lease.agent) may not take \(lease.placeId)")
        judgeOrder(lease, place)
        judgeStrategy(lease, caller, since: since, previous: previous)
        return true
    }

    /// Nobody is passed over, but by marks and by a head start of bounded length.
    private mutating func judgeOrder(_ lease: Lease, _ place: Place) {
        for other in callers.values
        where other.place.id != place.id && canBeOffered(other) && !maySticky(other) && mayTake(lease.agent, other) {
            expect(!comesFirst(other.place, before: place), "\(other.place.id) comes before \(place.id)")
            let isUnmarked = place.mark == nil && other.place.mark == nil
            let passedOver = place.joinedAt.timeIntervalSince(other.place.joinedAt)
            expect(
                !isUnmarked || passedOver <= QueueDefinition.longestHeadStart.inSeconds,
                "\(other.place.id) was passed over beyond the bound")
        }
    }

    private mutating func judgeStrategy(_ lease: Lease, _ caller: Caller, since: MonotonicInstant, previous: UInt64) {
        guard caller.place.preferredAgent != lease.agent, !maySticky(caller) else { return }
        let strategy = definition(of: caller.place.queue).strategy
        let needs = stages(of: caller)
        guard let stage = needs.firstIndex(where: { meets(lease.agent, $0) }) else { return }
        for (name, state) in states {
            guard case .ready(let otherSince) = state, mayTake(name, caller),
                let other = needs.firstIndex(where: { meets(name, $0) })
            else { continue }
            expect(stage <= other, "\(name) meets more of what \(caller.place.id) asks")
            guard stage == other else { continue }
            switch strategy {
            case .longestIdle: expect(otherSince >= since, "\(name) was idle longer")
            case .roundRobin: expect((lastLease[name] ?? 0) >= previous, "it was the turn of \(name)")
            case .leastOccupied:
                expect(
                    busy(name) >= busy(lease.agent) - .milliseconds(1), "\(name) was less occupied")
            case .skillsBest:
                let need = needs[stage]
                expect(fit(name, need) <= fit(lease.agent, need), "\(name) knows it better")
            }
        }
    }

    private func busy(_ name: String) -> Duration { busyFor[name] ?? .zero }

    // MARK: Who may take whom

    struct Need {
        var language: Language?
        var level: Int
        var skills: [SkillNeed]
    }

    /// From what is asked for at first to what is asked for now.
    func stages(of caller: Caller) -> [Need] {
        let queue = definition(of: caller.place.queue)
        let waited = now - caller.waitStart
        var need = Need(language: caller.place.language, level: queue.languageLevel, skills: caller.place.skills)
        var all = [need]
        let relaxations = queue.relaxations + [Relaxation(after: queue.languageRelaxesAfter, step: .language)]
        for relaxation in relaxations.sorted(by: { $0.after < $1.after }) where relaxation.after <= waited {
            switch relaxation.step {
            case .language: need.language = nil
            case .skill(let name): need.skills.removeAll { $0.name == name }
            case .level(let level):
                need.level = min(need.level, level)
                need.skills = need.skills.map { SkillNeed(name: $0.name, level: min($0.level, level)) }
            case .skills: need.skills = []
            }
            all.append(need)
        }
        return all
    }

    func meets(_ agent: String, _ need: Need) -> Bool {
        guard let profile = profiles[agent] else { return false }
        return need.language.map { profile.level(of: $0) >= need.level } ?? true
            && need.skills.allSatisfy { profile.skills[$0.name] ?? 0 >= $0.level }
    }

    func fit(_ agent: String, _ need: Need) -> Int {
        guard let profile = profiles[agent] else { return 0 }
        return need.skills.reduce(need.language.map { profile.level(of: $0) } ?? 0) {
            $0 + (profile.skills[$1.name] ?? 0)
        }
    }

    func mayTake(_ agent: String, _ caller: Caller) -> Bool {
        guard let profile = profiles[agent], profile.queues.contains(caller.place.queue) else { return false }
        if caller.place.preferredAgent == agent, maySticky(caller) { return true }
        return stages(of: caller).last.map { meets(agent, $0) } ?? false
    }

    /// Whether the place may be waiting for its preferred agent alone, which depends on who was at work when it began
    /// to; it lasts for seconds.
    func maySticky(_ caller: Caller) -> Bool {
        caller.place.preferredAgent != nil
            && now - caller.waitStart < definition(of: caller.place.queue).stickyFor
    }

    // MARK: The line

    /// Whether an idle agent would have to be offered it.
    func canBeOffered(_ caller: Caller) -> Bool {
        switch caller.state {
        case .waiting: true
        case .callBack: caller.dialledUntil != nil || isDue(caller)
        case .kept, .offered, .talking, .left: false
        }
    }

    func isDue(_ caller: Caller) -> Bool {
        guard let callBack = caller.place.callBack else { return true }
        return CallBackDialler(Self.rules).verdict(
            on: callBack, number: caller.place.callbackNumber, joinedAt: caller.place.joinedAt, at: wallClock)
            == .mayRing
    }

    func isInLine(_ caller: Caller) -> Bool { caller.state == .waiting || canBeOffered(caller) }

    /// `nil` where a call-back that was due stands in line until an agent is found and its time is over.
    func isSurelyInLine(_ caller: Caller) -> Bool? {
        switch caller.state {
        case .waiting, .offered: true
        case .callBack: canBeOffered(caller) ? true : nil
        case .kept, .talking, .left: false
        }
    }

    func isEarlier(_ left: Place, than right: Place) -> Bool {
        (rank(left), left.joinedAt, left.id) < (rank(right), right.joinedAt, right.id)
    }

    /// Over all queues of an agent.
    func comesFirst(_ left: Place, before right: Place) -> Bool {
        (rank(left), counted(left), left.id) < (rank(right), counted(right), right.id)
    }

    private func counted(_ place: Place) -> Date { place.joinedAt - definition(of: place.queue).headStart.inSeconds }

    private func rank(_ place: Place) -> Int {
        switch place.mark {
        case .lifeAndLimb: 0
        case .continuation: 1
        case nil: 9
        }
    }
}
