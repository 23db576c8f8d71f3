/// An address in `c=` or `o=`: `IN IP4 192.0.2.1` or `IN IP6 2001:db8::1` (RFC 8866 §5.7).
package struct ConnectionAddress: Equatable, Sendable, CustomStringConvertible {
    /// A numeric address or a host name, without TTL.
    package var host: String
    package var isIPv6: Bool

    package init(host: String, isIPv6: Bool? = nil) {
        self.host = host
        self.isIPv6 = isIPv6 ?? host.contains(":")
    }

    /// Reads `IN IP4 host`, with the TTL or count of a multicast address left off; `nil` when it is nothing of the kind.
    init?(parsing fields: ArraySlice<Substring>) {
        guard fields.count == 3, let first = fields.first, first == "IN" else { return nil }
        let family = fields[fields.startIndex + 1]
        guard family == "IP4" || family == "IP6" else { return nil }
        let address = fields[fields.startIndex + 2].prefix { $0 != "/" }
        let isName = address.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"),
                UInt8(ascii: "_"), UInt8(ascii: "%"):
                true
            default: false
            }
        }
        guard isName, !address.isEmpty, address.utf8.count <= SDPLimits.hostBytes else { return nil }
        self.init(host: String(address), isIPv6: family == "IP6")
    }

    /// 0.0.0.0 or ::, which is how RFC 2543 put a stream on hold, and where nothing may be sent.
    package var isUnspecified: Bool {
        ["0.0.0.0", "::", "::0", "0::0", "0:0:0:0:0:0:0:0"].contains(host)
    }

    /// Whether the host is an address in digits rather than a name.
    package var isNumeric: Bool {
        if isIPv6 {
            return host.utf8.count <= 45 && host.contains(":")
                && host.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { $0.allSatisfy(\.isNumber) && UInt8($0) != nil }
    }

    package var description: String { "IN \(isIPv6 ? "IP6" : "IP4") \(host)" }
}
