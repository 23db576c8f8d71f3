/// A response: what every one must have, read; the rest as header fields (RFC 3261 §8.2.6).
package struct SIPResponse: Hashable, Sendable {
    /// 100 to 699.
    package var status: Int
    package var reason: String
    /// Topmost first; never empty in a response that was parsed.
    package var vias: [Via]
    package var from: NameAddress
    package var to: NameAddress
    package var callID: String
    package var cseq: CSeq
    /// All header fields but those above, Content-Type and Content-Length.
    package var headers: SIPHeaders
    package var body: SIPBody?

    package init(
        status: Int, reason: String? = nil, vias: [Via], from: NameAddress, to: NameAddress, callID: String,
        cseq: CSeq, headers: SIPHeaders = SIPHeaders(), body: SIPBody? = nil
    ) {
        self.status = status
        self.reason = reason ?? SIPStatus.phrase(status)
        self.vias = vias
        self.from = from
        self.to = to
        self.callID = callID
        self.cseq = cseq
        self.headers = headers
        self.body = body
    }

    /// The response to `request` (§8.2.6.2). `tag` is put on To where the request has none; 100 gets no tag.
    package init(_ status: Int, reason: String? = nil, to request: SIPRequest, tag: String? = nil) {
        self.init(
            status: status, reason: reason, vias: request.vias, from: request.from, to: request.to,
            callID: request.callID, cseq: request.cseq)
        if status > 100, to.tag == nil, let tag { to.tag = tag }
        if status == 100 {
            for value in request.headers.all(.timestamp) { headers.append(.timestamp, value) }
        }
    }

    package var isProvisional: Bool { status < 200 }
    package var isFinal: Bool { status >= 200 }
    package var isSuccess: Bool { status / 100 == 2 }

    /// The seconds of Retry-After (§20.33), without its comment and parameters.
    package var retryAfter: Duration? {
        guard let value = headers.first(.retryAfter) else { return nil }
        var scanner = HeaderScanner(value)
        return scanner.takeWhile(\.isDigit).flatMap { decimal($0) }.map { .seconds($0) }
    }
}
