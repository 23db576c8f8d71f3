/// A message taken apart into start line, header fields and body, before anything of it is understood (RFC 3261 §7).
///
/// The first fault is kept rather than thrown, so that a request with one can still be answered.
struct MessageFrame {
    /// A fault, as the phrase of the response that it gets.
    struct Fault: Error, Hashable {
        var status = 400
        var phrase: String
    }

    private(set) var startLine = ""
    private(set) var headers = SIPHeaders()
    /// What follows the empty line, up to the end of the datagram.
    private(set) var rest: Range<Int> = 0..<0
    private(set) var fault: Fault?

    init(parsing datagram: Span<UInt8>) throws(SIPParseError) {
        var position = 0
        while position < datagram.count, datagram[position] == 0x0D || datagram[position] == 0x0A { position += 1 }
        guard position < datagram.count else { throw .keepAlive }
        guard datagram.count <= SIPLimits.message else { throw .notSIP("more than 65,535 bytes") }
        guard let line = takeLine(datagram, &position), line.count <= SIPLimits.startLine else {
            throw .notSIP("no start line")
        }
        startLine = text(datagram, line)
        readHeaders(datagram, &position)
    }

    private mutating func note(_ phrase: String, status: Int = 400) {
        if fault == nil { fault = Fault(status: status, phrase: phrase) }
    }

    private mutating func readHeaders(_ datagram: Span<UInt8>, _ position: inout Int) {
        while let line = takeLine(datagram, &position) {
            guard !line.isEmpty else {
                rest = position..<datagram.count
                return
            }
            guard headers.fields.count < SIPLimits.headerFields else { return note("Too Many Header Fields") }
            var value = text(datagram, line)
            var length = line.count
            while position < datagram.count, datagram[position].isSpace, let more = takeLine(datagram, &position) {
                length += more.count
                guard length <= SIPLimits.headerField else { return note("Header Field Too Long") }
                value += " " + trimmed(text(datagram, more))
            }
            guard length <= SIPLimits.headerField else { return note("Header Field Too Long") }
            addField(value)
        }
        note("Header Does Not End")
        rest = datagram.count..<datagram.count
    }

    private mutating func addField(_ line: String) {
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return note("Header Field Without Colon") }
        var name = line[..<colon]
        while let last = name.utf8.last, last.isSpace { name = name.dropLast() }
        guard String(name).isToken else { return note("Bad Header Field Name") }
        headers.append(HeaderName(String(name)), trimmed(String(line[line.utf8.index(after: colon)...])))
    }

    /// The next line without its end. A line end other than CRLF is a fault, and the line ends all the same.
    private mutating func takeLine(_ datagram: Span<UInt8>, _ position: inout Int) -> Range<Int>? {
        guard position < datagram.count else { return nil }
        let start = position
        var end = start
        while end < datagram.count, datagram[end] != 0x0A { end += 1 }
        position = min(end + 1, datagram.count)
        if end == datagram.count || end == start || datagram[end - 1] != 0x0D {
            note(end == datagram.count ? "Header Does Not End" : "Line Does Not End In CRLF")
        } else {
            end -= 1
        }
        for index in start..<end where datagram[index] == 0x0D {
            note("CR Inside A Line")
            break
        }
        return start..<end
    }

    /// Bytes that are no UTF-8 become U+FFFD.
    private func text(_ datagram: Span<UInt8>, _ range: Range<Int>) -> String {
        String(decoding: bytes(datagram, range), as: UTF8.self)
    }
}

func bytes(_ span: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    span.extracting(range).withUnsafeBufferPointer { Array($0) }
}
