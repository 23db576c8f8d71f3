// The character classes of RFC 3261 §25.1.

extension UInt8 {
    var isAlphanumeric: Bool { isLetter || isDigit }
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isLetter: Bool { (self >= 0x41 && self <= 0x5A) || (self >= 0x61 && self <= 0x7A) }

    /// SP or HTAB; line ends have gone when a folded header field became one line.
    var isSpace: Bool { self == 0x20 || self == 0x09 }

    /// `token`: alphanum / "-" / "." / "!" / "%" / "*" / "_" / "+" / "`" / "'" / "~"
    var isToken: Bool {
        isAlphanumeric || isOne(of: "-.!%*_+`'~")
    }

    /// `unreserved`: alphanum / mark
    var isUnreserved: Bool { isAlphanumeric || isOne(of: "-_.!~*'()") }

    /// `user`, escapes aside: unreserved / user-unreserved
    var isUser: Bool { isUnreserved || isOne(of: "&=+$,;?/") }

    /// `password`, escapes aside.
    var isPassword: Bool { isUnreserved || isOne(of: "&=+$,") }

    /// `paramchar` of a URI parameter, escapes aside: param-unreserved / unreserved
    var isURIParameter: Bool { isUnreserved || isOne(of: "[]/:&+$") }

    /// A character of a host name. The underscore is no part of the grammar, but of many a real network.
    var isHostName: Bool { isAlphanumeric || isOne(of: "-._") }

    /// `word`, of which Call-ID is made.
    var isWord: Bool { isToken || isOne(of: "()<>:\\\"/[]?{}") }

    private func isOne(of characters: StaticString) -> Bool {
        characters.withUTF8Buffer { $0.contains(self) }
    }
}

extension String {
    /// A non-empty `token`.
    var isToken: Bool { !isEmpty && utf8.allSatisfy(\.isToken) }
}
