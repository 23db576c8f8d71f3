// From frame to message: RFC 3261 §7.1, §7.2, §8.1.1, §18.3 and §25.

extension SIPMessage {
    /// Reads one datagram, which the message then keeps: its header fields are cut out of it when they are asked for.
    ///
    /// A request with a fault throws the answer that it gets; everything else that cannot be read is to be dropped. What
    /// follows the body that Content-Length announces is ignored (§18.3).
    package init(parsing datagram: [UInt8]) throws(SIPParseError) {
        let frame = try MessageFrame(parsing: datagram)
        let line = StartLine(frame.bytes.span, frame.startLine)
        if line.isStatus {
            self = .response(try SIPResponse(frame, line))
        } else {
            self = .request(try SIPRequest(frame, line))
        }
    }

    package init(parsing datagram: Span<UInt8>) throws(SIPParseError) {
        try self.init(parsing: bytes(datagram, 0..<datagram.count))
    }
}

func bytes(_ span: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    span.extracting(range).withUnsafeBufferPointer { Array($0) }
}

/// The words of a start line.
struct StartLine {
    let isStatus: Bool
    private(set) var first = 0..<0
    /// What stands between the first and the second space.
    private(set) var second = 0..<0
    /// What follows the second space; empty where there is none.
    private(set) var third = 0..<0
    private(set) var last = 0..<0
    private(set) var words = 0
    private(set) var spaces = 0

    init(_ bytes: Span<UInt8>, _ line: Range<Int>) {
        isStatus = line.count >= 4 && bytes.equals("SIP/", line.lowerBound..<line.lowerBound + 4)
        var start = line.lowerBound
        for index in line where bytes[index] == 0x20 {
            add(start..<index)
            spaces += 1
            if spaces == 1 { second = index + 1..<line.upperBound }
            if spaces == 2 {
                second = second.lowerBound..<index
                third = index + 1..<line.upperBound
            }
            start = index + 1
        }
        add(start..<line.upperBound)
    }

    private mutating func add(_ word: Range<Int>) {
        guard !word.isEmpty else { return }
        if words == 0 { first = word }
        last = word
        words += 1
    }
}

extension Span<UInt8> {
    /// Compares with case.
    fileprivate func equals(_ word: StaticString, _ range: Range<Int>) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            for index in letters.indices where letters[index] != self[range.lowerBound + index] { return false }
            return true
        }
    }

    fileprivate func holdsOnly(_ set: ByteSet, _ range: Range<Int>) -> Bool {
        for index in range where !set.contains(self[index]) { return false }
        return true
    }
}

extension SIPRequest {
    fileprivate init(_ frame: MessageFrame, _ line: StartLine) throws(SIPParseError) {
        let bytes = frame.bytes.span
        let version = line.last.prefix(4)
        guard line.words >= 3, bytes.equals("SIP/", version) || bytes.equals("sip/", version),
            bytes.holdsOnly(.token, line.first)
        else { throw .notSIP("start line is neither request nor status") }
        let method = SIPMethod(string(bytes, line.first))
        do {
            try self.init(frame, line, method: method)
        } catch {
            throw .badRequest(SIPRefusal(error, of: frame, method: method))
        }
    }

    private init(_ frame: MessageFrame, _ line: StartLine, method: SIPMethod) throws(MessageFrame.Fault) {
        let bytes = frame.bytes.span
        guard bytes.equals("SIP/2.0", in: line.last) else {
            throw MessageFrame.Fault(status: 505, phrase: SIPStatus.phrase(505))
        }
        if let fault = frame.fault { throw fault }
        guard line.words == 3, line.spaces == 2 else { throw MessageFrame.Fault(phrase: "Bad Request Line") }
        guard line.second.count <= SIPURI.longest else {
            throw MessageFrame.Fault(status: 414, phrase: SIPStatus.phrase(414))
        }
        guard let uri = SIPURI(parsing: bytes, line.second), uri.headers == nil else {
            throw MessageFrame.Fault(phrase: "Bad Request-URI")
        }
        let common = try CommonFields(frame)
        guard common.cseq.method == method else { throw MessageFrame.Fault(phrase: "CSeq Method Differs") }
        var maxForwards: Int?
        if let place = try frame.single(.maxForwards) {
            guard let hops = decimal(bytes, place, upTo: 255) else {
                throw MessageFrame.Fault(phrase: "Bad Max-Forwards")
            }
            maxForwards = hops
        }
        try Self.checkLists(frame)
        self.init(
            method: method, uri: uri, vias: common.vias, from: common.from, to: common.to, callID: common.callID,
            cseq: common.cseq.number, maxForwards: maxForwards, headers: common.headers, body: common.body)
    }

    /// The lists that the user agent acts on must be sound: Route, Record-Route and Contact.
    private static func checkLists(_ frame: MessageFrame) throws(MessageFrame.Fault) {
        let bytes = frame.bytes.span
        for name in [HeaderName.Known.route, .recordRoute, .contact] {
            for entry in frame.table.entries where entry.known == name {
                if name == .contact, bytes.equals("*", entry.value) { continue }
                guard let count = NameAddress.count(in: bytes, entry.value), count <= SIPLimits.listElements else {
                    throw MessageFrame.Fault(phrase: "Bad \(name.rawValue)")
                }
            }
        }
    }
}

