import CivicCore
import CivicSIP
import Testing

/// A user agent that listens on all transports, and what it wanted.
private struct StreamBench {
    var agent: UserAgent
    var sent: [(bytes: [UInt8], hop: SIPHop)] = []
    var events: [UserAgentEvent] = []
    var aliases: [(SIPFlow, SocketEndpoint)] = []

    init(_ change: (inout UserAgentConfiguration) -> Void = { _ in }) {
        var configuration = UserAgentConfiguration(
            address: SocketEndpoint(host: "192.0.2.2", port: 5060), realm: "example.org",
            streamAddresses: [
                .tcp: SocketEndpoint(host: "192.0.2.2", port: 5060),
                .tls: SocketEndpoint(host: "192.0.2.2", port: 5061),
            ])
        change(&configuration)
        agent = UserAgent(configuration, seed: 1)
    }

    mutating func act<R>(_ work: (inout UserAgent) -> R) -> R {
        let result = work(&agent)
        for effect in agent.drainEffects() {
            switch effect {
            case .send(let bytes, let hop): sent.append((bytes, hop))
            case .report(let event): events.append(event)
            case .alias(let flow, let endpoint): aliases.append((flow, endpoint))
            }
        }
        return result
    }

    mutating func call(_ target: String, body: SIPBody? = offer) -> CallHandle {
        act { $0.place(OutgoingCall(target: SIPURI(parsing: target)!, fromUser: "1001", body: body), at: at(0)) }
    }

    var lastRequest: SIPRequest? { sent.last.flatMap { parsedRequest($0.bytes) } }

    var lastResponse: SIPResponse? {
        if case .response(let response)? = sent.last.flatMap({ try? SIPMessage(parsing: $0.bytes) }) {
            response
        } else {
            nil
        }
    }
}

@Suite("The user agent over connections (RFC 3261 §18, RFC 5923)")
struct StreamFlowTests {
    private let peer = SocketEndpoint(host: "192.0.2.1", port: 5060)
    private let phone = SIPHop(.tcp, SocketEndpoint(host: "192.0.2.1", port: 40_000), flow: SIPFlow(value: 7))

    @Test(
        "a URI's transport decides about the way, Via and Contact",
        arguments: [
            (
                "sip:1@192.0.2.1;transport=tcp", "tcp 192.0.2.1:5060", "SIP/2.0/TCP 192.0.2.2:5060",
                "<sip:192.0.2.2:5060;transport=tcp>"
            ),
            (
                "sip:1@192.0.2.1;transport=TLS", "tls 192.0.2.1:5061", "SIP/2.0/TLS 192.0.2.2:5061",
                "<sip:192.0.2.2:5061;transport=tls>"
            ),
            ("sips:1@192.0.2.1", "tls 192.0.2.1:5061", "SIP/2.0/TLS 192.0.2.2:5061", "<sips:192.0.2.2:5061>"),
            ("sip:1@192.0.2.1:5080", "192.0.2.1:5080", "SIP/2.0/UDP 192.0.2.2:5060", "<sip:192.0.2.2:5060>"),
        ])
    func namedTransport(uri: String, hop: String, via: String, contact: String) throws {
        var bench = StreamBench()
        _ = bench.call(uri)
        let request = try #require(bench.lastRequest)
        #expect(bench.sent.map(\.hop.description) == [hop])
        #expect(request.vias.first?.description.hasPrefix(via + ";branch=") == true)
        #expect(request.headers.all(.contact) == [contact])
    }

    @Test("a transport that we do not have is nowhere to call")
    func unknownTransport() {
        var bench = StreamBench()
        _ = bench.call("sip:1@192.0.2.1;transport=sctp")
        #expect(bench.sent.isEmpty && bench.events.count == 1)
    }

