import CivicCore
import CivicSIP
import CivicTestKit
import Testing

@Suite("Which trunk a call is from")
struct TrunkIdentificationTests {
    private func incoming(_ pair: UserAgentPair) -> IncomingCall? {
        pair.events[.bob]?.compactMap { if case .incoming(_, let call) = $0 { call } else { nil } }.first
    }

    private func trunk(_ name: String, _ range: String, _ source: CallerIdentity.Source = .asserted) -> Trunk {
        Trunk(name: name, addresses: [AddressRange(range)].compactMap { $0 }, callerIdentity: source)
    }

    @Test("by its address, the first that fits; its own field says who calls")
    func byAddress() {
        var pair = UserAgentPair { side, configuration in
            guard side == .bob else { return }
            configuration.trunks = [
                trunk("elsewhere", "198.51.100.0/24"), trunk("old", "192.0.2.1", .remoteParty),
                trunk("all", "192.0.2.0/24"),
            ]
        }
        _ = pair.placeCall(headers: [
            ("P-Asserted-Identity", "<tel:+8613800000001>"),
            ("Remote-Party-ID", "<sip:+8613800000002@192.0.2.1>;party=calling"),
        ])
        pair.run(for: .milliseconds(100))
        #expect(incoming(pair)?.trunk == "old")
        #expect(incoming(pair)?.callerNumber == "+8613800000002")
    }

    @Test("a trunk that is taken away is a stranger for its next call, and goes on with the one it has")
    func replaced() {
        var pair = UserAgentPair { side, configuration in
            if side == .bob { configuration.trunks = [trunk("carrier", "192.0.2.0/24")] }
        }
        _ = pair.placeCall(headers: [])
        pair.run(for: .milliseconds(100))
        #expect(incoming(pair)?.trunk == "carrier")
        pair.act(.bob) { agent, _ in agent.replaceTrunks([trunk("other", "198.51.100.0/24")]) }
        pair.events[.bob] = []
        _ = pair.placeCall(headers: [])
        pair.run(for: .milliseconds(100))
        #expect(incoming(pair) != nil && incoming(pair)?.trunk == nil)
        pair.events[.bob] = []
        pair.act(.bob) { agent, _ in agent.replaceTrunks([trunk("third", "192.0.2.1")]) }
        _ = pair.placeCall(headers: [])
        pair.run(for: .milliseconds(100))
        #expect(incoming(pair)?.trunk == "third")
    }

    @Test("a registrar stays trusted while its trunk is there, and not longer")
    func registrarReplaced() {
        var pair = registered()
        let registrar = SIPURI(host: UserAgentPair.Side.alice.endpoint.host)
        let registration = Trunk.Registration(user: "county", password: Redacted("secret-county"), registrar: registrar)
        pair.act(.bob) { agent, _ in
            agent.replaceTrunks([Trunk(name: "carrier", registration: registration, channels: 3)])
        }
        call(&pair, "county", to: "12345")
        #expect(incoming(pair)?.trunk == "carrier")
        pair.events[.bob] = []
        pair.act(.bob) { agent, _ in agent.replaceTrunks([]) }
        call(&pair, "county", to: "12345")
        #expect(incoming(pair) != nil && incoming(pair)?.trunk == nil)
    }

    /// Bob registers with Alice, who then calls.
    private func registered(_ change: (inout UserAgentPair) -> Void = { _ in }) -> UserAgentPair {
        let registrar = SIPURI(host: UserAgentPair.Side.alice.endpoint.host)
        let registration = Trunk.Registration(user: "county", password: Redacted("secret-county"), registrar: registrar)
        var pair = UserAgentPair { side, configuration in
            if side == .bob { configuration.trunks = [Trunk(name: "carrier", registration: registration)] }
            configuration.accounts["county"] = SIPAccount(
                user: "county", displayName: "", realm: "example.org", password: "secret-county")
        }
        pair.act(.bob) {
            $0.register(
                OutgoingRegistration(user: "county", password: "secret-county", registrar: registrar), at: $1)
        }
        pair.run(for: .seconds(1))
        return pair
    }

    private func call(_ pair: inout UserAgentPair, _ user: String, to called: String) {
        let bob = UserAgentPair.Side.bob.endpoint
        pair.act(.alice) { agent, now in
            _ = agent.place(
                OutgoingCall(
                    target: SIPURI(user: user, host: bob.host, port: bob.port), fromUser: "13800000001", toUser: called,
                    headers: [("P-Asserted-Identity", "<tel:+8613800000001>")]), at: now)
        }
        pair.run(for: .milliseconds(100))
    }

    @Test("by the contact that we registered, from where we registered it; To then says what was dialled")
    func byRegistration() {
        var pair = registered()
        #expect(pair.names(.bob).contains("registrationAccepted county"))
        call(&pair, "county", to: "12345")
        #expect(incoming(pair)?.trunk == "carrier")
        #expect(incoming(pair)?.calledUser == "12345")
        #expect(incoming(pair)?.callerNumber == "+8613800000001")
    }

    @Test("another user from there is a stranger, whose word does not count")
    func strangersContact() {
        var pair = registered()
        call(&pair, "12345", to: "12345")
        #expect(incoming(pair)?.calledUser == "12345")
        #expect(incoming(pair)?.trunk == nil)
        #expect(incoming(pair)?.identity.source == .from)
    }

