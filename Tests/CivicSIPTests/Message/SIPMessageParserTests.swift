import CivicSIP
import Testing

@Suite("message parser")
struct SIPMessageParserTests {
    @Test("reads a request with everything that one must have")
    func plain() throws {
        let request = try #require(
            parsedRequest(
                request("INVITE sip:12345@192.0.2.2 SIP/2.0", [("Content-Type", "c: application/sdp")], body: "v=0")))
        #expect(request.method == .invite)
        #expect(request.uri.userText == "12345")
        #expect(request.branch == "z9hG4bKabc")
        #expect(request.from.tag == "f1")
        #expect(request.to.tag == nil)
        #expect(request.cseq == CSeq(number: 1, method: .invite))
        #expect(request.maxForwards == 70)
        #expect(request.body == .sdp(Array("v=0".utf8)))
        #expect(request.headers.first(.contact) == "<sip:1001@192.0.2.1>")
    }

    @Test("reads compact forms, any case, folded lines and white space before the colon (RFC 4475 §3.1.1.1)")
    func tortuousInvite() throws {
        let text = """
            INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0
            TO :
             sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n
            from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>
              ;
              tag = 98asjd8
            MaX-fOrWaRdS: 0068
            Call-ID: wsinv.ndaksdj@192.0.2.1
            Content-Length   : 3
            cseq: 0009
              INVITE
            Via  : SIP  /   2.0
             /UDP
                192.0.2.2;branch=390skdjuw
            s :
            NewFangledHeader:   newfangled value
             continued newfangled value
            UnknownHeaderWithUnusualValue: ;;,,;;,;
            Content-Type: application/sdp
            Route:
             <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
            v:  SIP  / 2.0  / TCP     spindle.example.com   ;
              branch  =   z9hG4bK9ikj8  ,
             SIP  /    2.0   / UDP  192.168.255.111   ; branch=
             z9hG4bK30239
            m:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =
                  newvalue ;
              secondparam ; q = 0.33

            v=0
            """
        let request = try #require(parsedRequest(wire(text)))
        #expect(request.to.tag == "1918181833n")
        #expect(request.from.displayName == "J Rosenberg \\\"")
        #expect(request.from.tag == "98asjd8")
        #expect(request.maxForwards == 68)
        #expect(request.cseq.number == 9)
        #expect(request.vias.map(\.transport) == ["UDP", "TCP", "UDP"])
        #expect(request.vias.map(\.branch) == ["390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239"])
        #expect(!request.vias[0].hasUniqueBranch)
        #expect(request.headers.first(HeaderName("newfangledheader")) == "newfangled value continued newfangled value")
        #expect(request.headers.first(HeaderName("Subject"))?.isEmpty == true)
        let contact = try #require(request.headers.first(.contact).flatMap(NameAddress.init(parsing:)))
        #expect(contact.displayName == "Quoted string \"\"")
        #expect(contact.parameters["q"] == "0.33")
    }

    @Test("reads a method of all token characters and a URI of all user characters (RFC 4475 §3.1.1.2)")
    func unusualCharacters() throws {
        let text = """
            !interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0
            Via: SIP/2.0/UDP host1.example.com;rport;branch=z9hG4bK-.!%66*_+`'~
            To: "BEL:\\\u{7} NUL:\\\u{0} DEL:\\\u{7F}" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com>
            From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%="\u{440}\u{430}\u{431}";tag=_token~1'+`*%!-.
            Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/"][?}{
            CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~
            Max-Forwards: 255
            extensionHeader-!.%*+_`'~: \u{5927}\u{505C}\u{96FB}
            Content-Length: 0


            """
        let request = try #require(parsedRequest(wire(text)))
        #expect(request.uri.host == "example.com")
        #expect(request.uri.password == "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)")
        #expect(request.to.displayName == "BEL:\u{7} NUL:\u{0} DEL:\u{7F}")
        #expect(request.from.displayName == "token1~` token2'+_ token3*%!.-")
        #expect(request.from.tag == "_token~1'+`*%!-.")
        #expect(request.headers.first(HeaderName("EXTENSIONHEADER-!.%*+_`'~")) == "大停電")
    }

    @Test("reads escapes, and does not undo them where they are part of the name (RFC 4475 §3.1.1.3, §3.1.1.5)")
    func escapes() throws {
        let first = try #require(parsedRequest(request("OPTIONS sip:sips%3Auser%40example.com@example.net SIP/2.0")))
        #expect(first.uri.userText == "sips:user@example.com")
        let second = try #require(parsedRequest(request("RE%47IST%45R sip:registrar.example.com SIP/2.0")))
        #expect(second.method != .register)
        let third = try #require(
            parsedRequest(request(changes: [("Contact", "Contact: <sip:%00%00@host5.example.com>")])))
        #expect(third.headers.first(.contact) == "<sip:%00%00@host5.example.com>")
    }

    @Test("a semicolon belongs to the user part (RFC 4475 §3.1.1.9)")
    func semicolonInUser() throws {
        let request = try #require(parsedRequest(request("OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0")))
        #expect(request.uri.user == "user;par=u%40example.net")
        #expect(request.uri.parameters.isEmpty)
    }

    @Test("what follows the announced body is ignored (RFC 4475 §3.1.1.8)")
    func secondRequest() throws {
        let bytes = request("REGISTER sip:example.com SIP/2.0") + request("INVITE sip:joe@example.com SIP/2.0")
        let first = try #require(parsedRequest(bytes))
        #expect(first.method == .register)
        #expect(first.body == nil)
    }

    @Test("without Content-Length the body is all that follows (RFC 3261 §18.3)")
    func noContentLength() throws {
        let bytes = request(
            "INVITE sip:a@b SIP/2.0", [("Content-Length", nil), ("Content-Type", "Content-Type: application/sdp")],
            body: "v=0\r\n")
        #expect(parsedRequest(bytes)?.body?.bytes.count == 5)
    }

    @Test("reads an RFC 2543 request without tag, branch and Max-Forwards (RFC 4475 §3.4)")
    func rfc2543() throws {
        let request = try #require(
            parsedRequest(
                request(
                    "INVITE sip:UserB@example.com SIP/2.0",
                    [
                        ("Via", "Via: SIP/2.0/UDP iftgw.example.com"), ("Max-Forwards", nil),
                        ("From", "From: <sip:+13035551111@ift.client.example.net;user=phone>"),
                    ])))
        #expect(request.from.tag == nil)
        #expect(request.branch.isEmpty)
        #expect(request.maxForwards == nil)
    }

    @Test("reads responses with odd reasons, and none", arguments: ["= 2**3 * 5**2 но сто девяносто девять", "", "OK"])
    func reasons(reason: String) throws {
        let text = """
            SIP/2.0 200 \(reason)
            Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923
            Call-ID: unreason.1234ksdfak3j2erwedfsASdf
            CSeq: 35 INVITE
            From: sip:user@example.com;tag=11141343
            To: sip:user@example.edu;tag=2229
            Content-Length: 0


            """
        guard case .response(let response) = try SIPMessage(parsing: wire(text)) else { return #expect(Bool(false)) }
        #expect(response.status == 200)
        #expect(response.reason == reason)
    }

    @Test(
        "refuses with a phrase that says what is wrong",
        arguments: [
            ("Via", "Via: SIP/2.0/UDP 192.0.2.15;;,;,,", "400 Bad Via"),
            ("Via", nil, "400 Missing Via"),
            ("Contact", "Contact: \"Joe\" <sip:joe@example.org>;;;;", "400 Bad Contact"),
            ("Contact", "Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E", "400 Bad Contact"),
            ("To", "To: \"Mr. J. User <sip:j.user@example.com>", "400 Bad To"),
            ("To", "To: \"Watson, Thomas\" < sip:t.watson@example.org >", "400 Bad To"),
            ("From", "From: Bell, Alexander <sip:a.g.bell@example.com>;tag=43", "400 Bad From"),
            ("From", nil, "400 Missing From"),
            ("Call-ID", nil, "400 Missing Call-ID"),
            ("CSeq", "CSeq: 36893488147419103232 OPTIONS", "400 Bad CSeq"),
            ("CSeq", "CSeq: -1 OPTIONS", "400 Bad CSeq"),
            ("CSeq", "CSeq: 1 INVITE", "400 CSeq Method Differs"),
            ("Max-Forwards", "Max-Forwards: 300", "400 Bad Max-Forwards"),
            ("Max-Forwards", "Max-Forwards: -1", "400 Bad Max-Forwards"),
            ("Content-Length", "Content-Length: -999", "400 Bad Content-Length"),
            ("Content-Length", "Content-Length: 9999", "400 Content-Length Exceeds The Datagram"),
            ("Content-Length", "Content-Length: 99999999999999999999", "400 Bad Content-Length"),
            ("l", "l: 5", "400 More Than One Content-Length"),
            ("t", "t: <sip:other@192.0.2.2>", "400 More Than One To"),
            ("i", "i: call2", "400 More Than One Call-ID"),
            ("X", "X : ok\r\nno colon here", "400 Header Field Without Colon"),
            ("X", "X Y: z", "400 Bad Header Field Name"),
            ("X", "X: a\rb", "400 CR Inside A Line"),
            ("Route", "Route: <sip:a", "400 Bad Route"),
        ] as [(String, String?, String)])
    func refusals(prefix: String, line: String?, expected: String) {
        #expect(refusal(request(changes: [(prefix, line)])) == expected)
    }

    @Test(
        "refuses a wrong start line",
        arguments: [
            ("INVITE <sip:user@example.com> SIP/2.0", "400 Bad Request-URI"),
            ("INVITE sip:user@example.com; lr SIP/2.0", "400 Bad Request Line"),
            ("INVITE  sip:user@example.com  SIP/2.0", "400 Bad Request Line"),
            ("OPTIONS sip:remote-target@example.com SIP/2.0  ", "400 Bad Request Line"),
            ("INVITE sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0", "400 Bad Request-URI"),
            ("OPTIONS sip:t.watson@example.org SIP/7.0", "505 Version Not Supported"),
            ("GET / HTTP/1.1", "not SIP"),
            ("hello", "not SIP"),
        ])
    func startLines(line: String, expected: String) {
        #expect(refusal(request(line)) == expected)
    }

    @Test(
        "drops faulty responses",
        arguments: ["SIP/2.0 4294967301 better not break the receiver", "SIP/2.0 20 OK", "SIP/2.0 099 x", "SIP/2.0"])
    func responses(line: String) {
        #expect(refusal(request(line, [("CSeq", "CSeq: 1 INVITE")])) == "bad response")
    }

    @Test("has a limit on every length")
    func limits() {
        let long = String(repeating: "a", count: 70_000)
        #expect(refusal(request(changes: [("X", "X: \(long)")])) == "not SIP")
        let field = String(repeating: "a", count: 20_000)
        #expect(refusal(request(changes: [("X", "X: \(field)")])) == "400 Header Field Too Long")
        #expect(refusal(request(changes: [("X", "X: a\r\n \(field)")])) == "400 Header Field Too Long")
        let fields = Array(repeating: "X: 1", count: 300).joined(separator: "\r\n")
        #expect(refusal(request(changes: [("X", fields)])) == "400 Too Many Header Fields")
        #expect(
            refusal(request("OPTIONS sip:\(String(repeating: "u", count: 5000))@h SIP/2.0"))
                == "414 Request-URI Too Long")
        let vias = Array(repeating: "SIP/2.0/UDP h", count: 80).joined(separator: ",")
        #expect(refusal(request(changes: [("v", "v: \(vias)")])) == "400 Too Many Via Values")
    }

    @Test("a datagram of line ends is a keep-alive", arguments: ["\r\n", "\r\n\r\n", "\n"])
    func keepAlive(text: String) {
        #expect(refusal(Array(text.utf8)) == "keep-alive")
    }

    @Test("half a message is refused, wherever it was cut")
    func halves() {
        let whole = request("INVITE sip:a@b SIP/2.0", [("Content-Type", "Content-Type: application/sdp")], body: "v=0")
        for count in 1..<whole.count {
            #expect(refusal(Array(whole[..<count])) != "accepted", "cut at \(count)")
        }
    }
}

private func request(changes: [(String, String?)]) -> [UInt8] {
    request("OPTIONS sip:12345@192.0.2.2 SIP/2.0", changes)
}
