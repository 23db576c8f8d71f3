/// A request: what every one must have, read; the rest as header fields (RFC 3261 §8.1.1).
package struct SIPRequest: Hashable, Sendable {
    /// On the heap, since requests are handed on a lot: to transactions, dialogs and calls.
    private struct Parts: Hashable, Sendable {
        var method: SIPMethod
        var uri: SIPURI
        var vias: [Via]
        var from: NameAddress
        var to: NameAddress
        var callID: String
        var cseq: CSeq
        var maxForwards: Int?
        var headers: SIPHeaders
        var body: SIPBody?
    }

    private var parts: Boxed<Parts>

    package var method: SIPMethod {
        _read { yield parts.value.method }
        _modify { yield &parts.value.method }
    }
    package var uri: SIPURI {
        _read { yield parts.value.uri }
        _modify { yield &parts.value.uri }
    }
    /// Topmost first; never empty in a request that was parsed.
    package var vias: [Via] {
        _read { yield parts.value.vias }
        _modify { yield &parts.value.vias }
    }
    package var from: NameAddress {
        _read { yield parts.value.from }
        _modify { yield &parts.value.from }
    }
    package var to: NameAddress {
        _read { yield parts.value.to }
        _modify { yield &parts.value.to }
    }
    package var callID: String {
        _read { yield parts.value.callID }
        _modify { yield &parts.value.callID }
    }
    /// Its method is that of the request.
    package var cseq: CSeq {
        _read { yield parts.value.cseq }
        _modify { yield &parts.value.cseq }
    }
    /// `nil` from an RFC 2543 client that left it out.
    package var maxForwards: Int? {
        _read { yield parts.value.maxForwards }
        _modify { yield &parts.value.maxForwards }
    }
    /// All header fields but those above, Content-Type and Content-Length.
    package var headers: SIPHeaders {
        _read { yield parts.value.headers }
        _modify { yield &parts.value.headers }
    }
    package var body: SIPBody? {
        _read { yield parts.value.body }
        _modify { yield &parts.value.body }
    }

    package init(
        method: SIPMethod, uri: SIPURI, vias: [Via], from: NameAddress, to: NameAddress, callID: String,
        cseq: UInt32, maxForwards: Int? = 70, headers: SIPHeaders = SIPHeaders(), body: SIPBody? = nil
    ) {
        parts = Boxed(
            Parts(
                method: method, uri: uri, vias: vias, from: from, to: to, callID: callID,
                cseq: CSeq(number: cseq, method: method), maxForwards: maxForwards, headers: headers, body: body))
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
