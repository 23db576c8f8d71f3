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
            self = .response(SIPResponse(try frame.response(line)))
        } else {
            self = .request(SIPRequest(try frame.request(line)))
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
}

// Finds everything sound, or says what is not; the values are made when somebody asks for them (`ReceivedMessage`).
extension MessageFrame {
    fileprivate func request(_ line: StartLine) throws(SIPParseError) -> ReceivedMessage {
        let bytes = bytes.span
        let version = line.last.prefix(4)
        guard line.words >= 3, bytes.equals("SIP/", version) || bytes.equals("sip/", version),
            bytes.holdsOnly(.token, line.first)
        else { throw .notSIP("start line is neither request nor status") }
        do {
            return ReceivedMessage(table, try requestPlaces(line))
        } catch {
            throw .badRequest(SIPRefusal(error, of: self, method: SIPMethod(string(bytes, line.first))))
        }
    }

    private func requestPlaces(_ line: StartLine) throws(Fault) -> MessagePlaces {
        let bytes = bytes.span
        guard bytes.equals("SIP/2.0", in: line.last) else { throw Fault(status: 505, phrase: SIPStatus.phrase(505)) }
        if let fault { throw fault }
        guard line.words == 3, line.spaces == 2 else { throw Fault(phrase: "Bad Request Line") }
        guard line.second.count <= SIPURI.longest else { throw Fault(status: 414, phrase: SIPStatus.phrase(414)) }
        guard let uri = SIPURI.Places(bytes, line.second), uri.headers == nil else {
            throw Fault(phrase: "Bad Request-URI")
        }
        var places = try places()
        guard bytes.equals(places.cseq.method.range, line.first) else { throw Fault(phrase: "CSeq Method Differs") }
        if let place = try single(.maxForwards) {
            guard let hops = decimal(bytes, place, upTo: 255) else { throw Fault(phrase: "Bad Max-Forwards") }
            places.maxForwards = hops
        }
        try checkLists()
        places.requestLine = MessagePlaces.RequestLine(method: Place(line.first), uri: uri)
        return places
    }

    fileprivate func response(_ line: StartLine) throws(SIPParseError) -> ReceivedMessage {
        if let fault { throw .badResponse(fault.phrase) }
        let bytes = bytes.span
        guard line.spaces >= 1, bytes.equals("SIP/2.0", line.first), line.second.count == 3,
            let status = decimal(bytes, line.second, upTo: 699), status >= 100
        else { throw .badResponse("Bad Status Line") }
        do {
            var places = try places()
            places.statusLine = MessagePlaces.StatusLine(status: status, reason: Place(line.third))
            return ReceivedMessage(table, places)
        } catch {
            throw .badResponse(error.phrase)
        }
    }

    /// What requests and responses have in common.
    private func places() throws(Fault) -> MessagePlaces {
        try checkVias()
        let from = try address(.from)
        let to = try address(.to)
        let callID = try callID()
        guard let cseq = CSeq.Places(bytes.span, try required(.cseq)) else { throw Fault(phrase: "Bad CSeq") }
        return MessagePlaces(from: from, to: to, callID: Place(callID), cseq: cseq, body: try body())
    }

    private func checkVias() throws(Fault) {
        let span = bytes.span
        var total = 0
        for index in table.indices where table[index].known == .via {
            guard let count = Via.count(in: span, table[index].value) else { throw Fault(phrase: "Bad Via") }
            total += count
        }
        guard total > 0 else { throw Fault(phrase: "Missing Via") }
        guard total <= SIPLimits.listElements else { throw Fault(phrase: "Too Many Via Values") }
    }

    /// The lists that the user agent acts on must be sound: Route, Record-Route and Contact.
    private func checkLists() throws(Fault) {
        let bytes = bytes.span
        for index in table.indices {
            guard let name = table[index].known, name == .contact || name == .route || name == .recordRoute else {
                continue
            }
            let value = table[index].value
            if name == .contact, bytes.equals("*", value) { continue }
            guard let count = NameAddress.count(in: bytes, value), count <= SIPLimits.listElements else {
                throw Fault(phrase: "Bad \(name.spelling)")
            }
        }
    }

    /// From or To.
    private func address(_ name: HeaderName.Known) throws(Fault) -> NameAddress.Places {
        guard let address = NameAddress.Places(bytes.span, try required(name)) else {
            throw Fault(phrase: "Bad \(name.spelling)")
        }
        return address
    }

    private func callID() throws(Fault) -> Range<Int> {
        let span = bytes.span
        let place = try required(.callID)
        var reader = ByteReader(place)
        // The grammar's one @ stands between two words; nothing is gained by counting.
        while reader.takeWhile(.word.andOthers, in: span) != nil || reader.take(UInt8(ascii: "@"), in: span) {}
        guard !place.isEmpty, reader.isAtEnd else { throw Fault(phrase: "Bad Call-ID") }
        return place
    }

    /// §18.3: without Content-Length the body is all that follows; a longer one than the datagram holds is a fault.
    private func body() throws(Fault) -> MessagePlaces.Body? {
        var range = rest
        if let place = try single(.contentLength) {
            guard let length = decimal(bytes.span, place) else { throw Fault(phrase: "Bad Content-Length") }
            guard length <= range.count else { throw Fault(phrase: "Content-Length Exceeds The Datagram") }
            range = range.lowerBound..<(range.lowerBound + length)
        }
        guard !range.isEmpty else { return nil }
        guard let type = try single(.contentType) else { throw Fault(phrase: "Missing Content-Type") }
        return MessagePlaces.Body(contentType: Place(type), bytes: Place(range))
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
        let fields = frame.table.values(of: HeaderName.Known.via)
        let vias = fields.map { Via.list(parsing: $0) }
        let readable = vias.contains { $0 == nil } ? [] : vias.flatMap { $0 ?? [] }
        self.init(
            status: fault.status, reason: fault.phrase, method: method, vias: readable, unreadVias: fields,
            echoed: SIPHeaders(
                frame.table.indices.map { frame.table[$0] }.filter { $0.known.map(echoed.contains) ?? false }
                    .map { frame.table.field(of: $0) }))
    }
}
