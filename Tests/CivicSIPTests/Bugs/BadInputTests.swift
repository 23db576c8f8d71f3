import CivicCore
import CivicSIP
import CivicTestKit
import Foundation
import Testing

/// What bad input gets: the RFC's answer, with a phrase that says what is wrong.
@Suite("Bad input and its answers")
struct BadInputTests {
    /// A request, and the status with the phrase that it gets.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let answer: String
        let bytes: [UInt8]
        var headers: [String: String] = [:]

        var testDescription: String { name }
    }

    private static func row(
        _ name: String, _ answer: String, _ first: String = "OPTIONS sip:1@192.0.2.2 SIP/2.0",
        _ changes: [(String, String?)] = [], body: String = "", headers: [String: String] = [:]
    ) -> Row {
        let type: [(String, String?)] =
            body.isEmpty || changes.contains { $0.0 == "Content-Type" }
            ? [] : [("Content-Type", "Content-Type: application/sdp")]
        return Row(name: name, answer: answer, bytes: request(first, type + changes, body: body), headers: headers)
    }

    private static let invite = "INVITE sip:1@192.0.2.2 SIP/2.0"
    private static let long = String(repeating: "x", count: 5000)

    static let rows: [Row] = [
        row("no To", "400 Missing To", changes("To", nil)), row("no From", "400 Missing From", changes("From", nil)),
        row("no Call-ID", "400 Missing Call-ID", changes("Call-ID", nil)),
        row("no CSeq", "400 Missing CSeq", changes("CSeq", nil)),
        row("broken To", "400 Bad To", changes("To", "To: <sip:a")),
        row("broken From", "400 Bad From", changes("From", "From: \"a <sip:a@b>")),
        row("CSeq beyond 31 bits", "400 Bad CSeq", changes("CSeq", "CSeq: 4294967296 OPTIONS")),
        row("CSeq of another method", "400 CSeq Method Differs", changes("CSeq", "CSeq: 1 INVITE")),
        row("Max-Forwards no number", "400 Bad Max-Forwards", changes("Max-Forwards", "Max-Forwards: -1")),
        row("Max-Forwards 256", "400 Bad Max-Forwards", changes("Max-Forwards", "Max-Forwards: 256")),
        row("broken Contact", "400 Bad Contact", changes("Contact", "Contact: <sip:a@b")),
        row("broken Route", "400 Bad Route", changes("Route", "Route: sip:")),
        row("space in the Request-URI", "400 Bad Request Line", "OPTIONS sip:1@192.0.2.2  SIP/2.0"),
        row("Request-URI with headers", "400 Bad Request-URI", "OPTIONS sip:1@192.0.2.2?Subject=x SIP/2.0"),
        row("body without a type", "400 Missing Content-Type", invite, changes("Content-Type", nil), body: "v=0"),
        row("field without colon", "400 Header Field Without Colon", changes("X", "X")),
        row("body too long", "413 Request Entity Too Large", invite, body: String(repeating: "a", count: 40_000)),
        row("Request-URI too long", "414 Request-URI Too Long", "OPTIONS sip:\(long)@192.0.2.2 SIP/2.0"),
        row(
            "body of another type", "415 Unsupported Media Type", invite,
            changes("Content-Type", "Content-Type: text/html"),
            body: "x", headers: ["Accept": "application/sdp"]),
        row("unknown scheme", "416 Unsupported URI Scheme", "INVITE http://192.0.2.2/ SIP/2.0"),
        row(
            "unknown extension", "420 Bad Extension", invite, changes("Require", "Require: foo, 100rel, bar"),
            headers: ["Unsupported": "foo, bar"]),
        row(
            "sec-agree where we have no mechanism", "420 Bad Extension", invite,
            changes("Require", "Require: sec-agree"),
            headers: ["Unsupported": "sec-agree"]),
        row(
            "path in an INVITE", "420 Bad Extension", invite, changes("Require", "Require: path"),
            headers: ["Unsupported": "path"]),
        row(
            "session too short", "422 Session Interval Too Small", invite,
            [("S", "Session-Expires: 10"), ("Supported", "Supported: timer")], headers: ["Min-SE": "90"]),
        row("BYE of no dialog", "481 Call/Transaction Does Not Exist", "BYE sip:1@192.0.2.2 SIP/2.0", tagged("BYE")),
        row("CANCEL of nothing", "481 Call/Transaction Does Not Exist", "CANCEL sip:1@192.0.2.2 SIP/2.0"),
        row("no hops left", "483 Too Many Hops", invite, changes("Max-Forwards", "Max-Forwards: 0")),
        row(
            "encrypted body", "493 Undecipherable", invite,
            changes("Content-Type", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data"), body: "0"),
        row("another version", "505 Version Not Supported", "OPTIONS sip:1@192.0.2.2 SIP/7.0"),
        row("unknown method", "405 Method Not Allowed", "FOO sip:1@192.0.2.2 SIP/2.0"),
        row("nothing that we could answer in", "406 Not Acceptable", invite, changes("Accept", "Accept: text/plain")),
    ]

    private static func row(_ name: String, _ answer: String, _ changes: [(String, String?)]) -> Row {
        row(name, answer, "OPTIONS sip:1@192.0.2.2 SIP/2.0", changes)
    }

    private static func changes(_ name: String, _ line: String?) -> [(String, String?)] { [(name, line)] }

    private static func tagged(_ method: String) -> [(String, String?)] { [("To", "To: <sip:1@192.0.2.2>;tag=gone")] }

    @Test("each gets its status and a phrase that says what is wrong, and leaves nothing behind", arguments: rows)
    func table(row: Row) throws {
        let address = SocketEndpoint(host: "192.0.2.2", port: 5060)
        var agent = UserAgent(UserAgentConfiguration(address: address, realm: "example.org"), seed: 1)
        agent.receive(row.bytes, from: SocketEndpoint(host: "192.0.2.1", port: 5060), at: .zero)
        let effects = agent.drainEffects()
        guard effects.count == 1, case .send(let bytes, _)? = effects.first else { return #expect(Bool(false)) }
        // As text: an answer lacks what its request lacked.
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(lines.first == "SIP/2.0 " + row.answer)
        for (name, value) in row.headers { #expect(lines.contains("\(name): \(value)")) }
        #expect(agent.counters.activeTransactions == 0 && agent.nextDeadline == nil)
        #expect(agent.counters.refusals.values.reduce(0, +) == 1)
    }

    @Test("482: the same request by two ways is one, and is one again once its transaction is over (§8.2.2.2)")
    func merged() {
        let peer = ScriptedPeer()
        func invite(_ branch: String) {
            peer.hear(request(Self.invite, [("Via", "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK\(branch)")], body: ""))
        }
        invite("one")
        invite("two")
        #expect(peer.responses.map(\.status) == [100, 482])
        let call = peer.lastCall
        peer.act { $0.reject(call, status: 486, at: $1) }
        invite("three")
        #expect(peer.responses.map(\.status) == [100, 482, 486, 482])
        peer.pass(.seconds(40))
        let count = peer.names.filter { $0 == "incoming" }.count
        invite("four")
        #expect(peer.lastResponse?.status == 100 && peer.names.filter { $0 == "incoming" }.count == count + 1)
    }

    @Test(
        "the application's own refusals go out with their phrase", arguments: [404, 480, 484, 485, 486, 488, 503, 603])
    func refusals(status: Int) throws {
        let peer = ScriptedPeer()
        peer.say("INVITE", 1, body: "v=0")
        let call = peer.lastCall
        peer.act { $0.reject(call, status: status, at: $1) }
        let response = try #require(peer.lastResponse)
        #expect(response.status == status && response.reason == SIPStatus.phrase(status) && !response.reason.isEmpty)
        #expect(response.reason != SIPStatus.phrase(499))
    }

    @Test("494: whoever insists on agreeing is told what we have, and let in by it with the list unchanged (RFC 3329)")
    func securityAgreement() throws {
        let peer = ScriptedPeer { $0.streamAddresses[.tls] = SocketEndpoint(host: "192.0.2.2", port: 5061) }
        func ask(_ number: Int, over transport: SIPTransport, _ verify: String?) -> [Int] {
            let before = peer.responses.count
            let lines: [(String, String?)] = [
                ("Require", "Require: sec-agree"), ("Proxy-Require", "Proxy-Require: sec-agree"),
                ("Security-Client", "Security-Client: tls, ipsec-3gpp"), ("Call-ID", "Call-ID: \(number)"),
                ("Via", "Via: SIP/2.0/\(transport.rawValue.uppercased()) 192.0.2.1;branch=z9hG4bKs\(number)"),
            ]
            let more: [(String, String?)] = verify.map { [("Security-Verify", "Security-Verify: \($0)")] } ?? []
            let flow = transport == .udp ? nil : SIPFlow(value: 1)
            peer.act { agent, now in
                agent.receive(
                    request("OPTIONS sip:1@192.0.2.2 SIP/2.0", lines + more),
                    from: SIPHop(transport, SocketEndpoint(host: "192.0.2.1", port: 5061), flow: flow), at: now)
            }
            return peer.responses.dropFirst(before).map(\.status)
        }
        #expect(ask(1, over: .udp, nil) == [494])
        let offered = try #require(peer.lastResponse?.headers.first(HeaderName("Security-Server")))
        #expect(offered == "tls;q=0.1")
        #expect(ask(2, over: .udp, offered) == [494])
        #expect(ask(3, over: .tls, "digest;q=0.1") == [494])
        #expect(ask(4, over: .tls, "tls; q=0.1") == [200])
    }

    @Test("513: a head beyond the limit ends a stream with that answer; a datagram that long is told what is too long")
    func tooLarge() throws {
        let long = request(
            "OPTIONS sip:1@192.0.2.2 SIP/2.0",
            [("Content-Length", "Content-Length: 0\nX-Long: " + String(repeating: "x", count: 40_000))])
        var framer = StreamFramer()
        framer.append(long)
        guard case .broken(let head, let fault) = framer.next() else { return #expect(Bool(false)) }
        let peer = ScriptedPeer()
        peer.act { agent, now in
            agent.receive(
                broken: head, fault,
                from: SIPHop(.tcp, SocketEndpoint(host: "192.0.2.1", port: 9), flow: SIPFlow(value: 1)))
        }
        #expect(peer.lastResponse?.status == 513)
        peer.hear(long)
        #expect(peer.lastResponse?.reason == "Header Field Too Long")
    }
}
