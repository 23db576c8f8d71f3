package import CivicCore

/// What a user agent is told at its start.
package struct UserAgentConfiguration: Sendable {
    /// What Via and Contact say over UDP; where the others send to.
    package var address: SocketEndpoint
    /// The same over TCP and TLS, where we listen there.
    package var streamAddresses: [SIPTransport: SocketEndpoint]
    /// The protection space of digest authentication.
    package var realm: String
    /// The Server and User-Agent header fields.
    package var product: String
    /// By user name.
    package var accounts: [String: SIPAccount]
    /// Whose calls are believed and who is known by name; the first that fits counts.
    package var trunks: [Trunk]
    /// A shorter registration is refused with 423 (§10.3).
    package var minimumExpiry: Duration
    /// Where a REGISTER names no expiry.
    package var defaultExpiry: Duration
    /// A longer registration is cut to this.
    package var maximumExpiry: Duration
    /// How long a nonce may be used.
    package var nonceLifetime: Duration
    /// How often a phone behind a NAT is sent OPTIONS, so that the way to it stays open; `nil`: never.
    package var probeInterval: Duration? = .seconds(30)
    /// Contacts of one user; a further one is refused with 403.
    package var contactsPerUser: Int
    /// How long a session may go on without a refresh (RFC 4028), in seconds; `nil` asks for no such limit.
    package var sessionInterval: Int?
    /// A shorter interval is refused with 422.
    package var minimumSessionInterval: Int
    /// REFER and Replaces are taken from the other side of a call; else they are refused.
    package var takesTransfers: Bool
    /// Bodies of more bytes are refused with 413.
    package var longestBody: Int
    /// Transactions at one time; above it new requests get 503. A call over UDP leaves two behind for 32 s each, so the
    /// default is good for 1,800 calls a second.
    package var transactionLimit: Int
    /// What one source may ask of us.
    package var gate: GateLimits

    package init(
        address: SocketEndpoint, realm: String, product: String = "CivicLine", accounts: [String: SIPAccount] = [:],
        trunks: [Trunk] = [],
        minimumExpiry: Duration = .seconds(30), defaultExpiry: Duration = .seconds(300),
        maximumExpiry: Duration = .seconds(3600), nonceLifetime: Duration = .seconds(300), contactsPerUser: Int = 8,
        sessionInterval: Int? = 1800, minimumSessionInterval: Int = 90, takesTransfers: Bool = false,
        longestBody: Int = 32_768, transactionLimit: Int = 120_000,
        streamAddresses: [SIPTransport: SocketEndpoint] = [:], gate: GateLimits = GateLimits()
    ) {
        self.gate = gate
        self.streamAddresses = streamAddresses
        self.address = address
        self.realm = realm
        self.product = product
        self.accounts = accounts
        self.trunks = trunks
        self.minimumExpiry = minimumExpiry
        self.defaultExpiry = defaultExpiry
        self.maximumExpiry = maximumExpiry
        self.nonceLifetime = nonceLifetime
        self.contactsPerUser = contactsPerUser
        self.sessionInterval = sessionInterval
        self.minimumSessionInterval = minimumSessionInterval
        self.takesTransfers = takesTransfers
        self.longestBody = longestBody
        self.transactionLimit = transactionLimit
    }

    /// The addresses of all trunks.
    package var trusted: [AddressRange] { trunks.flatMap(\.addresses) }
}

/// Whether new calls are taken.
package enum Admission: Sendable, Equatable {
    case open
    /// New INVITEs get 503 with Retry-After: the daemon is draining.
    case closed(retryAfter: Duration)
}
