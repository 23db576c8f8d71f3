import CivicCore
import CivicRTP
import Testing

@Suite("RTP packets, RFC 3550 §5.1")
struct RTPPacketTests {
    private func datagram(_ header: RTPHeader, payload: [UInt8] = []) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: RTPHeader.length)
        var span = bytes.mutableSpan
        header.write(to: &span)
        return bytes + payload
    }

    private let header = RTPHeader(
        marker: true, payloadType: 101, sequence: 0xFFFE, timestamp: 0xFFFF_FF60, ssrc: 0xDEAD_BEEF)

    @Test("what is written is read back")
    func roundTrip() throws {
        let bytes = datagram(header, payload: [1, 2, 3])
        let packet = try RTPPacket(parsing: bytes.span)
        #expect(packet.header == header)
        #expect(packet.payload == 12..<15)
        #expect(bytes[1] == 0x80 | 101)
    }

    @Test("a short datagram is refused", arguments: 0..<12)
    func short(count: Int) {
        let bytes = [UInt8](datagram(header).prefix(count))
        #expect(throws: RTPParseError.truncated(needed: 12, got: count)) { try RTPPacket(parsing: bytes.span) }
    }

    @Test("other versions are refused", arguments: [UInt8(0), 1, 3])
    func version(version: UInt8) {
        var bytes = datagram(header)
        bytes[0] = version << 6
        #expect(throws: RTPParseError.wrongVersion(version)) { try RTPPacket(parsing: bytes.span) }
    }

    @Test("RTCP on the audio port is told apart", arguments: [UInt8(200), 203, 223])
    func control(type: UInt8) {
        var bytes = datagram(header)
        bytes[1] = type
        #expect(throws: RTPParseError.notRTP(packetType: type)) { try RTPPacket(parsing: bytes.span) }
    }

    @Test("contributing sources and an extension are stepped over")
    func extensions() throws {
        var bytes = datagram(header)
        bytes[0] |= 0x10 | 2
        bytes += [UInt8](repeating: 7, count: 8)  // two CSRCs
        bytes += [0xBE, 0xDE, 0, 1, 9, 9, 9, 9]  // one word of extension
        bytes += [42, 43]
        let packet = try RTPPacket(parsing: bytes.span)
        #expect(packet.csrcCount == 2)
        #expect(packet.hasExtension)
        #expect(packet.payload == 28..<30)
    }

    @Test("an extension that claims more than there is, is refused")
    func longExtension() {
        var bytes = datagram(header, payload: [0xBE, 0xDE, 0xFF, 0xFF])
        bytes[0] |= 0x10
        #expect(throws: RTPParseError.truncated(needed: 16 + 4 * 0xFFFF, got: 16)) {
            try RTPPacket(parsing: bytes.span)
        }
    }

    @Test("padding is taken off, up to an empty payload")
    func padding() throws {
        var bytes = datagram(header, payload: [5, 6, 0, 2])
        bytes[0] |= 0x20
        #expect(try RTPPacket(parsing: bytes.span).payload == 12..<14)
        bytes[15] = 4
        #expect(try RTPPacket(parsing: bytes.span).payload == 12..<12)
    }

    @Test("padding of nothing, or of more than the payload, is refused", arguments: [UInt8(0), 5, 255])
    func badPadding(count: UInt8) {
        var bytes = datagram(header, payload: [5, 6, 0, count])
        bytes[0] |= 0x20
        #expect(throws: RTPParseError.badPadding(count)) { try RTPPacket(parsing: bytes.span) }
    }

    @Test("no datagram makes a parser trap, and every payload lies within it")
    func randomBytes() {
        var random = SplitMix64(seed: 20)
        for _ in 0..<20_000 {
            var bytes = (0..<Int.random(in: 0...64, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
            if !bytes.isEmpty, Bool.random(using: &random) { bytes[0] = 0x80 | (bytes[0] & 0x3F) }
            if let packet = try? RTPPacket(parsing: bytes.span) {
                #expect(packet.payload.lowerBound >= 12 && packet.payload.upperBound <= bytes.count)
                _ = try? TelephoneEvent(parsing: bytes.span.extracting(packet.payload))
            }
            if var compound = try? RTCPCompound(checking: bytes.span) {
                while let packet = try? compound.next(in: bytes.span) {
                    if case .senderReport(_, _, let blocks) = packet {
                        #expect(blocks.upperBound <= bytes.count)
                        _ = bytes.span.reportBlock(0, in: blocks)
                    }
                }
            }
        }
    }
}
