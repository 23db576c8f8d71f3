import CivicCore
import CivicSIP
import NIOCore

/// What the endpoint's event loop owns: the user agent, its timer, the datagram channel and the connections. No other
/// thread touches it.
final class SIPEndpointCore {
    private var userAgent: UserAgent
    private let channel: any Channel
    private let connections: SIPConnections
    private let onEvents: @Sendable ([UserAgentEvent]) -> Void
    private var timer: Scheduled<Void>?
    private var sweep: RepeatedTask?
    private var armedFor: MonotonicInstant?
    private var addresses: [SocketEndpoint: SocketAddress] = [:]
    private var isSettling = false
    /// `nil` where nothing is kept of what goes over the wire.
    private var tap: SIPTap?

    init(
        userAgent: UserAgent, channel: any Channel, connections: SIPConnections, tap: SIPTap?,
        onEvents: @escaping @Sendable ([UserAgentEvent]) -> Void
    ) {
        self.userAgent = userAgent
        self.channel = channel
        self.connections = connections
        self.tap = tap
        self.onEvents = onEvents
    }

    func receive(_ datagram: [UInt8], from source: SocketEndpoint) {
        let now = MonotonicClock.now
        tap?.note(datagram, isSent: false, .udp(source), at: now)
        userAgent.receive(datagram, from: source, at: now)
    }

    /// Runs `work` on what is kept of the wire.
    func look<R>(_ work: (inout SIPTap?) -> R) -> R { work(&tap) }

    func run<R>(_ work: (inout UserAgent, MonotonicInstant) -> R) -> R {
        userAgent.connections = connections.counters
        if let counters = tap?.trace.counters { userAgent.trace = counters }
        let result = work(&userAgent, MonotonicClock.now)
        settle()
        return result
    }

    /// Carries out what the user agent wants and arms the timer anew.
    func settle() {
        // A write may close its channel, which comes back here: the loop below sees to that one too.
        guard !isSettling else { return }
        isSettling = true
        var events: [UserAgentEvent] = []
        repeat {
            for failure in connections.takeFailures() {
                userAgent.connectionFailed(
                    failure.transport, to: failure.endpoint, flow: failure.flow, at: MonotonicClock.now)
            }
            carryOut(userAgent.drainEffects(), events: &events)
        } while connections.hasFailures
        isSettling = false
        arm()
        if !events.isEmpty { onEvents(events) }
    }

    private func carryOut(_ effects: [UserAgentEffect], events: inout [UserAgentEvent]) {
        var hasWritten = false
        for effect in effects {
            switch effect {
            case .report(let event): events.append(event)
            case .alias(let flow, let endpoint): connections.addAlias(endpoint, of: flow)
            case .send(let bytes, let hop):
                tap?.note(bytes, isSent: true, hop, at: MonotonicClock.now)
                guard hop.transport == .udp else {
                    connections.send(bytes, to: hop, core: self)
                    continue
                }
                guard let address = socketAddress(of: hop.endpoint) else { continue }
                let envelope = AddressedEnvelope(remoteAddress: address, data: channel.allocator.buffer(bytes: bytes))
                // A datagram that cannot be sent is one that was lost: the transaction's timers look after it.
                channel.write(envelope, promise: nil)
                hasWritten = true
            }
        }
        if hasWritten { channel.flush() }
        connections.flush()
    }

    func stop() {
        timer?.cancel()
        timer = nil
        sweep?.cancel()
        sweep = nil
        connections.closeAll()
    }

    private func arm() {
        let deadline = userAgent.nextDeadline
        guard deadline != armedFor else { return }
        timer?.cancel()
        timer = nil
        armedFor = deadline
        guard let deadline, channel.isActive else { return }
        let wait = max(.zero, deadline - MonotonicClock.now)
        let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
        timer = channel.eventLoop.scheduleTask(in: .nanoseconds(wait.nanoseconds)) { bound.value.fire() }
    }

    private func fire() {
        armedFor = nil
        userAgent.advance(to: MonotonicClock.now)
        settle()
    }

    /// The few peers of a hotline (trunks, phones) are looked up, not parsed again for every datagram.
    private func socketAddress(of endpoint: SocketEndpoint) -> SocketAddress? {
        if let known = addresses[endpoint] { return known }
        let isForBoth = channel.localAddress?.protocol == .inet6 && !endpoint.host.contains(":")
        let host = isForBoth ? "::ffff:\(endpoint.host)" : endpoint.host
        guard let address = try? SocketAddress(ipAddress: host, port: Int(endpoint.port)) else { return nil }
        if addresses.count >= 4096 { addresses.removeAll(keepingCapacity: true) }
        addresses[endpoint] = address
        return address
    }
}

// MARK: What connections tell

extension SIPEndpointCore {
    /// Takes in a connection that somebody opened; `false` where there are too many.
    func accept(_ channel: any Channel, over transport: SIPTransport) throws -> Bool {
        try connections.accept(channel, over: transport, core: self)
    }

    func receive(_ message: [UInt8], from source: SIPHop) {
        let now = MonotonicClock.now
        tap?.note(message, isSent: false, source, at: now)
        userAgent.receive(message, from: source, at: now)
    }

    func receive(broken head: [UInt8], _ fault: StreamFault, from source: SIPHop) {
        userAgent.receive(broken: head, fault, from: source)
    }

    func noteInput(of flow: SIPFlow, endsMessage: Bool, isInsideMessage: Bool) {
        connections.book.noteInput(
            of: flow, endsMessage: endsMessage, isInsideMessage: isInsideMessage, at: MonotonicClock.now)
    }

    /// - Parameter names: the DNS names of the peer's certificate, which was verified.
    func noteHandshake(of flow: SIPFlow, names: [String], from host: String) {
        connections.book.noteHandshake(of: flow, at: MonotonicClock.now)
        if !names.isEmpty { userAgent.noteCertificate(names: names, of: flow, from: host) }
    }

    func serverName(at endpoint: SocketEndpoint) -> String? { userAgent.serverName(at: endpoint) }

    func pong(_ flow: SIPFlow) { connections.pong(flow) }

    func drop(_ flow: SIPFlow, _ reason: String) {
        connections.drop(flow, reason, isGentle: true)
        settle()
    }

    /// The system, or TLS, has given the connection up.
    func failed(_ flow: SIPFlow, isTLS: Bool) {
        if isTLS { connections.noteTLSFailure(of: flow) }
    }

    func closed(_ flow: SIPFlow) {
        connections.closed(flow)
        settle()
    }

    func opened(_ flow: SIPFlow, _ channel: any Channel) { connections.opened(flow, channel) }

    func couldNotOpen(_ flow: SIPFlow) {
        connections.couldNotOpen(flow)
        settle()
    }

    /// Looks at all connections once a second.
    func watch() {
        let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
        sweep = channel.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
            bound.value.dropOverdue()
        }
    }

    private func dropOverdue() {
        let now = MonotonicClock.now
        for (flow, fault) in connections.book.overdue(at: now) {
            if fault == .idle, userAgent.depends(on: flow, at: now) {
                connections.book.noteUse(of: flow, at: now)
            } else {
                connections.drop(flow, fault.rawValue, isGentle: false)
            }
        }
        settle()
    }

    func replaceIdentity(_ identity: TLSIdentity) { connections.identity = identity }

    func trust(_ addresses: [AddressRange]) {
        connections.book.isTrusted = { host in addresses.contains { $0.contains(host) } }
    }
}
