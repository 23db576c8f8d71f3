/// A page of an Ogg stream (RFC 3533 §6).
///
///     "OggS" 0 flags granule(8) serial(4) number(4) checksum(4) segments(1) lacing… packets…
enum OggPage {
    static let headerLength = 27
    /// Segments of 0…255 bytes that one page has room for.
    static let mostSegments = 255
    static let isFirst: UInt8 = 2
    static let isLast: UInt8 = 4

    /// Segments that a packet of this many bytes takes: its last one is shorter than 255 bytes.
    static func segments(of length: Int) -> Int { length / 255 + 1 }

    /// - Parameters:
    ///   - packets: whole packets; their segments fit in one page.
    ///   - granule: position at the end of the page, of the codec's own unit.
    static func bytes(
        _ packets: [[UInt8]], flags: UInt8 = 0, granule: Int64, serial: UInt32, number: UInt32
    ) -> [UInt8] {
        var bytes = Array("OggS".utf8)
        bytes += [0, flags]
        bytes.appendLittle(granule)
        bytes.appendLittle(serial)
        bytes.appendLittle(number)
        bytes.appendLittle(UInt32(0))
        var lacing: [UInt8] = []
        for packet in packets {
            lacing += [UInt8](repeating: 255, count: packet.count / 255)
            lacing.append(UInt8(packet.count % 255))
        }
        precondition(lacing.count <= mostSegments)
        bytes.append(UInt8(lacing.count))
        bytes += lacing
        for packet in packets { bytes += packet }
        seal(&bytes)
        return bytes
    }

    /// Puts the checksum of a whole page right.
    static func seal(_ page: inout [UInt8]) {
        for index in 22..<26 { page[index] = 0 }
        let sum = checksum(page[...])
        for index in 0..<4 { page[22 + index] = UInt8(truncatingIfNeeded: sum >> (8 * index)) }
    }

    /// The length of the page that begins here; `nil` when there is no whole and sound one.
    static func length(in bytes: [UInt8], at start: Int) -> Int? {
        guard bytes.count - start >= headerLength, bytes[start..<start + 5].elementsEqual([0x4F, 0x67, 0x67, 0x53, 0])
        else { return nil }
        let segments = Int(bytes[start + 26])
        guard bytes.count - start >= headerLength + segments else { return nil }
        let body = bytes[start + headerLength..<start + headerLength + segments].reduce(0) { $0 + Int($1) }
        let length = headerLength + segments + body
        guard bytes.count - start >= length else { return nil }
        var page = Array(bytes[start..<start + length])
        seal(&page)
        return page[22..<26].elementsEqual(bytes[start + 22..<start + 26]) ? length : nil
    }

    /// CRC of polynomial 0x04C11DB7, not reflected, from 0 (RFC 3533 §6, field 7).
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var sum: UInt32 = 0
        for byte in bytes { sum = (sum << 8) ^ table[Int(UInt8(truncatingIfNeeded: sum >> 24) ^ byte)] }
        return sum
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index) << 24) { sum, _ in (sum << 1) ^ (sum & 0x8000_0000 == 0 ? 0 : 0x04C1_1DB7) }
    }
}
