// What `TrunkKeeper` speaks of: places, what it wants, and what it tells.

extension TrunkKeeper {
    /// One place of one server of one trunk.
    package struct Target: Hashable, Sendable {
        package var trunk: String
        /// Which of the trunk's `callServers`.
        package var server: Int
        package var hop: SIPHop

        package init(trunk: String, server: Int, hop: SIPHop) {
            self.trunk = trunk
            self.server = server
            self.hop = hop
        }
    }

    package enum Effect: Equatable, Sendable {
        /// Where the URI leads is to be found out and told with `located`; `server` is `nil` for the registrar.
        case locate(trunk: String, server: Int?, SIPURI)
        /// OPTIONS is to be sent; the outcome comes with `probed`.
        case probe(UInt64, SIPURI, SIPHop)
        /// The trunk's account is to be registered there.
        case register(trunk: String, SIPHop)
        /// The next REGISTER, whenever it is due, goes there.
        case moveRegistration(trunk: String, SIPHop)
        case tell(Change)
    }

    /// What an operator wants to read, once for each change.
    package enum Change: Equatable, Sendable {
        case up(Target)
        /// The status is the last answer; 408 where there was none.
        case down(Target, status: Int)
        case registered(trunk: String)
        case notRegistered(trunk: String, status: Int)
        /// A server's name leads nowhere.
        case notFound(trunk: String, server: String)
    }

    package enum State: Sendable {
        /// Not asked yet, or not to be asked.
        case unknown
        case up, down
    }

    /// What is shown of a trunk.
    package struct Status: Sendable {
        package var name: String
        /// `nil` where the trunk is not one that we register with.
        package var isRegistered: Bool?
        package var targets: [(hop: SIPHop, state: State)]
        package var probes = 0
        /// Probes without an answer, or with 503.
        package var misses = 0
    }
}
