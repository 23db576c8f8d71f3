// RFC 3261 §25.1, `SIP-URI` and `SIPS-URI`; RFC 3966 §3 for `tel`.

extension SIPURI {
    /// The longest URI that is read, in bytes.
    package static let longest = 4096

    /// Reads one URI that fills all of `text`; `nil` where the grammar is broken.
    package init?(parsing text: String) {
        self.init(parsing: Array(text.utf8)[...])
    }

    init?(parsing bytes: ArraySlice<UInt8>) {
        guard bytes.count <= Self.longest, let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let schemeBytes = bytes[bytes.startIndex..<colon]
        guard let first = schemeBytes.first, first.isLetter,
            schemeBytes.allSatisfy({
                $0.isAlphanumeric || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
            })
        else { return nil }
        let rest = bytes[(colon + 1)...]
        switch String(decoding: schemeBytes, as: UTF8.self).lowercased() {
        case "sip": self.init(scheme: .sip, parsingAfterScheme: rest)
        case "sips": self.init(scheme: .sips, parsingAfterScheme: rest)
        case "tel": self.init(parsingNumber: rest)
        case let name:
            guard !rest.isEmpty, rest.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3C && $0 != 0x3E }) else {
                return nil
            }
            self.init(scheme: .other(name), opaque: String(decoding: rest, as: UTF8.self))
        }
    }

    private init?(scheme: Scheme, parsingAfterScheme bytes: ArraySlice<UInt8>) {
        self.init(scheme: scheme, host: "")
        var rest = bytes
        if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
            guard readUserInformation(rest[rest.startIndex..<at]) else { return nil }
            rest = rest[(at + 1)...]
        }
        guard readHostAndPort(&rest), readParameters(&rest) else { return nil }
        guard let mark = rest.first else { return }
        guard mark == UInt8(ascii: "?"), rest.count > 1 else { return nil }
        let fields = rest.dropFirst()
        guard isEscapedText(fields, where: { $0.isUnreserved || "[]/?:+$&=".utf8.contains($0) }) else { return nil }
        headers = String(decoding: fields, as: UTF8.self)
    }

    private mutating func readUserInformation(_ bytes: ArraySlice<UInt8>) -> Bool {
        let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        let name = bytes[bytes.startIndex..<(colon ?? bytes.endIndex)]
        guard !name.isEmpty, isEscapedText(name, where: \.isUser) else { return false }
        user = String(decoding: name, as: UTF8.self)
        if let colon {
            let secret = bytes[(colon + 1)...]
            guard isEscapedText(secret, where: \.isPassword) else { return false }
            password = String(decoding: secret, as: UTF8.self)
        }
        return true
    }

    private mutating func readHostAndPort(_ rest: inout ArraySlice<UInt8>) -> Bool {
        guard let (name, number) = takeHostAndPort(&rest) else { return false }
        host = name
        port = number
        return true
    }

    private mutating func readParameters(_ rest: inout ArraySlice<UInt8>) -> Bool {
        while rest.first == UInt8(ascii: ";") {
            rest = rest.dropFirst()
            let end = rest.firstIndex { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
            let parts = rest[rest.startIndex..<end].split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            rest = rest[end...]
            guard let name = parts.first, !name.isEmpty,
                parts.allSatisfy({ isEscapedText($0, where: \.isURIParameter) }),
                parts.count == 1 || !parts[1].isEmpty
            else { return false }
            parameters.all.append(
                .init(
                    name: String(decoding: name, as: UTF8.self),
                    value: parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : nil))
        }
        return parameters.isUnambiguous
    }

    private init?(parsingNumber bytes: ArraySlice<UInt8>) {
        self.init(scheme: .tel, host: "")
        var rest = bytes
        let end = rest.firstIndex(of: UInt8(ascii: ";")) ?? rest.endIndex
        let number = rest[rest.startIndex..<end]
        guard
            number.contains(where: { $0.isDigit || $0.isLetter || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "#") }),
            number.allSatisfy({ $0.hexDigitValue != nil || "+-.()*#".utf8.contains($0) })
        else { return nil }
        user = String(decoding: number, as: UTF8.self)
        rest = rest[end...]
        guard readParameters(&rest), rest.isEmpty else { return nil }
    }
}

/// `hostport`: a name, an IPv4 address or a bracketed IPv6 address, and perhaps a port.
func takeHostAndPort(_ rest: inout ArraySlice<UInt8>) -> (host: String, port: UInt16?)? {
    let name: ArraySlice<UInt8>
    if rest.first == UInt8(ascii: "[") {
        guard let close = rest.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        name = rest[rest.startIndex...close]
        guard !name.contains(UInt8(ascii: "%")), IPAddress(String(decoding: name, as: UTF8.self)) != nil,
            name.contains(UInt8(ascii: ":"))
        else { return nil }
    } else {
        name = rest.prefix(while: \.isHostName)
        guard let first = name.first, first != UInt8(ascii: "-"), first != UInt8(ascii: ".") else { return nil }
    }
    rest = rest[name.endIndex...]
    guard rest.first == UInt8(ascii: ":") else { return (String(decoding: name, as: UTF8.self), nil) }
    let digits = rest.dropFirst().prefix(while: \.isDigit)
    guard (1...5).contains(digits.count), let port = UInt16(String(decoding: digits, as: UTF8.self)) else { return nil }
    rest = rest[digits.endIndex...]
    return (String(decoding: name, as: UTF8.self), port)
}

/// Whether every byte is `allowed` or part of a whole `%XX` escape.
func isEscapedText(_ bytes: ArraySlice<UInt8>, where allowed: (UInt8) -> Bool) -> Bool {
    var index = bytes.startIndex
    while index < bytes.endIndex {
        if bytes[index] == UInt8(ascii: "%") {
            guard bytes.endIndex - index > 2, bytes[index + 1].hexDigitValue != nil,
                bytes[index + 2].hexDigitValue != nil
            else { return false }
            index += 3
        } else {
            guard allowed(bytes[index]) else { return false }
            index += 1
        }
    }
    return true
}
