import CivicCore
import CivicSIP
import CivicTestKit
import Testing

/// Bugs that others had, where a request makes a user agent do too much.
@Suite("Bugs that others had: requests")
struct RequestBugTests {
    private let stranger = SocketEndpoint(host: "198.51.100.66", port: 40_000)

    @Test("SUBSCRIBE with Expires 0 — refused like any other, in a call and outside, and the call goes on")
    func subscribeExpiresZero() {
        let peer = ScriptedPeer()
        let tag = peer.calls()
        for toTag in [nil, tag, "other"] {
            for event in ["refer", "presence", ""] {
                peer.say(
                    "SUBSCRIBE", 2, toTag: toTag, [("Expires", "Expires: 0"), ("Event", "Event: \(event)")])
                #expect(peer.lastResponse?.status == 405)
            }
        }
        #expect(peer.agent.counters.activeCalls == 1 && peer.names == ["incoming", "acknowledged"])
    }

    @Test(
        "unauthenticated MESSAGE and SUBSCRIBE — 405, nothing kept, nothing told", arguments: ["MESSAGE", "SUBSCRIBE"])
    func unauthenticated(method: String) {
        let peer = ScriptedPeer()
        for number in 1...40 {
            peer.say(method, number, [("Content-Type", "Content-Type: text/plain")], body: "spam")
            #expect(peer.lastResponse?.status == 405)
        }
        #expect(peer.names.isEmpty)
        #expect(peer.agent.counters.activeTransactions == 0 && peer.agent.nextDeadline == nil)
    }

    @Test("NOTIFY, REFER, INFO, UPDATE and PRACK of no call — 481, nothing told")
    func outOfDialog() {
        let peer = ScriptedPeer()
        for method in ["NOTIFY", "REFER", "INFO", "UPDATE", "PRACK", "BYE"] {
            peer.say(method, 1, [("Refer-To", "Refer-To: <sip:+8613900000001@192.0.2.2>"), ("Event", "Event: refer")])
            #expect(peer.lastResponse?.status == 481, "\(method)")
        }
        #expect(peer.names.isEmpty && peer.requests.isEmpty)
    }

    @Test("an in-dialog-shaped request used as a relay — no method, tag or Route makes us send anything on")
    func relay() {
        let peer = ScriptedPeer()
        _ = peer.calls()
        let before = peer.sent.count
        var destinations: Set<SocketEndpoint> = []
        for method in SIPMethod.supported.map(\.name) + ["MESSAGE", "SUBSCRIBE", "PUBLISH", "FOO"] {
            for tag in ["", ";tag=x", ";tag=f1"] {
                let bytes = request(
                    "\(method) sip:+8613900000001@203.0.113.5 SIP/2.0",
                    [
                        ("Route", "Route: <sip:192.0.2.2;lr>, <sip:203.0.113.9;lr>"),
                        ("To", "To: <sip:+8613900000001@203.0.113.5>\(tag)"),
                        ("Via", "Via: SIP/2.0/UDP 198.51.100.66:40000;branch=z9hG4bK\(method)\(tag.count)"),
                        ("Record-Route", "Record-Route: <sip:203.0.113.9;lr>"), ("Call-ID", "Call-ID: relay"),
                    ])
                peer.agent.receive(bytes, from: stranger, at: peer.now)
                for effect in peer.agent.drainEffects() {
                    guard case .send(let bytes, let hop) = effect else { continue }
                    destinations.insert(hop.endpoint)
                    guard case .response = try? SIPMessage(parsing: bytes) else {
                        return #expect(Bool(false), "\(method) was sent on")
                    }
                }
            }
        }
        #expect(destinations == [stranger])
        #expect(peer.sent.count == before)
    }

    @Test("a stranger's BYE, CANCEL, re-INVITE, INFO and REFER with the call's Call-ID alone change nothing")
    func strangersRequests() {
        let peer = ScriptedPeer()
        let tag = peer.calls()
        for method in ["BYE", "INVITE", "INFO", "REFER", "UPDATE", "NOTIFY", "PRACK"] {
            for (from, to) in [("f1", "guess"), ("guess", tag), ("", tag), ("f1", "")] {
                let bytes = request(
                    "\(method) sip:12345@192.0.2.2 SIP/2.0",
                    [
                        ("From", "From: <sip:1001@192.0.2.1>;tag=\(from)"), ("CSeq", "CSeq: 99 \(method)"),
                        ("To", "To: <sip:12345@192.0.2.2>" + (to.isEmpty ? "" : ";tag=\(to)")),
                        ("Via", "Via: SIP/2.0/UDP 198.51.100.66;branch=z9hG4bK\(method)\(from)\(to.count)"),
                    ])
                peer.hear(bytes, from: stranger)
            }
        }
        peer.hear(
            request("CANCEL sip:12345@192.0.2.2 SIP/2.0", [("Via", "Via: SIP/2.0/UDP 198.51.100.66;branch=z9hG4bKb1")]),
            from: stranger)
        #expect(peer.agent.counters.activeCalls >= 1)
        #expect(!peer.names.contains { $0.hasPrefix("ended") || $0 == "cancelled" || $0 == "reoffered" })
    }

