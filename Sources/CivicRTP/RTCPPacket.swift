import CivicCore

/// What one source's packets were like at their receiver (RFC 3550 §6.4.1).
package struct ReportBlock: Equatable, Sendable {
    /// Length on the wire in bytes.
    package static let length = 24

    package var ssrc: UInt32
    /// Loss since the last report, in 256ths.
    package var fractionLost: UInt8
    /// 24 bits, signed; held at its ends.
    package var cumulativeLost: Int
    package var extendedHighest: UInt32
    /// In timestamp units.
    package var jitter: UInt32
    /// The middle 32 bits of the NTP time of the last sender report; 0 when there was none.
    package var lastSenderReport: UInt32
    /// In units of 1/65536 s.
    package var delaySinceLastSenderReport: UInt32

    package init(
        ssrc: UInt32, fractionLost: UInt8, cumulativeLost: Int, extendedHighest: UInt32, jitter: UInt32,
        lastSenderReport: UInt32, delaySinceLastSenderReport: UInt32
    ) {
        self.ssrc = ssrc
        self.fractionLost = fractionLost
        self.cumulativeLost = cumulativeLost
        self.extendedHighest = extendedHighest
        self.jitter = jitter
        self.lastSenderReport = lastSenderReport
        self.delaySinceLastSenderReport = delaySinceLastSenderReport
    }

    /// Reads a block; the caller has checked that its 24 bytes are there.
    package init(_ bytes: Span<UInt8>, at offset: Int) {
        ssrc = bytes.bigEndianUInt32(at: offset)
        let losses = bytes.bigEndianUInt32(at: offset + 4)
        fractionLost = UInt8(losses >> 24)
        cumulativeLost = Int(Int32(bitPattern: losses << 8) >> 8)
        extendedHighest = bytes.bigEndianUInt32(at: offset + 8)
        jitter = bytes.bigEndianUInt32(at: offset + 12)
        lastSenderReport = bytes.bigEndianUInt32(at: offset + 16)
        delaySinceLastSenderReport = bytes.bigEndianUInt32(at: offset + 20)
    }

    func write(to bytes: inout MutableSpan<UInt8>, at offset: Int) {
        let lost = UInt32(bitPattern: Int32(max(-0x80_0000, min(0x7F_FFFF, cumulativeLost)))) & 0xFF_FFFF
        bytes.storeBigEndian(ssrc, at: offset)
        bytes.storeBigEndian(UInt32(fractionLost) << 24 | lost, at: offset + 4)
        bytes.storeBigEndian(extendedHighest, at: offset + 8)
        bytes.storeBigEndian(jitter, at: offset + 12)
        bytes.storeBigEndian(lastSenderReport, at: offset + 16)
        bytes.storeBigEndian(delaySinceLastSenderReport, at: offset + 20)
    }
}

/// What a sender says of itself (RFC 3550 §6.4.1).
package struct SenderInfo: Equatable, Sendable {
    /// NTP time, 32.32 bits since 1900.
    package var ntp: UInt64
    package var timestamp: UInt32
    package var packets: UInt32
    package var octets: UInt32

    package init(ntp: UInt64, timestamp: UInt32, packets: UInt32, octets: UInt32) {
        self.ntp = ntp
        self.timestamp = timestamp
        self.packets = packets
        self.octets = octets
    }

    /// The middle 32 bits, as report blocks quote it.
    package var middleOfNTP: UInt32 { UInt32(truncatingIfNeeded: ntp >> 16) }
}

/// One packet of an RTCP compound.
package enum RTCPPacket: Equatable, Sendable {
    /// `blocks` is a range of the datagram, 24 bytes each.
    case senderReport(ssrc: UInt32, SenderInfo, blocks: Range<Int>)
    case receiverReport(ssrc: UInt32, blocks: Range<Int>)
    /// The chunks as a range of the datagram.
    case sourceDescription(chunks: Range<Int>)
    /// The SSRCs that leave as a range of the datagram, 4 bytes each.
    case bye(sources: Range<Int>)
    /// APP, feedback and extended reports: well formed, not read.
    case other(type: UInt8)
}

