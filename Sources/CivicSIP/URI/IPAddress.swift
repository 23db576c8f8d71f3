import CivicCore

/// A numeric IPv4 or IPv6 address. IPv4-mapped IPv6 addresses are the IPv4 address they map, as the kernel means them.
package struct IPAddress: Hashable, Sendable {
    /// Four bytes for IPv4, sixteen for IPv6, in network order.
    package var bytes: [UInt8]

    package var isIPv4: Bool { bytes.count == 4 }

    /// Reads dotted decimal or RFC 4291 §2.2 text, with or without brackets; a zone (`%eth0`) is left out.
    package init?(_ text: String) {
        let characters = Array(text.utf8)
        let span = characters.span
        var range = span.indices
        if range.count > 2, span[0] == UInt8(ascii: "["), span[range.upperBound - 1] == UInt8(ascii: "]") {
            range = 1..<(range.upperBound - 1)
        }
        if let zone = span.firstIndex(of: UInt8(ascii: "%"), in: range) { range = range.lowerBound..<zone }
        guard let read = Self.bytes(span, range) else { return nil }
        bytes = read
    }

    private static func bytes(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8]? {
        if let address = IPAddressReader.ipv4(text, range) {
            return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: address >> $0) }
        }
        guard let groups = IPAddressReader.ipv6(text, range) else { return nil }
        let all = groups.indices.flatMap { [UInt8(groups[$0] >> 8), UInt8(truncatingIfNeeded: groups[$0])] }
        let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        return all.starts(with: mappedPrefix) ? Array(all.suffix(4)) : all
    }

    /// Loopback, link-local, private (RFC 1918, RFC 4193) or carrier-shared (RFC 6598): not reachable from outside.
    package var isPrivate: Bool {
        if isIPv4 {
            switch (bytes[0], bytes[1]) {
            case (10, _), (127, _), (169, 254), (172, 16...31), (192, 168), (100, 64...127), (0, _): return true
            default: return false
            }
        }
        let isLoopbackOrUnspecified = bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] <= 1
        return isLoopbackOrUnspecified || bytes[0] & 0xFE == 0xFC || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
    }

    package var isMulticast: Bool { isIPv4 ? (224...239).contains(bytes[0]) : bytes[0] == 0xFF }

    /// Nothing can be sent to it as to one host: unspecified, multicast or broadcast.
    package var isUnusable: Bool { isMulticast || bytes.allSatisfy { $0 == 0 } || bytes.allSatisfy { $0 == 0xFF } }
}
