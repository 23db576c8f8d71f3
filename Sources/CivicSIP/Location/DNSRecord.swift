/// A question to the domain name system.
package enum DNSQuery: Hashable, Sendable {
    /// RFC 3403: which transports a domain offers.
    case naptr(String)
    /// RFC 2782: which hosts and ports serve it.
    case srv(String)
    /// A and AAAA: numeric addresses, the preferred family first.
    case addresses(String)
}

/// What the domain name system says; an empty list where the name or the record does not exist.
package enum DNSAnswer: Hashable, Sendable {
    case naptr([NAPTRRecord])
    case srv([SRVRecord])
    case addresses([String])
}

/// RFC 3403 §4.1, as far as RFC 3263 uses it.
package struct NAPTRRecord: Hashable, Sendable {
    /// Lower first; a higher one counts only where no lower one can be used.
    package var order: UInt16
    /// Lower first among those of one order.
    package var preference: UInt16
    /// `s`: the replacement is the name of SRV records.
    package var flags: String
    /// `SIP+D2U`, `SIP+D2T`, `SIPS+D2T`.
    package var service: String
    package var replacement: String

    package init(order: UInt16, preference: UInt16, flags: String = "s", service: String, replacement: String) {
        self.order = order
        self.preference = preference
        self.flags = flags
        self.service = service
        self.replacement = replacement
    }
}

/// RFC 2782.
package struct SRVRecord: Hashable, Sendable {
    /// Lower first.
    package var priority: UInt16
    /// Share of the load among those of one priority.
    package var weight: UInt16
    package var port: UInt16
    package var target: String

    package init(priority: UInt16, weight: UInt16, port: UInt16, target: String) {
        self.priority = priority
        self.weight = weight
        self.port = port
        self.target = target
    }
}
