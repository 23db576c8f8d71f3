import CivicCore
import CivicSDP
import Testing

/// 30 bytes, of RFC 4568 §9.1's example.
private let key = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"

@Suite("a=crypto, RFC 4568") struct CryptoAttributeTests {
    @Test(
        "lines that can be honoured",
        arguments: [
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)", "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)|2^20",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)|281474976710656",
            "1 aes_cm_128_hmac_sha1_80 INLINE:\(key)|2^48", "1  AES_CM_128_HMAC_SHA1_80 inline:\(key) WSH=64 -FUTURE=1",
        ])
    func usable(_ value: String) throws {
        let line = try #require(CryptoAttribute(parsing: value))
        #expect(line.tag == 1)
        #expect(line.suite == .aes128SHA1)
        #expect(line.master.revealed.count == 30)
        #expect(line.master.revealed.prefix(4) == [0x59, 0x53, 0x5F, 0x5F])
    }

    @Test("GCM's key has 44 bytes, with its padding or without", arguments: ["=", ""])
    func galois(_ padding: String) throws {
        let text = String(repeating: "A", count: 58) + "E"
        let line = try #require(CryptoAttribute(parsing: "12 AEAD_AES_256_GCM inline:\(text)\(padding)"))
        #expect(line.master.revealed.count == 44)
        #expect(line.master.revealed.last == 1)
    }

    @Test(
        "lines that cannot be honoured are passed over",
        arguments: [
            "", "1", "1 AES_CM_128_HMAC_SHA1_80", "1 AES_CM_128_HMAC_SHA1_80 ", "AES_CM_128_HMAC_SHA1_80 inline:\(key)",
            "0 AES_CM_128_HMAC_SHA1_80 inline:\(key)", "01 AES_CM_128_HMAC_SHA1_80 inline:\(key)",
            "-1 AES_CM_128_HMAC_SHA1_80 inline:\(key)", "1234567890 AES_CM_128_HMAC_SHA1_80 inline:\(key)",
            "1 F8_128_HMAC_SHA1_80 inline:\(key)", "1 AES_CM_128_HMAC_SHA1_80 \(key)",
            "1 AES_CM_128_HMAC_SHA1_80 inline:", "1 AES_CM_128_HMAC_SHA1_80 inline:\(key.dropLast())",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)A", "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)====",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key.dropLast())*",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key.dropLast())=",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key.dropLast())\u{1F511}",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)|2^20|1:4", "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)|1:4",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)|2^49", "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)|2^",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)|", "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)|999999999999999",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)|2^99999999999999999999",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key);inline:\(key)",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key) KDR=1", "1 AES_CM_128_HMAC_SHA1_80 inline:\(key) UNENCRYPTED_SRTP",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key) UNENCRYPTED_SRTCP",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key) UNAUTHENTICATED_SRTP",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key) FEC_ORDER=FEC_SRTP",
            "1 AES_CM_128_HMAC_SHA1_80 inline:\(key) WHATEVER",
        ])
    func unusable(_ value: String) {
        #expect(CryptoAttribute(parsing: value) == nil)
    }

    @Test("GCM's key with bits left over behind its last byte is refused")
    func leftOver() {
        let text = String(repeating: "A", count: 58) + "F"
        #expect(CryptoAttribute(parsing: "1 AEAD_AES_256_GCM inline:\(text)=") == nil)
    }

    @Test("no description shows a key")
    func redacted() throws {
        let line = try #require(CryptoAttribute(parsing: "1 AES_CM_128_HMAC_SHA1_80 inline:\(key)"))
        let keys = SRTPKeys(suite: line.suite, sending: line.master, receiving: line.master)
        let security = LocalSecurity(policy: .offered, masters: [line.suite: line.master])
        for text in ["\(line)", "\(keys)", "\(security)", String(reflecting: keys), String(reflecting: security)] {
            #expect(!text.contains("89, 83, 95"), "\(text)")
            #expect(text.contains("redacted"))
        }
        var dumped = ""
        dump(security, to: &dumped)
        #expect(!dumped.contains("89"))
    }
}
