import CivicSIP

/// How a trunk is doing, for people who watch over the hotline.
package struct TrunkView: Sendable, Equatable {
    /// One place of one of its servers.
    package struct Server: Sendable, Equatable {
        package enum State: String, Sendable {
            case up, down
            /// Not asked: the trunk has no `probe`.
            case unknown
        }

        /// Transport where it is not UDP, address and port.
        package var address: String
        package var state: State

        package init(address: String, state: State) {
            self.address = address
            self.state = state
        }
    }

    package var name: String
    /// `nil` where we register with none.
    package var isRegistered: Bool?
    package var servers: [Server]
    /// Calls in progress, both ways.
    package var inUse = 0
    /// Calls that it takes at once; `nil` for as many as the hotline takes.
    package var channels: Int?
    /// Calls that met no free channel.
    package var full = 0
    /// Calls of ours: tried, and failed by a server's fault.
    package var tried = 0
    package var failed = 0

    package init(name: String, isRegistered: Bool? = nil, servers: [Server] = [], channels: Int? = nil) {
        self.name = name
        self.isRegistered = isRegistered
        self.servers = servers
        self.channels = channels
    }
}

extension Switchboard {
    package func trunks() async -> [TrunkView] {
        lines.keeper.statuses.map { status in
            var view = TrunkView(
                name: status.name, isRegistered: status.isRegistered,
                servers: status.targets.map { target in
                    let state: TrunkView.Server.State =
                        switch target.state {
                        case .up: .up
                        case .down: .down
                        case .unknown: .unknown
                        }
                    return TrunkView.Server(address: target.hop.description, state: state)
                }, channels: trunk(named: status.name)?.channels)
            view.inUse = lines.inUse[status.name, default: 0]
            view.full = lines.full[status.name, default: 0]
            view.tried = lines.tried[status.name, default: 0]
            view.failed = lines.failed[status.name, default: 0]
            return view
        }
    }
}
