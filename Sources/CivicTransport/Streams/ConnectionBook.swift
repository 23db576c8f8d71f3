package import CivicCore
package import CivicSIP

/// What is known of every connection: who, since when, and what it may still do. It neither waits nor owns a socket.
package struct ConnectionBook {
    package enum Refusal: String, Error {
        case total
        case source
    }

    package enum Fault: String {
        case idle
        case handshake
        case unfinished
    }

    package struct Connection {
        package let transport: SIPTransport
        package let remote: SocketEndpoint
        package let isInbound: Bool
        /// Until the handshake is over.
        package var handshakeUntil: MonotonicInstant?
        package var lastHeard: MonotonicInstant
        /// When the message that is being received began.
        package var messageSince: MonotonicInstant?
        /// Further addresses that lead here (RFC 5923).
        package var aliases: [SocketEndpoint] = []
    }

    private struct Address: Hashable {
        var transport: SIPTransport
        var endpoint: SocketEndpoint
    }

    private let limits: ConnectionLimits
    /// Whether an address is a trunk's; asked for connections to come.
    package var isTrusted: (String) -> Bool
    package private(set) var connections: [SIPFlow: Connection] = [:]
    private var byAddress: [Address: SIPFlow] = [:]
    /// Alive now.
    package private(set) var open: [SIPTransport: Int] = [:]
    private var bySource: [Source: Int] = [:]
    private var lastFlow: UInt64 = 0

    private struct Source: Hashable {
        var network: String
        var isInbound: Bool
    }

    package init(limits: ConnectionLimits, isTrusted: @escaping (String) -> Bool = { _ in false }) {
        self.limits = limits
        self.isTrusted = isTrusted
    }

    /// Takes in a connection, or says why not.
    ///
    /// The two ways are counted apart, and both are held to the limits: who makes us open connections to it must not take
    /// all there are. Trunks find room where strangers find none, up to twice the total.
    package mutating func admit(
        _ transport: SIPTransport, remote: SocketEndpoint, isInbound: Bool, at now: MonotonicInstant
    ) -> Result<SIPFlow, Refusal> {
        let isTrusted = isTrusted(remote.host)
        guard connections.count < (isTrusted ? limits.total * 2 : limits.total) else { return .failure(.total) }
        let source = Source(network: Self.network(of: remote.host), isInbound: isInbound)
        guard isTrusted || bySource[source, default: 0] < limits.perSource else { return .failure(.source) }
        lastFlow += 1
        let flow = SIPFlow(value: lastFlow)
        let mustShakeHands = transport == .tls || !isInbound
        connections[flow] = Connection(
            transport: transport, remote: remote, isInbound: isInbound,
            handshakeUntil: mustShakeHands ? now + limits.handshake : nil, lastHeard: now)
        byAddress[Address(transport: transport, endpoint: remote)] = flow
        bySource[source, default: 0] += 1
        open[transport, default: 0] += 1
        return .success(flow)
    }

    package mutating func noteHandshake(of flow: SIPFlow, at now: MonotonicInstant) {
        connections[flow]?.handshakeUntil = nil
        connections[flow]?.lastHeard = now
    }

    /// - Parameter isInsideMessage: what was heard did not end with a message's last byte.
    package mutating func noteInput(
        of flow: SIPFlow, endsMessage: Bool, isInsideMessage: Bool, at now: MonotonicInstant
    ) {
        guard var connection = connections[flow] else { return }
        connection.lastHeard = now
        if !isInsideMessage {
            connection.messageSince = nil
        } else if endsMessage || connection.messageSince == nil {
            connection.messageSince = now
        }
        connections[flow] = connection
    }

    package mutating func noteUse(of flow: SIPFlow, at now: MonotonicInstant) {
        connections[flow]?.lastHeard = now
    }

    /// A few addresses for each connection; an address that leads to another living connection stays with that.
    package mutating func addAlias(_ endpoint: SocketEndpoint, of flow: SIPFlow) {
        guard let connection = connections[flow], connection.aliases.count < 4 else { return }
        let address = Address(transport: connection.transport, endpoint: endpoint)
        guard byAddress[address] == nil else { return }
        connections[flow]?.aliases.append(endpoint)
        byAddress[address] = flow
    }

    /// The connection that requests to `endpoint` go by.
    package func flow(_ transport: SIPTransport, to endpoint: SocketEndpoint) -> SIPFlow? {
        byAddress[Address(transport: transport, endpoint: endpoint)]
    }

    @discardableResult
    package mutating func remove(_ flow: SIPFlow) -> Connection? {
        guard let connection = connections.removeValue(forKey: flow) else { return nil }
        for endpoint in [connection.remote] + connection.aliases {
            let address = Address(transport: connection.transport, endpoint: endpoint)
            if byAddress[address] == flow { byAddress[address] = nil }
        }
        let source = Source(network: Self.network(of: connection.remote.host), isInbound: connection.isInbound)
        let left = bySource[source, default: 1] - 1
        bySource[source] = left > 0 ? left : nil
        let stillOpen = open[connection.transport, default: 1] - 1
        open[connection.transport] = stillOpen > 0 ? stillOpen : nil
        return connection
    }

    /// Those whose time is over, with what they failed to do.
    package func overdue(at now: MonotonicInstant) -> [(flow: SIPFlow, fault: Fault)] {
        connections.compactMap { flow, connection in
            if let until = connection.handshakeUntil { return until <= now ? (flow, .handshake) : nil }
            if let since = connection.messageSince, since + limits.unfinished <= now { return (flow, .unfinished) }
            return connection.lastHeard + limits.idle <= now ? (flow, .idle) : nil
        }.sorted { $0.flow < $1.flow }
    }

    /// One IPv4 address, or the network that one subscriber has of IPv6.
    private static func network(of host: String) -> String {
        guard let address = IPAddress(host), !address.isIPv4 else { return host }
        return address.bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
    }
}
