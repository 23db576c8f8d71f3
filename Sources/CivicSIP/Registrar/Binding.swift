package import CivicCore

/// Where one of a user's phones can be reached, until when (RFC 3261 §10).
package struct Binding: Sendable, Equatable {
    package var contact: SIPURI
    /// Where the REGISTER came from; behind a NAT the only way back.
    package var source: SIPHop
    package var expiresAt: MonotonicInstant
    /// Preference, 0 to 1; 1 where the phone said nothing.
    package var q: Double
    package var userAgent: String
    /// The proxies that requests to the phone go through, the nearest first (RFC 3327).
    package var path: [NameAddress]

    package init(
        contact: SIPURI, source: SIPHop, expiresAt: MonotonicInstant, q: Double = 1, userAgent: String = "",
        path: [NameAddress] = []
    ) {
        self.path = path
        self.contact = contact
        self.source = source
        self.expiresAt = expiresAt
        self.q = q
        self.userAgent = userAgent
    }

    /// The phone is behind a NAT and reached by the way that its datagrams keep open.
    package var needsProbes: Bool {
        guard path.isEmpty, source.transport == .udp else { return false }
        return contact.numericHop?.endpoint != source.endpoint
    }

    /// Where to send requests: the first proxy of its path, the connection that the phone registered by while it lives, else the contact, or the source
    /// where the contact is a name or an address behind a NAT.
    package var destination: SIPHop {
        reachableHop(of: path.first?.uri ?? contact, heardFrom: source)
    }
}
