import CivicCore

// An agent calls a colleague about the caller they talk to. The colleague gets no callers meanwhile; the caller is theirs
// when it is handed over, and never before.

extension Dispatcher {
    /// How long the colleague may let it ring.
    package static let consultationRings = Duration.seconds(30)

    mutating func consult(_ name: String, about id: Int64) {
        guard let colleague = agents[name], colleague.isFree, colleague.isWilling, let standing = standings[id],
            case .talking(let agent) = standing.stage, agent != name
        else { return }
        if let other = standing.consulted { endConsultation(other) }
        standings[id]?.consulted = name
        let until = now + Self.consultationRings
        update(name) { $0.activity = .consulted(placeId: id, until: until) }
        settle(name)
    }

    mutating func answerConsultation(_ name: String) {
        guard case .consulted(let id, .some) = agents[name]?.activity else { return }
        update(name) { $0.activity = .consulted(placeId: id, until: nil) }
        settle(name)
    }

    /// The colleague keeps their turn: nobody was offered to them.
    mutating func endConsultation(_ name: String) {
        guard case .consulted(let id, _) = agents[name]?.activity else { return }
        if standings[id]?.consulted == name { standings[id]?.consulted = nil }
        free(name)
    }

    /// The agent's talk ends and the colleague's begins, without a moment in which the place is nobody's.
    mutating func handOver(_ id: Int64, from agent: String, to colleague: String) {
        guard let standing = standings[id], standing.consulted == colleague,
            case .consulted(id, until: nil) = agents[colleague]?.activity
        else { return }
        standings[id]?.consulted = nil
        standings[id]?.stage = .talking(agent: colleague)
        standings[id]?.place.agent = colleague
        emit(.persist(placeId: id, .talking, nil, agent: colleague))
        let talking = Agent.Activity.talking(placeId: id, since: now)
        update(colleague) { $0.activity = talking }
        agents[colleague]?.keepsTurn = false
        settle(colleague)
        startWrapUp(of: agent, after: standing.place)
    }

    /// Whoever was consulted about a talk that is over is free.
    mutating func dismissConsulted(about id: Int64) {
        if let name = standings[id]?.consulted { endConsultation(name) }
    }
}
