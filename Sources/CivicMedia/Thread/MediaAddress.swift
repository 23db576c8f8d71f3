package import CivicCore
import Glibc

/// An address and port as numbers, comparable without taking memory; IPv4 in its IPv6-mapped form (RFC 4291 §2.5.5.2).
package struct MediaAddress: Hashable, BitwiseCopyable, Sendable {
    var high: UInt64
    var low: UInt64
    package var port: UInt16

    private static let mapped: UInt64 = 0xFFFF_0000_0000

    init(v4: UInt32, port: UInt16) {
        high = 0
        low = Self.mapped | UInt64(v4)
        self.port = port
    }

    init(high: UInt64, low: UInt64, port: UInt16) {
        self.high = high
        self.low = low
        self.port = port
    }

    /// Reads a numeric address; `nil` for names, and for addresses that nothing can be sent to.
    package init?(_ endpoint: SocketEndpoint) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, endpoint.host, &v4) == 1 {
            self.init(v4: UInt32(bigEndian: v4.s_addr), port: endpoint.port)
        } else if inet_pton(AF_INET6, endpoint.host, &v6) == 1 {
            self.init(v6, port: endpoint.port)
        } else {
            return nil
        }
        guard port != 0, low & 0xFFFF_FFFF != 0 || high != 0 else { return nil }
    }

    init(_ v6: in6_addr, port: UInt16) {
        // Plain bytes of the struct in network order: sixteen of them by its definition.
        let words = withUnsafeBytes(of: v6) {
            ($0.loadUnaligned(fromByteOffset: 0, as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        self.init(high: UInt64(bigEndian: words.0), low: UInt64(bigEndian: words.1), port: port)
    }

    var isIPv4: Bool { high == 0 && low >> 32 == Self.mapped >> 32 }

    func sameHost(as other: MediaAddress) -> Bool { high == other.high && low == other.low }

    /// The same host with another port.
    func with(port: UInt16) -> MediaAddress { MediaAddress(high: high, low: low, port: port) }

    /// As text, for news.
    package var endpoint: SocketEndpoint {
        let groups = [high, low].flatMap { word in
            (0..<4).map { UInt16(truncatingIfNeeded: word >> UInt64(48 - 16 * $0)) }
        }
        if isIPv4 {
            let octets = (0..<4).map { String(UInt8(truncatingIfNeeded: low >> UInt64(24 - 8 * $0))) }
            return SocketEndpoint(host: octets.joined(separator: "."), port: port)
        }
        var address = in6_addr()
        // The struct's sixteen bytes are written whole.
        withUnsafeMutableBytes(of: &address) { bytes in
            bytes.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
            bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, &address, &text, socklen_t(text.count)) != nil else {
            return SocketEndpoint(
                host: groups.map { String($0, radix: 16) }.joined(separator: ":"), port: port)
        }
        return SocketEndpoint(
            host: String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self), port: port)
    }
}