    @Test("our contact from elsewhere is a stranger's call")
    func elsewhere() {
        var pair = registered()
        let invite = """
            INVITE sip:county@192.0.2.2 SIP/2.0\r
            Via: SIP/2.0/UDP 198.51.100.9:5060;branch=z9hG4bKx1\r
            Max-Forwards: 70\r
            From: <sip:1@198.51.100.9>;tag=a\r
            To: <sip:12345@192.0.2.2>\r
            Call-ID: other@198.51.100.9\r
            CSeq: 1 INVITE\r
            Contact: <sip:1@198.51.100.9>\r
            Content-Length: 0\r
            \r

            """
        pair.inject(invite, to: .bob, from: SocketEndpoint(host: "198.51.100.9", port: 5060))
        pair.run(for: .milliseconds(100))
        #expect(incoming(pair) != nil)
        #expect(incoming(pair)?.trunk == nil)
    }

    @Test("by the name in its certificate, on that connection and as long as it stands")
    func byCertificate() throws {
        let peer = ScriptedPeer { $0.trunks = [Trunk(name: "carrier", tlsName: "sbc.example.org")] }
        let (known, other) = (SIPFlow(value: 1), SIPFlow(value: 2))
        peer.act { agent, now in
            agent.noteCertificate(names: ["SBC.example.org", "www.example.org"], of: known, from: "192.0.2.1")
            agent.noteCertificate(names: ["phone.example.org"], of: other, from: "192.0.2.1")
        }
        func trunks(_ flow: SIPFlow, _ branch: String) -> [String?] {
            let text = request(
                "INVITE sip:12345@192.0.2.2 SIP/2.0",
                [
                    ("Via", "Via: SIP/2.0/TLS 192.0.2.1:5061;branch=z9hG4bK\(branch)"),
                    ("Call-ID", "Call-ID: \(branch)"), ("CSeq", "CSeq: 1 INVITE"),
                ])
            peer.act { agent, now in
                agent.receive(
                    text, from: SIPHop(.tls, SocketEndpoint(host: "192.0.2.1", port: 5061), flow: flow), at: now)
            }
            return peer.events.compactMap { if case .incoming(_, let call) = $0 { .some(call.trunk) } else { nil } }
        }
        #expect(trunks(known, "a") == ["carrier"])
        #expect(trunks(other, "b") == ["carrier", nil])
        peer.act { agent, now in
            agent.connectionFailed(
                .tls, to: SocketEndpoint(host: "192.0.2.1", port: 5061), flow: known, at: now)
        }
        #expect(trunks(known, "c") == ["carrier", nil, nil])
    }

    // MARK: our own requests

    @Test("OPTIONS tells that somebody is there, and that nobody is")
    func probes() {
        var pair = UserAgentPair()
        let bob = UserAgentPair.Side.bob.endpoint
        func probe(_ id: UInt64) {
            pair.act(.alice) {
                $0.probe(id, SIPURI(host: bob.host, port: bob.port), to: .udp(bob), at: $1)
            }
            pair.run(for: .seconds(40))
        }
        probe(7)
        #expect(pair.names(.alice) == ["probed 7 200"])
        #expect(pair.labels == ["alice OPTIONS", "bob 200 OPTIONS"])
        pair.drops = ["OPTIONS": 20]
        probe(8)
        #expect(pair.names(.alice) == ["probed 7 200", "probed 8 408"])
    }

    @Test("a call that nobody answers at all fails when its patience is over; a provisional response ends the hurry")
    func patience() {
        var pair = UserAgentPair()
        let bob = UserAgentPair.Side.bob.endpoint
        func place() {
            pair.act(.alice) {
                _ = $0.place(
                    OutgoingCall(
                        target: SIPURI(user: "1", host: bob.host), destination: .udp(bob), fromUser: "2",
                        patience: .seconds(4)), at: $1)
            }
        }
        pair.drops = ["INVITE": 4]
        place()
        pair.run(for: .seconds(3.9))
        #expect(pair.names(.alice).isEmpty)
        pair.run(for: .seconds(0.2))
        #expect(pair.names(.alice) == ["failed 408"])
        pair.drops = [:]
        place()
        pair.run(for: .seconds(20))
        #expect(pair.names(.alice) == ["failed 408"])
    }

    @Test("a registrar that fails is asked after 30, 60, 120 seconds, and no later than ten minutes")
    func backsOff() {
        var pair = UserAgentPair()
        pair.drops = ["REGISTER": 10_000]
        let alice = UserAgentPair.Side.alice.endpoint
        pair.act(.bob) {
            $0.register(
                OutgoingRegistration(user: "county", password: "x", registrar: SIPURI(host: alice.host)), at: $1)
        }
        pair.run(for: .seconds(4000))
        var firsts: [MonotonicInstant] = []
        for sent in pair.trace where sent.label == "REGISTER" {
            if firsts.last.map({ sent.at - $0 > .seconds(33) }) ?? true { firsts.append(sent.at) }
        }
        // Each try lasts 32 s, Timer F.
        let pauses = zip(firsts.dropFirst(), firsts).map { (($0 - $1).inSeconds - 32).rounded() }
        #expect(pauses.prefix(7) == [30, 60, 120, 240, 480, 600, 600])
    }

    @Test("a registrar that wants a longer time gets it")
    func longerExpiry() {
        var pair = UserAgentPair { side, configuration in
            configuration.minimumExpiry = .seconds(600)
            configuration.accounts["county"] = SIPAccount(
                user: "county", displayName: "", realm: "example.org", password: "secret-county")
        }
        let alice = UserAgentPair.Side.alice.endpoint
        pair.act(.bob) {
            $0.register(
                OutgoingRegistration(
                    user: "county", password: "secret-county", registrar: SIPURI(host: alice.host),
                    expiry: .seconds(60)), at: $1)
        }
        pair.run(for: .seconds(5))
        guard case .registrationAccepted(_, _, let expiry)? = pair.events[.bob]?.first else {
            Issue.record("not registered: \(pair.names(.bob))")
            return
        }
        #expect(expiry == .seconds(600))
    }
}
