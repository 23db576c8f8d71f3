import CivicCore
import CivicWebRTC
import Testing

@Suite struct STUNMessageTests {
    /// RFC 5769 §2.1: a request with long-known fields, its password and its name.
    static let sample: [UInt8] = hex(
        """
        000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff
        80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
        80280004e57a3bcf
        """)
    static let password = "VOkJxbRl1RmTxUk/WvJxBt"

    @Test func readsTheSampleRequestOfRFC5769() throws {
        let message = try #require(STUNMessage(Self.sample))
        #expect(message.kind == .request)
        #expect(message.username == "evtj:h6vY")
        #expect(message.priority == 0x6E00_01FF)
        #expect(message.claimsControlled)
        #expect(!message.nominates)
        #expect(message.hasFingerprint)
        #expect(message.unknown.isEmpty, "SOFTWARE may be ignored")
        #expect(message.isAuthentic(Self.sample, password: Self.password))
        #expect(!message.isAuthentic(Self.sample, password: Self.password + "x"))
    }

    @Test("any byte that is changed makes it unauthentic, without FINGERPRINT, or none")
    func everyByteCounts() {
        for index in Self.sample.indices {
            var bytes = Self.sample
            bytes[index] ^= 0x40
            let message = STUNMessage(bytes)
            let isTaken =
                message.map { $0.hasFingerprint && $0.isAuthentic(bytes, password: Self.password) } ?? false
            #expect(!isTaken, "byte \(index)")
        }
    }

    @Test func whatIsCutOffIsNone() {
        for length in 0..<Self.sample.count { #expect(STUNMessage(Array(Self.sample.prefix(length))) == nil) }
    }

    @Test("a success answer says in XOR-MAPPED-ADDRESS how the asker is seen (RFC 5769 §2.2, §2.3)")
    func success() throws {
        let transaction = Array(Self.sample[8..<20])
        let seen = SocketEndpoint(host: "192.0.2.1", port: 32853)
        let bytes = STUNMessage.success(transaction, seenAs: seen, password: Self.password)
        #expect(Array(bytes[20..<32]) == hex("002000080001a147e112a643"))
        let message = try #require(STUNMessage(bytes))
        #expect(message.kind == .success)
        #expect(message.isAuthentic(bytes, password: Self.password))
        let six = STUNMessage.success(
            transaction, seenAs: SocketEndpoint(host: "2001:db8:1234:5678:11:2233:4455:6677", port: 32853),
            password: Self.password)
        #expect(Array(six[20..<44]) == hex("002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"))
    }

    @Test("text behind MESSAGE-INTEGRITY is not believed")
    func nothingBehindIntegrity() throws {
        let transaction = [UInt8](repeating: 9, count: 12)
        var bytes = STUNMessage.request(
            transaction, username: "a:b", password: "secret", priority: 1, nominates: false)
        bytes.removeLast(8)  // FINGERPRINT
        bytes += [0x00, 0x25, 0x00, 0x00]  // USE-CANDIDATE, by somebody on the way
        let length = UInt16(bytes.count - 20)
        (bytes[2], bytes[3]) = (UInt8(length >> 8), UInt8(length & 0xFF))
        let message = try #require(STUNMessage(bytes))
        #expect(!message.nominates)
    }
}

func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}
