/// Reads a description line by line. Every limit is checked before anything is kept.
///
///     v= o= s= [i= u= e= p=] [c=] [b=] t= [r= z= k=] [a=]  { m= [i=] [c=] [b=] [k=] [a=] }
///
/// The order is not enforced beyond `v=` first and media last: real phones break it, and nothing is gained.
struct SDPParser {
    private struct Line {
        let number: Int
        let type: UInt8
        let value: String
    }

    private var lines: [Line] = []

    init(_ bytes: [UInt8]) throws(SDPParseError) {
        guard bytes.count <= SDPLimits.bytes else { throw .tooLong(bytes: bytes.count) }
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard number <= SDPLimits.lines + 1 else { throw .tooManyLines(number) }
            let content = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if content.isEmpty { continue }  // the end, or an empty line some phones add
            guard content.count <= SDPLimits.lineBytes else { throw .lineTooLong(line: number) }
            // NUL and CR are the bytes that no value may hold (RFC 8866 §9); other control characters are refused too.
            guard content.count >= 2, content[content.startIndex + 1] == UInt8(ascii: "="),
                content.allSatisfy({ $0 >= 0x20 || $0 == 0x09 })
            else { throw .badLine(line: number) }
            guard let type = content.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(type) else {
                throw .badLine(line: number)
            }
            lines.append(Line(number: number, type: type, value: String(decoding: content.dropFirst(2), as: UTF8.self)))
        }
    }

    mutating func description() throws(SDPParseError) -> SessionDescription {
        guard let version = lines.first, version.type == UInt8(ascii: "v"),
            version.value.trimmedSpaces == "0"
        else { throw .badVersion }

        var origin: SessionDescription.Origin?
        var name = "-"
        var connection: ConnectionAddress?
        var attributes: [SessionDescription.Attribute] = []
        var others: [SessionDescription.Line] = []
        var media: [MediaDescription] = []

        for line in lines.dropFirst() {
            switch line.type {
            case UInt8(ascii: "m"):
                guard media.count < SDPLimits.media else { throw .tooManyMedia(line: line.number) }
                media.append(try Self.media(line))
            case UInt8(ascii: "a"):
                let attribute = try Self.attribute(line)
                if media.isEmpty {
                    attributes.append(attribute)
                } else {
                    media[media.count - 1].attributes.append(attribute)
                }
            case UInt8(ascii: "c"):
                guard let address = ConnectionAddress(parsing: line.value.fields[...]) else {
                    throw .badConnection(line: line.number)
                }
                // Several c= lines under one m= are for multicast; the first is as good as any.
                if media.isEmpty {
                    connection = connection ?? address
                } else if media[media.count - 1].connection == nil {
                    media[media.count - 1].connection = address
                }
            case UInt8(ascii: "o") where media.isEmpty && origin == nil:
                origin = try Self.origin(line)
            case UInt8(ascii: "s") where media.isEmpty:
                name = line.value.isEmpty ? "-" : line.value
            case UInt8(ascii: "v"), UInt8(ascii: "o"):
                throw .badLine(line: line.number)
            default:
                let other = SessionDescription.Line(
                    type: Character(Unicode.Scalar(line.type)), value: line.value)
                if media.isEmpty { others.append(other) } else { media[media.count - 1].otherLines.append(other) }
            }
        }
        guard let origin else { throw .missing("o") }
        return SessionDescription(
            origin: origin, name: name, connection: connection, attributes: attributes, otherLines: others,
            media: media)
    }

    private static func origin(_ line: Line) throws(SDPParseError) -> SessionDescription.Origin {
        // Counted from the end, since some phones put their user's display name, spaces and all, in front.
        let fields = line.value.fields
        guard fields.count >= 6, let address = ConnectionAddress(parsing: fields.suffix(3)) else {
            throw .badOrigin(line: line.number)
        }
        let id = fields[fields.count - 5]
        let version = fields[fields.count - 4]
        guard isNumber(id), isNumber(version) else { throw .badOrigin(line: line.number) }
        return SessionDescription.Origin(
            username: fields.dropLast(5).joined(separator: " "), sessionID: String(id), version: String(version),
            address: address)
    }

    /// `m=<media> <port>[/<count>] <proto> <fmt> …`
    private static func media(_ line: Line) throws(SDPParseError) -> MediaDescription {
        let fields = line.value.fields
        guard fields.count >= 4, fields.count - 3 <= SDPLimits.formats else { throw .badMedia(line: line.number) }
        let ports = fields[1].split(separator: "/", omittingEmptySubsequences: false)
        guard ports.count <= 2, isNumber(ports[0]), let port = UInt16(ports[0]) else {
            throw .badPort(line: line.number)
        }
        var count: UInt16 = 1
        if ports.count == 2 {
            guard isNumber(ports[1]), let stated = UInt16(ports[1]), stated > 0 else {
                throw .badPort(line: line.number)
            }
            count = stated
        }
        return MediaDescription(
            kind: String(fields[0]), port: port, portCount: count, transport: String(fields[2]),
            formats: fields[3...].map(String.init))
    }

    private static func attribute(_ line: Line) throws(SDPParseError) -> SessionDescription.Attribute {
        let value = line.value
        let colon = value.utf8.firstIndex(of: UInt8(ascii: ":"))
        let name = String(value[..<(colon ?? value.endIndex)]).trimmedSpaces
        guard !name.isEmpty else { throw .badAttribute(line: line.number) }
        return SessionDescription.Attribute(name, colon.map { String(value[value.utf8.index(after: $0)...]) })
    }

    /// 1 to 20 digits; as text, since some phones' session ids do not fit into 64 bits.
    private static func isNumber(_ text: Substring) -> Bool {
        (1...20).contains(text.utf8.count)
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

extension String {
    /// Split at runs of spaces and tabs.
    var fields: [Substring] {
        utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.map { Substring($0) }
    }

    /// Without spaces at both ends, and with one space for several.
    var trimmedSpaces: String {
        guard utf8.contains(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else { return self }
        return fields.joined(separator: " ")
    }
}
