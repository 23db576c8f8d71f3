#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A range of IPv4 or IPv6 addresses: one address, or a prefix as `192.0.2.0/24` (CIDR, RFC 4632 §3.1; RFC 4291 §2.3).
///
/// An IPv4 address that arrived on a dual-stack socket as `::ffff:192.0.2.7` counts as IPv4 (RFC 4291 §2.5.5.2).
package struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    /// The prefix in network byte order with the host's bits zero: 4 or 16 bytes.
    private let network: [UInt8]
    /// Bits of `network` that must agree.
    private let length: Int

    /// Reads `127.0.0.1`, `10.0.0.0/8`, `::1` or `2001:db8::/32`; bits beyond the prefix are dropped.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = Self.bytes(of: String(first)) else { return nil }
        var length = address.count * 8
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let given = Int(parts[1]), given <= length
            else { return nil }
            length = given
        }
        self.length = length
        network = address.enumerated().map { index, byte in byte & Self.mask(ofByte: index, length: length) }
    }

    /// Whether `host`, a numeric address without brackets, lies in the range.
    package func contains(_ host: String) -> Bool {
        guard let address = Self.bytes(of: host), address.count == network.count else { return false }
        return address.indices.allSatisfy { address[$0] & Self.mask(ofByte: $0, length: length) == network[$0] }
    }

    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = network.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, network, &text, socklen_t(text.count)) != nil else { return "" }
        let address = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return length == network.count * 8 ? address : "\(address)/\(length)"
    }

    private static func mask(ofByte index: Int, length: Int) -> UInt8 {
        let bits = min(max(length - index * 8, 0), 8)
        return bits == 0 ? 0 : 0xFF << UInt8(8 - bits)
    }

    fileprivate static func bytes(of host: String) -> [UInt8]? {
        var address = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, host, &address) == 1 { return Array(address[..<4]) }
        guard inet_pton(AF_INET6, host, &address) == 1 else { return nil }
        let isMappedIPv4 = address[..<10].allSatisfy { $0 == 0 } && address[10] == 0xFF && address[11] == 0xFF
        return isMappedIPv4 ? Array(address[12...]) : address
    }
}

extension SocketEndpoint {
    /// The address in network byte order: 4 bytes or 16; `nil` for a name.
    package var addressBytes: [UInt8]? { AddressRange.bytes(of: host) }
}
