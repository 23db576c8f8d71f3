import CivicCore
import CivicSIP
import CivicTransport
import NIOCore
import NIOPosix
import Testing

@Suite("Names over a real domain name server on the loopback", .timeLimit(.minutes(5)))
struct NameResolverTests {
    /// Answers of 127.0.0.1's made-up domain; each record's name points at the question's.
    private static func answer(_ question: [UInt8]) -> [UInt8]? {
        guard question.count > 12, let root = question[12...].firstIndex(of: 0), root + 4 < question.count else {
            return nil
        }
        var labels: [String] = []
        var place = 12
        while place < root {
            let length = Int(question[place])
            labels.append(String(decoding: question[(place + 1)...(place + length)], as: UTF8.self))
            place += length + 1
        }
        func name(_ text: String) -> [UInt8] {
            text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
        }
        let type = question[root + 2]
        let records: [[UInt8]] =
            switch (labels.joined(separator: "."), type) {
            case ("county.example", 35):
                [[0, 1, 0, 1, 1, 0x53, 7] + Array("SIP+D2T".utf8) + [0] + name("_sip._tcp.county.example")]
            case ("_sip._tcp.county.example", 33):
                [
                    [0, 2, 0, 0, 0x13, 0xC4] + name("b.county.example"),
                    [0, 1, 0, 0, 0x13, 0xC5] + name("a.county.example"),
                ]
            case ("a.county.example", 1): [[192, 0, 2, 1]]
            case ("a.county.example", 28): [[0x20, 1, 0xD, 0xB8] + [UInt8](repeating: 0, count: 11) + [1]]
            case ("b.county.example", 1): [[192, 0, 2, 2]]
            default: []
            }
        var bytes = Array(question.prefix(2)) + [0x81, 0x80, 0, 1, 0, UInt8(records.count), 0, 0, 0, 0]
        bytes += question[12...(root + 4)]
        for data in records {
            bytes += [0xC0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, UInt8(data.count)] + data
        }
        return bytes
    }

    /// - Parameter isDeaf: it hears and says nothing.
    private func server(isDeaf: Bool = false) async throws -> (channel: any Channel, endpoint: SocketEndpoint) {
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Responder { isDeaf ? nil : Self.answer($0) })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(channel.localAddress?.port.flatMap(UInt16.init(exactly:)))
        return (channel, SocketEndpoint(host: "127.0.0.1", port: port))
    }

    @Test("a domain leads to its servers in their order; a deaf server and a closed port are passed over")
    func locate() async throws {
        let good = try await server()
        let deaf = try await server(isDeaf: true)
        let closed = try await server()
        try await closed.channel.close().get()
        let resolver = NameResolver(
            servers: [deaf.endpoint, closed.endpoint, good.endpoint], patience: .milliseconds(200),
            group: MultiThreadedEventLoopGroup.singleton)
        let uri = try #require(SIPURI(parsing: "sip:12345@county.example"))
        let hops = await resolver.locate(uri, supported: [.udp, .tcp])
        #expect(
            hops.map(\.description) == ["tcp 192.0.2.1:5061", "tcp [2001:db8:0:0:0:0:0:1]:5061", "tcp 192.0.2.2:5060"])
        let nowhere = try #require(SIPURI(parsing: "sip:12345@elsewhere.example"))
        #expect(await resolver.locate(nowhere, supported: [.udp, .tcp]).isEmpty)
        try await good.channel.close().get()
        try await deaf.channel.close().get()
    }

    @Test("where nobody answers, a URI leads nowhere, and an address still does")
    func nobody() async throws {
        let deaf = try await server(isDeaf: true)
        let resolver = NameResolver(
            servers: [deaf.endpoint], patience: .milliseconds(20), group: MultiThreadedEventLoopGroup.singleton)
        let name = try #require(SIPURI(parsing: "sip:1@county.example"))
        #expect(await resolver.locate(name, supported: [.udp]).isEmpty)
        let address = try #require(SIPURI(parsing: "sip:1@192.0.2.5"))
        #expect(await resolver.locate(address, supported: [.udp]).map(\.description) == ["192.0.2.5:5060"])
        try await deaf.channel.close().get()
    }
}

private final class Responder: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let answer: ([UInt8]) -> [UInt8]?

    init(_ answer: @escaping ([UInt8]) -> [UInt8]?) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        guard let bytes = answer(Array(envelope.data.readableBytesView)) else { return }
        let reply = AddressedEnvelope(
            remoteAddress: envelope.remoteAddress, data: context.channel.allocator.buffer(bytes: bytes))
        context.writeAndFlush(wrapOutboundOut(reply), promise: nil)
    }
}
