// Where the session description lies in a body (RFC 5621).
//
// Carriers put more beside it: ISUP of the telephone network (RFC 3204), the place of who calls (RFC 6442). A part that
// we cannot read is passed over, also one that does not say `handling=optional`, as RFC 3261 §20.11 would have it: a
// citizen's call counts for more than what came along with it. Only a part that says `handling=required` is refused.

extension SIPBody {
    private enum Limits {
        static let parts = 32
        static let depth = 3
        /// RFC 2046 §5.1.1.
        static let boundary = 70
    }

    private enum Finding {
        case nothing
        case session([UInt8])
        case refused
    }

    /// Most bodies are told apart by their first letter, which makes no strings.
    var isMultipart: Bool {
        guard let first = contentType.utf8.first, first.isSpace || first | 0x20 == UInt8(ascii: "m") else {
            return false
        }
        return mediaType.hasPrefix("multipart/")
    }

    /// The body itself, or the part of a multipart body that describes the session; `nil` where there is none, where the
    /// parts cannot be told apart, or where one of them has to be understood and is not.
    var sessionDescription: SIPBody? {
        guard isMultipart else { return mediaType == "application/sdp" ? self : nil }
        var parts = 0
        guard case .session(let bytes) = Self.find(in: bytes[...], of: contentType, depth: 0, &parts) else {
            return nil
        }
        return .sdp(bytes)
    }

    private static func find(in bytes: ArraySlice<UInt8>, of contentType: String, depth: Int, _ count: inout Int)
        -> Finding
    {
        let (type, parameters) = field(contentType)
        let boundary = parameters.text("boundary") ?? ""
        guard depth < Limits.depth, (1...Limits.boundary).contains(boundary.utf8.count) else { return .nothing }
        var found = Finding.nothing
        for part in split(bytes, by: Array("--\(boundary)".utf8), atMost: Limits.parts - count) {
            count += 1
            switch (look(at: part, depth: depth, &count), found) {
            case (.refused, _): return .refused
            // Of alternatives the last one that we understand (RFC 2046 §5.1.4), else the first session.
            case (.session(let session), .nothing): found = .session(session)
            case (.session(let session), _) where type == "multipart/alternative": found = .session(session)
            default: break
            }
        }
        return found
    }

    private static func look(at part: ArraySlice<UInt8>, depth: Int, _ count: inout Int) -> Finding {
        let (fields, body) = header(of: part)
        let contentType = fields["content-type"] ?? "text/plain"
        let (type, _) = field(contentType)
        let (disposition, parameters) = field(fields["content-disposition"] ?? "")
        let isPlain = ["", "7bit", "8bit", "binary"].contains(field(fields["content-transfer-encoding"] ?? "").0)
        let isSession = isPlain && (disposition.isEmpty || disposition == "session")
        if type == "application/sdp", isSession { return .session(Array(body)) }
        if type.hasPrefix("multipart/"), isPlain {
            let inner = find(in: body, of: contentType, depth: depth + 1, &count)
            if case .nothing = inner {} else { return inner }
        }
        let isRequired = parameters.text("handling")?.equalsIgnoringCase("required") == true
        return isRequired ? .refused : .nothing
    }

    /// `type/subtype;name=value`: the first in lower case, and the parameters.
    private static func field(_ text: String) -> (String, SIPParameters) {
        let bytes = Array(text.utf8)
        let end = bytes.firstIndex(of: UInt8(ascii: ";")) ?? bytes.count
        var reader = ByteReader(end..<bytes.count)
        let parameters = reader.takeParameters(in: bytes.span)
        let name = trimmed(String(decoding: bytes[..<end], as: UTF8.self)).lowercased()
        return (name, parameters.map { SIPParameters(ofField: bytes.span, $0) } ?? SIPParameters())
    }

    /// What lies between the lines that begin with `delimiter`; empty when the first is missing. What follows the last one
    /// counts as a part, also where the end is not marked.
    private static func split(_ bytes: ArraySlice<UInt8>, by delimiter: [UInt8], atMost limit: Int) -> [ArraySlice<
        UInt8
    >] {
        var parts: [ArraySlice<UInt8>] = []
        var start: Int?
        var line = bytes.startIndex
        while line < bytes.endIndex, parts.count < limit {
            let end = bytes[line...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.endIndex
            if bytes[line..<end].starts(with: delimiter) {
                let rest = bytes[(line + delimiter.count)..<end]
                let isLast = rest.starts(with: [UInt8(ascii: "-"), UInt8(ascii: "-")])
                if isLast || rest.allSatisfy(\.isLineSpace) {
                    if let start { parts.append(withoutLineEnd(bytes[start..<line])) }
                    start = isLast ? nil : end
                    if isLast { return parts }
                }
            }
            line = end
        }
        if let start, parts.count < limit { parts.append(bytes[start...]) }
        return parts
    }

    /// The line end before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).
    private static func withoutLineEnd(_ part: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var part = part
        if part.last == 0x0A { part.removeLast() }
        if part.last == 0x0D { part.removeLast() }
        return part
    }

    /// The fields of a part by their names in lower case, and what follows the empty line.
    private static func header(of part: ArraySlice<UInt8>) -> ([String: String], ArraySlice<UInt8>) {
        var fields: [String: String] = [:]
        var last: String?
        var line = part.startIndex
        while line < part.endIndex {
            let end = part[line...].firstIndex(of: 0x0A).map { $0 + 1 } ?? part.endIndex
            let text = withoutLineEnd(part[line..<end])
            if text.isEmpty { return (fields, part[end...]) }
            if let first = text.first, first.isSpace {
                if let last { fields[last]?.append(" " + trimmed(String(decoding: text, as: UTF8.self))) }
            } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
                let name = trimmed(String(decoding: text[..<colon], as: UTF8.self)).lowercased()
                fields[name] = trimmed(String(decoding: text[(colon + 1)...], as: UTF8.self))
                last = name
            }
            line = end
        }
        return (fields, part[part.endIndex...])
    }
}

extension UInt8 {
    /// A space, a tab or a part of a line end.
    fileprivate var isLineSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0D || self == 0x0A }
}
