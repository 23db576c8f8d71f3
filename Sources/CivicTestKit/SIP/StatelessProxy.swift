package import CivicCore
import CivicSIP

/// A proxy without state between two user agents (RFC 3261 §16.11), with a second address for its other side.
///
/// It writes Record-Route for both addresses (RFC 5658 §3) and Path into REGISTER (RFC 3327), forwards by Route, by its
/// two homes or by a numeric Request-URI, and carries responses back by Via. What comes to neither is dropped.
package struct StatelessProxy: Sendable {
    package let inner: SocketEndpoint
    package let outer: SocketEndpoint
    /// Who is behind which address: requests for the key go to the value.
    package var homes: [SocketEndpoint: SocketEndpoint] = [:]
    package private(set) var forwarded = 0

    package init(inner: SocketEndpoint, outer: SocketEndpoint) {
        self.inner = inner
        self.outer = outer
    }

    package func owns(_ endpoint: SocketEndpoint) -> Bool { endpoint == inner || endpoint == outer }

    /// What becomes of a datagram: what is sent, from which of its addresses, and where to.
    package mutating func forward(
        _ bytes: [UInt8], from source: SocketEndpoint, to own: SocketEndpoint
    ) -> (bytes: [UInt8], from: SocketEndpoint, to: SocketEndpoint)? {
        let result =
            switch try? SIPMessage(parsing: bytes) {
            case .request(let request): forward(request, from: source, at: own)
            case .response(let response): forward(response)
            case nil: nil as (bytes: [UInt8], from: SocketEndpoint, to: SocketEndpoint)?
            }
        if result != nil { forwarded += 1 }
        return result
    }

    private func forward(
        _ original: SIPRequest, from source: SocketEndpoint, at own: SocketEndpoint
    ) -> (bytes: [UInt8], from: SocketEndpoint, to: SocketEndpoint)? {
        var request = original
        guard let hops = request.maxForwards, hops > 0 else { return nil }
        request.maxForwards = hops - 1
        request.vias[0].noteSource(source)
        var routes = request.headers.all(.route).flatMap { NameAddress.list(parsing: $0) ?? [] }
        while let first = routes.first?.uri.numericEndpoint, owns(first) { routes.removeFirst() }
        request.headers.remove(.route)
        for route in routes { request.headers.append(.route, route.description) }

        guard let next = routes.first?.uri.numericEndpoint ?? request.uri.numericEndpoint else { return nil }
        let target = homes[next] ?? next
        guard !owns(target) else { return nil }
        let other = own == inner ? outer : inner
        if request.to.tag == nil, request.method == .invite {
            // The address towards the next hop stands on top, that towards the last one below it.
            let lines = request.headers.all(.recordRoute)
            request.headers.remove(.recordRoute)
            for address in [other, own] { request.headers.append(.recordRoute, "<\(uri(address))>") }
            for line in lines { request.headers.append(.recordRoute, line) }
        }
        if request.method == .register { request.headers.append(HeaderName("Path"), "<\(uri(other))>") }
        // The same for an INVITE, its ACK of a refusal and its CANCEL, which is all that a proxy without state needs.
        let branch = "z9hG4bKp" + request.branch.filter { $0.isLetter || $0.isNumber }
        request.vias.insert(
            Via(
                host: other.host, port: other.port,
                parameters: SIPParameters([.init(name: "branch", value: branch)])), at: 0)
        return (request.serialized(), other, target)
    }

    private func forward(_ original: SIPResponse) -> (bytes: [UInt8], from: SocketEndpoint, to: SocketEndpoint)? {
        var response = original
        guard response.vias.count > 1, let top = response.vias.first, top.branch?.hasPrefix("z9hG4bKp") == true
        else { return nil }
        response.vias.removeFirst()
        guard let via = response.vias.first else { return nil }
        let host = via.parameters["received"] ?? via.host
        let port = via.parameters["rport"].flatMap { UInt16($0) } ?? via.port ?? 5060
        return (response.serialized(), inner, SocketEndpoint(host: host, port: port))
    }

    private func uri(_ address: SocketEndpoint) -> String { "sip:\(address.host):\(address.port);lr" }
}
