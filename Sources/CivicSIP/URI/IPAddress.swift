/// A numeric IPv4 or IPv6 address. IPv4-mapped IPv6 addresses are the IPv4 address they map, as the kernel means them.
package struct IPAddress: Hashable, Sendable {
    /// Four bytes for IPv4, sixteen for IPv6, in network order.
    package var bytes: [UInt8]

    package var isIPv4: Bool { bytes.count == 4 }

    /// Reads dotted decimal or RFC 4291 §2.2 text, with or without brackets; a zone (`%eth0`) is left out.
    package init?(_ text: String) {
        var characters = Array(text.utf8)
        if characters.first == UInt8(ascii: "["), characters.last == UInt8(ascii: "]"), characters.count > 2 {
            characters = Array(characters.dropFirst().dropLast())
        }
        if let zone = characters.firstIndex(of: UInt8(ascii: "%")) { characters.removeSubrange(zone...) }
        guard characters.count <= 45 else { return nil }
        let parsed =
            characters.contains(UInt8(ascii: ":")) ? Self.parseIPv6(characters[...]) : Self.parseIPv4(characters[...])
        guard let parsed else { return nil }
        let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        bytes = parsed.count == 16 && parsed.starts(with: mappedPrefix) ? Array(parsed.suffix(4)) : parsed
    }

    private static func parseIPv4(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy(\.isDigit) else { return nil }
            guard let byte = UInt8(String(decoding: part, as: UTF8.self)) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func parseIPv6(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let colon = UInt8(ascii: ":")
        var halves: [ArraySlice<UInt8>] = []
        var rest = text
        while let index = rest.indices.dropLast().first(where: { rest[$0] == colon && rest[$0 + 1] == colon }) {
            halves.append(rest[rest.startIndex..<index])
            rest = rest[(index + 2)...]
            guard halves.count == 1 else { return nil }
        }
        halves.append(rest)
        var parsed: [[UInt8]] = []
        for (position, half) in halves.enumerated() {
            guard let bytes = groups(of: half, mayEndInIPv4: position == halves.count - 1) else { return nil }
            parsed.append(bytes)
        }
        if parsed.count == 1 { return parsed[0].count == 16 ? parsed[0] : nil }
        let zeros = 16 - parsed[0].count - parsed[1].count
        guard zeros >= 2 else { return nil }
        return parsed[0] + [UInt8](repeating: 0, count: zeros) + parsed[1]
    }

    private static func groups(of text: ArraySlice<UInt8>, mayEndInIPv4: Bool) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (position, part) in parts.enumerated() {
            if part.contains(UInt8(ascii: ".")) {
                guard mayEndInIPv4, position == parts.count - 1, let tail = parseIPv4(part) else { return nil }
                bytes += tail
            } else {
                guard (1...4).contains(part.count), part.allSatisfy({ $0.hexDigitValue != nil }) else { return nil }
                let group = part.reduce(UInt16(0)) { $0 << 4 | UInt16($1.hexDigitValue ?? 0) }
                bytes += [UInt8(group >> 8), UInt8(truncatingIfNeeded: group)]
            }
        }
        return bytes.count <= 16 ? bytes : nil
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
