package import CivicCore
package import CivicSIP
package import NIOCore
import NIOPosix

/// One UDP socket that owns one `UserAgent` on one event loop.
///
///     datagram ─▶ UserAgent.receive ─▶ effects ─▶ datagrams, events
///                 UserAgent.advance ◀─ one timer, armed for nextDeadline
///
/// The user agent is a value that only the channel's event loop touches; `perform` and `submit` hop onto it, so work runs in
/// the order in which it was handed in. `close` lets go of the socket; later work still runs, and goes nowhere.
package final class SIPEndpoint: Sendable {
    /// Where the socket is bound, with the actual port where 0 was asked for.
    package let localAddress: SocketEndpoint
    private let channel: any Channel
    private let core: NIOLoopBound<SIPEndpointCore>

    private init(localAddress: SocketEndpoint, channel: any Channel, core: NIOLoopBound<SIPEndpointCore>) {
        self.localAddress = localAddress
        self.channel = channel
        self.core = core
    }

    /// Binds and starts to listen.
    ///
    /// - Parameters:
    ///   - bind: numeric address; port 0 takes a free one, which then also stands in the configuration's address.
    ///   - configuration: of the user agent.
    ///   - group: one of its loops runs the endpoint.
    ///   - onEvents: called on the loop with what one datagram, timer or piece of work led to; must not wait.
    package static func open(
        bind: SocketEndpoint, configuration: UserAgentConfiguration, group: any EventLoopGroup,
        onEvents: @escaping @Sendable ([UserAgentEvent]) -> Void
    ) async throws(SIPEndpointError) -> SIPEndpoint {
        do {
            let address = try SocketAddress(ipAddress: bind.host, port: Int(bind.port))
            let loop = group.next()
            return try await openChannel(
                at: address, on: loop, configuration: configuration, onEvents: onEvents)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw .addressInUse(bind)
        } catch {
            throw .cannotBind(bind, reason: String(describing: error))
        }
    }

    private static func openChannel(
        at address: SocketAddress, on loop: any EventLoop, configuration: UserAgentConfiguration,
        onEvents: @escaping @Sendable ([UserAgentEvent]) -> Void
    ) async throws -> SIPEndpoint {
        // Nothing is read before the handler that reads stands in the pipeline with the actual port.
        let channel = try await DatagramBootstrap(group: loop)
            .channelOption(.autoRead, value: false)
            .channelOption(.socketOption(.so_rcvbuf), value: 4 << 20)
            .channelOption(.socketOption(.so_sndbuf), value: 4 << 20)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 30 * 65_536))
            .channelOption(.datagramVectorReadMessageCount, value: 30)
            .channelOption(.maxMessagesPerRead, value: 8)
            .bind(to: address).get()
        guard let bound = channel.localAddress, let localAddress = SocketEndpoint(bound) else {
            try await channel.close()
            throw ChannelError.unknownLocalAddress
        }
        var actual = configuration
        if actual.address.port == 0 { actual.address.port = localAddress.port }
        let settled = actual
        let core = try await loop.submit {
            let core = SIPEndpointCore(
                userAgent: UserAgent(settled, seed: UInt64.random(in: .min ... .max)), channel: channel,
                onEvents: onEvents)
            try channel.pipeline.syncOperations.addHandler(SIPDatagramHandler(core: core))
            return NIOLoopBound(core, eventLoop: loop)
        }.get()
        try await channel.setOption(.autoRead, value: true).get()
        return SIPEndpoint(localAddress: localAddress, channel: channel, core: core)
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

    /// Closes the socket.
    package func close() async {
        try? await channel.close().get()
    }
}

extension SocketEndpoint {
    init?(_ address: SocketAddress) {
        guard let host = address.ipAddress, let port = address.port, let number = UInt16(exactly: port) else {
            return nil
        }
        self.init(host: host, port: number)
    }
}
