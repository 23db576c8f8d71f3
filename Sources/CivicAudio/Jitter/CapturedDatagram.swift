import CivicCore

/// The UDP datagram in a captured packet, if it holds one.
struct CapturedDatagram {
    /// As people write them: `192.0.2.1:4000`, `[2001:db8::1]:4000`.
    var source: String
    var destination: String
    var sourcePort: Int
    var destinationPort: Int
    /// Of the file.
    var payload: Range<Int>

    /// Takes off link layer, IP and UDP; `nil` for anything else, for fragments, and for what was cut off.
    init?(_ packet: CaptureFile.Packet, in file: [UInt8]) {
        let bytes = file.span
        guard let network = Self.network(packet, bytes) else { return nil }
        let end = packet.bytes.upperBound
        guard network < end else { return nil }
        switch bytes[network] >> 4 {
        case 4: self.init(version4: bytes, network, end)
        case 6: self.init(version6: bytes, network, end)
        default: return nil
        }
    }

    /// Where the IP packet begins, by link type (the numbers of pcap's LINKTYPE list).
    private static func network(_ packet: CaptureFile.Packet, _ bytes: Span<UInt8>) -> Int? {
        let start = packet.bytes.lowerBound
        let count = packet.bytes.count
        switch packet.linkType {
        case 1:  // Ethernet, with any number of VLAN tags
            var offset = start + 12
            while offset + 2 <= start + count {
                switch bytes.bigEndianUInt16(at: offset) {
                case 0x0800, 0x86DD: return offset + 2
                case 0x8100, 0x88A8, 0x9100: offset += 4
                default: return nil
                }
            }
            return nil
        case 0, 108: return count >= 4 ? start + 4 : nil  // loopback: the family, in either byte order
        case 12, 14, 101, 228, 229: return start  // raw IP
        case 113: return count >= 16 ? start + 16 : nil  // Linux cooked
        case 276: return count >= 20 ? start + 20 : nil  // Linux cooked, version 2
        default: return nil
        }
    }

    private init?(version4 bytes: Span<UInt8>, _ start: Int, _ end: Int) {
        guard end - start >= 20 else { return nil }
        let header = Int(bytes[start] & 15) * 4
        let isFragment = bytes.bigEndianUInt16(at: start + 6) & 0x3FFF != 0
        guard header >= 20, bytes[start + 9] == 17, !isFragment else { return nil }
        func address(_ offset: Int) -> String { (0..<4).map { "\(bytes[offset + $0])" }.joined(separator: ".") }
        self.init(udp: bytes, start + header, end, from: address(start + 12), to: address(start + 16))
    }

    private init?(version6 bytes: Span<UInt8>, _ start: Int, _ end: Int) {
        guard end - start >= 40 else { return nil }
        var next = bytes[start + 6]
        var offset = start + 40
        while [0, 43, 60].contains(next) {  // hop-by-hop, routing, destination options
            guard offset + 8 <= end else { return nil }
            next = bytes[offset]
            offset += 8 + 8 * Int(bytes[offset + 1])
        }
        guard next == 17 else { return nil }
        self.init(
            udp: bytes, offset, end, from: Self.version6(bytes, start + 8), to: Self.version6(bytes, start + 24))
    }

    /// Eight groups, the longest run of zeros left out (RFC 5952).
    private static func version6(_ bytes: Span<UInt8>, _ offset: Int) -> String {
        let groups = (0..<8).map { bytes.bigEndianUInt16(at: offset + 2 * $0) }
        var best = 0..<0
        var index = 0
        while index < 8 {
            let end = groups[index...].firstIndex { $0 != 0 } ?? 8
            if end - index > max(1, best.count) { best = index..<end }
            index = max(end, index + 1)
        }
        func words(_ range: Range<Int>) -> String {
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        return "[" + (best.isEmpty ? words(0..<8) : words(0..<best.lowerBound) + "::" + words(best.upperBound..<8))
            + "]"
    }

    private init?(udp bytes: Span<UInt8>, _ start: Int, _ end: Int, from: String, to: String) {
        guard start + 8 <= end else { return nil }
        sourcePort = Int(bytes.bigEndianUInt16(at: start))
        destinationPort = Int(bytes.bigEndianUInt16(at: start + 2))
        let length = Int(bytes.bigEndianUInt16(at: start + 4))
        guard length >= 8, start + length <= end else { return nil }
        source = "\(from):\(sourcePort)"
        destination = "\(to):\(destinationPort)"
        payload = start + 8..<start + length
    }
}
