/// A request: what every one must have, read; the rest as header fields (RFC 3261 §8.1.1).
package struct SIPRequest: Hashable, Sendable {
    struct Core: Hashable, Sendable {
        var method: SIPMethod
        var uri: SIPURI
        var vias: [Via]
        var from: NameAddress
        var to: NameAddress
        var callID: String
        var cseq: CSeq
        var maxForwards: Int?
        var body: SIPBody?
    }

    private(set) var storage: MessageStorage<Core>

    package var method: SIPMethod {
        get { storage.read { $0.method } }
        _modify { yield &storage.core.method }
    }
    package var uri: SIPURI {
        get { storage.read { $0.uri } }
        _modify { yield &storage.core.uri }
    }
    /// Topmost first; never empty in a request that was parsed.
    package var vias: [Via] {
        get { storage.read { $0.vias } }
        _modify { yield &storage.core.vias }
    }
    package var from: NameAddress {
        get { storage.read { $0.from } }
        _modify { yield &storage.core.from }
    }
    package var to: NameAddress {
        get { storage.read { $0.to } }
        _modify { yield &storage.core.to }
    }
    package var callID: String {
        get { storage.read { $0.callID } }
        _modify { yield &storage.core.callID }
    }
    /// Its method is that of the request.
    package var cseq: CSeq {
        get { storage.read { $0.cseq } }
        _modify { yield &storage.core.cseq }
    }
    /// `nil` from an RFC 2543 client that left it out.
    package var maxForwards: Int? {
        get { storage.read { $0.maxForwards } }
        _modify { yield &storage.core.maxForwards }
    }
    /// All header fields but those above, Content-Type and Content-Length.
    package var headers: SIPHeaders {
        get { storage.headers }
        _modify { yield &storage.headers }
    }
    package var body: SIPBody? {
        get { storage.read { $0.body } }
        _modify { yield &storage.core.body }
    }

    package init(
        method: SIPMethod, uri: SIPURI, vias: [Via], from: NameAddress, to: NameAddress, callID: String,
        cseq: UInt32, maxForwards: Int? = 70, headers: SIPHeaders = SIPHeaders(), body: SIPBody? = nil
    ) {
        storage = MessageStorage(
            Core(
                method: method, uri: uri, vias: vias, from: from, to: to, callID: callID,
                cseq: CSeq(number: cseq, method: method), maxForwards: maxForwards, body: body), headers)
    }

    init(_ received: ReceivedMessage) {
        storage = .received(received)
    }

    /// The branch of the topmost Via; `""` where it has none.
    package var branch: String { vias.first?.branch ?? "" }

    /// The ACK of a non-2xx final response: same branch, same number, To of the response (§17.1.1.3).
    package func acknowledgement(of response: SIPResponse) -> SIPRequest {
        var fields = SIPHeaders()
        for value in headers.all(.route) { fields.append(.route, value) }
        return SIPRequest(
            method: .ack, uri: uri, vias: Array(vias.prefix(1)), from: from, to: response.to, callID: callID,
            cseq: cseq.number, headers: fields)
    }

    /// The CANCEL of this request (§9.1).
    package func cancellation(reason: Q850Cause? = nil) -> SIPRequest {
        var fields = SIPHeaders()
        for value in headers.all(.route) { fields.append(.route, value) }
        if let reason { fields.append(.reason, reason.headerValue) }
        return SIPRequest(
            method: .cancel, uri: uri, vias: Array(vias.prefix(1)), from: from, to: to, callID: callID,
            cseq: cseq.number, headers: fields)
    }
}
