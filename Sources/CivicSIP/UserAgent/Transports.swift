package import CivicCore

// What depends on the transport that a message takes: our own address in it, the way of a long request, and what a dead
// connection means (RFC 3261 §18, RFC 5923).

extension UserAgent {
    /// A request of more bytes does not go over UDP where it need not: the path's MTU is not known (§18.1.1).
    static let longestDatagramRequest = 1300
    /// How long a host that refused a connection for a long request is left alone with such.
    private static let datagramOnlyTime = Duration.seconds(600)
    private static let datagramOnlyLimit = 1024

    // MARK: Our own address

    /// What Via and Contact say over `transport`; where we do not listen there, the address for UDP.
    func address(over transport: SIPTransport) -> SocketEndpoint {
        configuration.streamAddresses[transport] ?? configuration.address
    }

    /// - Parameter isSecure: the request was for a SIPS URI, and so is our Contact (§8.1.1.8, §12.1.1).
    func contactField(over transport: SIPTransport, isSecure: Bool) -> String {
        NameAddress(uri: contact(over: transport, isSecure: isSecure)).description
    }

    func contact(user: String? = nil, over transport: SIPTransport, isSecure: Bool = false) -> SIPURI {
        let address = address(over: transport)
        var uri = SIPURI(scheme: isSecure ? .sips : .sip, user: user, host: address.host, port: address.port)
        let isListened = configuration.streamAddresses[transport] != nil
        if transport.isReliable, isListened, !isSecure { uri.parameters["transport"] = transport.rawValue }
        return uri
    }

    /// Whether a response's Via is one that we wrote (§18.1.2).
    func isOwn(_ via: Via) -> Bool {
        guard let transport = SIPTransport(rawValue: via.transport.lowercased()) else { return false }
        return via.sentBy == Via(sentBy: address(over: transport), branch: "", transport: transport).sentBy
    }

    /// The request with our Via and Contact as they are over `transport`.
    func addressed(_ request: SIPRequest, over transport: SIPTransport) -> SIPRequest {
        guard let via = request.vias.first, via.transport != transport.viaName || request.uri.scheme == .sips else {
            return request
        }
        var request = request
        request.vias[0] = Via(sentBy: address(over: transport), branch: via.branch ?? "", transport: transport)
        let own = Set(SIPTransport.allCases.map { contactField(over: $0, isSecure: false) })
        if request.headers.all(.contact).contains(where: own.contains) {
            request.headers.set(.contact, contactField(over: transport, isSecure: request.uri.scheme == .sips))
        }
        return request
    }

    // MARK: Long requests

    /// The way that `request` takes to `destination`, and the one to fall back on when it is refused (§18.1.1).
    func way(
        of request: SIPRequest, to destination: SIPHop, at now: MonotonicInstant
    ) -> (first: SIPHop, fallback: SIPHop?) {
        guard destination.transport == .udp, destination.mayConnect,
            datagramOnly[destination.endpoint].map({ $0 <= now }) ?? true,
            request.serialized().count > Self.longestDatagramRequest
        else { return (destination, nil) }
        return (SIPHop(.tcp, destination.endpoint), destination)
    }

    /// Notes that `endpoint` takes no connections.
    private mutating func noteDatagramOnly(_ endpoint: SocketEndpoint, at now: MonotonicInstant) {
        datagramOnly = datagramOnly.filter { $0.value > now }
        guard datagramOnly.count < Self.datagramOnlyLimit else { return }
        datagramOnly[endpoint] = now + Self.datagramOnlyTime
    }

    // MARK: Connections

    /// A connection could not be opened or is gone, with everything that was sent by it.
    ///
    /// Requests that went there and have no response yet fail now rather than after 64·T1 (§8.1.3.1, §18.4). One that had
    /// a response waits on: the next one may come by another connection (§18.2.2).
    package mutating func connectionFailed(
        _ transport: SIPTransport, to endpoint: SocketEndpoint, flow: SIPFlow? = nil, at now: MonotonicInstant
    ) {
        if let flow { certifiedTrunks[flow] = nil }
        for key in streamTransactions.sorted() {
            guard let entry = clientTransactions[key], entry.isUnanswered, entry.destination.transport == transport,
                entry.destination.endpoint == endpoint || (flow != nil && entry.destination.flow == flow)
            else { continue }
            tally.transportFailures += 1
            if let fallback = entry.fallback {
                noteDatagramOnly(endpoint, at: now)
                restart(key, over: fallback, at: now)
            } else {
                failClient(key, at: now)
            }
        }
    }

    /// Whether a registration or a call depends on the connection, so that it must not be closed for being idle.
    package func depends(on flow: SIPFlow, at now: MonotonicInstant) -> Bool {
        registrar.uses(flow, at: now) || calls.values.contains { $0.dialog?.peer.flow == flow }
    }

    /// A stream broke its framing; the edge closes it after this answer.
    package mutating func receive(broken head: [UInt8], _ fault: StreamFault, from source: SIPHop) {
        tally.received += 1
        tally.malformed += 1
        if let refusal = SIPRefusal(fault, head: head.span) { answer(refusal, from: source) }
    }

    /// RFC 5923 §5: requests to the sent-by address may go by the connection that this one came by. Only a peer that names
    /// its own address is believed.
    mutating func noteAlias(of request: SIPRequest, from source: SIPHop) {
        guard let flow = source.flow, let via = request.vias.first, via.parameters.contains("alias"),
            let address = IPAddress(via.host), address == IPAddress(source.host)
        else { return }
        let port = via.port ?? source.transport.defaultPort
        guard port != source.port else { return }
        effects.append(.alias(flow, SocketEndpoint(host: source.host, port: port)))
    }
}
