import CivicCore
import CivicSIP
import CivicTestKit
import Testing

/// What the user agent sends back for one datagram from 192.0.2.1:5060.
private final class Bench {
    var agent: UserAgent
    var now = MonotonicInstant.zero
    let source = SocketEndpoint(host: "192.0.2.1", port: 5060)

    init(_ change: (inout UserAgentConfiguration) -> Void = { _ in }) {
        var configuration = UserAgentConfiguration(
            address: SocketEndpoint(host: "192.0.2.2", port: 5060), realm: "example.org", product: "CivicLine/test")
        change(&configuration)
        agent = UserAgent(configuration, seed: 1)
    }

    func send(_ bytes: [UInt8], from other: SocketEndpoint? = nil) -> [(SIPResponse, SocketEndpoint)] {
        agent.receive(bytes, from: other ?? source, at: now)
        return agent.drainEffects().compactMap {
            guard case .send(let bytes, let destination) = $0,
                case .response(let response) = try? SIPMessage(parsing: bytes)
            else { return nil }
            return (response, destination.endpoint)
        }
    }

    func statuses(_ bytes: [UInt8]) -> [Int] { send(bytes).map(\.0.status) }
}

@Suite("what is answered, and what is met with silence")
struct RequestScreeningTests {
    @Test("OPTIONS tells what we can, 503 while the door is closed")
    func options() throws {
        let bench = Bench()
        let response = try #require(bench.send(request()).first?.0)
        #expect(response.status == 200)
        #expect(response.headers.list(.allow).contains("INVITE"))
        #expect(response.headers.first(.accept) == "application/sdp")
        #expect(response.headers.first(.server) == "CivicLine/test")
        #expect(response.to.tag != nil)
        bench.agent.setAdmission(.closed(retryAfter: .seconds(7)))
        #expect(bench.send(request()).first?.0.retryAfter == .seconds(7))
    }

    @Test(
        "Max-Forwards 0 does not matter to whom the request has reached (RFC 4475 §3.1.2.16), but ends a loop of calls")
    func maxForwards() {
        let bench = Bench()
        let zero = [("Max-Forwards", "Max-Forwards: 0")] as [(String, String?)]
        #expect(bench.statuses(request("OPTIONS sip:a@192.0.2.2 SIP/2.0", zero)) == [200])
        #expect(bench.statuses(request("INVITE sip:a@192.0.2.2 SIP/2.0", zero)) == [483])
    }

    @Test("an unknown method gets 405 with Allow", arguments: ["FOO", "SUBSCRIBE", "invite"])
    func method(name: String) throws {
        let bench = Bench()
        let response = try #require(bench.send(request("\(name) sip:a@192.0.2.2 SIP/2.0")).first?.0)
        #expect(response.status == 405)
        #expect(response.headers.list(.allow) == SIPMethod.supported.map(\.name))
    }

    @Test("a required extension gets 420 and is named")
    func extensions() throws {
        let bench = Bench()
        let required = [("Require", "Require: nothingSupportsThis, 100rel, precondition")] as [(String, String?)]
        let response = try #require(bench.send(request("INVITE sip:a@192.0.2.2 SIP/2.0", required)).first?.0)
        #expect(response.status == 420)
        #expect(response.headers.list(.unsupported) == ["nothingSupportsThis", "precondition"])
    }

    @Test(
        "other URI schemes get 416",
        arguments: ["nobodyKnowsThisScheme:totallyopaquecontent", "soap.beep://192.0.2.103:3002"])
    func schemes(uri: String) {
        let bench = Bench()
        #expect(bench.statuses(request("OPTIONS \(uri) SIP/2.0")) == [416])
    }

    @Test("bodies: 415 for what is no session description, 413 for too much")
    func bodies() throws {
        let bench = Bench { $0.longestBody = 100 }
        func invite(_ type: String, _ body: String, _ more: [(String, String?)] = []) -> [UInt8] {
            request("INVITE sip:a@192.0.2.2 SIP/2.0", [("Content-Type", "Content-Type: \(type)")] + more, body: body)
        }
        let response = try #require(bench.send(invite("application/unknown", "<audio/>")).first?.0)
        #expect(response.status == 415)
        #expect(response.headers.first(.accept) == "application/sdp")
        let zipped = [("Content-Encoding", "e: gzip")] as [(String, String?)]
        #expect(bench.statuses(invite("application/sdp", "v=0", zipped)) == [415])
        #expect(bench.statuses(invite("application/sdp", String(repeating: "x", count: 101))) == [413])
        #expect(bench.statuses(invite("Application/SDP;charset=x", "v=0")) == [100])
    }

