// Printing (RFC 3261 §7): one field per line, long names, CRLF, Content-Length always.

struct MessageWriter {
    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(1024)
    }

    /// Writes `text` with line ends that it may not have turned to spaces, so that no value ever begins a new field.
    mutating func line(_ text: String) {
        for byte in text.utf8 { bytes.append(byte == 0x0D || byte == 0x0A ? UInt8(ascii: " ") : byte) }
        bytes += [0x0D, 0x0A]
    }

    mutating func field(_ name: HeaderName, _ value: String) {
        bytes += Array(name.spelling.utf8)
        bytes += [UInt8(ascii: ":"), UInt8(ascii: " ")]
        line(value)
    }

    consuming func finish(body: SIPBody?) -> [UInt8] {
        if let body { field(.contentType, body.contentType) }
        field(.contentLength, String(body?.bytes.count ?? 0))
        bytes += [0x0D, 0x0A]
        if let body { bytes += body.bytes }
        return bytes
    }
}

extension SIPRequest {
    /// The request as it goes on the wire.
    package func serialized() -> [UInt8] {
        var writer = MessageWriter()
        writer.line("\(method) \(uri) SIP/2.0")
        for via in vias { writer.field(.via, via.description) }
        if let maxForwards { writer.field(.maxForwards, String(maxForwards)) }
        writer.field(.from, from.description)
        writer.field(.to, to.description)
        writer.field(.callID, callID)
        writer.field(.cseq, cseq.description)
        for field in headers.fields { writer.field(field.name, field.value) }
        return writer.finish(body: body)
    }
}

extension SIPResponse {
    /// The response as it goes on the wire.
    package func serialized() -> [UInt8] {
        var writer = MessageWriter()
        writer.line("SIP/2.0 \(status) \(reason)")
        for via in vias { writer.field(.via, via.description) }
        writer.field(.from, from.description)
        writer.field(.to, to.description)
        writer.field(.callID, callID)
        writer.field(.cseq, cseq.description)
        for field in headers.fields { writer.field(field.name, field.value) }
        return writer.finish(body: body)
    }
}
