// The character classes of RFC 3261 §25.1.

extension UInt8 {
    var isAlphanumeric: Bool { ByteSet.alphanumeric.contains(self) }
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isLetter: Bool { (self >= 0x41 && self <= 0x5A) || (self >= 0x61 && self <= 0x7A) }

    /// SP or HTAB; line ends have gone when a folded header field became one line.
    var isSpace: Bool { self == 0x20 || self == 0x09 }

    /// `token`: alphanum / "-" / "." / "!" / "%" / "*" / "_" / "+" / "`" / "'" / "~"
    var isToken: Bool { ByteSet.token.contains(self) }

    /// `user`, escapes aside: unreserved / user-unreserved
    var isUser: Bool { ByteSet.user.contains(self) }

    /// `word`, of which Call-ID is made.
    var isWord: Bool { ByteSet.word.contains(self) }
}

extension String {
    /// A non-empty `token`.
    var isToken: Bool { !isEmpty && utf8.allSatisfy(\.isToken) }
}
