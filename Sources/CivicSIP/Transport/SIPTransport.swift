/// How SIP messages travel (RFC 3261 §18).
package enum SIPTransport: String, Hashable, Sendable, CaseIterable {
    case udp, tcp, tls

    /// Nothing sent is lost or doubled, so no transaction sends anything again (§17).
    package var isReliable: Bool { self != .udp }

    /// Where a URI or a Via names no port (§19.1.2).
    package var defaultPort: UInt16 { self == .tls ? 5061 : 5060 }

    /// As Via spells it.
    var viaName: String { rawValue.uppercased() }
}

/// Names one connection for as long as the process lives: a flow of RFC 5626.
package struct SIPFlow: Hashable, Sendable, Comparable {
    package var value: UInt64

    package init(value: UInt64) {
        self.value = value
    }

    package static func < (one: SIPFlow, other: SIPFlow) -> Bool { one.value < other.value }
}
