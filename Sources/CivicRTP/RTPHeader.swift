import CivicCore

/// The fixed header of an RTP packet and where its payload lies (RFC 3550 §5.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     |V=2|P|X|  CC   |M|     PT      |       sequence number         |
///     |                           timestamp                           |
///     |           synchronization source (SSRC) identifier            |
///     |            contributing source (CSRC) identifiers …           |
package struct RTPHeader: Equatable, Sendable {
    /// Length of the header that we send: no CSRC, no extension.
    package static let length = 12

    package var marker: Bool
    package var payloadType: UInt8  // 7 bits
    package var sequence: UInt16
    /// In units of the payload's clock: 125 µs for telephony.
    package var timestamp: UInt32
    package var ssrc: UInt32

    package init(marker: Bool = false, payloadType: UInt8, sequence: UInt16, timestamp: UInt32, ssrc: UInt32) {
        self.marker = marker
        self.payloadType = payloadType
        self.sequence = sequence
        self.timestamp = timestamp
        self.ssrc = ssrc
    }

    /// Writes the twelve bytes at the start of `packet`, which has room for them.
    package func write(to packet: inout MutableSpan<UInt8>) {
        packet[0] = 0x80
        packet[1] = (marker ? 0x80 : 0) | (payloadType & 0x7F)
        packet.storeBigEndian(sequence, at: 2)
        packet.storeBigEndian(timestamp, at: 4)
        packet.storeBigEndian(ssrc, at: 8)
    }
}

/// A received RTP packet: its header, and its payload as a range of the datagram.
package struct RTPPacket: Equatable, Sendable {
    package var header: RTPHeader
    package var csrcCount: Int
    /// Profile and body of the header extension; the body is a range of the datagram (§5.3.1).
    package var hasExtension: Bool
    package var payload: Range<Int>

    /// Parses a datagram; CSRCs, extension and padding are stepped over, each length checked.
    package init(parsing datagram: Span<UInt8>) throws(RTPParseError) {
        guard datagram.count >= RTPHeader.length else {
            throw .truncated(needed: RTPHeader.length, got: datagram.count)
        }
        let version = datagram[0] >> 6
        guard version == 2 else { throw .wrongVersion(version) }
        guard !(192...223).contains(datagram[1]) else { throw .notRTP(packetType: datagram[1]) }
        header = RTPHeader(
            marker: datagram[1] & 0x80 != 0, payloadType: datagram[1] & 0x7F,
            sequence: datagram.bigEndianUInt16(at: 2), timestamp: datagram.bigEndianUInt32(at: 4),
            ssrc: datagram.bigEndianUInt32(at: 8))
        csrcCount = Int(datagram[0] & 0x0F)
        var start = RTPHeader.length + 4 * csrcCount
        hasExtension = datagram[0] & 0x10 != 0
        if hasExtension {
            guard datagram.count >= start + 4 else { throw .truncated(needed: start + 4, got: datagram.count) }
            start += 4 + 4 * Int(datagram.bigEndianUInt16(at: start + 2))
        }
        guard datagram.count >= start else { throw .truncated(needed: start, got: datagram.count) }
        var end = datagram.count
        if datagram[0] & 0x20 != 0 {
            let padding = datagram[datagram.count - 1]  // counts itself, §5.1
            guard padding > 0, Int(padding) <= end - start else { throw .badPadding(padding) }
            end -= Int(padding)
        }
        payload = start..<end
    }
}
