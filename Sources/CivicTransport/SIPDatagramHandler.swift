import CivicCore
import NIOCore

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
