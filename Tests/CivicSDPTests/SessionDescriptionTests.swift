import CivicCore
import CivicSDP
import Testing

@Suite("Session descriptions, RFC 8866")
struct SessionDescriptionTests {
    @Test("reads the session, its media and what belongs to each")
    func reads() throws {
        let sdp = try parse(
            """
            v=0
            o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1
            s=Call to John Smith
            i=SDP Offer #1
            c=IN IP4 198.51.100.1
            t=0 0
            a=sendonly
            m=audio 49170 RTP/AVP 0 8 101
            a=rtpmap:101 telephone-event/8000
            m=audio 49180/2 RTP/AVP 0
            c=IN IP6 2001:db8::2
            """)
        #expect(sdp.origin.username == "jdoe")
        #expect(sdp.origin.sessionID == "3724394400")
        #expect(sdp.name == "Call to John Smith")
        #expect(sdp.connection?.host == "198.51.100.1")
        #expect(sdp.attributes == [.init("sendonly")])
        #expect(sdp.otherLines.map(\.type) == ["i", "t"])
        #expect(sdp.media.map(\.port) == [49170, 49180])
        #expect(sdp.media[0].formats == ["0", "8", "101"])
        #expect(sdp.media[0].attributes == [.init("rtpmap", "101 telephone-event/8000")])
        #expect(sdp.media[1].portCount == 2)
        #expect(sdp.media[1].connection == ConnectionAddress(host: "2001:db8::2", isIPv6: true))
    }

    @Test("prints CRLF lines in the order of the standard, and reads them back the same")
    func roundTrip() throws {
        let sdp = try parse(
            "v=0\no=- 1 2 IN IP4 192.0.2.1\ns=-\nt=0 0\nc=IN IP4 192.0.2.1\nb=AS:64\ni=x\n"
                + "m=audio 4000 RTP/AVP 8\na=ptime:20\nb=TIAS:64000\n")
        let text = String(decoding: sdp.bytes, as: UTF8.self)
        #expect(
            text
                == "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\ns=-\r\ni=x\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nb=AS:64\r\n"
                + "m=audio 4000 RTP/AVP 8\r\nb=TIAS:64000\r\na=ptime:20\r\n")
        #expect(try SessionDescription(parsing: sdp.bytes).media == sdp.media)
    }

    @Test(
        "forgives what phones get wrong",
        arguments: [
            "v=0\no=- 1 1 IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 8",  // no s=, no t=, no last line end
            "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=\r\nt=0 0\r\n\r\nm=audio 4000 RTP/AVP 8\r\n\r\n",  // empty lines
            "v=0 \no=Erika Muster 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\nm=audio  4000  RTP/AVP  8\n",  // spaces
        ])
    func forgives(text: String) throws {
        let sdp = try parse(text)
        #expect(sdp.media.map(\.port) == [4000])
        #expect(sdp.media[0].formats == ["8"])
    }

    @Test("leaves the TTL off a multicast address")
    func timeToLive() throws {
        #expect(try parse(head + "c=IN IP4 233.252.0.1/127\n").connection?.host == "233.252.0.1")
    }

    @Test("names the line that is wrong", arguments: faults)
    func refuses(hasHead: Bool, text: String, error: SDPParseError) {
        #expect(throws: error) { try parse((hasHead ? head : "") + text) }
    }

    @Test("holds every limit")
    func limits() {
        #expect(throws: SDPParseError.tooLong(bytes: 65_537)) {
            try SessionDescription(parsing: [UInt8](repeating: 0x61, count: 65_537))
        }
        #expect(throws: SDPParseError.lineTooLong(line: 5)) {
            try parse(head + "i=" + String(repeating: "x", count: 4095))
        }
        #expect(throws: SDPParseError.tooManyLines(1002)) { try parse(head + String(repeating: "i=x\n", count: 1000)) }
        #expect(throws: SDPParseError.tooManyMedia(line: 37)) {
            try parse(head + String(repeating: "m=audio 0 RTP/AVP 0\n", count: 33))
        }
        #expect(throws: SDPParseError.badMedia(line: 5)) {
            try parse(head + "m=audio 4000 RTP/AVP" + String(repeating: " 0", count: 65))
        }
        #expect(throws: SDPParseError.badConnection(line: 5)) {
            try parse(head + "c=IN IP4 " + String(repeating: "1", count: 2000))
        }
    }

    @Test(
        "never traps on damaged descriptions, and prints what it accepts so that it reads the same", arguments: 0..<20)
    func mutations(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let original = Array(
            (head + "c=IN IP4 192.0.2.1\nm=audio 49170 RTP/AVP 0 8 97\na=rtpmap:97 telephone-event/8000\n"
                + "a=fmtp:97 0-15\na=ptime:20\na=sendrecv\nm=image 0 udptl t38\na=T38MaxBitRate:14400\n").utf8)
        let spice = Array("=:/ \r\n\t0919-+.,%vmoca\u{0}\u{7F}é漢".utf8)
        for _ in 0..<300 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let byte =
                    Bool.random(using: &random)
                    ? spice[Int.random(in: 0..<spice.count, using: &random)] : UInt8.random(in: 0...255, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = byte
                case 1: bytes.insert(byte, at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + 5))
                default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 40)], at: place)
                }
                if bytes.isEmpty { bytes = [0x0A] }
            }
            let local = LocalAudio(host: "192.0.2.9", port: 30000, sessionID: 1)
            _ = try? OfferAnswer.answer(to: bytes, local: local)
            _ = try? OfferAnswer.accept(answer: bytes, to: local)
            if let sdp = try? SessionDescription(parsing: bytes) {
                let again = try SessionDescription(parsing: sdp.bytes)
                #expect(again.bytes == sdp.bytes)
                #expect(again.media == sdp.media)
            }
        }
    }
}

