package import CivicCore

/// Where a message comes from or goes to: a transport, an address, and the connection where there is one.
package struct SIPHop: Hashable, Sendable {
    package var transport: SIPTransport
    /// Of the other side; where a connection is opened to when `flow` is gone.
    package var endpoint: SocketEndpoint
    /// The connection that is used while it lives; always `nil` over UDP.
    package var flow: SIPFlow?
    /// A connection to `endpoint` may be opened. Over UDP: a request that is too long for a datagram may go by TCP.
    ///
    /// `false` for a phone behind a NAT, which nothing but its own connection or its own datagrams' way leads back to.
    package var mayConnect: Bool

    package init(
        _ transport: SIPTransport, _ endpoint: SocketEndpoint, flow: SIPFlow? = nil, mayConnect: Bool = true
    ) {
        self.transport = transport
        self.endpoint = endpoint
        self.flow = flow
        self.mayConnect = mayConnect
    }

    package static func udp(_ endpoint: SocketEndpoint) -> SIPHop { SIPHop(.udp, endpoint) }

    package var host: String { endpoint.host }
    package var port: UInt16 { endpoint.port }
}

extension SIPHop: CustomStringConvertible {
    /// The address; before it the transport where that is not UDP.
    package var description: String { transport == .udp ? "\(endpoint)" : "\(transport.rawValue) \(endpoint)" }
}

extension SIPURI {
    /// The transport that the URI asks for: `transport=`, TLS for `sips`; `nil` where it leaves the choice or names one
    /// that we have not (RFC 3263 §4.1).
    package var namedTransport: SIPTransport? {
        if scheme == .sips { return .tls }
        return parameters["transport"].flatMap { SIPTransport(rawValue: $0.lowercased()) }
    }

    /// Where a request to this URI goes when nothing else is known: `maddr` or the host, if numeric, over the transport
    /// named, else UDP.
    package var numericHop: SIPHop? {
        if namedTransport == nil, let other = parameters["transport"], !other.isEmpty { return nil }
        let transport = namedTransport ?? .udp
        guard var endpoint = numericEndpoint else { return nil }
        if port == nil { endpoint.port = transport.defaultPort }
        return SIPHop(transport, endpoint, mayConnect: namedTransport != .udp)
    }
}

/// Where requests for `contact` go when its owner is known to send from `source`.
///
/// A numeric contact is believed when it has the source's host, or when it can be reached from outside at all. A private
/// address that packets do not come from is one behind a NAT, and a name would need DNS: there the source stands. What
/// came over a connection is answered over it while it lives, unless the contact names another transport.
func reachableHop(of contact: SIPURI, heardFrom source: SIPHop) -> SIPHop {
    var back = source
    back.mayConnect = false
    guard var named = contact.numericHop, let address = IPAddress(named.host),
        address == IPAddress(source.host) || !address.isPrivate
    else { return back }
    guard source.transport.isReliable else { return named }
    guard contact.namedTransport ?? source.transport == source.transport else { return named }
    if contact.port == nil { named.endpoint.port = source.transport.defaultPort }
    return SIPHop(source.transport, named.endpoint, flow: source.flow)
}
