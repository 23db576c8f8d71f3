/// A value with parameters, such as `multipart/mixed; boundary="x"` (RFC 2045 §5.1, RFC 2183, RFC 2231).
package struct FieldValue: Equatable, Sendable {
    /// In lower case.
    package var value: String
    /// By names in lower case.
    package private(set) var parameters: [String: String] = [:]

    package init(_ text: String) {
        var pieces = Self.pieces(of: text)
        value = pieces.isEmpty ? "" : pieces.removeFirst().trimmed.lowercased()
        var sections: [String: [(index: Int, text: String, isExtended: Bool)]] = [:]
        for piece in pieces.prefix(100) {
            guard let equals = piece.firstIndex(of: "=") else { continue }
            let name = String(piece[..<equals]).trimmed.lowercased()
            let text = Self.unquoted(String(piece[piece.index(after: equals)...]).trimmed)
            guard name.contains("*") else {
                if parameters[name] == nil { parameters[name] = text }
                continue
            }
            let parts = name.split(separator: "*", omittingEmptySubsequences: false)
            let index = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
            sections[String(parts[0]), default: []].append((index, text, name.hasSuffix("*")))
        }
        for (name, pieces) in sections { parameters[name] = Self.joined(pieces.sorted { $0.index < $1.index }) }
    }

    /// RFC 2231 §3 and §4: `utf-8'en'%e4%bd%a0` in pieces.
    private static func joined(_ pieces: [(index: Int, text: String, isExtended: Bool)]) -> String {
        var charset: String?
        var bytes: [UInt8] = []
        for (position, piece) in pieces.enumerated() {
            guard piece.isExtended else {
                bytes += Array(piece.text.utf8)
                continue
            }
            var rest = piece.text[...]
            if position == 0 {
                let marks = piece.text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
                if marks.count == 3 { (charset, rest) = (String(marks[0]), marks[2]) }
            }
            bytes += TransferCoding.percentDecoded(rest)
        }
        return Charset.text(bytes, charset)
    }

    /// Split at semicolons outside of quotes.
    private static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var current = ""
        var isQuoted = false
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if scalar == ";", !isQuoted {
                pieces.append(current)
                current = ""
                continue
            }
            if scalar == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = scalar == "\\" && isQuoted && !isEscaped
            current.unicodeScalars.append(scalar)
        }
        return pieces + [current]
    }

    private static func unquoted(_ text: String) -> String {
        guard text.first == "\"" else { return text }
        var plain = ""
        var isEscaped = false
        for scalar in text.unicodeScalars.dropFirst() {
            if isEscaped {
                plain.unicodeScalars.append(scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if scalar == "\"" {
                break
            } else {
                plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }
}
