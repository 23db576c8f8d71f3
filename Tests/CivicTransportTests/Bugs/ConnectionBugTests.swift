import CivicCore
import CivicSIP
import CivicTransport
import NIOPosix
import Testing

/// Bugs that others had with connections.
@Suite("Bugs that others had: connections")
struct ConnectionBugTests {
    private func open(_ change: (inout ConnectionLimits) -> Void = { _ in }) async throws -> SIPEndpoint {
        let address = SocketEndpoint(host: "127.0.0.1", port: 0)
        var limits = ConnectionLimits()
        change(&limits)
        var configuration = UserAgentConfiguration(address: address, realm: "example.org")
        configuration.gate.messagesPerSecond = 1_000_000
        configuration.gate.requestsPerSecond = 1_000_000
        return try await SIPEndpoint.open(
            bind: address, streams: StreamSettings(tcp: address, limits: limits), configuration: configuration,
            group: MultiThreadedEventLoopGroup.singleton, onEvents: { _ in })
    }

    private func counters(_ endpoint: SIPEndpoint) async -> UserAgentCounters {
        await endpoint.perform { agent, _ in agent.counters }
    }

    /// Whether somebody else is served meanwhile.
    private func isServed(_ endpoint: SIPEndpoint, _ name: String) async throws -> Bool {
        let probe = try await StreamClient.connect(to: try #require(endpoint.streamAddresses[.tcp]))
        try await probe.send(request("OPTIONS", name))
        let answer = await probe.next()
        await probe.close()
        return answer == "SIP/2.0 200 OK"
    }

    @Test("INVITE bursts on a TCP connection that closes — each is a call or none, and nothing crashes or is left")
    func inviteBursts() async throws {
        let endpoint = try await open { $0.perSource = 1000 }
        let tcp = try #require(endpoint.streamAddresses[.tcp])
        for round in 0..<30 {
            let client = try await StreamClient.connect(to: tcp)
            let burst = (0..<40).map { request("INVITE", "b\(round)i\($0)") }.joined()
            // Whole, cut in the middle of a message, and cut by closing at once.
            client.submit(Array(burst.utf8.prefix(burst.utf8.count - round * 13)))
            await client.close()
        }
        #expect(try await isServed(endpoint, "after"))
        while await counters(endpoint).connections.open[.tcp] ?? 0 > 0 {}
        let calls = await counters(endpoint)
        #expect(calls.incomingCalls <= 1200 && calls.activeCalls == calls.incomingCalls)
        await endpoint.close()
    }

    @Test("sixty idle TCP connections — one source has its share and no more, and gets room again when they are let go")
    func sixtyIdle() async throws {
        // On a loaded machine sixty connections take a while, and the first must still be there when the last comes.
        let endpoint = try await open { $0.idle = .seconds(8) }
        let tcp = try #require(endpoint.streamAddresses[.tcp])
        let idle = try await withThrowingTaskGroup(of: StreamClient.self) { group in
            for _ in 0..<60 { group.addTask { try await StreamClient.connect(to: tcp) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let deadline = ContinuousClock.now + .seconds(30)
        while await counters(endpoint).connections.refused["source"] == nil {
            try #require(ContinuousClock.now < deadline, "none of sixty connections was refused")
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(await counters(endpoint).connections.open[.tcp] ?? 0 <= ConnectionLimits().perSource)
        // They are let go after their time, and then there is room again.
        for client in idle { #expect(await client.next() == "end") }
        #expect(await counters(endpoint).connections.dropped["idle"] ?? 0 >= ConnectionLimits().perSource)
        #expect(try await isServed(endpoint, "again"))
        await endpoint.close()
    }

    @Test("endless CRLF — pings are answered, nothing is kept, and others are served meanwhile")
    func endlessLineEnds() async throws {
        let endpoint = try await open { $0.outbound = 20_000 }
        let tcp = try #require(endpoint.streamAddresses[.tcp])
        let sender = try await StreamClient.connect(to: tcp, reads: false)
        let ends = Array(String(repeating: "\r\n", count: 50_000).utf8)
        for round in 0..<20 {
            sender.submit(ends)
            if round.isMultiple(of: 5) { #expect(try await isServed(endpoint, "p\(round)")) }
        }
        #expect(await counters(endpoint).malformed == 0)
        await sender.close()
        await endpoint.close()
    }
}
