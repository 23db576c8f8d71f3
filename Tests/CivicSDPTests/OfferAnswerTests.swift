import CivicCore
import CivicSDP
import Testing

@Suite("Offer and answer, RFC 3264")
struct OfferAnswerTests {
    @Test("offers one audio stream with our codecs, events and address")
    func offer() {
        let text = String(decoding: OfferAnswer.offer(local), as: UTF8.self)
        #expect(
            text
                == """
                v=0
                o=- 7 3 IN IP4 192.0.2.9
                s=-
                c=IN IP4 192.0.2.9
                t=0 0
                m=audio 30000 RTP/AVP 8 0 101
                a=rtpmap:8 PCMA/8000
                a=rtpmap:0 PCMU/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-15
                a=ptime:20
                a=sendrecv

                """.replacing("\n", with: "\r\n"))
    }

    @Test("answers RFC 3264 §10.1: audio taken, both video streams refused in their places")
    func basicExchange() throws {
        let offer = """
            v=0
            o=alice 2890844526 2890844526 IN IP4 host.anywhere.com
            s=
            c=IN IP4 192.0.2.20
            t=0 0
            m=audio 49170 RTP/AVP 0
            a=rtpmap:0 PCMU/8000
            m=video 51372 RTP/AVP 31
            a=rtpmap:31 H261/90000
            m=video 53000 RTP/AVP 32
            a=rtpmap:32 MPV/90000

            """
        let (body, audio) = try OfferAnswer.answer(to: Array(offer.utf8), local: local)
        #expect(
            audio
                == NegotiatedAudio(
                    remote: SocketEndpoint(host: "192.0.2.20", port: 49170), codec: .pcmu, payloadType: 0,
                    telephoneEventPayloadType: nil))
        let answer = try SessionDescription(parsing: body)
        #expect(answer.media.map(\.kind) == ["audio", "video", "video"])
        #expect(answer.media.map(\.port) == [30000, 0, 0])
        #expect(answer.media.map(\.formats) == [["0"], ["31"], ["32"]])
    }

    @Test("takes RFC 3264 §10.2: one of several codecs chosen, the answer goes on to be held and resumed")
    func oneOfSeveral() throws {
        let offer = audioOffer("m=audio 62986 RTP/AVP 0 4 18\na=rtpmap:4 G723/8000\na=rtpmap:18 G729/8000\n")
        #expect(try OfferAnswer.answer(to: offer, local: local).audio.codec == .pcmu)
        let held = audioOffer("m=audio 62986 RTP/AVP 0\na=sendonly\n")
        let (body, audio) = try OfferAnswer.answer(to: held, local: local)
        #expect(audio.direction == .recvonly)
        #expect(try SessionDescription(parsing: body).media[0].attributes.contains(.init("recvonly")))
    }

    @Test("follows the offerer's order and numbers")
    func numbers() throws {
        let offer = audioOffer(
            "m=audio 4000 RTP/AVP 18 96 8 105 100\na=rtpmap:96 pcmu/8000/1\na=rtpmap:105 Telephone-Event/48000\n"
                + "a=rtpmap:100 telephone-event/8000\na=fmtp:100 0-16\na=ptime:30\n")
        let (body, audio) = try OfferAnswer.answer(to: offer, local: local)
        #expect(audio.codec == .pcmu)
        #expect(audio.payloadType == 96)
        #expect(audio.telephoneEventPayloadType == 100)
        #expect(audio.packetTime == 30)
        let stream = try SessionDescription(parsing: body).media[0]
        #expect(stream.formats == ["96", "100"])
        #expect(stream.attributes.contains(.init("rtpmap", "96 PCMU/8000")))
        #expect(stream.attributes.contains(.init("fmtp", "100 0-15")))
        #expect(stream.attributes.contains(.init("ptime", "30")))
    }

    @Test("knows static payload types without rtpmap, and believes an rtpmap over them")
    func staticTypes() throws {
        #expect(try OfferAnswer.answer(to: audioOffer("m=audio 4000 RTP/AVP 8\n"), local: local).audio.codec == .pcma)
        let twisted = audioOffer("m=audio 4000 RTP/AVP 0 8\na=rtpmap:0 G722/8000\n")
        #expect(try OfferAnswer.answer(to: twisted, local: local).audio.payloadType == 8)
    }

    @Test("does not take wide-band or stereo for our codecs")
    func otherRates() {
        let offer = audioOffer("m=audio 4000 RTP/AVP 96 97\na=rtpmap:96 PCMA/16000\na=rtpmap:97 PCMA/8000/2\n")
        #expect(throws: SDPRefusal.noCommonCodec) { try OfferAnswer.answer(to: offer, local: local) }
    }

    @Test("offers wide-band codecs with the numbers, parameters and events that belong to them")
    func wideband() {
        var local = local
        local.codecs = [.opus, .g722, .pcma, .l16Wideband]
        local.comfortNoise = true
        let text = String(decoding: OfferAnswer.offer(local), as: UTF8.self)
        for line in [
            "m=audio 30000 RTP/AVP 111 9 8 119 13 101 102 110", "a=rtpmap:111 opus/48000/2",
            "a=fmtp:111 useinbandfec=1;stereo=0;sprop-stereo=0", "a=rtpmap:9 G722/8000", "a=rtpmap:119 L16/16000",
            "a=rtpmap:13 CN/8000", "a=rtpmap:102 telephone-event/16000", "a=rtpmap:110 telephone-event/48000",
        ] {
            #expect(text.contains(line + "\r\n"), "\(line)")
        }
    }

    @Test("an answer may use numbers of its own: we send with theirs and receive with ours")
    func numbersOfTheAnswer() throws {
        var local = local
        local.codecs = [.opus, .pcma]
        let answer = audioOffer(
            "m=audio 4000 RTP/AVP 120 97\na=rtpmap:120 OPUS/48000/2\na=rtpmap:97 telephone-event/48000\n")
        let audio = try OfferAnswer.accept(answer: answer, to: local)
        #expect(audio.codec == .opus)
        #expect(audio.payloadType == 120)
        #expect(audio.receivedPayloadType == 111)
        #expect(audio.telephoneEventPayloadType == 97)
        #expect(audio.receivedEventPayloadType == 110)
        #expect(audio.telephoneEventClockRate == 48_000)
    }

    @Test("answers a browser's Opus with the events of its clock, and G.722 with comfort noise")
    func answersWideband() throws {
        var local = local
        local.codecs = [.pcma, .g722, .opus]
        local.comfortNoise = true
        let browser = audioOffer(
            "m=audio 4000 RTP/AVP 96 9 13 126 110\na=rtpmap:96 opus/48000/2\na=fmtp:96 minptime=10;useinbandfec=1\n"
                + "a=rtpmap:126 telephone-event/8000\na=rtpmap:110 telephone-event/48000\n")
        let (body, audio) = try OfferAnswer.answer(to: browser, local: local)
        #expect(audio.codec == .opus)
        #expect(audio.telephoneEventPayloadType == 110)
        #expect(audio.comfortNoisePayloadType == nil)
        #expect(try SessionDescription(parsing: body).media[0].formats == ["96", "110"])
        let phone = try OfferAnswer.answer(
            to: audioOffer("m=audio 4000 RTP/AVP 9 8 13 101\na=rtpmap:101 telephone-event/8000\n"), local: local)
        #expect(phone.audio.codec == .g722)
        #expect(phone.audio.comfortNoisePayloadType == 13)
        #expect(phone.audio.telephoneEventPayloadType == 101)
    }

    @Test("prefers the stream's address to the session's, IPv6 too")
    func addresses() throws {
        let offer = audioOffer("m=audio 4000 RTP/AVP 8\nc=IN IP6 2001:db8::7\na=rtcp:4009 IN IP4 192.0.2.77\n")
        let audio = try OfferAnswer.answer(to: offer, local: local).audio
        #expect(audio.remote == SocketEndpoint(host: "2001:db8::7", port: 4000))
    }

    @Test("writes an IPv6 address of our own as such")
    func ownIPv6() {
        var local = local
        local.host = "2001:db8::9"
        let text = String(decoding: OfferAnswer.offer(local), as: UTF8.self)
        #expect(text.contains("c=IN IP6 2001:db8::9\r\n"))
    }

    @Test(
        "answers hold by the direction that fits",
        arguments: [
            (MediaDirection.sendrecv, MediaDirection.sendrecv), (.sendonly, .recvonly), (.recvonly, .sendonly),
            (.inactive, .inactive),
        ])
    func directions(theirs: MediaDirection, ours: MediaDirection) throws {
        let stream = audioOffer("m=audio 4000 RTP/AVP 8\na=\(theirs.rawValue)\n")
        #expect(try OfferAnswer.answer(to: stream, local: local).audio.direction == ours)
        let session = audioOffer("a=\(theirs.rawValue)\nm=audio 4000 RTP/AVP 8\n")
        #expect(try OfferAnswer.answer(to: session, local: local).audio.direction == ours)
        #expect(try OfferAnswer.accept(answer: stream, to: local).direction == ours)
    }

    @Test("our own hold limits the answer")
    func ownHold() throws {
        var local = local
        local.direction = .sendonly
        let offer = audioOffer("m=audio 4000 RTP/AVP 8\n")
        #expect(try OfferAnswer.answer(to: offer, local: local).audio.direction == .sendonly)
        let held = audioOffer("m=audio 4000 RTP/AVP 8\na=sendonly\n")
        #expect(try OfferAnswer.answer(to: held, local: local).audio.direction == .inactive)
    }

    @Test("takes 0.0.0.0 for hold and sends nowhere")
    func oldHold() throws {
        let offer = audioOffer("m=audio 4000 RTP/AVP 8\nc=IN IP4 0.0.0.0\n")
        let audio = try OfferAnswer.answer(to: offer, local: local).audio
        #expect(audio.remote == nil)
        #expect(audio.direction == .recvonly)
    }

    @Test("takes the audio beside T.38 and a secure twin, and refuses these in place")
    func severalStreams() throws {
        let offer = audioOffer(
            "m=image 4002 udptl t38\nm=audio 4004 RTP/SAVP 8\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA\n"
                + "m=audio 4006 RTP/AVP 8 101\na=rtpmap:101 telephone-event/8000\nm=audio 4008 RTP/AVP 0\n")
        let (body, audio) = try OfferAnswer.answer(to: offer, local: local)
        #expect(audio.remote?.port == 4006)
        let answer = try SessionDescription(parsing: body)
        #expect(answer.media.map(\.port) == [0, 0, 30000, 0])
        #expect(answer.media.map(\.transport) == ["udptl", "RTP/SAVP", "RTP/AVP", "RTP/AVP"])
        #expect(answer.media[0].formats == ["t38"])
    }

    @Test("refuses what leads to no call", arguments: refusals)
    func refuses(lines: String, refusal: SDPRefusal) {
        #expect(throws: refusal) { try OfferAnswer.answer(to: audioOffer(lines), local: local) }
        let ofAnswer = lines.contains("video") ? SDPRefusal.answerDoesNotMatch : refusal
        #expect(throws: ofAnswer) { try OfferAnswer.accept(answer: audioOffer(lines), to: local) }
    }

    @Test("refuses audio without any address")
    func noAddress() {
        let offer = Array("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\nm=audio 4000 RTP/AVP 8\n".utf8)
        #expect(throws: SDPRefusal.noAddress) { try OfferAnswer.answer(to: offer, local: local) }
    }

    @Test("accepts its own answer: both sides agree")
    func bothSides() throws {
        let caller = LocalAudio(host: "192.0.2.1", port: 4000, codecs: [.pcmu, .pcma], sessionID: 1)
        let (body, callee) = try OfferAnswer.answer(to: OfferAnswer.offer(caller), local: local)
        let agreed = try OfferAnswer.accept(answer: body, to: caller)
        #expect(agreed.codec == callee.codec)
        #expect(agreed.codec == .pcmu)
        #expect(agreed.telephoneEventPayloadType == 101)
        #expect(agreed.remote == SocketEndpoint(host: local.host, port: local.port))
        #expect(callee.remote == SocketEndpoint(host: "192.0.2.1", port: 4000))
        #expect(agreed.direction == .sendrecv)
    }

    @Test("sends no events to who takes none, and offers none when told so")
    func withoutEvents() throws {
        var local = local
        local.telephoneEvents = false
        #expect(!String(decoding: OfferAnswer.offer(local), as: UTF8.self).contains("telephone-event"))
        let offer = audioOffer("m=audio 4000 RTP/AVP 8 101\na=rtpmap:101 telephone-event/8000\n")
        let (body, audio) = try OfferAnswer.answer(to: offer, local: local)
        #expect(audio.telephoneEventPayloadType == nil)
        #expect(try SessionDescription(parsing: body).media[0].formats == ["8"])
    }

    @Test(
        "keeps to packet times that it can make",
        arguments: [
            ("", 20), ("a=ptime:10\n", 10), ("a=ptime:60\n", 60), ("a=ptime:25\n", 20), ("a=ptime:0\n", 20),
            ("a=ptime:-20\n", 20), ("a=ptime:99999999999999999999\n", 20), ("a=ptime:40\na=maxptime:30\n", 30),
            ("a=maxptime:10\n", 10), ("a=maxptime:5\n", 10),
        ])
    func packetTimes(lines: String, expected: Int) throws {
        let offer = audioOffer("m=audio 4000 RTP/AVP 8\n" + lines)
        #expect(try OfferAnswer.answer(to: offer, local: local).audio.packetTime == expected)
    }
}

private let local = LocalAudio(host: "192.0.2.9", port: 30000, sessionID: 7, version: 3)

private func audioOffer(_ lines: String) -> [UInt8] {
    Array("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\n\(lines)".utf8)
}

private let refusals: [(String, SDPRefusal)] = [
    ("", .noAudio),
    ("m=video 4000 RTP/AVP 31\n", .noAudio),
    ("m=audio 0 RTP/AVP 8\n", .noAudio),
    ("m=audio 4000 RTP/AVP 18\n", .noCommonCodec),
    ("m=audio 4000 RTP/AVP 101\na=rtpmap:101 telephone-event/8000\n", .noCommonCodec),
    ("m=audio 4000 RTP/SAVP 8\n", .unsupportedTransport("RTP/SAVP")),
    ("m=audio 4000 RTP/AVP 8\nc=IN IP4 phone.example.org\n", .noAddress),
    ("m=audio 70000 RTP/AVP 8\n", .malformed(.badPort(line: 6))),
    ("m=audio 4000 RTP/AVP 300 -1 x\n", .noCommonCodec),
]
