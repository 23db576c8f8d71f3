import CivicCore

/// The keys of RTP or of RTCP that a master key leads to, at a key derivation rate of zero (RFC 3711 §4.3, RFC 7714 §11).
///
///     x = salt ⊕ label · 2⁴⁸;  key = AES counter mode under the master key, from x · 2¹⁶
struct SessionKeys {
    enum Use: UInt8 {
        case rtp = 0
        case rtcp = 3
    }

    var encryption: [UInt8]
    /// Empty for GCM, which needs none.
    var authentication: [UInt8]
    var salt: [UInt8]

    init(_ suite: SRTPSuite, master: [UInt8], for use: Use) throws(SRTPError) {
        guard master.count == suite.masterLength else { throw .wrongKeyLength(master.count) }
        let cipher = try PacketCipher(.counter, key: Array(master.prefix(suite.keyLength)))
        let masterSalt = Array(master.suffix(suite.saltLength))
        func derive(_ label: UInt8, _ count: Int) throws(SRTPError) -> [UInt8] {
            var vector = InlineArray<16, UInt8>(repeating: 0)
            // A salt of twelve bytes has two zeros behind it.
            for (index, byte) in masterSalt.enumerated() { vector[index] = byte }
            vector[7] ^= use.rawValue + label
            let zeros = [UInt8](repeating: 0, count: count)
            var key = zeros
            var room = key.mutableSpan
            guard cipher.apply(vector, to: zeros.span, into: &room) else { throw .noCipher }
            return key
        }
        encryption = try derive(0, suite.keyLength)
        authentication = suite == .aes256GCM ? [] : try derive(1, 20)
        salt = try derive(2, suite.saltLength)
    }
}
