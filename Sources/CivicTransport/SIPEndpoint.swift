package import CivicCore
package import CivicSIP
package import NIOCore
import NIOPosix

/// One UDP socket, and where asked for one listener for TCP and one for TLS, that own one `UserAgent` on one event loop.
///
///     datagram, message ─▶ UserAgent.receive ─▶ effects ─▶ datagrams, connections, events
///                          UserAgent.advance ◀─ one timer, armed for nextDeadline
///
/// The user agent is a value that only the event loop touches; `perform` and `submit` hop onto it, so work runs in the order
/// in which it was handed in. `close` lets go of the sockets; later work still runs, and goes nowhere.
package final class SIPEndpoint: Sendable {
    /// Where the socket is bound, with the actual port where 0 was asked for.
    package let localAddress: SocketEndpoint
    /// The same for TCP and TLS, where we listen there.
    package let streamAddresses: [SIPTransport: SocketEndpoint]
    private let streams: StreamSettings
    private let listeners: [SIPListener]
    private let channel: any Channel
    private let core: NIOLoopBound<SIPEndpointCore>

    private init(
        localAddress: SocketEndpoint, streams: StreamSettings, listeners: [SIPListener], channel: any Channel,
        core: NIOLoopBound<SIPEndpointCore>
    ) {
        self.localAddress = localAddress
        self.streams = streams
        self.listeners = listeners
        streamAddresses = Dictionary(listeners.map { ($0.transport, $0.localAddress) }) { first, _ in first }
        self.channel = channel
        self.core = core
    }

    /// Binds and starts to listen.
    ///
    /// - Parameters:
    ///   - bind: numeric address; port 0 takes a free one, which then also stands in the configuration's address.
    ///   - streams: listeners for TCP and TLS. A port 0 is treated likewise; an address that the configuration names for
    ///     the transport stands.
    ///   - configuration: of the user agent.
    ///   - trace: what is kept of the messages.
    ///   - group: one of its loops runs the endpoint.
    ///   - onEvents: called on the loop with what one datagram, timer or piece of work led to; must not wait.
    package static func open(
        bind: SocketEndpoint, streams: StreamSettings = StreamSettings(), configuration: UserAgentConfiguration,
        trace: TraceSettings = TraceSettings(), group: any EventLoopGroup,
        onEvents: @escaping @Sendable ([UserAgentEvent]) -> Void
    ) async throws(SIPEndpointError) -> SIPEndpoint {
        let loop = group.next()
        let identity: TLSIdentity? =
            if let files = streams.tlsFiles { try TLSIdentity(files) } else { nil }
        let channel = try await datagramChannel(at: bind, on: loop)
        let core = NIOLoopBoundBox<SIPEndpointCore?>.makeEmptyBox(eventLoop: loop)
        var listeners: [SIPListener] = []
        do {
            for (transport, bind) in streams.listeners {
                listeners.append(try await SIPListener.bind(transport, at: bind, on: loop, core: core))
            }
        } catch {
            try? await channel.close()
            for listener in listeners { await listener.close() }
            throw error
        }
        do {
            return try await put(
                together: channel, listeners, streams: streams, identity: identity, configuration: configuration,
                trace: trace, core: core, onEvents: onEvents)
        } catch {
            throw .cannotBind(bind, reason: String(describing: error))
        }
    }

    private static func datagramChannel(
        at bind: SocketEndpoint, on loop: any EventLoop
    ) async throws(SIPEndpointError) -> any Channel {
        do {
            // Nothing is read before the handler that reads stands in the pipeline with the actual port.
            return try await DatagramBootstrap(group: loop)
                .channelOption(.autoRead, value: false)
                .channelOption(.socketOption(.so_rcvbuf), value: 4 << 20)
                .channelOption(.socketOption(.so_sndbuf), value: 4 << 20)
                .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 30 * 65_536))
                .channelOption(.datagramVectorReadMessageCount, value: 30)
                .channelOption(.maxMessagesPerRead, value: 8)
                .bind(to: SocketAddress(ipAddress: bind.host, port: Int(bind.port))).get()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw .addressInUse(bind)
        } catch {
            throw .cannotBind(bind, reason: String(describing: error))
        }
    }

    private static func put(
        together channel: any Channel, _ listeners: [SIPListener], streams: StreamSettings, identity: TLSIdentity?,
        configuration: UserAgentConfiguration, trace: TraceSettings, core box: NIOLoopBoundBox<SIPEndpointCore?>,
        onEvents: @escaping @Sendable ([UserAgentEvent]) -> Void
    ) async throws -> SIPEndpoint {
        guard let bound = channel.localAddress, let localAddress = SocketEndpoint(bound) else {
            try await channel.close()
            throw ChannelError.unknownLocalAddress
        }
        var actual = configuration
        if actual.address.port == 0 { actual.address.port = localAddress.port }
        for listener in listeners where (actual.streamAddresses[listener.transport]?.port ?? 0) == 0 {
            let host = actual.streamAddresses[listener.transport]?.host ?? actual.address.host
            actual.streamAddresses[listener.transport] = SocketEndpoint(host: host, port: listener.localAddress.port)
        }
        let settled = actual
        let core = try await channel.eventLoop.submit {
            let connections = SIPConnections(
                on: channel.eventLoop, limits: streams.limits, trusted: settled.trusted, identity: identity)
            let core = SIPEndpointCore(
                userAgent: UserAgent(settled, seed: UInt64.random(in: .min ... .max)), channel: channel,
                connections: connections, tap: SIPTap(trace, addresses: settled),
                onEvents: onEvents)
            try channel.pipeline.syncOperations.addHandler(SIPDatagramHandler(core: core))
            box.value = core
            core.watch()
            return NIOLoopBound(core, eventLoop: channel.eventLoop)
        }.get()
        try await channel.setOption(.autoRead, value: true).get()
        for listener in listeners { try await listener.start() }
        return SIPEndpoint(
            localAddress: localAddress, streams: streams, listeners: listeners, channel: channel, core: core)
    }

    /// Reads the certificate's files again, for connections to come; those that stand are not touched. When the files are
    /// faulty, what was read before stays.
    ///
    /// - Returns: `false` where there is no TLS.
    package func reloadCertificate() async throws(SIPEndpointError) -> Bool {
        guard let files = streams.tlsFiles else { return false }
        let identity = try TLSIdentity(files)
        channel.eventLoop.execute { [core] in core.value.replaceIdentity(identity) }
        return true
    }

    /// Other addresses are those of trunks, for connections to come.
    package func trust(_ addresses: [AddressRange]) {
        channel.eventLoop.execute { [core] in core.value.trust(addresses) }
    }

    /// Runs `work` on the loop and gives back its result.
    package func perform<R: Sendable>(
        _ work: @escaping @Sendable (inout UserAgent, MonotonicInstant) -> R
    ) async -> R {
        await withCheckedContinuation { continuation in
            channel.eventLoop.execute { [core] in
                continuation.resume(returning: core.value.run(work))
            }
        }
    }

    /// Runs `work` on the loop after everything handed in before, without waiting for it.
    package func submit(_ work: @escaping @Sendable (inout UserAgent, MonotonicInstant) -> Void) {
        channel.eventLoop.execute { [core] in core.value.run(work) }
    }

    /// Runs `work` on the loop with what is kept of the messages; `nil` where nothing is kept.
    package func look<R: Sendable>(_ work: @escaping @Sendable (inout SIPTap?) -> R) async -> R {
        await withCheckedContinuation { continuation in
            channel.eventLoop.execute { [core] in continuation.resume(returning: core.value.look(work)) }
        }
    }

    /// Says whose call a Call-ID is, for whoever asks for the conversation's messages; after everything handed in before.
    package func tie(_ callID: String, to conversation: ConversationReference, as party: String) {
        channel.eventLoop.execute { [core] in
            core.value.look { $0?.trace.tie(callID, to: conversation, as: party) }
        }
    }

    /// Closes the sockets and all connections.
    package func close() async {
        for listener in listeners { await listener.close() }
        try? await channel.close().get()
    }
}

extension SocketEndpoint {
    init?(_ address: SocketAddress) {
        guard let host = address.ipAddress, let port = address.port, let number = UInt16(exactly: port) else {
            return nil
        }
        // On a socket for both families an IPv4 peer looks like this (RFC 4291 §2.5.5.2); everybody else knows it by its own.
        let mapped = "::ffff:"
        self.init(host: host.hasPrefix(mapped) && host.contains(".") ? String(host.dropFirst(7)) : host, port: number)
    }
}