/// Walks over the packets of a compound without taking memory (RFC 3550 §6.1, §A.2).
package struct RTCPCompound: Sendable {
    private var offset = 0

    /// Checks that the datagram can be a compound: version, first type, no padding before the end.
    package init(checking datagram: Span<UInt8>) throws(RTPParseError) {
        guard datagram.count >= 8 else { throw .truncated(needed: 8, got: datagram.count) }
        guard datagram[0] >> 6 == 2 else { throw .wrongVersion(datagram[0] >> 6) }
        guard (192...223).contains(datagram[1]) else { throw .unknownPacketType(datagram[1]) }
        // Reduced-size RTCP (RFC 5506) may begin with others; padding belongs to the last packet only.
        var offset = 0
        while offset < datagram.count {
            guard datagram.count - offset >= 4 else { throw .truncated(needed: offset + 4, got: datagram.count) }
            guard datagram[offset] >> 6 == 2 else { throw .wrongVersion(datagram[offset] >> 6) }
            let length = 4 + 4 * Int(datagram.bigEndianUInt16(at: offset + 2))
            guard length <= datagram.count - offset else {
                throw .truncated(needed: offset + length, got: datagram.count)
            }
            let isLast = offset + length == datagram.count
            if datagram[offset] & 0x20 != 0 && !isLast { throw .badCompound }
            offset += length
        }
    }

    /// The next packet; `nil` after the last. The datagram must be the one that was checked.
    package mutating func next(in datagram: Span<UInt8>) throws(RTPParseError) -> RTCPPacket? {
        guard datagram.count - offset >= 4 else { return nil }
        let start = offset
        let count = Int(datagram[start] & 0x1F)
        let type = datagram[start + 1]
        var end = start + 4 + 4 * Int(datagram.bigEndianUInt16(at: start + 2))
        guard end <= datagram.count else { throw .truncated(needed: end, got: datagram.count) }
        offset = end
        if datagram[start] & 0x20 != 0 {
            let padding = datagram[end - 1]
            guard padding > 0, padding % 4 == 0, Int(padding) <= end - start - 4 else { throw .badPadding(padding) }
            end -= Int(padding)
        }
        func need(_ bytes: Int) throws(RTPParseError) {
            guard end - start >= bytes else { throw .truncated(needed: bytes, got: end - start) }
        }
        switch type {
        case 200:
            try need(28 + ReportBlock.length * count)
            let ntp = UInt64(datagram.bigEndianUInt32(at: start + 8)) << 32
            let info = SenderInfo(
                ntp: ntp | UInt64(datagram.bigEndianUInt32(at: start + 12)),
                timestamp: datagram.bigEndianUInt32(at: start + 16),
                packets: datagram.bigEndianUInt32(at: start + 20), octets: datagram.bigEndianUInt32(at: start + 24))
            return .senderReport(
                ssrc: datagram.bigEndianUInt32(at: start + 4), info,
                blocks: start + 28..<start + 28 + ReportBlock.length * count)
        case 201:
            try need(8 + ReportBlock.length * count)
            return .receiverReport(
                ssrc: datagram.bigEndianUInt32(at: start + 4),
                blocks: start + 8..<start + 8 + ReportBlock.length * count)
        case 202: return .sourceDescription(chunks: start + 4..<end)
        case 203:
            try need(4 + 4 * count)
            return .bye(sources: start + 4..<start + 4 + 4 * count)
        default: return .other(type: type)
        }
    }
}

extension Span<UInt8> {
    /// One of a report's blocks by its index; `nil` outside of them.
    package func reportBlock(_ index: Int, in blocks: Range<Int>) -> ReportBlock? {
        let (offset, overflow) = index.multipliedReportingOverflow(by: ReportBlock.length)
        guard !overflow, index >= 0, offset + ReportBlock.length <= blocks.count, blocks.upperBound <= count else {
            return nil
        }
        return ReportBlock(self, at: blocks.lowerBound + offset)
    }
}