/// Whether the four good lines stand in front, the text, and what must be said.
private let faults: [(Bool, String, SDPParseError)] = [
    (false, "", .badVersion),
    (false, "o=- 1 1 IN IP4 192.0.2.1\n", .badVersion),
    (false, "v=1\n", .badVersion),
    (false, "v=0\ns=-\n", .missing("o")),
    (false, "v=0\no=- 1 IN IP4 192.0.2.1\n", .badOrigin(line: 2)),
    (false, "v=0\no=- -1 1 IN IP4 192.0.2.1\n", .badOrigin(line: 2)),
    (false, "v=0\no=- 999999999999999999999 1 IN IP4 192.0.2.1\n", .badOrigin(line: 2)),
    (true, "c=IN IP9 192.0.2.1\n", .badConnection(line: 5)),
    (true, "c=IN IP4\n", .badConnection(line: 5)),
    (true, "c=IN IP4 192.0.2.1;rm\n", .badConnection(line: 5)),
    (true, "m=audio 65536 RTP/AVP 0\n", .badPort(line: 5)),
    (true, "m=audio -1 RTP/AVP 0\n", .badPort(line: 5)),
    (true, "m=audio +5 RTP/AVP 0\n", .badPort(line: 5)),
    (true, "m=audio 99999999999999999999999 RTP/AVP 0\n", .badPort(line: 5)),
    (true, "m=audio 4000/0 RTP/AVP 0\n", .badPort(line: 5)),
    (true, "m=audio 4000/2/2 RTP/AVP 0\n", .badPort(line: 5)),
    (true, "m=audio 4000 RTP/AVP\n", .badMedia(line: 5)),
    (true, "a=\n", .badAttribute(line: 5)),
    (true, "a=:value\n", .badAttribute(line: 5)),
    (true, "hello\n", .badLine(line: 5)),
    (true, "M=audio 1 RTP/AVP 0\n", .badLine(line: 5)),
    (true, "i=a\u{0}b\n", .badLine(line: 5)),
    (true, "v=0\n", .badLine(line: 5)),
]

private let head = "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n"

private func parse(_ text: String) throws -> SessionDescription {
    try SessionDescription(parsing: Array(text.utf8))
}
