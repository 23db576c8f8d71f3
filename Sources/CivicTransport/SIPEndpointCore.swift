import CivicCore
import CivicSIP
import NIOCore

/// What the endpoint's event loop owns: the user agent, its timer and the channel. No other thread touches it.
final class SIPEndpointCore {
    private var userAgent: UserAgent
    private let channel: any Channel
    private let onEvents: @Sendable ([UserAgentEvent]) -> Void
    private var timer: Scheduled<Void>?
    private var armedFor: MonotonicInstant?
    private var addresses: [SocketEndpoint: SocketAddress] = [:]

    init(userAgent: UserAgent, channel: any Channel, onEvents: @escaping @Sendable ([UserAgentEvent]) -> Void) {
        self.userAgent = userAgent
        self.channel = channel
        self.onEvents = onEvents
    }

    func receive(_ datagram: [UInt8], from source: SocketEndpoint) {
        userAgent.receive(datagram, from: source, at: MonotonicClock.now)
    }

    func run<R>(_ work: (inout UserAgent, MonotonicInstant) -> R) -> R {
        let result = work(&userAgent, MonotonicClock.now)
        settle()
        return result
    }

    /// Carries out what the user agent wants and arms the timer anew.
    func settle() {
        var events: [UserAgentEvent] = []
        var hasWritten = false
        for effect in userAgent.drainEffects() {
            switch effect {
            case .report(let event): events.append(event)
            case .send(let bytes, let destination):
                guard let address = socketAddress(of: destination) else { continue }
                let envelope = AddressedEnvelope(remoteAddress: address, data: channel.allocator.buffer(bytes: bytes))
                // A datagram that cannot be sent is one that was lost: the transaction's timers look after it.
                channel.write(envelope, promise: nil)
                hasWritten = true
            }
        }
        if hasWritten { channel.flush() }
        arm()
        if !events.isEmpty { onEvents(events) }
    }

    func stop() {
        timer?.cancel()
        timer = nil
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
        guard let address = try? SocketAddress(ipAddress: endpoint.host, port: Int(endpoint.port)) else { return nil }
        if addresses.count >= 4096 { addresses.removeAll(keepingCapacity: true) }
        addresses[endpoint] = address
        return address
    }
}

/// Hands datagrams to the core, and settles once for a batch of them.
final class SIPDatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let core: SIPEndpointCore

    init(core: SIPEndpointCore) {
        self.core = core
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        guard let source = SocketEndpoint(envelope.remoteAddress) else { return }
        core.receive(Array(envelope.data.readableBytesView), from: source)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        core.settle()
    }

    func channelInactive(context: ChannelHandlerContext) {
        core.stop()
        context.fireChannelInactive()
    }

    /// ICMP "port unreachable" and the like concern one peer, never the socket.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
