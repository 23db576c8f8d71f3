/// The name of a header field. Compares without case, and a compact form is the same as the long one (RFC 3261 §7.3.3).
package struct HeaderName: Sendable, CustomStringConvertible {
    private enum Kind: Sendable {
        case known(Known)
        /// As it came.
        case other(String)
    }

    private let kind: Kind

    /// The name behind any spelling, long or compact.
    package init(_ spelling: String) {
        let bytes = Array(spelling.utf8)
        self.init(bytes.span, bytes.indices)
    }

    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        if !range.isEmpty, let known = Known(bytes, range) {
            kind = .known(known)
        } else {
            kind = .other(string(bytes, range))
        }
    }

    init(_ known: Known) {
        kind = .known(known)
    }

    /// `nil` for a name that is not registered.
    var known: Known? {
        if case .known(let known) = kind { known } else { nil }
    }

    /// As it is printed: the registered spelling of a known name, else as it came.
    package var spelling: String {
        switch kind {
        case .known(let known): known.spelling
        case .other(let spelling): spelling
        }
    }

    package var description: String { spelling }

    package static var accept: HeaderName { HeaderName(.accept) }
    package static var acceptEncoding: HeaderName { HeaderName(.acceptEncoding) }
    package static var allow: HeaderName { HeaderName(.allow) }
    package static var authorization: HeaderName { HeaderName(.authorization) }
    package static var callID: HeaderName { HeaderName(.callID) }
    package static var callInfo: HeaderName { HeaderName(.callInfo) }
    package static var contact: HeaderName { HeaderName(.contact) }
    package static var contentDisposition: HeaderName { HeaderName(.contentDisposition) }
    package static var contentEncoding: HeaderName { HeaderName(.contentEncoding) }
    package static var contentLength: HeaderName { HeaderName(.contentLength) }
    package static var contentType: HeaderName { HeaderName(.contentType) }
    package static var cseq: HeaderName { HeaderName(.cseq) }
    package static var diversion: HeaderName { HeaderName(.diversion) }
    package static var event: HeaderName { HeaderName(.event) }
    package static var expires: HeaderName { HeaderName(.expires) }
    package static var from: HeaderName { HeaderName(.from) }
    package static var historyInfo: HeaderName { HeaderName(.historyInfo) }
    package static var maxForwards: HeaderName { HeaderName(.maxForwards) }
    package static var minExpires: HeaderName { HeaderName(.minExpires) }
    package static var minSE: HeaderName { HeaderName(.minSE) }
    package static var passertedIdentity: HeaderName { HeaderName(.passertedIdentity) }
    package static var privacy: HeaderName { HeaderName(.privacy) }
    package static var proxyAuthenticate: HeaderName { HeaderName(.proxyAuthenticate) }
    package static var proxyAuthorization: HeaderName { HeaderName(.proxyAuthorization) }
    package static var proxyRequire: HeaderName { HeaderName(.proxyRequire) }
    package static var rack: HeaderName { HeaderName(.rack) }
    package static var reason: HeaderName { HeaderName(.reason) }
    package static var recordRoute: HeaderName { HeaderName(.recordRoute) }
    package static var referSub: HeaderName { HeaderName(.referSub) }
    package static var referTo: HeaderName { HeaderName(.referTo) }
    package static var referredBy: HeaderName { HeaderName(.referredBy) }
    package static var remotePartyID: HeaderName { HeaderName(.remotePartyID) }
    package static var replaces: HeaderName { HeaderName(.replaces) }
    package static var require: HeaderName { HeaderName(.require) }
    package static var retryAfter: HeaderName { HeaderName(.retryAfter) }
    package static var route: HeaderName { HeaderName(.route) }
    package static var rseq: HeaderName { HeaderName(.rseq) }
    package static var server: HeaderName { HeaderName(.server) }
    package static var sessionExpires: HeaderName { HeaderName(.sessionExpires) }
    package static var subscriptionState: HeaderName { HeaderName(.subscriptionState) }
    package static var supported: HeaderName { HeaderName(.supported) }
    package static var timestamp: HeaderName { HeaderName(.timestamp) }
    package static var to: HeaderName { HeaderName(.to) }
    package static var unsupported: HeaderName { HeaderName(.unsupported) }
    package static var userAgent: HeaderName { HeaderName(.userAgent) }
    package static var via: HeaderName { HeaderName(.via) }
    package static var warning: HeaderName { HeaderName(.warning) }
    package static var wwwAuthenticate: HeaderName { HeaderName(.wwwAuthenticate) }
}

extension HeaderName: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        switch (left.kind, right.kind) {
        case (.known(let one), .known(let other)): one == other
        case (.other(let one), .other(let other)): one.equalsIgnoringCase(other)
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch kind {
        case .known(let known): hasher.combine(known)
        case .other(let spelling): for byte in spelling.utf8 { hasher.combine(byte.lowercasedASCII) }
        }
    }
}
