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
        let bytes = Array(text.utf8)
        self.init(parsing: bytes.span, bytes.indices)
    }

    init?(parsing bytes: Span<UInt8>, _ range: Range<Int>) {
        guard let places = Places(bytes, range) else { return nil }
        self.init(places, in: bytes)
    }

    private init(_ places: Places, in bytes: Span<UInt8>) {
        self.init(
            transport: string(bytes, places.transport), host: string(bytes, places.host), port: places.port,
            parameters: SIPParameters(ofField: bytes, places.parameters))
    }

    /// Where the parts of a sound value stand; found without taking memory.
    private struct Places {
        let transport: Range<Int>
        let host: Range<Int>
        let port: UInt16?
        let parameters: Range<Int>

        init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
            var reader = ByteReader(range)
            reader.skipSpace(in: bytes)
            guard let name = reader.takeWhile(.token, in: bytes), bytes.equals("SIP", in: name),
                reader.takeSeparator(UInt8(ascii: "/"), in: bytes), let version = reader.takeWhile(.token, in: bytes),
                bytes.equals("2.0", in: version), reader.takeSeparator(UInt8(ascii: "/"), in: bytes),
                let transport = reader.takeWhile(.token, in: bytes), reader.next(in: bytes)?.isSpace == true
            else { return nil }
            self.transport = transport
            reader.skipSpace(in: bytes)
            guard let place = Self.takeSentBy(&reader, in: bytes) else { return nil }
            (host, port) = (place.host, place.port)
            guard
                let parameters = reader.takeParameters(
                    in: bytes, where: { Self.isSound(bytes, name: $0, value: $1) })
            else { return nil }
            self.parameters = parameters
            reader.skipSpace(in: bytes)
            guard reader.isAtEnd else { return nil }
        }

        /// `sent-by`, whose colon may have white space around it.
        private static func takeSentBy(
            _ reader: inout ByteReader, in bytes: Span<UInt8>
        ) -> (host: Range<Int>, port: UInt16?)? {
            guard let place = reader.takeHostAndPort(in: bytes) else { return nil }
            guard place.port == nil, reader.takeSeparator(UInt8(ascii: ":"), in: bytes) else { return place }
            guard let digits = reader.takeWhile(.digit, in: bytes), let port = decimal(bytes, digits, upTo: 65_535)
            else { return nil }
            return (place.host, UInt16(port))
        }

        /// `rport` is empty or a port, `ttl` a number up to 255.
        private static func isSound(_ bytes: Span<UInt8>, name: Range<Int>, value: Range<Int>?) -> Bool {
            if bytes.equals("rport", in: name) {
                return value.map { decimal(bytes, $0, upTo: 65_535) != nil } ?? true
            }
            return !bytes.equals("ttl", in: name) || value.flatMap { decimal(bytes, $0, upTo: 255) } != nil
        }
    }

    package static func list(parsing text: String) -> [Via]? {
        let bytes = Array(text.utf8)
        var vias: [Via] = []
        return append(to: &vias, parsing: bytes.span, bytes.indices) ? vias : nil
    }

    /// Reads one more field; `false` where it is broken.
    @discardableResult
    static func append(to vias: inout [Via], parsing bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var elements = ListReader(range)
        while let element = elements.next(in: bytes) {
            guard let via = Via(parsing: bytes, element) else { return false }
            vias.append(via)
        }
        return !elements.isBroken
    }

    /// How many sound values the field has; `nil` where it or one of them is broken. Takes no memory.
    static func count(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var elements = ListReader(range)
        var count = 0
        while let element = elements.next(in: bytes) {
            guard Places(bytes, element) != nil else { return nil }
            count += 1
        }
        return elements.isBroken ? nil : count
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
    package var description: String { printed(write) }

    func write(to writer: inout MessageWriter) {
        writer.append("SIP/2.0/")
        writer.append(transport)
        writer.append(UInt8(ascii: " "))
        writer.append(host)
        if let port {
            writer.append(UInt8(ascii: ":"))
            writer.append(Int(port))
        }
        parameters.write(to: &writer)
    }
}
