// Addresses and credentials: who they name goes, where they lead stays.

extension MessageRedaction.Draft {
    /// Parameters whose values say nothing about a person.
    private static let shownParameters: Set<String> = [
        "tag", "lr", "transport", "expires", "q", "reason", "counter", "privacy", "screen", "party", "user", "method",
        "ob", "index", "rc", "mp", "cause", "maddr", "ttl", "early-only", "purpose",
    ]
    /// Parameters of challenges and credentials whose values are no secret and no name.
    private static let shownDigestParameters: Set<String> = [
        "realm", "nonce", "opaque", "algorithm", "qop", "stale", "nc", "domain", "nextnonce",
    ]

    /// The values of a header field such as Contact, with commas between.
    mutating func redactAddresses(_ value: Range<Int>) {
        for element in split(value, at: UInt8(ascii: ",")) { redactAddress(element) }
    }

    /// `"Name" <uri>;parameters` or `uri;parameters`. What does not look like that is taken for a name.
    private mutating func redactAddress(_ element: Range<Int>) {
        guard let open = firstUnquoted(UInt8(ascii: "<"), in: element) else {
            let end = firstUnquoted(UInt8(ascii: ";"), in: element) ?? element.upperBound
            redactURI(trimmed(element.lowerBound..<end))
            return redactParameters(end..<element.upperBound)
        }
        maskNumber(element.lowerBound..<open)
        let inside = (open + 1)..<element.upperBound
        let close = inside.first { bytes[$0] == UInt8(ascii: ">") } ?? element.upperBound
        redactURI(trimmed(inside.lowerBound..<close))
        redactParameters(min(close + 1, element.upperBound)..<element.upperBound)
    }

    /// The user goes, the host stays. Without an `@` a `sip` URI is a host alone; a `tel` one is a number.
    mutating func redactURI(_ uri: Range<Int>) {
        guard let colon = uri.first(where: { bytes[$0] == UInt8(ascii: ":") }) else { return maskNumber(uri) }
        var rest = (colon + 1)..<uri.upperBound
        switch text(uri.lowerBound..<colon).lowercased() {
        case "sip", "sips":
            if let at = rest.last(where: { bytes[$0] == UInt8(ascii: "@") }) {
                maskUser(rest.lowerBound..<at)
                rest = (at + 1)..<rest.upperBound
            }
            let host = rest.prefix { ![UInt8(ascii: ";"), UInt8(ascii: "?")].contains(bytes[$0]) }
            let name = rest.lowerBound..<(rest.lowerBound + host.count)
            if !name.contains(where: {
                bytes[$0].isLetter || bytes[$0] == UInt8(ascii: ".") || bytes[$0] == UInt8(ascii: "[")
            }) {
                maskNumber(name)
            }
            redactParameters(name.upperBound..<rest.upperBound)
        case "tel":
            let end = rest.first { bytes[$0] == UInt8(ascii: ";") } ?? rest.upperBound
            maskNumber(rest.lowerBound..<end)
            redactParameters(end..<rest.upperBound)
        default:
            maskNumber(uri.lowerBound..<rest.upperBound)
        }
    }

    /// Escaped characters (`%31`) go into the number as what they stand for.
    private mutating func maskUser(_ range: Range<Int>) {
        var digits: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < range.upperBound,
                let value = UInt8(text((index + 1)..<(index + 3)), radix: 16)
            {
                if value.isDigit { digits.append(value) }
                index += 3
            } else {
                if bytes[index].isDigit { digits.append(bytes[index]) }
                index += 1
            }
        }
        if digits.count >= Self.shortestNumber { numbers.insert(digits) }
        mask(range)
    }

    /// `;name=value` one after another; of a name that is not known the value goes. After a `?` come header fields of a
    /// URI, of which all values go.
    private mutating func redactParameters(_ range: Range<Int>) {
        let question = range.first { bytes[$0] == UInt8(ascii: "?") } ?? range.upperBound
        for part in split(range.lowerBound..<question, at: UInt8(ascii: ";")) {
            guard let equal = part.first(where: { bytes[$0] == UInt8(ascii: "=") }) else {
                let name = text(trimmed(part)).lowercased()
                if !name.isEmpty, !Self.shownParameters.contains(name) { maskNumber(part) }
                continue
            }
            let name = text(trimmed(part.lowerBound..<equal)).lowercased()
            if !Self.shownParameters.contains(name) { maskNumber((equal + 1)..<part.upperBound) }
        }
        maskNumber(question..<range.upperBound)
    }

    /// `Digest username="…", response="…"`: names and answers go. Another scheme's credentials go whole.
    mutating func redactDigest(_ value: Range<Int>) {
        let value = trimmed(value)
        guard starts(value, with: "Digest ") else {
            let isAuthenticationInfo = value.contains { bytes[$0] == UInt8(ascii: "=") }
            return isAuthenticationInfo ? redactDigestParameters(value) : mask(value)
        }
        redactDigestParameters((value.lowerBound + 7)..<value.upperBound)
    }

    private mutating func redactDigestParameters(_ range: Range<Int>) {
        for part in split(range, at: UInt8(ascii: ",")) {
            guard let equal = part.first(where: { bytes[$0] == UInt8(ascii: "=") }) else {
                mask(part)
                continue
            }
            let inside = (equal + 1)..<part.upperBound
            switch text(trimmed(part.lowerBound..<equal)).lowercased() {
            case "uri":
                let quoted = inside.prefix { bytes[$0] == UInt8(ascii: "\"") || bytes[$0].isSpace }.count
                redactURI((inside.lowerBound + quoted)..<inside.upperBound)
            case let name where Self.shownDigestParameters.contains(name): break
            default: maskNumber(inside)
            }
        }
    }

    // MARK: Taking apart

    /// The parts between separators that stand neither in quotes nor in angle brackets.
    private func split(_ range: Range<Int>, at separator: UInt8) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var rest = range
        while let next = firstUnquoted(separator, in: rest, skipsBrackets: true) {
            parts.append(rest.lowerBound..<next)
            rest = (next + 1)..<range.upperBound
        }
        parts.append(rest)
        return parts
    }

    /// The first `wanted` outside of quotes. A quote that never ends reaches to the end of the range.
    private func firstUnquoted(_ wanted: UInt8, in range: Range<Int>, skipsBrackets: Bool = false) -> Int? {
        var isQuoted = false
        var isEscaped = false
        var isInside = false
        for index in range {
            let byte = bytes[index]
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isQuoted = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isQuoted = true
            } else if skipsBrackets, byte == UInt8(ascii: "<") {
                isInside = true
            } else if skipsBrackets, byte == UInt8(ascii: ">") {
                isInside = false
            } else if byte == wanted, !isInside {
                return index
            }
        }
        return nil
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        func isBlank(_ index: Int) -> Bool { bytes[index].isSpace || bytes[index] == 0x0D || bytes[index] == 0x0A }
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, isBlank(start) { start += 1 }
        while end > start, isBlank(end - 1) { end -= 1 }
        return start..<end
    }
}
