/// Initialization vectors, one for each packet of each source.
enum PacketVector {
    /// Counter mode: salt · 2¹⁶ ⊕ SSRC · 2⁶⁴ ⊕ index · 2¹⁶ (RFC 3711 §4.1.1).
    ///
    ///      0        4        8               14  16
    ///     |  0     | SSRC   | index, 48 bits |  0 |   ⊕ salt, 14 bytes
    static func counter(_ salt: Salt, ssrc: UInt32, index: UInt64) -> InlineArray<16, UInt8> {
        var vector = salt
        add(ssrc, at: 4, to: &vector)
        for place in 0..<6 { vector[8 + place] ^= UInt8(truncatingIfNeeded: index >> UInt64(40 - 8 * place)) }
        return vector
    }

    /// GCM, RTP (RFC 7714 §8.1) and RTCP (§9.1), whose index has 31 bits.
    ///
    ///      0    2        6               12
    ///     | 0  | SSRC   | index, 48 bits |   ⊕ salt, 12 bytes
    static func gcm(_ salt: Salt, ssrc: UInt32, index: UInt64) -> InlineArray<16, UInt8> {
        var vector = salt
        add(ssrc, at: 2, to: &vector)
        for place in 0..<6 { vector[6 + place] ^= UInt8(truncatingIfNeeded: index >> UInt64(40 - 8 * place)) }
        return vector
    }

    /// A session salt with zeros behind it.
    typealias Salt = InlineArray<16, UInt8>

    static func salt(_ bytes: [UInt8]) -> Salt {
        var salt = Salt(repeating: 0)
        for (index, byte) in bytes.prefix(16).enumerated() { salt[index] = byte }
        return salt
    }

    private static func add(_ ssrc: UInt32, at offset: Int, to vector: inout Salt) {
        for place in 0..<4 { vector[offset + place] ^= UInt8(truncatingIfNeeded: ssrc >> UInt32(24 - 8 * place)) }
    }
}
