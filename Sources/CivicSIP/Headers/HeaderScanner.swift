/// Reads the value of one header field from left to right; every step checks that there is something to read.
///
/// Folded lines have become one line before (RFC 3261 §7.3.1), so white space is SP and HTAB.
struct HeaderScanner {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position >= bytes.count }
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
        while let next, next.isSpace { position += 1 }
    }

    /// Takes `byte` if it stands next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// Takes `byte` with white space on both sides (`SEMI`, `EQUAL`, `SLASH`, `COMMA`…); moves only when it is there.
    mutating func takeSeparator(_ byte: UInt8) -> Bool {
        let start = position
        skipSpace()
        guard take(byte) else {
            position = start
            return false
        }
        skipSpace()
        return true
    }

    mutating func takeWhile(_ belongs: (UInt8) -> Bool) -> String? {
        let start = position
        while let next, belongs(next) { position += 1 }
        return start == position ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
    }

    mutating func takeToken() -> String? { takeWhile(\.isToken) }

    /// A `quoted-string` as written, quotes included; `nil` where it is not closed.
    mutating func takeQuotedString() -> String? {
        let start = position
        guard take(UInt8(ascii: "\"")) else { return nil }
        while let byte = next {
            position += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: bytes[start..<position], as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                guard next != nil else { break }
                position += 1
            }
        }
        position = start
        return nil
    }

    /// Everything up to `byte`, which is taken too; `nil` where it does not come.
    mutating func takeUntil(_ byte: UInt8) -> String? {
        guard let end = bytes[position...].firstIndex(of: byte) else { return nil }
        defer { position = end + 1 }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    /// `;name=value` up to the end or to what is no parameter; `nil` for an empty or doubled one.
    mutating func takeParameters() -> SIPParameters? {
        var parameters = SIPParameters()
        while takeSeparator(UInt8(ascii: ";")) {
            guard let parameter = takeParameter() else { return nil }
            parameters.all.append(parameter)
        }
        return parameters.isUnambiguous ? parameters : nil
    }

    /// `name`, `name=token`, `name=host` or `name="quoted"` (`generic-param`).
    mutating func takeParameter() -> SIPParameters.Parameter? {
        guard let name = takeToken() else { return nil }
        guard takeSeparator(UInt8(ascii: "=")) else { return .init(name: name, value: nil) }
        let value =
            next == UInt8(ascii: "\"")
            ? takeQuotedString() : takeWhile { $0.isToken || $0 >= 0x80 || "[]:/@".utf8.contains($0) }
        return value.map { .init(name: name, value: $0) }
    }
}

/// The parts of a comma-separated list, trimmed; commas inside of quotes and angle brackets part nothing.
///
/// `nil` where an element is empty or a quote or bracket stays open.
func splitList(_ text: String) -> [String]? {
    guard text.utf8.contains(UInt8(ascii: ",")) else {
        let only = trimmed(text)
        return only.isEmpty ? nil : [only]
    }
    var parts: [String] = []
    var current: [UInt8] = []
    var isQuoted = false
    var isEscaped = false
    var isBracketed = false
    for byte in text.utf8 {
        if isQuoted {
            current.append(byte)
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted = false
            }
            continue
        }
        switch byte {
        case UInt8(ascii: ",") where !isBracketed:
            parts.append(trimmed(String(decoding: current, as: UTF8.self)))
            current.removeAll(keepingCapacity: true)
            continue
        case UInt8(ascii: "\"") where !isBracketed: isQuoted = true
        case UInt8(ascii: "<"): isBracketed = true
        case UInt8(ascii: ">"): isBracketed = false
        default: break
        }
        current.append(byte)
    }
    guard !isQuoted, !isBracketed else { return nil }
    parts.append(trimmed(String(decoding: current, as: UTF8.self)))
    return parts.contains("") ? nil : parts
}

/// `text` without SP and HTAB at its ends.
func trimmed(_ text: String) -> String {
    let bytes = text.utf8
    guard bytes.first?.isSpace == true || bytes.last?.isSpace == true else { return text }
    let front = bytes.drop(while: \.isSpace)
    guard let last = front.lastIndex(where: { !$0.isSpace }) else { return "" }
    return String(Substring(front[front.startIndex...last]))
}

/// A whole decimal number up to `limit`; leading zeros do not count.
func decimal(_ text: String, upTo limit: Int = Int(UInt32.max)) -> Int? {
    guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(\.isDigit) else { return nil }
    let significant = text.utf8.drop { $0 == UInt8(ascii: "0") }
    guard significant.count <= 10 else { return nil }
    let value = significant.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    return value <= limit ? value : nil
}
