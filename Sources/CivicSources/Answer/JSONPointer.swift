/// A place in a JSON text (RFC 6901): `/account/bills/0/owed`; `~1` is a slash and `~0` a tilde in a name.
package struct JSONPointer: Sendable, Equatable {
    package let text: String
    private let tokens: [String]

    /// `nil` where it is neither empty nor begins with a slash, or a tilde stands alone (§3).
    package init?(_ text: String) {
        self.text = text
        guard !text.isEmpty else {
            tokens = []
            return
        }
        guard text.hasPrefix("/") else { return nil }
        var tokens: [String] = []
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let token = Self.unescaped(part) else { return nil }
            tokens.append(token)
        }
        self.tokens = tokens
    }

    private static func unescaped(_ part: Substring) -> String? {
        var token = ""
        var isEscape = false
        for character in part {
            switch (isEscape, character) {
            case (true, "0"): token.append("~")
            case (true, "1"): token.append("/")
            case (true, _): return nil
            case (false, "~"):
                isEscape = true
                continue
            default: token.append(character)
            }
            isEscape = false
        }
        return isEscape ? nil : token
    }

    /// What stands there; `nil` where nothing does (§4).
    package func value(in document: JSONValue) -> JSONValue? {
        var value = document
        for token in tokens {
            switch value {
            case .object(let members):
                guard let member = members[token] else { return nil }
                value = member
            case .list(let elements):
                // Digits without a leading zero; `-` is the element after the last, which there is not.
                guard let index = Int(token), String(index) == token, elements.indices.contains(index) else {
                    return nil
                }
                value = elements[index]
            default: return nil
            }
        }
        return value
    }
}
