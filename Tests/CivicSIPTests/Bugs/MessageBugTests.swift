import CivicCore
import CivicSIP
import CivicTestKit
import Testing

/// Bugs that others had, as far as one message can bring them about. Each title begins with its name; the other suites of
/// the list end in `BugTests` too.
@Suite("Bugs that others had: messages")
struct MessageBugTests {
    @Test("header smuggling by 'Name :' — white space before the colon hides no field, on a datagram or a stream")
    func headerSmuggling() throws {
        for spelling in ["To :", "To\t:", "t :", "To \t :"] {
            let twice = request("OPTIONS sip:1@192.0.2.2 SIP/2.0", [("X", "\(spelling) <sip:other@192.0.2.2>")])
            #expect(refusal(twice) == "400 More Than One To", "\(spelling)")
        }
        for spelling in ["Content-Length :", "l\t:", "CONTENT-LENGTH \t:"] {
            let lie = request("OPTIONS sip:1@192.0.2.2 SIP/2.0", [("X", "\(spelling) 9")])
            #expect(refusal(lie) == "400 More Than One Content-Length", "\(spelling)")
            var framer = StreamFramer()
            framer.append(lie)
            guard case .broken(_, let fault) = framer.next() else { return #expect(Bool(false), "\(spelling)") }
            #expect(fault.phrase == "More Than One Content-Length")
        }
        let route = request("BYE sip:1@192.0.2.2 SIP/2.0", [("X", "Route : <sip:evil.example.com;lr>")])
        #expect(parsedRequest(route)?.headers.all(.route) == ["<sip:evil.example.com;lr>"])
        #expect(refusal(request("BYE sip:1@192.0.2.2 SIP/2.0", [("X", " : x")])) == "400 Bad Header Field Name")
        #expect(
            refusal(request("BYE sip:1@192.0.2.2 SIP/2.0", [("X", "To<sip:a@b> : x")])) == "400 Bad Header Field Name")
    }

    @Test(
        "two To headers — and two of everything else that stands once",
        arguments: ["To: <sip:a@b>", "t: <sip:a@b>", "From: <sip:a@b>;tag=x", "Call-ID: other", "CSeq: 2 OPTIONS"])
    func twoToHeaders(line: String) {
        #expect(refusal(request("OPTIONS sip:1@192.0.2.2 SIP/2.0", [("X", line)])).hasPrefix("400 More Than One "))
        let response = request(
            "SIP/2.0 200 OK", [("CSeq", "CSeq: 1 OPTIONS"), ("X", line)])
        #expect(refusal(response) == "bad response")
    }

    @Test(
        "Content-Length lies — more than there is, negative, overflowing, no number, and two that differ",
        arguments: [
            ("9", "400 Content-Length Exceeds The Datagram"), ("-1", "400 Bad Content-Length"),
            ("99999999999999999999", "400 Bad Content-Length"),
            ("4294967296", "400 Content-Length Exceeds The Datagram"),
            ("9223372036854775807", "400 Content-Length Exceeds The Datagram"), ("+4", "400 Bad Content-Length"),
            ("0x4", "400 Bad Content-Length"), ("4 4", "400 Bad Content-Length"), ("", "400 Bad Content-Length"),
            ("4, 4", "400 Bad Content-Length"), ("٤", "400 Bad Content-Length"),
        ])
    func contentLength(value: String, answer: String) {
        let bytes = request(
            "INFO sip:1@192.0.2.2 SIP/2.0",
            [("Content-Type", "Content-Type: text/plain"), ("Content-Length", "Content-Length: \(value)")], body: "body"
        )
        // A number that does not fit is one that exceeds, or is none: either is said, and neither traps.
        let said = refusal(bytes)
        #expect(said == answer || (said.hasPrefix("400 ") && said.contains("Content-Length")), "\(said)")
        var framer = StreamFramer()
        framer.append(bytes)
        switch framer.next() {
        case .broken(_, let fault): #expect([400, 413].contains(fault.status))
        case nil: #expect(value == "9")  // the stream may still bring the rest
        default: #expect(Bool(false), "\(value)")
        }
    }

