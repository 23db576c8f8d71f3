// From frame to message: RFC 3261 §7.1, §7.2, §8.1.1, §18.3 and §25.

extension SIPMessage {
    /// Reads one datagram.
    ///
    /// A request with a fault throws the answer that it gets; everything else that cannot be read is to be dropped. What
    /// follows the body that Content-Length announces is ignored (§18.3).
    package init(parsing datagram: Span<UInt8>) throws(SIPParseError) {
        let frame = try MessageFrame(parsing: datagram)
        if frame.startLine.utf8.prefix(4).elementsEqual("SIP/".utf8) {
            self = .response(try SIPResponse(frame, in: datagram))
        } else {
            self = .request(try SIPRequest(frame, in: datagram))
        }
    }

    package init(parsing datagram: [UInt8]) throws(SIPParseError) {
        self = try SIPMessage(parsing: datagram.span)
    }
}

extension SIPRequest {
    fileprivate init(_ frame: MessageFrame, in datagram: Span<UInt8>) throws(SIPParseError) {
        let words = frame.startLine.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        guard words.count >= 3, let last = words.last,
            last.utf8.prefix(4).elementsEqual("SIP/".utf8) || last.utf8.prefix(4).elementsEqual("sip/".utf8),
            words[0].isToken
        else { throw .notSIP("start line is neither request nor status") }
        let method = SIPMethod(words[0])
        do {
            try self.init(frame, in: datagram, method: method, version: last)
        } catch {
            throw .badRequest(SIPRefusal(error, of: frame, method: method))
        }
    }

    private init(
        _ frame: MessageFrame, in datagram: Span<UInt8>, method: SIPMethod, version: String
    ) throws(MessageFrame.Fault) {
        guard version.equalsIgnoringCase("SIP/2.0") else {
            throw MessageFrame.Fault(status: 505, phrase: SIPStatus.phrase(505))
        }
        if let fault = frame.fault { throw fault }
        let parts = frame.startLine.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw MessageFrame.Fault(phrase: "Bad Request Line") }
        guard parts[1].utf8.count <= SIPURI.longest else {
            throw MessageFrame.Fault(status: 414, phrase: SIPStatus.phrase(414))
        }
        guard let uri = SIPURI(parsing: String(parts[1])), uri.headers == nil else {
            throw MessageFrame.Fault(phrase: "Bad Request-URI")
        }
        let common = try CommonFields(frame, in: datagram)
        guard common.cseq.method == method else { throw MessageFrame.Fault(phrase: "CSeq Method Differs") }
        var maxForwards: Int?
        if let text = try frame.single(.maxForwards) {
            guard let hops = decimal(text, upTo: 255) else { throw MessageFrame.Fault(phrase: "Bad Max-Forwards") }
            maxForwards = hops
        }
        self.init(
            method: method, uri: uri, vias: common.vias, from: common.from, to: common.to, callID: common.callID,
            cseq: common.cseq.number, maxForwards: maxForwards, headers: common.headers, body: common.body)
        try checkLists()
    }

    /// The lists that the user agent acts on must be sound: Contact, Route and Record-Route.
    private func checkLists() throws(MessageFrame.Fault) {
        for name in [HeaderName.route, .recordRoute] {
            for value in headers.all(name) {
                guard let routes = NameAddress.list(parsing: value), routes.count <= SIPLimits.listElements else {
                    throw MessageFrame.Fault(phrase: "Bad \(name)")
                }
            }
        }
        for value in headers.all(.contact) where value != "*" {
            guard let contacts = NameAddress.list(parsing: value), contacts.count <= SIPLimits.listElements else {
                throw MessageFrame.Fault(phrase: "Bad Contact")
            }
        }
    }
}

extension SIPResponse {
    fileprivate init(_ frame: MessageFrame, in datagram: Span<UInt8>) throws(SIPParseError) {
        if let fault = frame.fault { throw .badResponse(fault.phrase) }
        let parts = frame.startLine.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "SIP/2.0", parts[1].utf8.count == 3,
            let status = decimal(String(parts[1]), upTo: 699), status >= 100
        else { throw .badResponse("Bad Status Line") }
        do {
            let common = try CommonFields(frame, in: datagram)
            self.init(
                status: status, reason: parts.count > 2 ? String(parts[2]) : "", vias: common.vias, from: common.from,
                to: common.to, callID: common.callID, cseq: common.cseq, headers: common.headers, body: common.body)
        } catch {
            throw .badResponse(error.phrase)
        }
    }
}

