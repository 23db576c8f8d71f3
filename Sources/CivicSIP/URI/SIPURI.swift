package import CivicCore

/// A SIP, SIPS or TEL URI (RFC 3261 §19.1, RFC 3966), or one of a scheme that is only passed along.
///
///     sip:user:password@host:port;uri-parameters?headers
///     tel:+1-201-555-0123;parameters
///
/// `==` compares the spelling; `isEquivalent(to:)` compares the meaning (§19.1.4).
package struct SIPURI: Hashable, Sendable {
    package enum Scheme: Hashable, Sendable {
        case sip, sips, tel
        /// In lower case; what follows the colon is in `opaque`.
        case other(String)

        package var name: String {
            switch self {
            case .sip: "sip"
            case .sips: "sips"
            case .tel: "tel"
            case .other(let name): name
            }
        }
    }

    package var scheme: Scheme
    /// The user part, or the number of a TEL URI, as written: escapes stand. `nil` where there is none.
    package var user: String?
    /// As written. Read so that such URIs parse; never used.
    package var password: String?
    /// A name, an IPv4 address, or an IPv6 address with its brackets. Empty for TEL and other schemes.
    package var host: String
    package var port: UInt16?
    package var parameters: SIPParameters
    /// What stands after `?`, as written.
    package var headers: String?
    /// The whole of a URI of another scheme, after its colon.
    package var opaque: String

    /// Makes a `sip` URI. `user` is plain text and is escaped; an IPv6 `host` may come without brackets.
    package init(
        scheme: Scheme = .sip, user: String? = nil, host: String, port: UInt16? = nil,
        parameters: SIPParameters = SIPParameters()
    ) {
        self.scheme = scheme
        self.user = user.map { percentEncoded($0, allowing: \.isUser) }
        self.host = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        self.port = port
        self.parameters = parameters
        opaque = ""
    }

    init(scheme: Scheme, opaque: String) {
        self.init(scheme: scheme, host: "")
        self.opaque = opaque
    }

    /// The user part with escapes undone; `""` where there is none.
    package var userText: String { user.map(percentDecoded) ?? "" }

    package var isSIP: Bool { scheme == .sip || scheme == .sips }

    /// Where a request to this URI goes over UDP when nothing else is known: `maddr` or the host, if numeric.
    package var numericEndpoint: SocketEndpoint? {
        guard isSIP else { return nil }
        let name = parameters["maddr"] ?? host
        guard let address = IPAddress(name), !address.isUnusable else { return nil }
        let bare = name.hasPrefix("[") ? String(name.dropFirst().dropLast()) : name
        return SocketEndpoint(host: bare, port: port ?? 5060)
    }
}

extension SIPURI: CustomStringConvertible {
    package var description: String { printed(write) }

    func write(to writer: inout MessageWriter) {
        writer.append(scheme.name)
        writer.append(UInt8(ascii: ":"))
        switch scheme {
        case .other: writer.append(opaque)
        case .tel:
            if let user { writer.append(user) }
            parameters.write(to: &writer)
        case .sip, .sips:
            if let user {
                writer.append(user)
                if let password {
                    writer.append(UInt8(ascii: ":"))
                    writer.append(password)
                }
                writer.append(UInt8(ascii: "@"))
            }
            writer.append(host)
            if let port {
                writer.append(UInt8(ascii: ":"))
                writer.append(Int(port))
            }
            parameters.write(to: &writer)
            if let headers {
                writer.append(UInt8(ascii: "?"))
                writer.append(headers)
            }
        }
    }
}
