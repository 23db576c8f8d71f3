import CivicCore
import CivicSIP
import CivicTestKit
import Testing

@Suite("Session descriptions in multipart bodies (RFC 5621)")
struct MultipartBodyTests {
    private static let session =
        "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"

    private static func part(_ type: String, _ body: String, _ more: [String] = []) -> String {
        (["--b", "Content-Type: \(type)"] + more + ["", body]).joined(separator: "\r\n") + "\r\n"
    }

    private static let isup = part(
        "application/ISUP;version=itu-t92+", "\u{1}\u{0}I", ["Content-Disposition: signal;handling=optional"])

    @Test(
        "finds the session wherever it lies",
        arguments: [
            ("multipart/mixed;boundary=b", part("application/sdp", session) + isup + "--b--\r\n"),
            ("multipart/mixed; boundary=\"b\"", isup + part("application/sdp", session) + "--b--\r\n"),
            // A preamble, spaces behind the delimiter, no end.
            (
                "Multipart/Mixed;boundary=b",
                "for old clients\r\n--b \r\nContent-Type: application/sdp\r\n\r\n" + session
            ),
            // A field on two lines, and a part of unknown kind that says nothing about itself.
            (
                "multipart/related;boundary=b",
                part("application/pidf+xml", "<presence/>") + "--b\r\nContent-Type:\r\n application/sdp\r\n"
                    + "Content-Disposition: session\r\n\r\n\(session)\r\n--b--"
            ),
            (
                "multipart/mixed;boundary=a",
                "--a\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n" + isup + part("application/sdp", session)
                    + "--b--\r\n--a--\r\n"
            ),
            // Of alternatives the last.
            (
                "multipart/alternative;boundary=b",
                part("application/sdp", "v=0\r\nold\r\n") + part("application/sdp", session) + "--b--\r\n"
            ),
        ])
    func found(type: String, body: String) throws {
        let peer = ScriptedPeer()
        peer.say("INVITE", 1, [("Content-Type", "Content-Type: \(type)")], body: body)
        let offer = try #require(peer.events.first?.body)
        #expect(offer.contentType == "application/sdp")
        let text = String(decoding: offer.bytes, as: UTF8.self)
        #expect(text == Self.session || text + "\r\n" == Self.session)
    }

    @Test(
        "refuses with 415 what it would have to understand, and what holds no session",
        arguments: [
            isup + "--b--\r\n",
            part("application/x-secret", "x", ["Content-Disposition: render;handling=required"])
                + part("application/sdp", session) + "--b--\r\n",
            part("application/sdp", session, ["Content-Disposition: early-session"]) + "--b--\r\n",
            part("application/sdp", "djAK", ["Content-Transfer-Encoding: base64"]) + "--b--\r\n",
            String(repeating: part("text/plain", "x"), count: 32) + part("application/sdp", session) + "--b--\r\n",
        ])
    func refused(body: String) throws {
        let peer = ScriptedPeer()
        peer.say("INVITE", 1, [("Content-Type", "Content-Type: multipart/mixed;boundary=b")], body: body)
        #expect(peer.lastResponse?.status == 415)
        #expect(peer.events.isEmpty)
    }

    @Test("finds it in a 200 as well, as a carrier with ISUP behind it answers")
    func response() throws {
        let peer = ScriptedPeer()
        peer.act { agent, now in
            _ = agent.place(
                OutgoingCall(
                    target: SIPURI(user: "1", host: "192.0.2.1"),
                    destination: .udp(SocketEndpoint(host: "192.0.2.1", port: 5060)), fromUser: "2", toUser: "1",
                    body: .sdp(Array(Self.session.utf8))), at: now)
        }
        let invite = try #require(peer.requests(.invite).first)
        var response = SIPResponse(200, to: invite, tag: "peer")
        response.headers.append(.contact, "<sip:peer@192.0.2.1>")
        let body = Self.isup + Self.part("application/sdp", Self.session) + "--b--\r\n"
        response.body = SIPBody(contentType: "multipart/mixed;boundary=b", bytes: Array(body.utf8))
        peer.hear(response.serialized())
        #expect(peer.names.last == "answered")
        #expect(peer.events.last?.body?.contentType == "application/sdp")
    }
}
