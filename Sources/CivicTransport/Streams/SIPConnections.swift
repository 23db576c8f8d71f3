import CivicCore
import CivicSIP
import NIOCore
import NIOPosix
import NIOSSL

/// All connections of an endpoint, ours and theirs; only its event loop touches them.
final class SIPConnections {
    /// Who can no longer be reached by what was sent.
    struct Failure {
        var transport: SIPTransport
        var endpoint: SocketEndpoint
        var flow: SIPFlow?
    }

    var book: ConnectionBook
    /// Used from the next connection on; those that stand keep what they began with.
    var identity: TLSIdentity?
    private let loop: any EventLoop
    private let limits: ConnectionLimits
    private var connections: [SIPFlow: SIPConnection] = [:]
    private var touched: Set<SIPFlow> = []
    private var failures: [Failure] = []
    private var tally = ConnectionCounters()
    private var isStopped = false

    init(
        on loop: any EventLoop, limits: ConnectionLimits, trusted: [AddressRange], identity: TLSIdentity?
    ) {
        self.loop = loop
        self.limits = limits
        self.identity = identity
        book = ConnectionBook(limits: limits) { host in trusted.contains { $0.contains(host) } }
    }

    var counters: ConnectionCounters {
        var counters = tally
        counters.open = book.open
        return counters
    }

    var hasFailures: Bool { !failures.isEmpty }

    func takeFailures() -> [Failure] {
        defer { failures = [] }
        return failures
    }

    // MARK: Beginning

    /// `false` where there is no room: the caller closes the channel.
    func accept(_ channel: any Channel, over transport: SIPTransport, core: SIPEndpointCore) throws -> Bool {
        guard !isStopped, let address = channel.remoteAddress, let remote = SocketEndpoint(address) else {
            return false
        }
        switch book.admit(transport, remote: remote, isInbound: true, at: MonotonicClock.now) {
        case .failure(let refusal):
            tally.refused[refusal.rawValue, default: 0] += 1
            return false
        case .success(let flow):
            let pipeline = channel.pipeline.syncOperations
            do {
                if transport == .tls, let identity {
                    try pipeline.addHandler(NIOSSLServerHandler(context: identity.server))
                }
                try pipeline.addHandler(SIPStreamHandler(core: core, flow: flow, transport: transport, remote: remote))
            } catch {
                book.remove(flow)
                throw error
            }
            tally.begun += 1
            connections[flow] = SIPConnection(flow: flow, channel: channel, limit: limits.outbound)
            return true
        }
    }

    private func open(_ hop: SIPHop, core: SIPEndpointCore) -> SIPConnection? {
        guard !isStopped, hop.transport == .tcp || identity != nil,
            let address = try? SocketAddress(ipAddress: hop.host, port: Int(hop.port)),
            case .success(let flow) = book.admit(
                hop.transport, remote: hop.endpoint, isInbound: false, at: MonotonicClock.now)
        else {
            tally.unreachable += 1
            return nil
        }
        tally.begun += 1
        let connection = SIPConnection(flow: flow, channel: nil, limit: limits.outbound)
        connections[flow] = connection
        // The name goes into the greeting too (SNI), unless it is an address.
        let serverName = core.serverName(at: hop.endpoint)
        let core = NIOLoopBound(core, eventLoop: loop)
        let identity = hop.transport == .tls ? identity : nil
        let client = identity.map(\.client)
        var bootstrap = ClientBootstrap(group: loop).connectTimeout(.nanoseconds(limits.handshake.nanoseconds))
        for (option, value) in SIPListener.connectionOptions {
            bootstrap = bootstrap.channelOption(option, value: value)
        }
        bootstrap
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let client {
                        try pipeline.addHandler(NIOSSLClientHandler(context: client, serverHostname: serverName))
                    }
                    try pipeline.addHandler(
                        SIPStreamHandler(
                            core: core.value, flow: flow, transport: hop.transport, remote: hop.endpoint))
                }
            }
            .connect(to: address)
            .whenComplete { result in
                switch result {
                case .success(let channel): core.value.opened(flow, channel)
                case .failure: core.value.couldNotOpen(flow)
                }
            }
        return connection
    }

    func opened(_ flow: SIPFlow, _ channel: any Channel) {
        guard let connection = connections[flow] else { return channel.close(promise: nil) }
        if book.connections[flow]?.transport == .tcp { book.noteHandshake(of: flow, at: MonotonicClock.now) }
        connection.open(channel)
    }

    func couldNotOpen(_ flow: SIPFlow) {
        tally.unreachable += 1
        forget(flow)
    }

    // MARK: Sending

    /// Sends by the connection that the hop names, by another one to the same address, or by a new one.
    func send(_ bytes: [UInt8], to hop: SIPHop, core: SIPEndpointCore) {
        guard let connection = connection(for: hop, core: core) else {
            failures.append(Failure(transport: hop.transport, endpoint: hop.endpoint, flow: hop.flow))
            return
        }
        guard connection.send(bytes) else { return drop(connection.flow, "slow-reader", isGentle: false) }
        touched.insert(connection.flow)
    }

    private func connection(for hop: SIPHop, core: SIPEndpointCore) -> SIPConnection? {
        if let flow = hop.flow, let connection = connections[flow] { return connection }
        guard hop.mayConnect else { return nil }
        if let flow = book.flow(hop.transport, to: hop.endpoint), let connection = connections[flow] {
            return connection
        }
        return open(hop, core: core)
    }

    func flush() {
        guard !touched.isEmpty else { return }
        for flow in touched { connections[flow]?.flush() }
        touched = []
    }

    /// Answers a keep-alive (RFC 5626 §4.4.1).
    func pong(_ flow: SIPFlow) {
        guard let connection = connections[flow] else { return }
        guard connection.send([0x0D, 0x0A]) else { return drop(flow, "slow-reader", isGentle: false) }
        connection.flush()
    }

    func addAlias(_ endpoint: SocketEndpoint, of flow: SIPFlow) { book.addAlias(endpoint, of: flow) }

    // MARK: Ending

    func drop(_ flow: SIPFlow, _ reason: String, isGentle: Bool) {
        guard let connection = connections[flow] else { return }
        tally.dropped[reason, default: 0] += 1
        // Nothing is sent by it any more, and what was is lost; its place is free.
        forget(flow)
        if isGentle { connection.closeGently() } else { connection.close() }
    }

    func noteTLSFailure(of flow: SIPFlow) {
        guard connections[flow] != nil else { return }
        tally.dropped["tls", default: 0] += 1
    }

    func closed(_ flow: SIPFlow) { forget(flow) }

    private func forget(_ flow: SIPFlow) {
        connections[flow] = nil
        touched.remove(flow)
        guard let entry = book.remove(flow) else { return }
        failures.append(Failure(transport: entry.transport, endpoint: entry.remote, flow: flow))
    }

    func closeAll() {
        isStopped = true
        for connection in connections.values { connection.close() }
    }
}
