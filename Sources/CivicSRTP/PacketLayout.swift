import CivicCore

/// Where the parts of a protected packet lie.
enum PacketLayout {
    /// Bytes of an RTP packet that stay readable: fixed header, CSRCs, extension (RFC 3711 §3.1); `nil` when they do not
    /// all come before `end`.
    static func headerLength(of packet: Span<UInt8>, end: Int) -> Int? {
        guard end >= 12, end <= packet.count, packet[0] >> 6 == 2 else { return nil }
        var length = 12 + 4 * Int(packet[0] & 0x0F)
        if packet[0] & 0x10 != 0 {
            guard end >= length + 4 else { return nil }
            length += 4 + 4 * Int(packet.bigEndianUInt16(at: length + 2))
        }
        return length <= end ? length : nil
    }

    /// Bytes of an RTCP compound that stay readable: first header and SSRC (RFC 3711 §3.4).
    static let controlHeader = 8
    /// The E flag with the index, behind an RTCP compound.
    static let controlTrailer = 4
    static let encryptedFlag: UInt32 = 0x8000_0000

    static func copy(_ from: Span<UInt8>, to: inout MutableSpan<UInt8>, at offset: Int = 0) {
        for index in from.indices { to[offset + index] = from[index] }
    }
}
