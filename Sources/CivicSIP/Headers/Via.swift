package import CivicCore

/// One hop that a request came over, and the way that its response goes back (RFC 3261 §20.42).
///
///     SIP/2.0/UDP host:port;branch=z9hG4bK…;rport=…;received=…
package struct Via: Hashable, Sendable {
    /// `UDP`, `TCP`, `TLS` or another token, as written.
    package var transport: String
    /// The sent-by host; IPv6 with its brackets.
    package var host: String
    package var port: UInt16?
    package var parameters: SIPParameters

    /// Branches of RFC 3261 begin with it, and name their transaction alone (§8.1.1.7).
    package static let magicCookie = "z9hG4bK"

    package init(transport: String = "UDP", host: String, port: UInt16?, parameters: SIPParameters = SIPParameters()) {
        self.transport = transport
        self.host = host
        self.port = port
        self.parameters = parameters
    }

    /// Our own hop. Over UDP it asks for a symmetric response (`rport`, RFC 3581), over a connection for requests to come
    /// back by the same one (`alias`, RFC 5923 §5).
    init(sentBy endpoint: SocketEndpoint, branch: String, transport: SIPTransport = .udp) {
        let host = endpoint.host.contains(":") ? "[\(endpoint.host)]" : endpoint.host
        self.init(
            transport: transport.viaName, host: host, port: endpoint.port,
            parameters: SIPParameters([
                .init(name: "branch", value: branch),
                .init(name: transport.isReliable ? "alias" : "rport", value: nil),
            ]))
    }

    package init?(parsing text: String) {
        var scanner = HeaderScanner(text)
        scanner.skipSpace()
        guard let name = scanner.takeToken(), name.equalsIgnoringCase("SIP"),
            scanner.takeSeparator(UInt8(ascii: "/")), scanner.takeToken() == "2.0",
            scanner.takeSeparator(UInt8(ascii: "/")), let transport = scanner.takeToken(),
            scanner.next?.isSpace == true
        else { return nil }
        scanner.skipSpace()
        guard let place = Self.takeSentBy(&scanner), let parameters = scanner.takeParameters() else { return nil }
        scanner.skipSpace()
        guard scanner.isAtEnd else { return nil }
        self.init(transport: transport, host: place.host, port: place.port, parameters: parameters)
        guard hasSoundParameters else { return nil }
    }

    /// `sent-by`, whose colon may have white space around it.
    private static func takeSentBy(_ scanner: inout HeaderScanner) -> (host: String, port: UInt16?)? {
        guard let place = scanner.takeHostAndPort() else { return nil }
        guard place.port == nil, scanner.takeSeparator(UInt8(ascii: ":")) else { return place }
        guard let digits = scanner.takeWhile(\.isDigit), let port = decimal(digits, upTo: 65_535) else { return nil }
        return (place.host, UInt16(port))
    }

    private var hasSoundParameters: Bool {
        if let rport = parameters["rport"], !rport.isEmpty, decimal(rport, upTo: 65_535) == nil { return false }
        if let ttl = parameters["ttl"], decimal(ttl, upTo: 255) == nil { return false }
        return true
    }

    package static func list(parsing text: String) -> [Via]? {
        guard let parts = splitList(text) else { return nil }
        var vias: [Via] = []
        for part in parts {
            guard let via = Via(parsing: part) else { return nil }
            vias.append(via)
        }
        return vias
    }

    package var branch: String? { parameters["branch"] }

    /// The branch names its transaction alone: the magic cookie with something after it.
    package var hasUniqueBranch: Bool {
        guard let branch else { return false }
        return branch.hasPrefix(Self.magicCookie) && branch.utf8.count > Self.magicCookie.utf8.count
    }

    /// `host:port` with the default port written out, in lower case: half of what names a server transaction.
    package var sentBy: String { "\(host.lowercased()):\(sentByPort)" }

    private var sentByPort: UInt16 {
        port ?? SIPTransport(rawValue: transport.lowercased())?.defaultPort ?? SIPTransport.udp.defaultPort
    }

    /// Notes where the request really came from (§18.2.1; RFC 3581 §4).
    package mutating func noteSource(_ source: SocketEndpoint) {
        let wantsPort = parameters.contains("rport")
        if wantsPort { parameters["rport"] = String(source.port) }
        let isSame = IPAddress(host).map { $0 == IPAddress(source.host) } ?? false
        if wantsPort || !isSame {
            parameters["received"] = source.host
        } else {
            parameters["received"] = nil
        }
    }

    /// Where the response goes (§18.2.2; RFC 3581 §4).
    ///
    /// `maddr` is followed to a multicast group only: a unicast one would make us send to whom the requester likes.
    package func responseEndpoint(source: SocketEndpoint) -> SocketEndpoint {
        let namedPort = sentByPort
        if let group = parameters["maddr"], let address = IPAddress(group), address.isMulticast {
            return SocketEndpoint(host: group, port: namedPort)
        }
        return SocketEndpoint(host: source.host, port: parameters.contains("rport") ? source.port : namedPort)
    }

    /// Where the response goes: over a connection back by it, and where it is gone by a new one to the sent-by port of the
    /// address that the request really came from (§18.2.2).
    package func responseHop(source: SIPHop) -> SIPHop {
        guard source.transport.isReliable else {
            return SIPHop(.udp, responseEndpoint(source: source.endpoint), mayConnect: false)
        }
        return SIPHop(
            source.transport, SocketEndpoint(host: source.host, port: port ?? source.transport.defaultPort),
            flow: source.flow)
    }
}

extension Via: CustomStringConvertible {
    package var description: String {
        "SIP/2.0/\(transport) \(host)\(port.map { ":\($0)" } ?? "")\(parameters)"
    }
}
