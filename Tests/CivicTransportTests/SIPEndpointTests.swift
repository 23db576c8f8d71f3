import CivicCore
import CivicSIP
import CivicTransport
import NIOCore
import NIOPosix
import Testing

@Suite("SIP over real UDP on the loopback", .timeLimit(.minutes(5)))
struct SIPEndpointTests {
    private func open(
        _ bind: SocketEndpoint = SocketEndpoint(host: "127.0.0.1", port: 0),
        onEvents: @escaping @Sendable ([UserAgentEvent]) -> Void = { _ in }
    ) async throws(SIPEndpointError) -> SIPEndpoint {
        try await SIPEndpoint.open(
            bind: bind, configuration: UserAgentConfiguration(address: bind, realm: "example.org"),
            group: MultiThreadedEventLoopGroup.singleton, onEvents: onEvents)
    }

    @Test("two endpoints set up and end a call; port 0 becomes the actual one in Via and Contact")
    func call() async throws {
        let (aliceEvents, aliceInput) = AsyncStream.makeStream(of: UserAgentEvent.self)
        let (bobEvents, bobInput) = AsyncStream.makeStream(of: UserAgentEvent.self)
        let alice = try await open { $0.forEach { _ = aliceInput.yield($0) } }
        let bob = try await open { $0.forEach { _ = bobInput.yield($0) } }
        #expect(alice.localAddress.port != 0 && alice.localAddress != bob.localAddress)
        let target = SIPURI(user: "12345", host: bob.localAddress.host, port: bob.localAddress.port)
        let handle = await alice.perform { agent, now in
            agent.place(OutgoingCall(target: target, fromUser: "1001", body: .sdp([1])), at: now)
        }
        var incoming = bobEvents.makeAsyncIterator()
        guard case .incoming(let call, let details) = await incoming.next() else { return #expect(Bool(false)) }
        #expect(details.source == alice.localAddress)
        bob.submit { agent, now in
            agent.ring(call, at: now)
            agent.answer(call, body: .sdp([2]), at: now)
        }
        guard case .acknowledged = await incoming.next() else { return #expect(Bool(false)) }
        var outgoing = aliceEvents.makeAsyncIterator()
        guard case .progress(handle, 180, _) = await outgoing.next(),
            case .answered(handle, let body) = await outgoing.next()
        else { return #expect(Bool(false)) }
        #expect(body == .sdp([2]))
        alice.submit { agent, now in agent.hangUp(handle, at: now) }
        guard case .ended(call, .byPeer) = await incoming.next() else { return #expect(Bool(false)) }
        await alice.close()
        await bob.close()
    }

    @Test("an INVITE that nobody answers is sent again by the timer")
    func timer() async throws {
        let (datagrams, input) = AsyncStream.makeStream(of: [UInt8].self)
        let silent = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Listener(input))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(silent.localAddress?.port.flatMap(UInt16.init(exactly:)))
        let caller = try await open()
        caller.submit { agent, now in
            _ = agent.place(
                OutgoingCall(target: SIPURI(user: "1", host: "127.0.0.1", port: port), fromUser: "1"), at: now)
        }
        var arrivals = datagrams.makeAsyncIterator()
        let first = await arrivals.next()
        let second = await arrivals.next()
        #expect(first != nil && first == second)
        await caller.close()
        try await silent.close().get()
    }

    @Test("an address in use and an address that is not ours are told apart")
    func errors() async throws {
        let first = try await open()
        await #expect(throws: SIPEndpointError.addressInUse(first.localAddress)) { try await open(first.localAddress) }
        do {
            _ = try await open(SocketEndpoint(host: "192.0.2.77", port: 5060))
            #expect(Bool(false))
        } catch {
            guard case .cannotBind = error else { return #expect(Bool(false)) }
        }
        do {
            _ = try await open(SocketEndpoint(host: "localhost", port: 5060))
            #expect(Bool(false))
        } catch {
            guard case .cannotBind = error else { return #expect(Bool(false)) }
        }
        await first.close()
    }

    @Test("after close, work still runs and sends nothing")
    func closed() async throws {
        let endpoint = try await open()
        await endpoint.close()
        await endpoint.close()
        let count = await endpoint.perform { agent, _ in agent.counters.received }
        #expect(count == 0)
    }
}

/// Hands every datagram on and answers none.
private final class Listener: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let input: AsyncStream<[UInt8]>.Continuation

    init(_ input: AsyncStream<[UInt8]>.Continuation) {
        self.input = input
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        input.yield(Array(unwrapInboundIn(data).data.readableBytesView))
    }
}