    @Test("requests for a dialog that is not there get 481", arguments: ["BYE", "INFO", "UPDATE", "INVITE", "OPTIONS"])
    func noDialog(method: String) {
        let bench = Bench()
        let tagged = [("To", "To: <sip:12345@192.0.2.2>;tag=gone")] as [(String, String?)]
        #expect(bench.statuses(request("\(method) sip:a@192.0.2.2 SIP/2.0", tagged)) == [481])
    }

    @Test("a CANCEL of nothing gets 481")
    func strayCancel() {
        let bench = Bench()
        #expect(bench.statuses(request("CANCEL sip:a@192.0.2.2 SIP/2.0")) == [481])
    }

    @Test("the same INVITE over two ways is one call: 482 for the second")
    func merged() {
        let bench = Bench()
        #expect(bench.statuses(request("INVITE sip:a@192.0.2.2 SIP/2.0")) == [100])
        let other = [("Via", "Via: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKother")] as [(String, String?)]
        #expect(bench.statuses(request("INVITE sip:a@192.0.2.2 SIP/2.0", other)) == [482])
        #expect(bench.statuses(request("INVITE sip:a@192.0.2.2 SIP/2.0")) == [100])
        #expect(bench.agent.counters.incomingCalls == 1)
        #expect(bench.agent.counters.retransmissionsReceived == 1)
    }

    @Test(
        "is silent",
        arguments: [
            request("ACK sip:a@192.0.2.2 SIP/2.0"), request("ACK sip:a@192.0.2.2 SIP/2.0", [("To", nil)]),
            request("SIP/2.0 200 OK"), request("SIP/2.0 999 OK"), Array("garbage".utf8), [0, 1, 2, 255], [],
            Array("\r\n\r\n".utf8), request("OPTIONS sip:a@192.0.2.2 SIP/2.0", [("Via", nil)]),
        ])
    func silence(bytes: [UInt8]) {
        let bench = Bench()
        bench.agent.receive(bytes, from: bench.source, at: .zero)
        #expect(bench.agent.drainEffects().isEmpty)
        #expect(bench.agent.nextDeadline == nil)
    }

