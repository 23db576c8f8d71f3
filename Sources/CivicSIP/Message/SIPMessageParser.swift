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
        let vias = try frame.vias()
        let from = try frame.address(.from)
        let to = try frame.address(.to)
        let callID = try frame.callID()
        let cseq = try frame.cseq()
        let body = try frame.body()
        guard cseq.method == method else { throw MessageFrame.Fault(phrase: "CSeq Method Differs") }
        var maxForwards: Int?
        if let place = try frame.single(.maxForwards) {
            guard let hops = decimal(bytes, place, upTo: 255) else {
                throw MessageFrame.Fault(phrase: "Bad Max-Forwards")
            }
            maxForwards = hops
        }
        try Self.checkLists(frame)
        self.init(
            method: method, uri: uri, vias: vias, from: from, to: to, callID: callID, cseq: cseq.number,
            maxForwards: maxForwards, headers: SIPHeaders(frame.table), body: body)
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
            let vias = try frame.vias()
            let from = try frame.address(.from)
            let to = try frame.address(.to)
            let callID = try frame.callID()
            let cseq = try frame.cseq()
            self.init(
                status: status, reason: string(bytes, line.third), vias: vias, from: from, to: to, callID: callID,
                cseq: cseq, headers: SIPHeaders(frame.table), body: try frame.body())
        } catch {
            throw .badResponse(error.phrase)
        }
    }
}

// What requests and responses have in common.
extension MessageFrame {
    fileprivate func vias() throws(Fault) -> [Via] {
        let span = bytes.span
        var vias: [Via] = []
        for entry in table.entries where entry.known == .via {
            guard Via.append(to: &vias, parsing: span, entry.value) else { throw Fault(phrase: "Bad Via") }
        }
        guard !vias.isEmpty else { throw Fault(phrase: "Missing Via") }
        guard vias.count <= SIPLimits.listElements else { throw Fault(phrase: "Too Many Via Values") }
        return vias
    }

    /// From or To.
    fileprivate func address(_ name: HeaderName.Known) throws(Fault) -> NameAddress {
        guard let address = NameAddress(parsing: bytes.span, try required(name)) else {
            throw Fault(phrase: "Bad \(name.rawValue)")
        }
        return address
    }

    fileprivate func callID() throws(Fault) -> String {
        let span = bytes.span
        let place = try required(.callID)
        var reader = ByteReader(place)
        // The grammar's one @ stands between two words; nothing is gained by counting.
        while reader.takeWhile(.word.andOthers, in: span) != nil || reader.take(UInt8(ascii: "@"), in: span) {}
        guard !place.isEmpty, reader.isAtEnd else { throw Fault(phrase: "Bad Call-ID") }
        return string(span, place)
    }

    fileprivate func cseq() throws(Fault) -> CSeq {
        guard let cseq = CSeq(parsing: bytes.span, try required(.cseq)) else { throw Fault(phrase: "Bad CSeq") }
        return cseq
    }

    /// §18.3: without Content-Length the body is all that follows; a longer one than the datagram holds is a fault.
    fileprivate func body() throws(Fault) -> SIPBody? {
        let span = bytes.span
        var range = rest
        if let place = try single(.contentLength) {
            guard let length = decimal(span, place) else { throw Fault(phrase: "Bad Content-Length") }
            guard length <= range.count else { throw Fault(phrase: "Content-Length Exceeds The Datagram") }
            range = range.lowerBound..<(range.lowerBound + length)
        }
        guard !range.isEmpty else { return nil }
        guard let type = try single(.contentType) else { throw Fault(phrase: "Missing Content-Type") }
        return SIPBody(contentType: string(span, type), bytes: CivicSIP.bytes(span, range))
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
