import CivicCore
import CivicSDP
import Testing

@Suite("Offers and answers with keys, RFC 4568 §5 and §7") struct SecureOfferTests {
    private static func local(_ policy: SRTPPolicy?, port: UInt16 = 30_000) -> LocalAudio {
        var local = LocalAudio(host: "192.0.2.9", port: port, sessionID: 7, version: 3)
        local.security = policy.map { LocalSecurity(policy: $0) }
        local.multiplexes = true
        return local
    }

    private static func offer(_ lines: String) -> [UInt8] {
        Array("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\n\(lines)".utf8)
    }

    private static let key = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
    private static let crypto = "a=crypto:4 AES_CM_128_HMAC_SHA1_32 inline:\(key)|2^31\n"
    private static let secure = "m=audio 4000 RTP/SAVP 8\n\(crypto)"
    private static let optional = "m=audio 4000 RTP/AVP 8\n\(crypto)"
    private static let plain = "m=audio 4000 RTP/AVP 8\n"

    @Test("an offer names every suite, the strongest first, in the profile that the policy asks for")
    func ours() throws {
        for (policy, transport) in [(SRTPPolicy.required, "RTP/SAVP"), (.offered, "RTP/AVP"), (.off, "RTP/AVP")] {
            let stream = try SessionDescription(parsing: OfferAnswer.offer(Self.local(policy))).media[0]
            #expect(stream.transport == transport)
            let lines = stream.attributes.filter { $0.name == "crypto" }.compactMap(\.value)
            let suites = lines.compactMap { CryptoAttribute(parsing: $0)?.suite }
            #expect(suites == (policy == .off ? [] : SRTPSuite.allCases))
            #expect(Set(lines.compactMap { CryptoAttribute(parsing: $0)?.tag }).count == suites.count)
            #expect(stream.attributes.contains(.init("rtcp-mux")))
        }
    }

    @Test(
        "answers by policy",
        arguments: [
            (secure, SRTPPolicy.required, "RTP/SAVP", true), (secure, .offered, "RTP/SAVP", true),
            (optional, .required, "RTP/AVP", true), (optional, .offered, "RTP/AVP", true),
            (optional, .off, "RTP/AVP", false), (plain, .offered, "RTP/AVP", false), (plain, .off, "RTP/AVP", false),
            ("m=audio 4000 RTP/SAVPF 8\n" + crypto, .offered, "RTP/SAVPF", true),
        ])
    func answers(_ offer: String, _ policy: SRTPPolicy, _ transport: String, _ isEncrypted: Bool) throws {
        let local = Self.local(policy)
        let (body, audio) = try OfferAnswer.answer(to: Self.offer(offer), local: local)
        let stream = try SessionDescription(parsing: body).media[0]
        #expect(stream.transport == transport)
        let lines = stream.attributes.filter { $0.name == "crypto" }.compactMap(\.value)
        #expect(lines.count == (isEncrypted ? 1 : 0))
        #expect((audio.keys != nil) == isEncrypted)
        guard isEncrypted else { return }
        let line = try #require(lines.first.flatMap { CryptoAttribute(parsing: $0) })
        #expect(line.tag == 4)
        #expect(line.suite == .aes128SHA1Short)
        #expect(audio.keys?.suite == .aes128SHA1Short)
        #expect(audio.keys?.sending == local.security?.masters[.aes128SHA1Short])
        #expect(audio.keys?.receiving.revealed.first == 0x59)
        #expect(line.master == audio.keys?.sending)
    }

    @Test(
        "refuses by policy",
        arguments: [
            (plain, SRTPPolicy.required, SDPRefusal.encryptionRequired),
            (secure, .off, .unsupportedTransport("RTP/SAVP")),
            ("m=audio 4000 RTP/SAVP 8\n", .required, .noCommonCrypto),
            ("m=audio 4000 RTP/SAVP 8\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA\n", .offered, .noCommonCrypto),
            (
                "m=audio 4000 RTP/SAVP 8\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\(key)|2^20|1:4\n", .offered,
                .noCommonCrypto
            ),
            ("m=audio 4000 UDP/TLS/RTP/SAVP 8\n", .required, .unsupportedTransport("UDP/TLS/RTP/SAVP")),
        ])
    func refuses(_ offer: String, _ policy: SRTPPolicy, _ refusal: SDPRefusal) {
        #expect(throws: refusal) { try OfferAnswer.answer(to: Self.offer(offer), local: Self.local(policy)) }
    }

    @Test("of two streams the encrypted one is taken, in whatever order they stand")
    func twoStreams() throws {
        for offer in [Self.plain + Self.secure, Self.secure + Self.plain] {
            let (body, audio) = try OfferAnswer.answer(to: Self.offer(offer), local: Self.local(.offered))
            #expect(audio.keys != nil)
            let media = try SessionDescription(parsing: body).media
            #expect(media.filter { $0.port != 0 }.map(\.transport) == ["RTP/SAVP"])
            let off = try OfferAnswer.answer(to: Self.offer(offer), local: Self.local(.off))
            #expect(off.audio.keys == nil)
        }
    }

