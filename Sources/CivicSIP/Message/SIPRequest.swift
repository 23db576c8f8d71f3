/// A request: what every one must have, read; the rest as header fields (RFC 3261 §8.1.1).
package struct SIPRequest: Hashable, Sendable {
    package var method: SIPMethod
    package var uri: SIPURI
    /// Topmost first; never empty in a request that was parsed.
    package var vias: [Via]
    package var from: NameAddress
    package var to: NameAddress
    package var callID: String
    /// Its method is that of the request.
    package var cseq: CSeq
    /// `nil` from an RFC 2543 client that left it out.
    package var maxForwards: Int?
    /// All header fields but those above, Content-Type and Content-Length.
    package var headers: SIPHeaders
    package var body: SIPBody?

    package init(
        method: SIPMethod, uri: SIPURI, vias: [Via], from: NameAddress, to: NameAddress, callID: String,
        cseq: UInt32, maxForwards: Int? = 70, headers: SIPHeaders = SIPHeaders(), body: SIPBody? = nil
    ) {
        self.method = method
        self.uri = uri
        self.vias = vias
        self.from = from
        self.to = to
        self.callID = callID
        self.cseq = CSeq(number: cseq, method: method)
        self.maxForwards = maxForwards
        self.headers = headers
        self.body = body
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
