package import CivicCore
import CivicSIP
import Glibc
import NIOCore
import NIOPosix

/// Where connections are waited for.
package struct StreamSettings: Sendable {
    package var tcp: SocketEndpoint?
    package var tls: SocketEndpoint?
    /// Needed to listen for TLS, and to open such connections.
    package var tlsFiles: TLSFiles?
    package var limits: ConnectionLimits

    package init(
        tcp: SocketEndpoint? = nil, tls: SocketEndpoint? = nil, tlsFiles: TLSFiles? = nil,
        limits: ConnectionLimits = ConnectionLimits()
    ) {
        self.tcp = tcp
        self.tls = tls
        self.tlsFiles = tlsFiles
        self.limits = limits
    }

    var listeners: [(transport: SIPTransport, bind: SocketEndpoint)] {
        [(SIPTransport.tcp, tcp), (.tls, tls)].compactMap { pair in pair.1.map { (pair.0, $0) } }
    }
}

/// One listening socket; it takes nobody before `start`.
struct SIPListener: Sendable {
    let transport: SIPTransport
    let localAddress: SocketEndpoint
    private let channel: any Channel

    /// - Parameter core: looked at for each connection; on `loop`.
    static func bind(
        _ transport: SIPTransport, at bind: SocketEndpoint, on loop: any EventLoop,
        core: NIOLoopBoundBox<SIPEndpointCore?>
    ) async throws(SIPEndpointError) -> SIPListener {
        do {
            let address = try SocketAddress(ipAddress: bind.host, port: Int(bind.port))
            var bootstrap = ServerBootstrap(group: loop, childGroup: loop)
                .serverChannelOption(.autoRead, value: false)
                .serverChannelOption(.backlog, value: 512)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            for (option, value) in connectionOptions { bootstrap = bootstrap.childChannelOption(option, value: value) }
            let channel = try await bootstrap.childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard try core.value?.accept(channel, over: transport) == true else {
                        throw ChannelError.connectTimeout(.zero)
                    }
                }
            }.bind(to: address).get()
            guard let bound = channel.localAddress, let localAddress = SocketEndpoint(bound) else {
                try await channel.close()
                throw ChannelError.unknownLocalAddress
            }
            return SIPListener(transport: transport, localAddress: localAddress, channel: channel)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw .addressInUse(bind, transport)
        } catch {
            throw .cannotBind(bind, transport, reason: String(describing: error))
        }
    }

    func start() async throws { try await channel.setOption(.autoRead, value: true).get() }

    func close() async { try? await channel.close().get() }

    /// A phone whose power is gone is noticed by TCP's keep-alives, and by what it does not acknowledge.
    static let connectionOptions: [(ChannelOptions.Types.SocketOption, SocketOptionValue)] = [
        (ChannelOptions.socketOption(.so_keepalive), 1),
        (ChannelOptions.Types.SocketOption(level: .tcp, name: .tcp_nodelay), 1),
        (tcpOption(TCP_KEEPIDLE), 60),  // seconds of silence
        (tcpOption(TCP_KEEPINTVL), 10),  // seconds
        (tcpOption(TCP_KEEPCNT), 3),
        (tcpOption(TCP_USER_TIMEOUT), 10_000),  // milliseconds
    ]

    private static func tcpOption(_ name: CInt) -> ChannelOptions.Types.SocketOption {
        ChannelOptions.Types.SocketOption(level: .tcp, name: NIOBSDSocket.Option(rawValue: name))
    }
}