    @Test("a fault gets 400 with what is wrong, and the fields as they came")
    func fault() throws {
        let bench = Bench()
        bench.agent.receive(
            request("INVITE sip:a@192.0.2.2 SIP/2.0", [("Content-Length", "Content-Length: 50")]), from: bench.source,
            at: .zero)
        guard case .send(let bytes, let destination) = bench.agent.drainEffects().first,
            case .response(let response) = try SIPMessage(parsing: bytes)
        else { return #expect(Bool(false)) }
        #expect(response.status == 400 && response.reason == "Content-Length Exceeds The Datagram")
        #expect(response.callID == "call1" && response.to.tag != nil)
        #expect(destination.endpoint == bench.source)
        #expect(bench.agent.counters.malformed == 1)
        #expect(bench.agent.counters.refusals == [400: 1])
    }

    @Test("refusals of one request have one tag, and keep no state")
    func stateless() {
        let bench = Bench()
        let bytes = request("FOO sip:a@192.0.2.2 SIP/2.0")
        let tags = Set((0..<3).compactMap { _ in bench.send(bytes).first?.0.to.tag })
        #expect(tags.count == 1)
        #expect(bench.agent.counters.activeTransactions == 0)
    }

    @Test("with too many transactions new requests get 503")
    func overload() {
        let bench = Bench { $0.transactionLimit = 1 }
        #expect(bench.statuses(request("INVITE sip:a@192.0.2.2 SIP/2.0")) == [100])
        let next =
            [("Via", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKnext"), ("Call-ID", "Call-ID: next")]
            as [(String, String?)]
        #expect(bench.statuses(request("INVITE sip:a@192.0.2.2 SIP/2.0", next)) == [503])
    }
}

@Suite("where responses go (RFC 3261 §18.2, RFC 3581)")
struct ResponseRoutingTests {
    private let nat = SocketEndpoint(host: "203.0.113.9", port: 40_001)

    private func route(_ via: String) throws -> (Via, String) {
        let bench = Bench()
        let answer = try #require(
            bench.send(request("OPTIONS sip:a@192.0.2.2 SIP/2.0", [("Via", "Via: \(via)")]), from: nat).first)
        return (try #require(answer.0.vias.first), answer.1.description)
    }

    @Test("rport: back to the very source, with both parameters filled in")
    func symmetric() throws {
        let (via, destination) = try route("SIP/2.0/UDP 10.1.1.1:4540;rport;branch=z9hG4bKx")
        #expect(destination == "203.0.113.9:40001")
        #expect(via.parameters["rport"] == "40001" && via.parameters["received"] == "203.0.113.9")
    }

    @Test("without rport: the source's address and the named port")
    func received() throws {
        let (via, destination) = try route("SIP/2.0/UDP 10.1.1.1:4540;branch=z9hG4bKx")
        #expect(destination == "203.0.113.9:4540")
        #expect(via.parameters["received"] == "203.0.113.9" && !via.parameters.contains("rport"))
    }

    @Test("no port means 5060; no received where sent-by is the source; a forged received is taken out")
    func plain() throws {
        let (via, destination) = try route("SIP/2.0/UDP 203.0.113.9;branch=z9hG4bKx;received=198.51.100.1")
        #expect(destination == "203.0.113.9:5060")
        #expect(!via.parameters.contains("received"))
    }

    @Test("maddr is followed to a group, never to a stranger")
    func maddr() throws {
        #expect(try route("SIP/2.0/UDP h:5070;maddr=224.0.1.75;branch=z9hG4bKx").1 == "224.0.1.75:5070")
        #expect(try route("SIP/2.0/UDP h:5070;maddr=198.51.100.1;branch=z9hG4bKx").1 == "203.0.113.9:5070")
    }
}

@Suite("requests inside a dialog")
struct InDialogTests {
    /// A bench with one call that is up, and the tag that it chose.
    private func established() throws -> (Bench, String) {
        let bench = Bench()
        bench.agent.receive(
            request("INVITE sip:a@192.0.2.2 SIP/2.0", [("CSeq", "CSeq: 10 INVITE")]), from: bench.source, at: .zero)
        guard case .report(.incoming(let call, _)) = bench.agent.drainEffects().last else { throw CancellationError() }
        bench.agent.answer(call, body: .sdp([1]), at: .zero)
        guard case .send(let bytes, _) = bench.agent.drainEffects().first,
            case .response(let success) = try SIPMessage(parsing: bytes)
        else { throw CancellationError() }
        let tag = try #require(success.to.tag)
        return (bench, tag)
    }

    private func inDialog(_ method: String, _ cseq: Int, tag: String, branch: String, _ more: [(String, String?)] = [])
        -> [UInt8]
    {
        request(
            "\(method) sip:a@192.0.2.2 SIP/2.0",
            [
                ("To", "To: <sip:12345@192.0.2.2>;tag=\(tag)"), ("CSeq", "CSeq: \(cseq) \(method)"),
                ("Via", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK\(branch)"),
            ] + more)
    }

    @Test("a lower CSeq gets 500 with Retry-After and changes nothing")
    func order() throws {
        let (bench, tag) = try established()
        _ = bench.send(inDialog("ACK", 10, tag: tag, branch: "a"))
        #expect(bench.statuses(inDialog("INFO", 12, tag: tag, branch: "b")) == [200])
        let late = try #require(bench.send(inDialog("BYE", 11, tag: tag, branch: "c")).first?.0)
        #expect(late.status == 500 && late.retryAfter != nil)
        #expect(bench.agent.counters.activeCalls == 1)
        #expect(bench.statuses(inDialog("BYE", 13, tag: tag, branch: "d")) == [200])
        #expect(bench.agent.counters.activeCalls == 0)
        #expect(bench.statuses(inDialog("BYE", 14, tag: tag, branch: "e")) == [481])
    }

    @Test("a repeated BYE gets its 200 again")
    func repeatedBye() throws {
        let (bench, tag) = try established()
        for _ in 0..<3 { #expect(bench.statuses(inDialog("BYE", 11, tag: tag, branch: "b")) == [200]) }
    }

    @Test("a re-INVITE that overtakes the ACK stands in for it; a second one has to wait")
    func overtaking() throws {
        let (bench, tag) = try established()
        #expect(bench.statuses(inDialog("INVITE", 11, tag: tag, branch: "b")) == [491])
        _ = bench.send(inDialog("ACK", 10, tag: tag, branch: "a"))
        #expect(bench.statuses(inDialog("INVITE", 12, tag: tag, branch: "c")) == [100])
        let second = try #require(bench.send(inDialog("INVITE", 13, tag: tag, branch: "d")).first?.0)
        #expect(second.status == 500 && second.retryAfter != nil)
    }

    @Test("UPDATE without offer moves the target: the BYE goes to the new Contact")
    func targetRefresh() throws {
        let (bench, tag) = try established()
        _ = bench.send(inDialog("ACK", 10, tag: tag, branch: "a"))
        let moved = [("Contact", "Contact: <sip:1001@198.51.100.20:5066>")] as [(String, String?)]
        #expect(bench.statuses(inDialog("UPDATE", 11, tag: tag, branch: "b", moved)) == [200])
        bench.agent.hangUp(CallHandle(value: 1), at: .zero)
        guard case .send(let bytes, let destination) = bench.agent.drainEffects().last,
            case .request(let bye) = try SIPMessage(parsing: bytes)
        else { return #expect(Bool(false)) }
        #expect(bye.method == .bye && bye.uri.description == "sip:1001@198.51.100.20:5066")
        #expect(destination.description == "198.51.100.20:5066")
    }
}