    @Test("over TCP nothing is sent twice, and a connection that fails is a 503 at once")
    func failsAtOnce() throws {
        var bench = StreamBench()
        let call = bench.call("sip:1@192.0.2.1;transport=tcp")
        bench.act { $0.advance(to: at(20)) }
        #expect(bench.sent.count == 1 && bench.events.isEmpty)
        bench.act { $0.connectionFailed(.tls, to: peer, at: at(20)) }
        #expect(bench.events.isEmpty)
        bench.act { $0.connectionFailed(.tcp, to: peer, at: at(20)) }
        guard case .failed(call, 503, _, _)? = bench.events.first else { return #expect(Bool(false)) }
        #expect(bench.agent.counters.activeTransactions == 0 && bench.agent.nextDeadline == nil)
        #expect(bench.agent.counters.transportFailures == 1)
    }

    @Test("a request that has an answer waits on when its connection goes")
    func ringingGoesOn() throws {
        var bench = StreamBench()
        _ = bench.call("sip:1@192.0.2.1;transport=tcp")
        let request = try #require(bench.lastRequest)
        let source = SIPHop(.tcp, peer, flow: SIPFlow(value: 1))
        bench.act { $0.receive(reply(180, to: request).serialized(), from: source, at: at(1)) }
        bench.act { $0.connectionFailed(.tcp, to: peer, flow: SIPFlow(value: 1), at: at(2)) }
        #expect(bench.events.count == 1 && bench.agent.counters.activeCalls == 1)
        // The answer comes by another connection; so does everything in the dialog.
        let other = SIPHop(.tcp, peer, flow: SIPFlow(value: 2))
        bench.act { $0.receive(reply(200, to: request).serialized(), from: other, at: at(3)) }
        #expect(bench.sent.last?.hop.flow == SIPFlow(value: 2) && bench.lastRequest?.method == .ack)
        #expect(bench.lastRequest?.vias.first?.transport == "TCP")
    }

    @Test("a BYE that cannot be sent ends the call's last trace")
    func byeFails() throws {
        var bench = StreamBench()
        let call = bench.call("sip:1@192.0.2.1;transport=tcp")
        let request = try #require(bench.lastRequest)
        let source = SIPHop(.tcp, peer, flow: SIPFlow(value: 1))
        bench.act { $0.receive(reply(200, to: request).serialized(), from: source, at: at(1)) }
        bench.act { $0.hangUp(call, at: at(2)) }
        #expect(bench.agent.counters.activeCalls == 1)
        bench.act { $0.connectionFailed(.tcp, to: peer, flow: SIPFlow(value: 1), at: at(2)) }
        #expect(bench.agent.counters.activeCalls == 0)
    }

    @Test("a request too long for a datagram goes by TCP, and by UDP where that is refused (§18.1.1)")
    func longRequest() throws {
        var bench = StreamBench()
        let long = SIPBody.sdp([UInt8](repeating: 0x61, count: 1200))
        _ = bench.call("sip:1@192.0.2.1", body: long)
        let first = try #require(bench.lastRequest)
        #expect(bench.sent.map(\.hop.transport) == [.tcp] && first.vias.first?.transport == "TCP")
        #expect(first.headers.all(.contact) == ["<sip:192.0.2.2:5060;transport=tcp>"])
        bench.act { $0.connectionFailed(.tcp, to: peer, at: at(0.01)) }
        let second = try #require(bench.lastRequest)
        #expect(bench.sent.map(\.hop.transport) == [.tcp, .udp] && second.vias.first?.transport == "UDP")
        #expect(second.headers.all(.contact) == ["<sip:192.0.2.2:5060>"] && second.branch == first.branch)
        bench.act { $0.advance(to: at(0.52)) }
        #expect(bench.sent.count == 3 && bench.events.isEmpty)  // Timer A runs.
        // It is remembered for a while.
        _ = bench.call("sip:2@192.0.2.1", body: long)
        #expect(bench.sent.last?.hop.transport == .udp)
    }

    @Test("a request of at most 1300 bytes stays with UDP, and so does one for a URI that says so")
    func shortRequest() throws {
        var bench = StreamBench()
        _ = bench.call("sip:1@192.0.2.1", body: .sdp([UInt8](repeating: 0x61, count: 100)))
        let head = try #require(bench.sent.last).bytes.count - 100
        _ = bench.call("sip:1@192.0.2.1", body: .sdp([UInt8](repeating: 0x61, count: 1300 - head)))
        #expect(bench.sent.last?.bytes.count == 1300 && bench.sent.last?.hop.transport == .udp)
        _ = bench.call("sip:1@192.0.2.1", body: .sdp([UInt8](repeating: 0x61, count: 1301 - head)))
        #expect(bench.sent.last?.hop.transport == .tcp)
        _ = bench.call("sip:1@192.0.2.1;transport=udp", body: .sdp([UInt8](repeating: 0x61, count: 2000)))
        #expect(bench.sent.last?.hop.transport == .udp)
    }

    @Test("an answer goes back over the connection, and where it is gone to the sent-by port of the true address")
    func response() throws {
        var bench = StreamBench()
        let via = "Via: SIP/2.0/TCP 10.0.0.1:5070;branch=z9hG4bKx;rport"
        bench.act { $0.receive(request("OPTIONS sip:a@192.0.2.2 SIP/2.0", [("Via", via)]), from: phone, at: at(0)) }
        #expect(
            bench.sent.last?.hop == SIPHop(.tcp, SocketEndpoint(host: "192.0.2.1", port: 5070), flow: SIPFlow(value: 7))
        )
        #expect(bench.lastResponse?.vias.first?.parameters["rport"] == "40000")
    }

