/// A response: what every one must have, read; the rest as header fields (RFC 3261 §8.2.6).
package struct SIPResponse: Hashable, Sendable {
    /// On the heap, since responses are kept and sent again.
    private struct Parts: Hashable, Sendable {
        var status: Int
        var reason: String
        var vias: [Via]
        var from: NameAddress
        var to: NameAddress
        var callID: String
        var cseq: CSeq
        var headers: SIPHeaders
        var body: SIPBody?
    }

    private var parts: Boxed<Parts>

    /// 100 to 699.
    package var status: Int {
        _read { yield parts.value.status }
        _modify { yield &parts.value.status }
    }
    package var reason: String {
        _read { yield parts.value.reason }
        _modify { yield &parts.value.reason }
    }
    /// Topmost first; never empty in a response that was parsed.
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
    package var cseq: CSeq {
        _read { yield parts.value.cseq }
        _modify { yield &parts.value.cseq }
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
        status: Int, reason: String? = nil, vias: [Via], from: NameAddress, to: NameAddress, callID: String,
        cseq: CSeq, headers: SIPHeaders = SIPHeaders(), body: SIPBody? = nil
    ) {
        parts = Boxed(
            Parts(
                status: status, reason: reason ?? SIPStatus.phrase(status), vias: vias, from: from, to: to,
                callID: callID, cseq: cseq, headers: headers, body: body))
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
