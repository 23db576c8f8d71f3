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

    package init(
        contact: SIPURI, source: SIPHop, expiresAt: MonotonicInstant, q: Double = 1, userAgent: String = ""
    ) {
        self.contact = contact
        self.source = source
        self.expiresAt = expiresAt
        self.q = q
        self.userAgent = userAgent
    }

    /// Where to send requests: the connection that the phone registered by while it lives, else the contact, or the source
    /// where the contact is a name or an address behind a NAT.
    package var destination: SIPHop {
        reachableHop(of: contact, heardFrom: source)
    }
}
