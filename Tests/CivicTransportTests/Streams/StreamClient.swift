import CivicCore
import CivicSIP
import NIOCore
import NIOPosix
import NIOSSL

/// A peer that speaks over one connection by hand.
final class StreamClient: Sendable {
    enum Heard: Equatable, Sendable {
        case message(String)
        case pong
        case end
    }

    private let channel: any Channel
    let heard: AsyncStream<Heard>
    let local: SocketEndpoint

    private init(_ channel: any Channel, heard: AsyncStream<Heard>) {
        self.channel = channel
        self.heard = heard
        local = SocketEndpoint(
            host: channel.localAddress?.ipAddress ?? "", port: UInt16(channel.localAddress?.port ?? 0))
    }

    /// - Parameter tls: `nil` for plain TCP.
    static func connect(to endpoint: SocketEndpoint, tls: NIOSSLContext? = nil, reads: Bool = true) async throws
        -> StreamClient
    {
        let (heard, input) = AsyncStream.makeStream(of: Heard.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reads)
            .channelOption(.socketOption(.so_rcvbuf), value: reads ? 1 << 20 : 4096)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: nil)) }
                    try pipeline.addHandler(Collector(input))
                }
            }
            .connect(host: endpoint.host, port: Int(endpoint.port)).get()
        return StreamClient(channel, heard: heard)
    }

    func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(channel.allocator.buffer(bytes: bytes)) }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Sends without waiting for the other side to read.
    func submit(_ bytes: [UInt8]) { channel.writeAndFlush(channel.allocator.buffer(bytes: bytes), promise: nil) }

    func close() async { try? await channel.close() }

    /// The next message's first line, `pong` or `end`.
    func next() async -> String {
        var iterator = heard.makeAsyncIterator()
        switch await iterator.next() {
        case .message(let text): return String(text.prefix { $0 != "\r\n" })
        case .pong: return "pong"
        case .end, nil: return "end"
        }
    }

    func nextMessage() async -> String {
        var iterator = heard.makeAsyncIterator()
        if case .message(let text) = await iterator.next() { return text }
        return ""
    }
}

private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let input: AsyncStream<StreamClient.Heard>.Continuation
    private var framer = StreamFramer()

    init(_ input: AsyncStream<StreamClient.Heard>.Continuation) {
        self.input = input
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        if bytes == [0x0D, 0x0A] { input.yield(.pong) }
        framer.append(bytes)
        while case .message(let message)? = framer.next() {
            input.yield(.message(String(decoding: message, as: UTF8.self)))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        input.yield(.end)
        input.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// A request as text.
func request(
    _ method: String, _ branch: String, to uri: String = "sip:12345@127.0.0.1", via: String = "127.0.0.1:5999",
    transport: String = "TCP", extra: String = "", length: String? = "Content-Length: 0"
) -> String {
    """
    \(method) \(uri) SIP/2.0\r
    Via: SIP/2.0/\(transport) \(via);branch=z9hG4bK\(branch)\r
    Max-Forwards: 70\r
    From: <sip:1001@127.0.0.1>;tag=f\r
    To: <sip:12345@127.0.0.1>\r
    Call-ID: \(branch)\r
    CSeq: 1 \(method)\r
    Contact: <sip:1001@127.0.0.1:5999;transport=\(transport.lowercased())>\r
    \(extra)\(length.map { $0 + "\r\n" } ?? "")\r

    """
}
