import CivicCore
import CivicSIP
import CivicTestKit
import Testing

@Suite("proxies and NATs between a phone and its registrar")
struct PathTests {
    private static let account = SIPAccount(
        user: "1001", displayName: "Li", realm: "example.org", password: "civic-1001")

    /// Registers with digest; gives the last response.
    private func register(
        _ peer: ScriptedPeer, _ number: Int, contact: String = "<sip:1001@192.0.2.1>", _ more: [(String, String?)] = [],
        from source: SocketEndpoint? = nil, expires: Int = 300
    ) -> SIPResponse? {
        func ask(_ cseq: Int, _ credentials: String?) {
            let shown: [(String, String?)] = credentials.map { [("Authorization", "Authorization: \($0)")] } ?? []
            peer.hear(
                request(
                    "REGISTER sip:192.0.2.2 SIP/2.0",
                    [
                        ("To", "To: <sip:1001@192.0.2.2>"), ("CSeq", "CSeq: \(cseq) REGISTER"),
                        ("Call-ID", "Call-ID: r"),
                        ("Contact", "Contact: \(contact)"), ("Expires", "Expires: \(expires)"),
                        ("Via", "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKr\(cseq);rport"),
                    ] + more + shown), from: source)
        }
        ask(2 * number, nil)
        guard
            let challenge = peer.lastResponse?.headers.first(.wwwAuthenticate).flatMap({ DigestChallenge(parsing: $0) })
        else { return peer.lastResponse }
        ask(
            2 * number + 1,
            DigestCredentials(
                answering: challenge, account: Self.account, method: .register, uri: "sip:192.0.2.2", cnonce: "c",
                count: 1
            ).description)
        return peer.lastResponse
    }

    private func peer() -> ScriptedPeer { ScriptedPeer { $0.accounts = ["1001": Self.account] } }

    @Test("Path is kept in order, shown to who knows it, and calls go along it (RFC 3327)")
    func path() throws {
        let peer = peer()
        let proxy = SocketEndpoint(host: "198.51.100.1", port: 5070)
        let lines: [(String, String?)] = [
            ("Supported", "Supported: path"), ("Require", "Require: path"),
            ("Path", "Path: <sip:198.51.100.1:5070;lr>, <sip:10.0.0.1;lr>"),
        ]
        let response = try #require(register(peer, 1, contact: "<sip:1001@10.0.0.7:5066>", lines, from: proxy))
        #expect(response.status == 200)
        #expect(response.headers.all(.path) == ["<sip:198.51.100.1:5070;lr>, <sip:10.0.0.1;lr>"])
        let binding = try #require(peer.agent.bindings(of: "1001", at: peer.now).first)
        #expect(binding.path.map(\.uri.host) == ["198.51.100.1", "10.0.0.1"])
        #expect(binding.destination == .udp(proxy) && !binding.needsProbes)
        var sent: SIPHop?
        let call = OutgoingCall(
            target: binding.contact, destination: binding.destination, fromUser: "1", body: offer, routes: binding.path)
        _ = peer.agent.place(call, at: peer.now)
        for effect in peer.agent.drainEffects() {
            guard case .send(let bytes, let hop) = effect, case .request(let invite) = try SIPMessage(parsing: bytes)
            else { continue }
            sent = hop
            #expect(invite.headers.list(.route) == ["<sip:198.51.100.1:5070;lr>", "<sip:10.0.0.1;lr>"])
            #expect(invite.uri.description == "sip:1001@10.0.0.7:5066")
        }
        #expect(sent == .udp(proxy))
    }

    @Test("a Path that cannot be read is refused, and changes nothing")
    func brokenPath() {
        let peer = peer()
        let response = register(peer, 1, [("Path", "Path: <sip:")])
        #expect(response?.status == 400 && response?.reason == "Bad Path")
        #expect(peer.agent.bindings(of: "1001", at: peer.now).isEmpty)
    }

    @Test("several contacts stand in the order of q, the newer before the older")
    func order() {
        let peer = peer()
        for (number, contact) in ["a@192.0.2.1>;q=0.3", "b@192.0.2.1>;q=0.9", "c@192.0.2.1>;q=0.3", "d@192.0.2.1>"]
            .enumerated()
        {
            #expect(register(peer, number + 1, contact: "<sip:" + contact)?.status == 200)
            peer.pass(.seconds(1))
        }
        #expect(peer.agent.bindings(of: "1001", at: peer.now).map(\.contact.userText) == ["d", "b", "c", "a"])
    }

    @Test("a phone behind a NAT is reached where it registered from, and sent OPTIONS so that the way stays open")
    func probes() throws {
        let peer = peer()
        let nat = SocketEndpoint(host: "203.0.113.7", port: 61_234)
        #expect(register(peer, 1, contact: "<sip:1001@192.168.1.7:5060>", from: nat)?.status == 200)
        let binding = try #require(peer.agent.bindings(of: "1001", at: peer.now).first)
        #expect(binding.destination.endpoint == nat && binding.needsProbes)
        peer.pass(.seconds(29))
        #expect(peer.requests(.options).isEmpty)
        peer.pass(.seconds(2))
        let probe = try #require(peer.requests(.options).last)
        #expect(probe.uri.description == "sip:1001@192.168.1.7:5060")
        peer.reply(200, to: probe)
        peer.pass(.seconds(31))
        #expect(Set(peer.requests(.options).map(\.callID)).count == 2)
        // No probe once it has gone, and none for a phone that is reached where it says.
        #expect(register(peer, 2, contact: "<sip:1001@192.168.1.7:5060>", from: nat, expires: 0)?.status == 200)
        #expect(register(peer, 3)?.status == 200)
        let count = Set(peer.requests(.options).map(\.callID)).count
        peer.pass(.seconds(200))
        #expect(Set(peer.requests(.options).map(\.callID)).count == count)
    }

    @Test("calls of a registered account go along its registrar's Service-Route (RFC 3608)")
    func serviceRoute() throws {
        let peer = ScriptedPeer()
        peer.act {
            $0.register(
                OutgoingRegistration(user: "county", password: "secret-1", registrar: SIPURI(host: "192.0.2.1")), at: $1
            )
        }
        let register = try #require(peer.requests(.register).last)
        peer.reply(200, to: register, [("Service-Route", "<sip:198.51.100.9:5080;lr>"), ("Expires", "300")])
        var hop: SIPHop?
        _ = peer.agent.place(
            OutgoingCall(
                target: SIPURI(user: "13900000001", host: "trunk.example.org"), destination: .udp(peer.source),
                fromUser: "12345", body: offer,
                credentials: SIPAccountCredentials(user: "county", realm: "t", password: "secret-1")), at: peer.now)
        for effect in peer.agent.drainEffects() {
            guard case .send(let bytes, let to) = effect, case .request(let invite) = try SIPMessage(parsing: bytes)
            else { continue }
            hop = to
            #expect(invite.headers.all(.route) == ["<sip:198.51.100.9:5080;lr>"])
        }
        #expect(hop?.endpoint == SocketEndpoint(host: "198.51.100.9", port: 5080))
    }

    @Test("an account that is stored as hashes registers like one with a password, by either algorithm")
    func storedHashes() {
        let stored = SIPAccount(
            user: "1001", displayName: "", ha1MD5: Self.account.ha1MD5.uppercased(), ha1SHA256: Self.account.ha1SHA256)
        let peer = ScriptedPeer { $0.accounts = ["1001": stored] }
        #expect(register(peer, 1)?.status == 200)
    }
}
