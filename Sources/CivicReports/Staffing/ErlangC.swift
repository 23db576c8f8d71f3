import Foundation

/// A queue in which everybody waits to the end: M/M/n, Erlang's delay formula.
///
///     a = λ·T           load in erlangs: calls a second × seconds a call takes
///     C = n·B / (n − a·(1 − B))        the share that waits, B by ``ErlangB``
///     P(wait ≤ t) = 1 − C·e^(−(n − a)·t/T)
///     mean wait   = C·T / (n − a)
package struct ErlangC: Sendable {
    /// Calls a second.
    package let rate: Double
    /// Seconds that a call takes an agent, wrap-up and all.
    package let handling: Double
    package let agents: Int
    /// The share that finds all agents busy.
    package let waiting: Double

    package init(rate: Double, handling: Double, agents: Int) {
        self.rate = rate
        self.handling = handling
        self.agents = agents
        let load = rate * handling
        waiting = Self.waiting(load, agents, ErlangB.blocking(load: load, agents: agents))
    }

    private static func waiting(_ load: Double, _ agents: Int, _ blocking: Double) -> Double {
        guard load > 0 else { return 0 }
        guard Double(agents) > load else { return 1 }
        return Double(agents) * blocking / (Double(agents) - load * (1 - blocking))
    }

    package var load: Double { rate * handling }

    /// The line grows without end where agents are no more than the load.
    package var isStable: Bool { Double(agents) > load }

    package var occupancy: Double { agents > 0 ? min(1, load / Double(agents)) : 1 }

    /// The share that is answered within so many seconds.
    package func answered(within seconds: Double) -> Double {
        guard load > 0 else { return 1 }
        guard isStable else { return 0 }
        return 1 - waiting * exp(-(Double(agents) - load) * seconds / handling)
    }

    /// Seconds; infinite where the line grows without end.
    package var meanWait: Double {
        guard load > 0 else { return 0 }
        return isStable ? waiting * handling / (Double(agents) - load) : .infinity
    }

    /// The fewest agents who answer `share` of the calls within `seconds`.
    package static func agents(rate: Double, handling: Double, share: Double, within seconds: Double) -> Int {
        let load = rate * handling
        guard load > 0, load.isFinite else { return 0 }
        var agents = 0
        var blocking = 1.0
        while true {
            agents += 1
            blocking = ErlangB.next(blocking, load: load, agents: agents)
            guard Double(agents) > load else { continue }
            let waiting = waiting(load, agents, blocking)
            if 1 - waiting * exp(-(Double(agents) - load) * seconds / handling) >= share { return agents }
        }
    }
}
