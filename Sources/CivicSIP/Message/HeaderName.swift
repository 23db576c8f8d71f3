/// The name of a header field. Compares without case, and a compact form is the same as the long one (RFC 3261 §7.3.3).
package struct HeaderName: Sendable, CustomStringConvertible {
    /// As it is printed: the registered spelling of a known name, else as it came.
    package let spelling: String
    private let key: String

    /// The name behind any spelling, long or compact.
    package init(_ spelling: String) {
        let lower = spelling.lowercased()
        let known = Self.registered[lower] ?? spelling
        self.spelling = known
        key = known.utf8.count == lower.utf8.count && known.equalsIgnoringCase(lower) ? lower : known.lowercased()
    }

    package var description: String { spelling }

    package static let accept = HeaderName("Accept")
    package static let acceptEncoding = HeaderName("Accept-Encoding")
    package static let allow = HeaderName("Allow")
    package static let authorization = HeaderName("Authorization")
    package static let callID = HeaderName("Call-ID")
    package static let callInfo = HeaderName("Call-Info")
    package static let contact = HeaderName("Contact")
    package static let contentDisposition = HeaderName("Content-Disposition")
    package static let contentEncoding = HeaderName("Content-Encoding")
    package static let contentLength = HeaderName("Content-Length")
    package static let contentType = HeaderName("Content-Type")
    package static let cseq = HeaderName("CSeq")
    package static let diversion = HeaderName("Diversion")
    package static let event = HeaderName("Event")
    package static let expires = HeaderName("Expires")
    package static let from = HeaderName("From")
    package static let historyInfo = HeaderName("History-Info")
    package static let maxForwards = HeaderName("Max-Forwards")
    package static let minExpires = HeaderName("Min-Expires")
    package static let minSE = HeaderName("Min-SE")
    package static let passertedIdentity = HeaderName("P-Asserted-Identity")
    package static let privacy = HeaderName("Privacy")
    package static let proxyAuthenticate = HeaderName("Proxy-Authenticate")
    package static let proxyAuthorization = HeaderName("Proxy-Authorization")
    package static let proxyRequire = HeaderName("Proxy-Require")
    package static let rack = HeaderName("RAck")
    package static let reason = HeaderName("Reason")
    package static let recordRoute = HeaderName("Record-Route")
    package static let referSub = HeaderName("Refer-Sub")
    package static let referTo = HeaderName("Refer-To")
    package static let referredBy = HeaderName("Referred-By")
    package static let remotePartyID = HeaderName("Remote-Party-ID")
    package static let replaces = HeaderName("Replaces")
    package static let require = HeaderName("Require")
    package static let retryAfter = HeaderName("Retry-After")
    package static let route = HeaderName("Route")
    package static let rseq = HeaderName("RSeq")
    package static let server = HeaderName("Server")
    package static let sessionExpires = HeaderName("Session-Expires")
    package static let subscriptionState = HeaderName("Subscription-State")
    package static let supported = HeaderName("Supported")
    package static let timestamp = HeaderName("Timestamp")
    package static let to = HeaderName("To")
    package static let unsupported = HeaderName("Unsupported")
    package static let userAgent = HeaderName("User-Agent")
    package static let via = HeaderName("Via")
    package static let warning = HeaderName("Warning")
    package static let wwwAuthenticate = HeaderName("WWW-Authenticate")

    /// Registered spellings by lower-case name; compact forms from §7.3.3 and the RFCs that added one.
    private static let registered: [String: String] = {
        let names = [
            "Accept", "Accept-Encoding", "Accept-Language", "Alert-Info", "Allow", "Allow-Events",
            "Authentication-Info", "Authorization", "Call-ID", "Call-Info", "Contact", "Content-Disposition",
            "Content-Encoding", "Content-Language", "Content-Length", "Content-Type", "CSeq", "Date", "Diversion",
            "Error-Info", "Event", "Expires", "From", "Geolocation", "History-Info", "Identity", "In-Reply-To", "Join",
            "Max-Forwards",
            "MIME-Version", "Min-Expires", "Min-SE", "Organization", "P-Asserted-Identity", "P-Preferred-Identity",
            "Path", "Priority", "Privacy", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Require", "RAck",
            "Reason", "Record-Route", "Refer-Sub", "Refer-To", "Referred-By", "Remote-Party-ID", "Replaces", "Reply-To",
            "Require",
            "Retry-After", "Route", "RSeq", "Server", "Service-Route", "Session-Expires", "Subject",
            "Subscription-State", "Supported", "Timestamp", "To", "Unsupported", "User-Agent", "Via", "Warning",
            "WWW-Authenticate",
        ]
        let compact = [
            "a": "Accept-Contact", "b": "Referred-By", "c": "Content-Type", "d": "Request-Disposition",
            "e": "Content-Encoding", "f": "From", "i": "Call-ID", "j": "Reject-Contact", "k": "Supported",
            "l": "Content-Length", "m": "Contact", "n": "Identity-Info", "o": "Event", "r": "Refer-To",
            "s": "Subject", "t": "To", "u": "Allow-Events", "v": "Via", "x": "Session-Expires", "y": "Identity",
        ]
        return names.reduce(into: compact) { $0[$1.lowercased()] = $1 }
    }()
}

extension HeaderName: Hashable {
    package static func == (left: Self, right: Self) -> Bool { left.key == right.key }

    package func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
