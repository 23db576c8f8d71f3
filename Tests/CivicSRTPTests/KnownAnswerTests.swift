import CivicCore
import Testing

@testable import CivicSRTP

@Suite("Known answers") struct KnownAnswerTests {
    @Test("RFC 3711 B.3: session keys out of a master key")
    func sessionKeys() throws {
        let master = Packets.bytes("E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6")
        let keys = try SessionKeys(.aes128SHA1, master: master, for: .rtp)
        #expect(keys.encryption == Packets.bytes("C61E7A93744F39EE10734AFE3FF7A087"))
        #expect(keys.salt == Packets.bytes("30CBBC08863D8C85D49DB34A9AE1"))
        #expect(keys.authentication == Packets.bytes("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"))
    }

    @Test("RFC 3711 B.2: the key stream of AES counter mode")
    func keyStream() throws {
        let cipher = try PacketCipher(.counter, key: Packets.bytes("2B7E151628AED2A6ABF7158809CF4F3C"))
        let salt = PacketVector.salt(Packets.bytes("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"))
        let zeros = [UInt8](repeating: 0, count: 48)
        var stream = zeros
        var room = stream.mutableSpan
        #expect(cipher.apply(PacketVector.counter(salt, ssrc: 0, index: 0), to: zeros.span, into: &room))
        #expect(
            stream
                == Packets.bytes(
                    """
                    E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0
                    """))
    }

    @Test("RFC 7714 §16.2.1: a packet under AES-256 in Galois/counter mode")
    func galois() throws {
        let key = (0..<32).map { UInt8($0) }
        let salt = PacketVector.salt(Packets.bytes("51756964 2070726f 2071756f"))
        let header = Packets.bytes("8040f17b 8041f8d3 5501a0b2")
        let body = Array("Gallia est omnis divisa in partes tres".utf8)
        let vector = PacketVector.gcm(salt, ssrc: 0x5501_A0B2, index: 0xF17B)
        let sealing = try PacketCipher(.sealing, key: key)
        var sealed = [UInt8](repeating: 0, count: body.count + 16)
        var room = sealed.mutableSpan
        #expect(sealing.seal(vector, header: header.span, trailer: nil, body: body.span, into: &room))
        #expect(
            sealed
                == Packets.bytes(
                    """
                    32b1de78 a822fe12 ef9f78fa 332e33aa b1801238 9a58e2f3 b50b2a02 76ffae0f 1ba63799 b87b7aa3 db36dfff
                    d6b0f9bb 7878d7a7 6c13
                    """))
        let opening = try PacketCipher(.opening, key: key)
        var opened = [UInt8](repeating: 0, count: body.count)
        var output = opened.mutableSpan
        #expect(opening.open(vector, header: header.span, trailer: nil, sealed: sealed.span, into: &output))
        #expect(opened == body)
    }

    @Test("RFC 2202: HMAC-SHA1")
    func mac() {
        let message = Array("Hi There".utf8)
        let tag = PacketMAC(key: [UInt8](repeating: 0x0B, count: 20)).tag(of: message.span, trailer: nil)
        #expect((0..<20).map { tag[$0] } == Packets.bytes("b617318655057264e28bc0b6fb378c8ef146be00"))
    }

    @Test("a whole packet as libsrtp's own test has it")
    func wholePacket() throws {
        let master = Packets.bytes("e1f97a0d3e018be0d64fa32c06de4139 0ec675ad498afeebb6960b3aabe6")
        let sender = try Sender(.aes128SHA1, master: Redacted(master))
        let plain = Packets.bytes("800f1234decafbadcafebabe abababababababababababababababab")
        let wire = Packets.bytes(
            "800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb")
        #expect(sender.protect(plain) == wire)
        let receiver = try Receiver(.aes128SHA1, master: Redacted(master))
        #expect(receiver.unprotect(wire).plain == plain)
    }
}
