import CivicCore
import CivicSIP
import CivicTransport
import NIOCore
import NIOPosix
import Testing

@Suite("SIP over real TCP on the loopback", .timeLimit(.minutes(5)))
struct TCPTests {
    private let loopback = SocketEndpoint(host: "127.0.0.1", port: 0)

    private func open(
        trusted: [String] = [], limits change: (inout ConnectionLimits) -> Void = { _ in },
        onEvents: @escaping @Sendable ([UserAgentEvent]) -> Void = { _ in }
    ) async throws -> SIPEndpoint {
        var limits = ConnectionLimits()
        change(&limits)
        return try await SIPEndpoint.open(
            bind: loopback, streams: StreamSettings(tcp: loopback, limits: limits),
            configuration: UserAgentConfiguration(
                address: loopback, realm: "example.org",
                trunks: [Trunk(name: "carrier", addresses: trusted.compactMap { AddressRange($0) })],
                gate: wideGate),
            group: MultiThreadedEventLoopGroup.singleton, onEvents: onEvents)
    }

    private func tcp(_ endpoint: SIPEndpoint) throws -> SocketEndpoint { try #require(endpoint.streamAddresses[.tcp]) }

    private func counters(_ endpoint: SIPEndpoint) async -> UserAgentCounters {
        await endpoint.perform { agent, _ in agent.counters }
    }

    /// The connections' own limits are meant here.
    private let wideGate = {
        var limits = GateLimits()
        limits.messagesPerSecond = 1_000_000
        limits.requestsPerSecond = 100_000
        limits.scannerPatience = 1_000_000
        return limits
    }()

    @Test("two endpoints set up and end a call over one connection, in both directions")
    func call() async throws {
        let (aliceEvents, aliceInput) = AsyncStream.makeStream(of: UserAgentEvent.self)
        let (bobEvents, bobInput) = AsyncStream.makeStream(of: UserAgentEvent.self)
        let alice = try await open(onEvents: { $0.forEach { _ = aliceInput.yield($0) } })
        let bob = try await open(onEvents: { $0.forEach { _ = bobInput.yield($0) } })
        let target = SIPURI(
            user: "12345", host: "127.0.0.1", port: try tcp(bob).port,
            parameters: SIPParameters([.init(name: "transport", value: "tcp")]))
        let handle = await alice.perform { agent, now in
            agent.place(OutgoingCall(target: target, fromUser: "1001", body: .sdp([1])), at: now)
        }
        var incoming = bobEvents.makeAsyncIterator()
        guard case .incoming(let call, _) = await incoming.next() else { return #expect(Bool(false)) }
        bob.submit { agent, now in agent.answer(call, body: .sdp([2]), at: now) }
        guard case .acknowledged = await incoming.next() else { return #expect(Bool(false)) }
        var outgoing = aliceEvents.makeAsyncIterator()
        guard case .answered(handle, _) = await outgoing.next() else { return #expect(Bool(false)) }
        // The BYE of the called side goes by the caller's connection.
        bob.submit { agent, now in agent.hangUp(call, at: now) }
        guard case .ended(handle, .byPeer) = await outgoing.next() else { return #expect(Bool(false)) }
        #expect(await counters(alice).connections.begun == 1)
        #expect(await counters(bob).connections.begun == 1)
        await alice.close()
        await bob.close()
    }

    @Test("requests in pieces, in a row and after line ends are answered over their connection")
    func pieces() async throws {
        let endpoint = try await open()
        let client = try await StreamClient.connect(to: try tcp(endpoint))
        for byte in Array(request("OPTIONS", "a").utf8) { client.submit([byte]) }
        #expect(await client.next() == "SIP/2.0 200 OK")
        try await client.send("\r\n" + request("OPTIONS", "b") + request("BYE", "c") + "\r\n")
        #expect(await client.next() == "SIP/2.0 200 OK")
        #expect(await client.next().hasPrefix("SIP/2.0 481"))
        try await client.send("\r\n\r\n")
        #expect(await client.next() == "pong")
        await client.close()
        await endpoint.close()
    }

    @Test("a stream without Content-Length gets 400 and its end, and others go on")
    func brokenFraming() async throws {
        let endpoint = try await open()
        let good = try await StreamClient.connect(to: try tcp(endpoint))
        let bad = try await StreamClient.connect(to: try tcp(endpoint))
        try await bad.send(request("OPTIONS", "a", length: nil) + request("OPTIONS", "b"))
        #expect(await bad.next() == "SIP/2.0 400 Missing Content-Length")
        #expect(await bad.next() == "end")
        let stranger = try await StreamClient.connect(to: try tcp(endpoint))
        try await stranger.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(await stranger.next() == "end")
        try await good.send(request("OPTIONS", "c"))
        #expect(await good.next() == "SIP/2.0 200 OK")
        let connections = await counters(endpoint).connections
        #expect(connections.dropped == ["framing": 2] && connections.open == [.tcp: 1])
        await endpoint.close()
    }

    @Test("nobody listens there: 503 at once")
    func refused() async throws {
        let (events, input) = AsyncStream.makeStream(of: UserAgentEvent.self)
        let caller = try await open(onEvents: { $0.forEach { _ = input.yield($0) } })
        let gone = try await open()
        let port = try tcp(gone).port
        await gone.close()
        caller.submit { agent, now in
            let target = SIPURI(parsing: "sip:1@127.0.0.1:\(port);transport=tcp")
            _ = target.map { agent.place(OutgoingCall(target: $0, fromUser: "1"), at: now) }
        }
        var iterator = events.makeAsyncIterator()
        guard case .failed(_, 503, _, _) = await iterator.next() else { return #expect(Bool(false)) }
        let counters = await counters(caller)
        #expect(counters.connections.unreachable == 1 && counters.transportFailures == 1)
        await caller.close()
    }

    @Test("a long INVITE to a UDP phone tries TCP, and gets there by UDP")
    func longRequest() async throws {
        let (events, input) = AsyncStream.makeStream(of: UserAgentEvent.self)
        let phone = try await SIPEndpoint.open(
            bind: loopback, configuration: UserAgentConfiguration(address: loopback, realm: "example.org"),
            group: MultiThreadedEventLoopGroup.singleton, onEvents: { $0.forEach { _ = input.yield($0) } })
        let caller = try await open()
        let target = SIPURI(user: "1", host: "127.0.0.1", port: phone.localAddress.port)
        caller.submit { agent, now in
            let body = SIPBody.sdp([UInt8](repeating: 0x61, count: 3000))
            _ = agent.place(OutgoingCall(target: target, fromUser: "1", body: body), at: now)
        }
        var iterator = events.makeAsyncIterator()
        guard case .incoming(_, let call) = await iterator.next() else { return #expect(Bool(false)) }
        #expect(call.offer?.bytes.count == 3000 && call.source == caller.localAddress)
        #expect(await counters(caller).connections.unreachable == 1)
        await caller.close()
        await phone.close()
    }

    @Test("connections beyond a source's share and beyond all are closed at once; a trunk is not held to its share")
    func limits() async throws {
        let endpoint = try await open { ($0.perSource, $0.total) = (2, 1000) }
        var kept: [StreamClient] = []
        for index in 0..<2 {
            let client = try await StreamClient.connect(to: try tcp(endpoint))
            try await client.send(request("OPTIONS", "\(index)"))
            #expect(await client.next() == "SIP/2.0 200 OK")
            kept.append(client)
        }
        let third = try await StreamClient.connect(to: try tcp(endpoint))
        #expect(await third.next() == "end")
        #expect(await counters(endpoint).connections.refused == ["source": 1])
        await endpoint.close()

        let trunk = try await open(trusted: ["127.0.0.1"]) { ($0.perSource, $0.total) = (1, 2) }
        for _ in 0..<2 {
            let client = try await StreamClient.connect(to: try tcp(trunk))
            try await client.send(request("OPTIONS", "x"))
            #expect(await client.next() == "SIP/2.0 200 OK")
            kept.append(client)
        }
        #expect(await counters(trunk).connections.open == [.tcp: 2])
        await trunk.close()

        let full = try await open { ($0.perSource, $0.total) = (10, 1) }
        for index in 0..<2 {
            let client = try await StreamClient.connect(to: try tcp(full))
            if index == 0 { try await client.send(request("OPTIONS", "x")) }
            #expect(await client.next() == (index == 0 ? "SIP/2.0 200 OK" : "end"))
            kept.append(client)
        }
        #expect(await counters(full).connections.refused == ["total": 1])
        await full.close()
        for client in kept { await client.close() }
    }

    @Test("who says nothing, who never ends a message and who never reads are dropped; who has a call is not")
    func drops() async throws {
        let (events, input) = AsyncStream.makeStream(of: UserAgentEvent.self)
        let endpoint = try await open {
            $0.idle = .seconds(1)
            $0.unfinished = .seconds(1)
            $0.outbound = 10_000
        } onEvents: {
            $0.forEach { _ = input.yield($0) }
        }
        let caller = try await StreamClient.connect(to: try tcp(endpoint))
        try await caller.send(request("INVITE", "call"))
        #expect(await caller.next() == "SIP/2.0 100 Trying")
        let silent = try await StreamClient.connect(to: try tcp(endpoint))
        let slow = try await StreamClient.connect(to: try tcp(endpoint))
        try await slow.send("OPTIONS sip:a SIP/2.0\r\n")
        #expect(await silent.next() == "end")
        #expect(await slow.next() == "end")

        let deaf = try await StreamClient.connect(to: try tcp(endpoint), reads: false)
        let flood = Array((0..<200).map { request("OPTIONS", "f\($0)") }.joined().utf8)
        for _ in 0..<300 { deaf.submit(flood) }
        var dropped: [String: Int] = [:]
        while dropped["slow-reader"] == nil { dropped = await counters(endpoint).connections.dropped }
        #expect(dropped["idle"] == 1 && dropped["unfinished"] == 1)

        // The caller's connection, silent for longer than the others were, still carries the answer.
        var iterator = events.makeAsyncIterator()
        guard case .incoming(let call, _) = await iterator.next() else { return #expect(Bool(false)) }
        endpoint.submit { agent, now in agent.reject(call, status: 486, at: now) }
        #expect(await caller.next().hasPrefix("SIP/2.0 486"))
        await endpoint.close()
    }

    @Test("bursts of INVITEs on connections that close at once leave no call and no connection behind")
    func burstAndClose() async throws {
        let endpoint = try await open {
            $0.perSource = 1000
        } onEvents: { _ in
        }
        for round in 0..<20 {
            let client = try await StreamClient.connect(to: try tcp(endpoint))
            client.submit(Array((0..<50).map { request("INVITE", "r\(round)i\($0)") }.joined().utf8))
            await client.close()
        }
        let probe = try await StreamClient.connect(to: try tcp(endpoint))
        try await probe.send(request("OPTIONS", "probe"))
        #expect(await probe.next() == "SIP/2.0 200 OK")
        while await counters(endpoint).connections.open != [.tcp: 1] {}
        await endpoint.close()
    }

    @Test("garbage in random pieces on many connections takes nothing from the others")
    func garbage() async throws {
        let endpoint = try await open { $0.perSource = 1000 }
        let good = try await StreamClient.connect(to: try tcp(endpoint))
        var random = SplitMix64(seed: 11)
        for round in 0..<100 {
            let client = try await StreamClient.connect(to: try tcp(endpoint))
            for _ in 0..<10 {
                var bytes = Array(request("OPTIONS", "g\(round)").utf8)
                for _ in 0..<Int.random(in: 0..<4, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                client.submit(Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))))
            }
            await client.close()
            try await good.send(request("OPTIONS", "good\(round)"))
            #expect(await good.next() == "SIP/2.0 200 OK")
        }
        await endpoint.close()
    }

    @Test("IPv6, and IPv4 on a socket for both")
    func bothFamilies() async throws {
        let everywhere = SocketEndpoint(host: "::", port: 0)
        let endpoint = try await SIPEndpoint.open(
            bind: everywhere, streams: StreamSettings(tcp: everywhere),
            configuration: UserAgentConfiguration(
                address: SocketEndpoint(host: "::1", port: 0), realm: "example.org",
                trunks: [Trunk(name: "carrier", addresses: [AddressRange("127.0.0.0/8")].compactMap { $0 })]),
            group: MultiThreadedEventLoopGroup.singleton, onEvents: { _ in })
        let port = try tcp(endpoint).port
        for host in ["::1", "127.0.0.1"] {
            let client = try await StreamClient.connect(to: SocketEndpoint(host: host, port: port))
            try await client.send(request("OPTIONS", "a", via: "192.0.2.1:5060"))
            // What a peer is called is its own address, in either family.
            #expect(await client.nextMessage().contains(";received=\(host)\r\n"))
            await client.close()
        }
        let caller = try await open()
        caller.submit { agent, now in
            let target = SIPURI(parsing: "sip:1@127.0.0.1:\(endpoint.localAddress.port)")
            _ = target.map { agent.place(OutgoingCall(target: $0, fromUser: "1", body: .sdp([1])), at: now) }
        }
        while await counters(endpoint).requests["INVITE"] == nil {}
        // Its 100 arrived: the INVITE is not sent again.
        while await caller.perform({ agent, _ in agent.counters.received }) == 0 {}
        await caller.close()
        await endpoint.close()
    }

    @Test("a TCP port in use is said to be one of TCP, and the UDP port is free again")
    func inUse() async throws {
        let first = try await open()
        let taken = try tcp(first)
        await #expect(throws: SIPEndpointError.addressInUse(taken, .tcp)) {
            _ = try await SIPEndpoint.open(
                bind: SocketEndpoint(host: "127.0.0.1", port: taken.port), streams: StreamSettings(tcp: taken),
                configuration: UserAgentConfiguration(address: taken, realm: "example.org"),
                group: MultiThreadedEventLoopGroup.singleton, onEvents: { _ in })
        }
        await first.close()
    }
}
