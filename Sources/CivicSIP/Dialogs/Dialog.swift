/// A peer-to-peer relation that lasts from the first tagged response to BYE (RFC 3261 §12).
///
/// Holds what a request inside the dialog is made of: tags, sequence numbers, route set, remote target.
package struct Dialog: Sendable {
    package let id: DialogID
    /// Our own address with our tag.
    package let local: NameAddress
    /// The other's address with its tag.
    package let remote: NameAddress
    private(set) package var localSequence: UInt32
    /// `nil` until the other side has sent a request.
    private(set) package var remoteSequence: UInt32?
    /// Where requests go: the Contact of the other side.
    private(set) package var remoteTarget: SIPURI
    /// In the order in which our requests visit them.
    package let routeSet: [NameAddress]
    /// Where the other side's messages really come from.
    private(set) package var peer: SIPHop

    /// The dialog of a call that was received, once `tag` has been chosen for our side (§12.1.1).
    package init(receiving request: SIPRequest, tag: String, from peer: SIPHop) {
        var local = request.to
        local.tag = tag
        self.local = local
        remote = request.from
        id = DialogID(callID: request.callID, localTag: tag, remoteTag: request.from.tag ?? "")
        localSequence = 0
        remoteSequence = request.cseq.number
        remoteTarget = Self.contact(request.headers) ?? request.from.uri
        routeSet = Self.routes(request.headers)
        self.peer = peer
    }

    /// The dialog that a response to our INVITE makes (§12.1.2); its route set is reversed.
    package init(sending request: SIPRequest, answeredBy response: SIPResponse, from peer: SIPHop) {
        local = request.from
        remote = response.to
        id = DialogID(response)
        localSequence = request.cseq.number
        remoteSequence = nil
        remoteTarget = Self.contact(response.headers) ?? request.uri
        routeSet = Self.routes(response.headers).reversed()
        self.peer = peer
    }

    private static func contact(_ headers: SIPHeaders) -> SIPURI? {
        headers.first(.contact).flatMap { NameAddress.list(parsing: $0)?.first?.uri }
    }

    private static func routes(_ headers: SIPHeaders) -> [NameAddress] {
        headers.all(.recordRoute).flatMap { NameAddress.list(parsing: $0) ?? [] }
    }

    /// Takes the number of a received request; `false` where it is too low (§12.2.2).
    package mutating func accept(sequence: UInt32) -> Bool {
        if let remoteSequence, sequence <= remoteSequence { return false }
        remoteSequence = sequence
        return true
    }

    /// A target refresh request or its 2xx brings a new Contact (§12.2.1.2, §12.2.2).
    package mutating func refreshTarget(_ headers: SIPHeaders, from peer: SIPHop) {
        if let contact = Self.contact(headers) { remoteTarget = contact }
        self.peer = peer
    }

    /// The dialog was early before: the numbers of requests that went to and fro in it still count.
    package mutating func resume(from early: Dialog) {
        localSequence = max(localSequence, early.localSequence)
        if let number = early.remoteSequence { remoteSequence = max(remoteSequence ?? 0, number) }
    }

    /// The next request of our side (§12.2.1.1).
    package mutating func nextRequest(
        _ method: SIPMethod, via: Via, headers: SIPHeaders = SIPHeaders(), body: SIPBody? = nil
    ) -> SIPRequest {
        localSequence += 1
        return request(method, sequence: localSequence, via: via, headers: headers, body: body)
    }

    /// A request with a number of its own: the ACK of a 2xx has its INVITE's (§13.2.2.4).
    ///
    /// A first route without `lr` is a strict router: it becomes the Request-URI and the target goes last.
    package func request(
        _ method: SIPMethod, sequence: UInt32, via: Via, headers: SIPHeaders = SIPHeaders(), body: SIPBody? = nil
    ) -> SIPRequest {
        var uri = remoteTarget
        var routes = routeSet
        if let first = routeSet.first, !first.uri.parameters.contains("lr") {
            uri = first.uri
            uri.headers = nil
            routes = Array(routeSet.dropFirst()) + [NameAddress(uri: remoteTarget)]
        } else {
            uri.headers = nil
            uri.parameters["method"] = nil
        }
        var fields = SIPHeaders()
        for route in routes { fields.append(.route, route.description) }
        for field in headers.fields { fields.append(field.name, field.value) }
        return SIPRequest(
            method: method, uri: uri, vias: [via], from: local, to: remote, callID: id.callID, cseq: sequence,
            headers: fields, body: body)
    }

    /// Where the next request goes: the first route, else the target; the peer's own address where that names nothing
    /// that can be reached.
    package var destination: SIPHop {
        reachableHop(of: routeSet.first?.uri ?? remoteTarget, heardFrom: peer)
    }
}