    @Test("a hundred lines of rubbish and keys with an MKI are passed over; one that is good behind few is found")
    func manyLines() throws {
        let rubbish = "a=crypto:9 AES_CM_128_HMAC_SHA1_80 inline:!!!!\n"
        let few = "m=audio 4000 RTP/SAVP 8\n" + String(repeating: rubbish, count: 20) + Self.crypto
        #expect(try OfferAnswer.answer(to: Self.offer(few), local: Self.local(.required)).audio.keys != nil)
        let many = "m=audio 4000 RTP/SAVP 8\n" + String(repeating: rubbish, count: 100) + Self.crypto
        #expect(throws: SDPRefusal.noCommonCrypto) {
            try OfferAnswer.answer(to: Self.offer(many), local: Self.local(.required))
        }
    }

    @Test(
        "both sides have the other's key", arguments: [SRTPPolicy.required, .offered], [SRTPPolicy.required, .offered])
    func bothSides(_ one: SRTPPolicy, _ other: SRTPPolicy) throws {
        let caller = Self.local(one, port: 4_000)
        let callee = Self.local(other)
        let (body, theirs) = try OfferAnswer.answer(to: OfferAnswer.offer(caller), local: callee)
        let ours = try OfferAnswer.accept(answer: body, to: caller)
        let keys = try #require(ours.keys)
        #expect(keys.suite == .aes256GCM)
        #expect(keys.sending == theirs.keys?.receiving)
        #expect(keys.receiving == theirs.keys?.sending)
        #expect(keys.sending != keys.receiving)
        #expect(ours.multiplexes && theirs.multiplexes)
    }

    @Test("keys stay when a stream is held and resumed; who offers others gets what is sent under ours")
    func held() throws {
        let local = Self.local(.offered)
        let first = try OfferAnswer.answer(to: Self.offer(Self.secure), local: local).audio
        let hold = try OfferAnswer.answer(to: Self.offer(Self.secure + "a=sendonly\n"), local: local).audio
        #expect(hold.keys == first.keys)
        #expect(hold.direction == .recvonly)
        let changed = Self.secure.replacing("WVNf", with: "AAAA")
        let rekeyed = try OfferAnswer.answer(to: Self.offer(changed), local: local).audio
        #expect(rekeyed.keys?.sending == first.keys?.sending)
        #expect(rekeyed.keys?.receiving != first.keys?.receiving)
    }

    @Test("an answer without keys is plain where encryption was only offered, and no answer where it is required")
    func plainAnswer() throws {
        let answer = Self.offer(Self.plain)
        #expect(try OfferAnswer.accept(answer: answer, to: Self.local(.offered)).keys == nil)
        #expect(throws: SDPRefusal.encryptionRequired) {
            try OfferAnswer.accept(answer: answer, to: Self.local(.required))
        }
        #expect(throws: SDPRefusal.unsupportedTransport("RTP/SAVP")) {
            try OfferAnswer.accept(answer: Self.offer(Self.secure), to: Self.local(.off))
        }
    }

    @Test("an answer whose tag or suite we did not offer is refused")
    func wrongTag() {
        // 4 is no tag of ours, and 1 is GCM's.
        for tag in ["4", "1"] {
            let answer = Self.offer(Self.secure.replacing("crypto:4", with: "crypto:\(tag)"))
            #expect(throws: SDPRefusal.noCommonCrypto) {
                try OfferAnswer.accept(answer: answer, to: Self.local(.required))
            }
        }
    }

    @Test("RTCP goes where a=rtcp says, or over the one port where both sides like that")
    func control() throws {
        func control(_ lines: String) throws -> NegotiatedAudio {
            try OfferAnswer.answer(to: Self.offer(Self.plain + lines), local: Self.local(nil)).audio
        }
        #expect(try control("").remoteControl == nil)
        #expect(try control("a=rtcp:4500\n").remoteControl == SocketEndpoint(host: "192.0.2.1", port: 4500))
        let elsewhere = try control("a=rtcp:4500 IN IP4 192.0.2.77\n")
        #expect(elsewhere.remoteControl == SocketEndpoint(host: "192.0.2.77", port: 4500))
        for bad in ["a=rtcp:0\n", "a=rtcp:99999\n", "a=rtcp:\n", "a=rtcp:4500 IN IP4 phone.example\n"] {
            #expect(try control(bad).remoteControl == nil, "\(bad)")
        }
        let both = try control("a=rtcp:4000\na=rtcp-mux\n")
        #expect(both.multiplexes)
        #expect(both.remoteControl == nil)
        var without = Self.local(nil)
        without.multiplexes = false
        let (body, audio) = try OfferAnswer.answer(to: Self.offer(Self.plain + "a=rtcp-mux\n"), local: without)
        #expect(!audio.multiplexes)
        #expect(!String(decoding: body, as: UTF8.self).contains("rtcp-mux"))
    }
}