    @Test("Content-Length lies — less than there is: the rest is no second request")
    func shortContentLength() throws {
        let inner = request("BYE sip:victim@192.0.2.2 SIP/2.0")
        let outer = request(
            "INFO sip:1@192.0.2.2 SIP/2.0",
            [("Content-Type", "Content-Type: text/plain"), ("Content-Length", "Content-Length: 2")], body: "ab")
        #expect(parsedRequest(outer + inner)?.body?.bytes == Array("ab".utf8))
        let peer = ScriptedPeer()
        peer.hear(outer + inner)
        #expect(peer.responses.map(\.cseq.method) == [SIPMethod("INFO")])
    }

    @Test(
        "empty and nested multipart — refused with what is taken instead, at any depth",
        arguments: [
            "", "--b--\r\n", "--b\r\n--b--", "--b\r\n\r\n--b--", String(repeating: "--b\r\n", count: 2000),
            (0..<300).map { "--b\($0)\r\nContent-Type: multipart/mixed;boundary=b\($0 + 1)\r\n\r\n" }.joined(),
        ])
    func multipart(body: String) throws {
        for type in ["multipart/mixed;boundary=b", "multipart/mixed", "multipart/mixed;boundary=\"\"", "multipart/"] {
            let peer = ScriptedPeer()
            peer.say("INVITE", 1, [("Content-Type", "Content-Type: \(type)")], body: body)
            let response = try #require(peer.lastResponse)
            #expect(body.isEmpty || response.status == 415)
            if response.status == 415 { #expect(response.headers.first(.accept) == "application/sdp") }
            #expect(peer.names.filter { $0 == "incoming" }.count == (body.isEmpty ? 1 : 0))
        }
    }

    @Test("endless CRLF — 64 KiB of line ends is a keep-alive, and before a start line it is passed over")
    func endlessLineEnds() {
        let ends = [UInt8](repeating: 0x0D, count: 65_000).enumerated().map { $0.offset % 2 == 0 ? UInt8(0x0D) : 0x0A }
        #expect(refusal(ends) == "keep-alive")
        let peer = ScriptedPeer()
        for _ in 0..<50 { peer.hear(ends) }
        #expect(peer.sent.isEmpty && peer.agent.counters.malformed == 0)
        peer.hear(Array(ends.prefix(4000)) + request())
        #expect(peer.lastResponse?.status == 200)
        var framer = StreamFramer()
        var pings = 0
        for _ in 0..<100 {
            framer.append(ends)
            while let piece = framer.next() { pings += piece == .ping ? 1 : 0 }
        }
        #expect(pings == 100 * 65_000 / 4)
        #expect(!framer.isInsideMessage)
    }

    @Test("control characters in identities — nothing of them reaches the application, the log or another message")
    func controlCharacters() throws {
        let names = [
            "\u{1B}[31mred", "a\u{0}b", "x\u{202E}cod.exe", "line\u{2028}two", "bell\u{7}", "del\u{7F}", "c1\u{9B}2J",
        ]
        for name in names {
            let peer = ScriptedPeer()
            peer.say(
                "INVITE", 1, [("From", "From: \"\(name)\" <sip:1001%0d%0aX%3a%1b%00@192.0.2.1>;tag=f1")], body: "v=0")
            guard case .incoming(_, let call) = peer.lastIncoming else {
                // Refused as a broken line is as good.
                #expect(peer.lastResponse?.status == 400, "\(name.debugDescription)")
                continue
            }
            #expect(call.callerNumber == "1001X:")
            let shown = (call.identity.displayName ?? "") + (call.callerNumber ?? "")
            #expect(shown.unicodeScalars.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) })
        }
        // What is passed on to a phone stands on one line, whatever is in it.
        let peer = ScriptedPeer()
        peer.act {
            _ = $0.place(
                OutgoingCall(
                    target: SIPURI(host: "192.0.2.1"), fromUser: "1\r\nX: y", fromDisplayName: "a\r\nVia: b",
                    headers: [("X-Name", "c\r\nRoute: <sip:d>"), ("X-Two\r\nBad", "e")]), at: $1)
        }
        let invite = try #require(peer.requests(.invite).last)
        #expect(invite.from.uri.userText == "1\r\nX: y" && invite.vias.count == 1)
        #expect(invite.headers.all(.route).isEmpty && !invite.headers.contains(HeaderName("X-Two")))
    }
}

extension ScriptedPeer {
    /// The last event, where that is a call.
    var lastIncoming: UserAgentEvent? { events.last { $0.name == "incoming" } }
}