extension MessageFrame {
    /// The value of a field that may stand once; a repetition must say the same.
    fileprivate func single(_ name: HeaderName) throws(Fault) -> String? {
        let values = headers.all(name)
        guard let first = values.first else { return nil }
        guard values.allSatisfy({ $0 == first }) else { throw Fault(phrase: "More Than One \(name)") }
        return first
    }

    fileprivate func required(_ name: HeaderName) throws(Fault) -> String {
        guard let value = try single(name) else { throw Fault(phrase: "Missing \(name)") }
        return value
    }
}

/// What requests and responses have in common.
private struct CommonFields {
    var vias: [Via] = []
    var from: NameAddress
    var to: NameAddress
    var callID: String
    var cseq: CSeq
    var headers: SIPHeaders
    var body: SIPBody?

    init(_ frame: MessageFrame, in datagram: Span<UInt8>) throws(MessageFrame.Fault) {
        vias = try Self.vias(of: frame)
        guard let from = NameAddress(parsing: try frame.required(.from)) else {
            throw MessageFrame.Fault(phrase: "Bad From")
        }
        guard let to = NameAddress(parsing: try frame.required(.to)) else {
            throw MessageFrame.Fault(phrase: "Bad To")
        }
        self.from = from
        self.to = to
        callID = try frame.required(.callID)
        guard !callID.isEmpty, callID.utf8.allSatisfy({ $0.isWord || $0 == UInt8(ascii: "@") || $0 >= 0x80 }) else {
            throw MessageFrame.Fault(phrase: "Bad Call-ID")
        }
        guard let cseq = CSeq(parsing: try frame.required(.cseq)) else {
            throw MessageFrame.Fault(phrase: "Bad CSeq")
        }
        self.cseq = cseq
        body = try Self.body(of: frame, in: datagram)
        let read: Set<HeaderName> = [
            .via, .from, .to, .callID, .cseq, .maxForwards, .contentLength, .contentType,
        ]
        headers = SIPHeaders(frame.headers.fields.filter { !read.contains($0.name) })
    }

    private static func vias(of frame: MessageFrame) throws(MessageFrame.Fault) -> [Via] {
        var vias: [Via] = []
        for value in frame.headers.all(.via) {
            guard let some = Via.list(parsing: value) else { throw MessageFrame.Fault(phrase: "Bad Via") }
            vias += some
        }
        guard !vias.isEmpty else { throw MessageFrame.Fault(phrase: "Missing Via") }
        guard vias.count <= SIPLimits.listElements else { throw MessageFrame.Fault(phrase: "Too Many Via Values") }
        return vias
    }

    /// §18.3: without Content-Length the body is all that follows; a longer one than the datagram holds is a fault.
    private static func body(
        of frame: MessageFrame, in datagram: Span<UInt8>
    ) throws(MessageFrame.Fault) -> SIPBody? {
        var range = frame.rest
        if let text = try frame.single(.contentLength) {
            guard let length = decimal(text) else { throw MessageFrame.Fault(phrase: "Bad Content-Length") }
            guard length <= range.count else {
                throw MessageFrame.Fault(phrase: "Content-Length Exceeds The Datagram")
            }
            range = range.lowerBound..<(range.lowerBound + length)
        }
        guard !range.isEmpty else { return nil }
        guard let type = try frame.single(.contentType) else {
            throw MessageFrame.Fault(phrase: "Missing Content-Type")
        }
        return SIPBody(contentType: type, bytes: bytes(datagram, range))
    }
}

extension SIPRefusal {
    /// The answer to a request whose stream broke its framing; `nil` where `head` is none that could be answered.
    package init?(_ fault: StreamFault, head: Span<UInt8>) {
        guard fault.status > 0, let frame = try? MessageFrame(parsing: head) else { return nil }
        let words = frame.startLine.split(separator: " ").map(String.init)
        guard words.count >= 3, words[0].isToken, !frame.startLine.utf8.prefix(4).elementsEqual("SIP/".utf8) else {
            return nil
        }
        self.init(
            MessageFrame.Fault(status: fault.status, phrase: fault.phrase), of: frame, method: SIPMethod(words[0]))
    }

    fileprivate init(_ fault: MessageFrame.Fault, of frame: MessageFrame, method: SIPMethod) {
        let echoedNames: Set<HeaderName> = [.from, .to, .callID, .cseq]
        let fields = frame.headers.all(.via)
        let vias = fields.map { Via.list(parsing: $0) }
        let readable = vias.contains { $0 == nil } ? [] : vias.flatMap { $0 ?? [] }
        self.init(
            status: fault.status, reason: fault.phrase, method: method, vias: readable, unreadVias: fields,
            echoed: SIPHeaders(frame.headers.fields.filter { echoedNames.contains($0.name) }))
    }
}
