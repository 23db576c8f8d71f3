/// A message or a part of one (RFC 2046): its header fields, and where its body lies among the message's bytes.
package struct MIMEPart: Equatable, Sendable {
    package var fields: HeaderFields
    /// `Content-Type`, `text/plain` where none is said (RFC 2045 §5.2).
    package var type: FieldValue
    package var body: Range<Int>
    /// Of a multipart or a forwarded message.
    package var parts: [MIMEPart] = []

    /// Takes a message to pieces. A multipart that breaks off has the parts that came.
    package init(parsing bytes: [UInt8], limits: MIMELimits = .usual) throws(MIMEError) {
        var count = 0
        self = try Self.part(bytes, 0..<bytes.count, depth: 0, &count, limits)
    }

    /// What the body says once the transfer's coding is undone.
    package func content(in bytes: [UInt8]) -> [UInt8] {
        TransferCoding.decoded(bytes[body], fields["content-transfer-encoding"] ?? "7bit")
    }

    /// The text of a `text/…` part.
    package func text(in bytes: [UInt8]) -> String {
        let text = Charset.text(content(in: bytes), type.parameters["charset"])
        return type.value == "text/html" ? HTMLWords.text(of: text) : text
    }

    /// The file's name, without folders and control characters.
    package var fileName: String? {
        let disposition = FieldValue(fields["content-disposition"] ?? "")
        guard let name = disposition.parameters["filename"] ?? type.parameters["name"] else { return nil }
        return FileName.safe(EncodedWords.decoded(name))
    }

    package var isAttachment: Bool { FieldValue(fields["content-disposition"] ?? "").value == "attachment" }

    private static func part(
        _ bytes: [UInt8], _ range: Range<Int>, depth: Int, _ count: inout Int, _ limits: MIMELimits
    ) throws(MIMEError) -> MIMEPart {
        count += 1
        guard count <= limits.parts else { throw .tooManyParts(limit: limits.parts) }
        let (fields, body) = HeaderFields.parse(bytes, in: range, limits)
        var part = MIMEPart(
            fields: fields, type: FieldValue(fields["content-type"] ?? ""), body: body..<range.upperBound)
        if part.type.value.isEmpty { part.type.value = "text/plain" }
        let inner: [Range<Int>]
        if part.type.value.hasPrefix("multipart/"), let boundary = part.type.parameters["boundary"], !boundary.isEmpty {
            inner = sections(bytes, part.body, boundary: boundary, most: limits.parts - count + 1)
        } else if part.type.value == "message/rfc822", fields["content-transfer-encoding"]?.lowercased() != "base64" {
            inner = [part.body]
        } else {
            return part
        }
        guard depth < limits.depth else { throw .tooDeep(limit: limits.depth) }
        for section in inner {
            part.parts.append(try Self.part(bytes, section, depth: depth + 1, &count, limits))
        }
        return part
    }

    private init(fields: HeaderFields, type: FieldValue, body: Range<Int>) {
        self.fields = fields
        self.type = type
        self.body = body
    }

    /// The ranges between the lines of a boundary (RFC 2046 §5.1.1); the line end before such a line belongs to it.
    static func sections(_ bytes: [UInt8], _ range: Range<Int>, boundary: String, most: Int) -> [Range<Int>] {
        let mark = Array("--\(boundary)".utf8)
        var found: [Range<Int>] = []
        var start: Int?
        var lineEnd = range.lowerBound
        var position = range.lowerBound
        while position < range.upperBound, found.count < most {
            let line = bytes.line(at: position, before: range.upperBound)
            if bytes[line].starts(with: mark) {
                let rest = bytes[line].dropFirst(mark.count)
                let isLast = rest.starts(with: [0x2D, 0x2D])
                if rest.dropFirst(isLast ? 2 : 0).allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
                    if let start { found.append(start..<max(start, lineEnd)) }
                    start = isLast ? nil : bytes.afterLine(line, before: range.upperBound)
                    if isLast { break }
                }
            }
            lineEnd = line.upperBound
            position = bytes.afterLine(line, before: range.upperBound)
        }
        if let start, found.count < most { found.append(start..<range.upperBound) }
        return found
    }
}
