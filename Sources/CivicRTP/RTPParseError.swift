/// Why a datagram is no RTP or RTCP packet.
package enum RTPParseError: Error, Equatable, Sendable {
    case truncated(needed: Int, got: Int)
    /// Only version 2 is known (RFC 3550 §5.1).
    case wrongVersion(UInt8)
    /// The padding count is zero, or more than there is.
    case badPadding(UInt8)
    /// Bytes 192…223 of the second octet belong to RTCP (RFC 5761 §4).
    case notRTP(packetType: UInt8)
    /// A compound must begin with a report, and not every packet of it may be padded (RFC 3550 §A.2).
    case badCompound
    case unknownPacketType(UInt8)
}
