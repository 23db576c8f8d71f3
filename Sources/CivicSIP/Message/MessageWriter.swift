// Printing (RFC 3261 §7): one field per line, long names, CRLF, Content-Length always.

struct MessageWriter {
    private(set) var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(1024)
    }

    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func append(_ number: Int) {
        guard number >= 10 else { return append(UInt8(ascii: "0") + UInt8(clamping: number)) }
        append(number / 10)
        append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    /// One line: what `content` appends, with line ends that it may not have turned to spaces, so that no value ever
    /// begins a new field.
    mutating func line(_ content: (inout MessageWriter) -> Void) {
        let start = bytes.count
        content(&self)
        for index in start..<bytes.count where bytes[index] == 0x0D || bytes[index] == 0x0A {
            bytes[index] = UInt8(ascii: " ")
        }
        append("\r\n")
    }

    mutating func field(_ name: HeaderName, _ value: String) {
        field(name) { $0.append(value) }
    }

    mutating func field(_ name: HeaderName, _ content: (inout MessageWriter) -> Void) {
        line {
            $0.append(name.spelling)
            $0.append(": ")
            content(&$0)
        }
    }

    mutating func field(_ entry: FieldTable.Entry, in message: [UInt8]) {
        line {
            if let known = entry.known {
                $0.append(known.spelling)
            } else {
                $0.bytes.append(contentsOf: message[entry.name])
            }
            $0.append(": ")
            $0.bytes.append(contentsOf: message[entry.value])
        }
    }

    mutating func vias(_ vias: [Via]) {
        for via in vias { field(.via) { via.write(to: &$0) } }
    }

    mutating func dialog(from: NameAddress, to: NameAddress, callID: String, cseq: CSeq) {
        field(.from) { from.write(to: &$0) }
        field(.to) { to.write(to: &$0) }
        field(.callID, callID)
        field(.cseq) {
            $0.append(Int(cseq.number))
            $0.append(UInt8(ascii: " "))
            $0.append(cseq.method.name)
        }
    }

    consuming func finish(body: SIPBody?) -> [UInt8] {
        if let body { field(.contentType, body.contentType) }
        field(.contentLength) { $0.append(body?.bytes.count ?? 0) }
        append("\r\n")
        if let body { bytes += body.bytes }
        return bytes
    }
}

/// What `write` prints, as text.
func printed(_ write: (inout MessageWriter) -> Void) -> String {
    var writer = MessageWriter()
    write(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
}

extension SIPRequest {
    /// The request as it goes on the wire.
    package func serialized() -> [UInt8] { storage.read { $0.serialized(with: headers) } }
}

extension SIPRequest.Core {
    fileprivate func serialized(with headers: SIPHeaders) -> [UInt8] {
        var writer = MessageWriter()
        writer.line {
            $0.append(method.name)
            $0.append(UInt8(ascii: " "))
            uri.write(to: &$0)
            $0.append(" SIP/2.0")
        }
        writer.vias(vias)
        if let maxForwards { writer.field(.maxForwards) { $0.append(maxForwards) } }
        writer.dialog(from: from, to: to, callID: callID, cseq: cseq)
        headers.write(to: &writer)
        return writer.finish(body: body)
    }
}

extension SIPResponse {
    /// The response as it goes on the wire.
    package func serialized() -> [UInt8] { storage.read { $0.serialized(with: headers) } }
}

extension SIPResponse.Core {
    fileprivate func serialized(with headers: SIPHeaders) -> [UInt8] {
        var writer = MessageWriter()
        writer.line {
            $0.append("SIP/2.0 ")
            $0.append(status)
            $0.append(UInt8(ascii: " "))
            $0.append(reason)
        }
        writer.vias(vias)
        writer.dialog(from: from, to: to, callID: callID, cseq: cseq)
        headers.write(to: &writer)
        return writer.finish(body: body)
    }
}
