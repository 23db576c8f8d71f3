/// A response: what every one must have, read; the rest as header fields (RFC 3261 §8.2.6).
package struct SIPResponse: Hashable, Sendable {
    struct Core: Hashable, Sendable {
        var status: Int
        var reason: String
        var vias: [Via]
        var from: NameAddress
        var to: NameAddress
        var callID: String
        var cseq: CSeq
        var body: SIPBody?
    }

    private(set) var storage: MessageStorage<Core>

    /// 100 to 699.
    package var status: Int {
        get { storage.read { $0.status } }
        _modify { yield &storage.core.status }
    }
    package var reason: String {
        get { storage.read { $0.reason } }
        _modify { yield &storage.core.reason }
    }
    /// Topmost first; never empty in a response that was parsed.
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
    package var cseq: CSeq {
        get { storage.read { $0.cseq } }
        _modify { yield &storage.core.cseq }
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
        status: Int, reason: String? = nil, vias: [Via], from: NameAddress, to: NameAddress, callID: String,
        cseq: CSeq, headers: SIPHeaders = SIPHeaders(), body: SIPBody? = nil
    ) {
        storage = MessageStorage(
            Core(
                status: status, reason: reason ?? SIPStatus.phrase(status), vias: vias, from: from, to: to,
                callID: callID, cseq: cseq, body: body), headers)
    }

    init(_ received: ReceivedMessage) {
        storage = .received(received)
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
