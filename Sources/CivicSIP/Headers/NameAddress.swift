/// `"Display name" <uri>;parameters`: the value of From, To, Contact, Route, Record-Route and P-Asserted-Identity
/// (RFC 3261 §20.10, §25.1 `name-addr` / `addr-spec`).
package struct NameAddress: Hashable, Sendable {
    /// Plain text, without quotes and escapes; empty where there is none.
    package var displayName: String
    package var uri: SIPURI
    /// The header field's own parameters, such as `tag`, `q` and `expires`.
    package var parameters: SIPParameters

    package init(displayName: String = "", uri: SIPURI, parameters: SIPParameters = SIPParameters()) {
        self.displayName = displayName
        self.uri = uri
        self.parameters = parameters
    }

    /// Reads one value; `nil` where the grammar is broken.
    ///
    /// Without angle brackets, what follows a semicolon belongs to the header field, and a URI with a question mark or
    /// a comma is refused (§20.10).
    package init?(parsing text: String) {
        var scanner = HeaderScanner(text)
        scanner.skipSpace()
        var name = ""
        if scanner.next == UInt8(ascii: "\"") {
            guard let quotedName = scanner.takeQuotedString() else { return nil }
            name = unquoted(quotedName)
            scanner.skipSpace()
            guard scanner.next == UInt8(ascii: "<") else { return nil }
        } else {
            let start = scanner
            let words = scanner.takeWhile { $0.isToken || $0.isSpace || $0 >= 0x80 } ?? ""
            if scanner.next == UInt8(ascii: "<") {
                name = trimmed(words)
            } else {
                scanner = start
            }
        }
        let address: String?
        if scanner.take(UInt8(ascii: "<")) {
            address = scanner.takeUntil(UInt8(ascii: ">"))
        } else {
            address = scanner.takeWhile { !$0.isSpace && !";?,<>\"".utf8.contains($0) }
        }
        guard let address, let uri = SIPURI(parsing: address), let parameters = scanner.takeParameters() else {
            return nil
        }
        scanner.skipSpace()
        guard scanner.isAtEnd else { return nil }
        self.init(displayName: name, uri: uri, parameters: parameters)
    }

    /// Reads all values of a comma-separated list.
    package static func list(parsing text: String) -> [NameAddress]? {
        guard let parts = splitList(text) else { return nil }
        var addresses: [NameAddress] = []
        for part in parts {
            guard let address = NameAddress(parsing: part) else { return nil }
            addresses.append(address)
        }
        return addresses
    }

    /// Names one end of a dialog (§19.3).
    package var tag: String? {
        get { parameters["tag"] }
        set { parameters["tag"] = newValue }
    }
}

extension NameAddress: CustomStringConvertible {
    package var description: String {
        displayName.isEmpty ? "<\(uri)>\(parameters)" : "\(quoted(displayName)) <\(uri)>\(parameters)"
    }
}