    @Test("our Contact in an answer names the transport, and is secure where the request was")
    func contactOfAnswer() throws {
        for (uri, hop, contact) in [
            ("sip:12345@192.0.2.2", phone, "<sip:192.0.2.2:5060;transport=tcp>"),
            ("sips:12345@192.0.2.2", SIPHop(.tls, phone.endpoint, flow: SIPFlow(value: 8)), "<sips:192.0.2.2:5061>"),
        ] {
            var bench = StreamBench()
            bench.act { $0.receive(request("INVITE \(uri) SIP/2.0"), from: hop, at: at(0)) }
            guard case .incoming(let call, _)? = bench.events.last else { return #expect(Bool(false)) }
            bench.act { $0.answer(call, body: answer, at: at(1)) }
            #expect(bench.lastResponse?.status == 200 && bench.lastResponse?.headers.all(.contact) == [contact])
            #expect(bench.agent.depends(on: try #require(hop.flow), at: at(2)))
        }
    }

    @Test("a stream that breaks is answered by its last request's Via")
    func brokenStream() throws {
        var bench = StreamBench()
        let head = request("INVITE sip:a@192.0.2.2 SIP/2.0", [("Content-Length", nil)])
        bench.act { $0.receive(broken: head, StreamFault(phrase: "Missing Content-Length"), from: phone) }
        #expect(bench.lastResponse?.status == 400 && bench.lastResponse?.reason == "Missing Content-Length")
        #expect(bench.sent.last?.hop.flow == phone.flow)
    }

    @Test("only a peer that names its own address has requests come back by its connection")
    func alias() {
        var bench = StreamBench()
        for via in ["192.0.2.1:5060;alias", "192.0.2.99:5060;alias", "192.0.2.1:40000;alias", "192.0.2.1:5062"] {
            let line = "Via: SIP/2.0/TCP \(via);branch=z9hG4bK\(via.count)"
            bench.act {
                $0.receive(request("OPTIONS sip:a@192.0.2.2 SIP/2.0", [("Via", line)]), from: phone, at: at(0))
            }
        }
        #expect(bench.aliases.map(\.1) == [peer] && bench.aliases.map(\.0) == [SIPFlow(value: 7)])
    }

    @Test(
        "where a phone that registered by a connection is reached",
        arguments: [
            // Its own address: by the connection, and by another one when that is gone.
            (
                "sip:1@192.0.2.1:5062;transport=tcp",
                SIPHop(.tcp, SocketEndpoint(host: "192.0.2.1", port: 5062), flow: SIPFlow(value: 7))
            ),
            (
                "sip:1@192.0.2.1:5062",
                SIPHop(.tcp, SocketEndpoint(host: "192.0.2.1", port: 5062), flow: SIPFlow(value: 7))
            ),
            // Behind a NAT: by the connection alone.
            (
                "sip:1@10.0.0.5:5062;transport=tcp",
                SIPHop(
                    .tcp, SocketEndpoint(host: "192.0.2.1", port: 40_000), flow: SIPFlow(value: 7), mayConnect: false)
            ),
            (
                "sip:1@phone.local",
                SIPHop(
                    .tcp, SocketEndpoint(host: "192.0.2.1", port: 40_000), flow: SIPFlow(value: 7), mayConnect: false)
            ),
            // It asks for another transport.
            (
                "sip:1@192.0.2.1:5062;transport=udp",
                SIPHop(.udp, SocketEndpoint(host: "192.0.2.1", port: 5062), mayConnect: false)
            ),
        ])
    func registered(contact: String, expected: SIPHop) throws {
        let uri = try #require(SIPURI(parsing: contact))
        #expect(Binding(contact: uri, source: phone, expiresAt: at(60)).destination == expected)
    }
}
