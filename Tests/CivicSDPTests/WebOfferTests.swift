import CivicCore
import CivicSDP
import Testing

/// What Chromium offers for audio alone, and what is answered.
@Suite struct WebOfferTests {
    static let offer = """
        v=0
        o=- 4611731400430051336 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        a=extmap-allow-mixed
        a=msid-semantic: WMS 9f
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:EsAw
        a=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y
        a=ice-options:trickle
        a=fingerprint:sha-256 49:66:12:17:0D:1C:91:AE:57:4C:C6:36:DD:D5:97:D2:7D:62:C9:9A:7F:B9:A3:F4:70:03:E7:43:91:73:23:5E
        a=setup:actpass
        a=mid:0
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=sendrecv
        a=msid:9f 0d
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:111 opus/48000/2
        a=rtcp-fb:111 transport-cc
        a=fmtp:111 minptime=10;useinbandfec=1
        a=rtpmap:63 red/48000/2
        a=fmtp:63 111/111
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:13 CN/8000
        a=rtpmap:110 telephone-event/48000
        a=rtpmap:126 telephone-event/8000
        a=ssrc:3570614608 cname:4TOk42mSjXCkVIa6

        """

    private func local(_ codecs: [AudioCodec] = [.opus, .pcma]) -> LocalAudio {
        var local = LocalAudio(host: "203.0.113.9", port: 30_000, codecs: codecs, comfortNoise: true, sessionID: 7)
        local.web = LocalWeb(
            username: "hous", password: Redacted("password-of-the-house"), fingerprint: "sha-256 AB:CD")
        return local
    }

    private func answer(_ offer: String, _ local: LocalAudio) throws -> (text: String, audio: NegotiatedAudio) {
        let (body, audio) = try OfferAnswer.answer(
            to: Array(offer.replacing("\n", with: "\r\n").utf8), local: local)
        return (String(decoding: body, as: UTF8.self), audio)
    }

    @Test func chromiumsOfferIsAnswered() throws {
        let (text, audio) = try answer(Self.offer, local())
        #expect(
            text.replacing("\r\n", with: "\n") == """
                v=0
                o=- 7 1 IN IP4 203.0.113.9
                s=-
                c=IN IP4 203.0.113.9
                t=0 0
                a=ice-lite
                a=group:BUNDLE 0
                m=audio 30000 UDP/TLS/RTP/SAVPF 111 110
                a=rtpmap:111 opus/48000/2
                a=fmtp:111 useinbandfec=1;stereo=0;sprop-stereo=0
                a=rtpmap:110 telephone-event/48000
                a=fmtp:110 0-15
                a=ptime:20
                a=sendrecv
                a=mid:0
                a=rtcp-mux
                a=ice-ufrag:hous
                a=ice-pwd:password-of-the-house
                a=fingerprint:sha-256 AB:CD
                a=setup:passive
                a=candidate:1 1 UDP 2130706431 203.0.113.9 30000 typ host
                a=end-of-candidates

                """)
        #expect(audio.codec == .opus)
        #expect(audio.direction == .sendrecv, "0.0.0.0 is no hold here")
        #expect(audio.remote == nil)
        #expect(audio.multiplexes)
        #expect(audio.keys == nil)
        #expect(audio.web?.username == "EsAw")
        #expect(audio.web?.fingerprints.first?.hasPrefix("sha-256 49:66:12:17") == true)
    }

    @Test("where Opus is switched off, G.711 is taken")
    func lawOnly() throws {
        let (_, audio) = try answer(Self.offer, local([.pcma]))
        #expect(audio.codec == .pcma)
        #expect(audio.telephoneEventPayloadType == 126)
    }

    @Test("lines that the session has stand for all streams")
    func sessionLevel() throws {
        let lines = ["a=ice-ufrag:EsAw\n", "a=setup:actpass\n"]
        var offer = Self.offer
        for line in lines { offer = offer.replacing(line, with: "") }
        offer = offer.replacing("a=group", with: lines.joined() + "a=group")
        #expect(try answer(offer, local()).audio.web?.username == "EsAw")
    }

    @Test(
        "what is missing is named",
        arguments: [
            ("a=ice-ufrag:EsAw\n", "a=ice-ufrag"), ("a=setup:actpass\n", "a=setup:actpass"),
            ("a=rtcp-mux\n", "a=rtcp-mux"),
        ])
    func missing(line: String, named: String) {
        #expect(throws: SDPRefusal.incompleteWeb(named)) {
            _ = try answer(Self.offer.replacing(line, with: ""), local())
        }
    }

    @Test func whoWaitsForTheHandshakeNeverBegins() {
        #expect(throws: SDPRefusal.incompleteWeb("a=setup:actpass")) {
            _ = try answer(Self.offer.replacing("setup:actpass", with: "setup:passive"), local())
        }
    }

    @Test("a browser's stream is refused by a telephone's leg, and the other way round")
    func kinds() {
        var phone = local()
        phone.web = nil
        #expect(throws: SDPRefusal.unsupportedTransport("UDP/TLS/RTP/SAVPF")) { _ = try answer(Self.offer, phone) }
        #expect(throws: SDPRefusal.unsupportedTransport("RTP/AVP")) {
            _ = try answer(Self.offer.replacing("UDP/TLS/RTP/SAVPF", with: "RTP/AVP"), local())
        }
    }
}
