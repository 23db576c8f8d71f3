/// Erlang's loss formula, the root of the others.
package enum ErlangB {
    /// The share of calls that find all of `agents` busy where nobody waits, by the recursion over the number of agents
    /// B(n) = a·B(n−1) / (n + a·B(n−1)), which has no factorials and loses no digits for any number of agents.
    ///
    /// - Parameter load: calls per time × time per call, in erlangs.
    package static func blocking(load: Double, agents: Int) -> Double {
        guard load > 0 else { return agents == 0 ? 1 : 0 }
        var blocking = 1.0
        for n in 0..<max(agents, 0) { blocking = next(blocking, load: load, agents: n + 1) }
        return blocking
    }

    static func next(_ blocking: Double, load: Double, agents: Int) -> Double {
        load * blocking / (Double(agents) + load * blocking)
    }
}
