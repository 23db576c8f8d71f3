import CivicCore
import CivicSIP
import Testing

@Suite("dialogs (RFC 3261 §12)")
struct DialogTests {
    private let peer = SIPHop.udp(SocketEndpoint(host: "192.0.2.9", port: 5060))
    private let via = Via(host: "192.0.2.2", port: 5060)

    private func invite(routes: [String], contact: String = "<sip:1001@192.0.2.1:5070>") -> SIPRequest {
        var request = sample(.invite)
        request.headers.append(.contact, contact)
        for route in routes { request.headers.append(.recordRoute, route) }
        return request
    }

    @Test("a loose route set: the target stays in the Request-URI, routes in the order of Record-Route")
    func looseRoutes() {
        var dialog = Dialog(
            receiving: invite(routes: ["<sip:192.0.2.11;lr>, <sip:192.0.2.12;lr>", "<sip:p3.example.com;lr>"]),
            tag: "us",
            from: peer)
        let bye = dialog.nextRequest(.bye, via: via)
        #expect(bye.uri.description == "sip:1001@192.0.2.1:5070")
        #expect(bye.headers.all(.route) == ["<sip:192.0.2.11;lr>", "<sip:192.0.2.12;lr>", "<sip:p3.example.com;lr>"])
        #expect(dialog.destination.description == "192.0.2.11:5060")
        #expect(bye.from.tag == "us" && bye.to.tag == "f" && bye.cseq.number == 1)
        let next = dialog.nextRequest(.info, via: via)
        #expect(next.cseq.number == 2)
    }

    @Test("a strict route set: the first route becomes the Request-URI, the target goes last (§12.2.1.1)")
    func strictRoutes() {
        var dialog = Dialog(
            receiving: invite(routes: ["<sip:192.0.2.11>", "<sip:192.0.2.12;lr>"]), tag: "us", from: peer)
        let bye = dialog.nextRequest(.bye, via: via)
        #expect(bye.uri.description == "sip:192.0.2.11")
        #expect(bye.headers.all(.route) == ["<sip:192.0.2.12;lr>", "<sip:1001@192.0.2.1:5070>"])
    }

    @Test("the caller's route set is reversed")
    func reversed() {
        let request = sample(.invite)
        var response = reply(200, to: request)
        response.headers.append(.recordRoute, "<sip:192.0.2.11;lr>, <sip:192.0.2.12;lr>")
        response.headers.append(.contact, "<sip:bob@192.0.2.20>")
        let dialog = Dialog(sending: request, answeredBy: response, from: peer)
        #expect(dialog.routeSet.map(\.uri.host) == ["192.0.2.12", "192.0.2.11"])
        #expect(dialog.remoteTarget.host == "192.0.2.20")
        #expect(dialog.id == DialogID(callID: "c", localTag: "f", remoteTag: "t"))
    }

    @Test("a Contact that cannot be reached gives way to the source")
    func unreachable() {
        var dialog = Dialog(
            receiving: invite(routes: [], contact: "<sip:1001@10.0.0.5:5070>"), tag: "us",
            from: .udp(SocketEndpoint(host: "203.0.113.5", port: 31_000)))
        #expect(dialog.destination.description == "203.0.113.5:31000")
        let bye = dialog.nextRequest(.bye, via: via)
        #expect(bye.uri.host == "10.0.0.5")
    }

    @Test("numbers of the other side must grow")
    func order() {
        var dialog = Dialog(receiving: invite(routes: []), tag: "us", from: peer)
        let accepted = [1, 2, 2_000_000_000, 3].map { dialog.accept(sequence: $0) }
        #expect(accepted == [false, true, true, false])
    }
}