extension SIPResponse {
    fileprivate init(_ frame: MessageFrame, _ line: StartLine) throws(SIPParseError) {
        if let fault = frame.fault { throw .badResponse(fault.phrase) }
        let bytes = frame.bytes.span
        guard line.spaces >= 1, bytes.equals("SIP/2.0", line.first), line.second.count == 3,
            let status = decimal(bytes, line.second, upTo: 699), status >= 100
        else { throw .badResponse("Bad Status Line") }
        do {
            let common = try CommonFields(frame)
            self.init(
                status: status, reason: string(bytes, line.third), vias: common.vias, from: common.from, to: common.to,
                callID: common.callID, cseq: common.cseq, headers: common.headers, body: common.body)
        } catch {
            throw .badResponse(error.phrase)
        }
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

    init(_ frame: MessageFrame) throws(MessageFrame.Fault) {
        let bytes = frame.bytes.span
        vias = try Self.vias(of: frame)
        guard let from = NameAddress(parsing: bytes, try frame.required(.from)) else {
            throw MessageFrame.Fault(phrase: "Bad From")
        }
        guard let to = NameAddress(parsing: bytes, try frame.required(.to)) else {
            throw MessageFrame.Fault(phrase: "Bad To")
        }
        self.from = from
        self.to = to
        let id = try frame.required(.callID)
        var reader = ByteReader(id)
        // The grammar's one @ stands between two words; nothing is gained by counting.
        while reader.takeWhile(.word.andOthers, in: bytes) != nil || reader.take(UInt8(ascii: "@"), in: bytes) {}
        guard !id.isEmpty, reader.isAtEnd else { throw MessageFrame.Fault(phrase: "Bad Call-ID") }
        callID = string(bytes, id)
        guard let cseq = CSeq(parsing: bytes, try frame.required(.cseq)) else {
            throw MessageFrame.Fault(phrase: "Bad CSeq")
        }
        self.cseq = cseq
        body = try Self.body(of: frame)
        headers = SIPHeaders(frame.table)
    }

    private static func vias(of frame: MessageFrame) throws(MessageFrame.Fault) -> [Via] {
        let bytes = frame.bytes.span
        var vias: [Via] = []
        for entry in frame.table.entries where entry.known == .via {
            guard Via.append(to: &vias, parsing: bytes, entry.value) else {
                throw MessageFrame.Fault(phrase: "Bad Via")
            }
        }
        guard !vias.isEmpty else { throw MessageFrame.Fault(phrase: "Missing Via") }
        guard vias.count <= SIPLimits.listElements else { throw MessageFrame.Fault(phrase: "Too Many Via Values") }
        return vias
    }

    /// §18.3: without Content-Length the body is all that follows; a longer one than the datagram holds is a fault.
    private static func body(of frame: MessageFrame) throws(MessageFrame.Fault) -> SIPBody? {
        let span = frame.bytes.span
        var range = frame.rest
        if let place = try frame.single(.contentLength) {
            guard let length = decimal(span, place) else { throw MessageFrame.Fault(phrase: "Bad Content-Length") }
            guard length <= range.count else {
                throw MessageFrame.Fault(phrase: "Content-Length Exceeds The Datagram")
            }
            range = range.lowerBound..<(range.lowerBound + length)
        }
        guard !range.isEmpty else { return nil }
        guard let type = try frame.single(.contentType) else {
            throw MessageFrame.Fault(phrase: "Missing Content-Type")
        }
        return SIPBody(contentType: string(span, type), bytes: bytes(span, range))
    }
}

extension SIPRefusal {
    /// The answer to a request whose stream broke its framing; `nil` where `head` is none that could be answered.
    package init?(_ fault: StreamFault, head: Span<UInt8>) {
        guard fault.status > 0, let frame = try? MessageFrame(parsing: bytes(head, 0..<head.count)) else { return nil }
        let span = frame.bytes.span
        let line = StartLine(span, frame.startLine)
        guard line.words >= 3, !line.isStatus, span.holdsOnly(.token, line.first) else { return nil }
        self.init(
            MessageFrame.Fault(status: fault.status, phrase: fault.phrase), of: frame,
            method: SIPMethod(string(span, line.first)))
    }

    fileprivate init(_ fault: MessageFrame.Fault, of frame: MessageFrame, method: SIPMethod) {
        let echoed: Set<HeaderName.Known> = [.from, .to, .callID, .cseq]
        let fields = frame.all(.via)
        let vias = fields.map { Via.list(parsing: $0) }
        let readable = vias.contains { $0 == nil } ? [] : vias.flatMap { $0 ?? [] }
        self.init(
            status: fault.status, reason: fault.phrase, method: method, vias: readable, unreadVias: fields,
            echoed: SIPHeaders(
                frame.table.entries.filter { $0.known.map(echoed.contains) ?? false }.map { frame.table.field(of: $0) })
        )
    }
}
