package import CivicCore

/// Where one of a user's phones can be reached, until when (RFC 3261 §10).
package struct Binding: Sendable, Equatable {
    package var contact: SIPURI
    /// Where the REGISTER came from; behind a NAT the only way back.
    package var source: SocketEndpoint
    package var expiresAt: MonotonicInstant
    /// Preference, 0 to 1; 1 where the phone said nothing.
    package var q: Double
    package var userAgent: String

    package init(
        contact: SIPURI, source: SocketEndpoint, expiresAt: MonotonicInstant, q: Double = 1, userAgent: String = ""
    ) {
        self.contact = contact
        self.source = source
        self.expiresAt = expiresAt
        self.q = q
        self.userAgent = userAgent
    }

    /// Where to send requests: the contact, or the source where the contact is a name or an address behind a NAT.
    package var destination: SocketEndpoint {
        reachableEndpoint(of: contact, heardFrom: source)
    }
}

/// Where requests for `contact` go when its owner is known to send from `source`.
///
/// A numeric contact is believed when it has the source's host, or when it can be reached from outside at all. A private
/// address that packets do not come from is one behind a NAT, and a name would need DNS: there the source stands.
func reachableEndpoint(of contact: SIPURI, heardFrom source: SocketEndpoint) -> SocketEndpoint {
    guard let endpoint = contact.numericEndpoint, let address = IPAddress(endpoint.host) else { return source }
    return address == IPAddress(source.host) || !address.isPrivate ? endpoint : source
}