    @Test("answering a peer's 407 to our own BYE with our credentials — never to who called us")
    func challengedBye() {
        for status in [401, 407] {
            let peer = ScriptedPeer()
            _ = peer.calls()
            let call = peer.lastCall
            peer.act { $0.hangUp(call, at: $1) }
            guard let bye = peer.requests(.bye).last else { return #expect(Bool(false)) }
            peer.reply(status, to: bye, [challenge(status, realm: "example.org")])
            #expect(peer.requests(.bye).count == 1)
            #expect(peer.agent.counters.activeCalls == 0)
        }
    }

    @Test("answering a peer's 407 to our own BYE with our credentials — only to the realm that they are for")
    func challengedByeOfOurCall() {
        for (realm, count) in [("evil.example.com", 1), ("trunk.example.org", 2)] {
            let peer = ScriptedPeer()
            var call = CallHandle(value: 0)
            peer.act {
                call = $0.place(
                    OutgoingCall(
                        target: SIPURI(user: "1002", host: "192.0.2.1"), fromUser: "12345", body: offer,
                        credentials: SIPAccountCredentials(
                            user: "county", realm: "trunk.example.org", password: "secret-secret")), at: $1)
            }
            guard let invite = peer.requests(.invite).last else { return #expect(Bool(false)) }
            peer.reply(200, to: invite, body: "v=0 answer")
            peer.act { $0.hangUp(call, at: $1) }
            guard let bye = peer.requests(.bye).last else { return #expect(Bool(false)) }
            peer.reply(407, to: bye, [challenge(407, realm: realm)])
            #expect(peer.requests(.bye).count == count)
            let shown = peer.requests(.bye).filter { $0.headers.contains(.proxyAuthorization) }
            #expect(shown.count == count - 1)
        }
    }

    @Test("digest for another URI — credentials made for one number open no other, and 400 says why")
    func digestForAnotherURI() throws {
        let account = SIPAccount(user: "1001", displayName: "", realm: "example.org", password: "secret-secret")
        let peer = ScriptedPeer { $0.accounts = ["1001": account] }
        let cases: [(method: SIPMethod, uri: String, shown: String, isTaken: Bool)] = [
            (.invite, "sip:12345@192.0.2.2", "sip:12345@192.0.2.2", true),
            // A proxy in between has rewritten the host.
            (.invite, "sip:12345@192.0.2.2", "sip:12345@county.example.org;transport=udp", true),
            (.invite, "sip:%31%32345@192.0.2.2", "sip:12345@192.0.2.2", true),
            (.invite, "sip:0085312345@192.0.2.2", "sip:12345@192.0.2.2", false),
            // Names no user, as sipp and some phones do: the nonce count lets it be used once.
            (.invite, "sip:12345@192.0.2.2", "sip:192.0.2.2", true),
            (.invite, "sip:12345@192.0.2.2", "*", false),
            (.register, "sip:192.0.2.2", "sip:192.0.2.2", true),
            (.register, "sip:192.0.2.2", "sip:12345@192.0.2.2", false),
        ]
        for (number, item) in cases.enumerated() {
            let from = number * 10 + 1
            let to = item.method == .register ? "To: <sip:1001@192.0.2.2>" : "To: <sip:12345@192.0.2.2>"
            func ask(_ cseq: Int, _ more: [(String, String?)] = []) {
                peer.hear(
                    request(
                        "\(item.method) \(item.uri) SIP/2.0",
                        [
                            ("To", to), ("CSeq", "CSeq: \(cseq) \(item.method)"), ("Call-ID", "Call-ID: c\(number)"),
                            ("Via", "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKd\(cseq)"),
                        ] + more))
            }
            let answer: DigestChallenge
            if item.method == .register {
                ask(from)
                answer = try #require(
                    peer.lastResponse?.headers.first(.wwwAuthenticate).flatMap { DigestChallenge(parsing: $0) })
            } else {
                // Without credentials an INVITE is the application's to judge; a Replaces is not.
                ask(from, [("Replaces", "Replaces: x;to-tag=a;from-tag=b")])
                answer = try #require(
                    peer.lastResponse?.headers.first(.proxyAuthenticate).flatMap { DigestChallenge(parsing: $0) })
            }
            let credentials = DigestCredentials(
                answering: answer, account: account, method: item.method, uri: item.shown, cnonce: "c", count: 1)
            ask(from + 1, [("Authorization", "Authorization: \(credentials)")])
            let response = try #require(peer.lastResponse)
            if item.isTaken {
                #expect(response.status == (item.method == .register ? 200 : 100), "\(item)")
            } else {
                #expect(response.status == 400 && response.reason == "Digest URI Is Not The Request-URI", "\(item)")
            }
        }
    }

    private func challenge(_ status: Int, realm: String) -> (String, String) {
        let challenge = DigestChallenge(realm: realm, nonce: "n", algorithm: .md5)
        return (status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate", challenge.description)
    }
}
