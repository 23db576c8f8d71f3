/// A block of IP addresses in CIDR notation, such as a trunk's `203.0.113.0/28`.
package struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    private var network: IPAddress
    private var prefixLength: Int

    /// Reads `203.0.113.0/28`, `2001:db8::/32` or one address alone; `nil` for anything else.
    package init?(_ cidr: String) {
        let parts = cidr.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        network = address
        prefixLength = address.bytes.count * 8
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy(\.isDigit), let length = Int(parts[1]), length <= prefixLength else {
                return nil
            }
            prefixLength = length
        }
    }

    /// Whether `host`, a numeric address, lies in the block. Names never do.
    package func contains(_ host: String) -> Bool {
        IPAddress(host).map(contains) ?? false
    }

    package func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == network.bytes.count else { return false }
        let wholeBytes = prefixLength / 8
        guard address.bytes.prefix(wholeBytes) == network.bytes.prefix(wholeBytes) else { return false }
        let bits = prefixLength % 8
        guard bits > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
        return address.bytes[wholeBytes] & mask == network.bytes[wholeBytes] & mask
    }

    package var description: String {
        let bytes = network.bytes
        let text =
            network.isIPv4
            ? bytes.map(String.init).joined(separator: ".")
            : stride(from: 0, to: 16, by: 2)
                .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
        return "\(text)/\(prefixLength)"
    }
}
