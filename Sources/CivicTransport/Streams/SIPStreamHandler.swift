import CivicCore
import CivicSIP
import NIOCore
import NIOSSL
import NIOTLS

/// Cuts one connection's bytes into messages for the core, and settles once for what was read together.
final class SIPStreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let core: SIPEndpointCore
    private let source: SIPHop
    private let flow: SIPFlow
    private var framer = StreamFramer()
    private var wantsPong = false
    private var isBroken = false

    init(core: SIPEndpointCore, flow: SIPFlow, transport: SIPTransport, remote: SocketEndpoint) {
        self.core = core
        self.flow = flow
        source = SIPHop(transport, remote, flow: flow)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isBroken else { return }
        framer.append(unwrapInboundIn(data).readableBytesView)
        var endsMessage = false
        while let piece = framer.next() {
            switch piece {
            case .message(let bytes):
                endsMessage = true
                core.receive(bytes, from: source)
            case .ping: wantsPong = true
            case .broken(let head, let fault):
                isBroken = true
                core.receive(broken: head, fault, from: source)
            }
        }
        core.noteInput(of: flow, endsMessage: endsMessage, isInsideMessage: framer.isInsideMessage)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // One answer for all pings that came at once: an endless row of them costs us next to nothing.
        if wantsPong {
            wantsPong = false
            core.pong(flow)
        }
        core.settle()
        if isBroken { core.drop(flow, "framing") }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent {
            let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
            core.noteHandshake(of: flow, names: certificate?.dnsNames ?? [], from: source.host)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        core.closed(flow)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Many peers end TLS without saying so; a connection that the network broke is not TLS's fault either.
        let isEnd = (error as? NIOSSLError) == .uncleanShutdown || error is IOError
        core.failed(flow, isTLS: source.transport == .tls && !isEnd)
        context.close(promise: nil)
    }
}
