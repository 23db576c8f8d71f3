/// A `Digest` challenge (RFC 7616 §3.3; RFC 3261 §22): the value of WWW-Authenticate or Proxy-Authenticate.
package struct DigestChallenge: Hashable, Sendable {
    package var realm: String
    package var nonce: String
    package var opaque: String?
    package var algorithm: DigestAlgorithm
    /// Offers `qop=auth`; else the older form of RFC 2069 is asked for.
    package var offersAuth: Bool
    /// The credentials were right but for the nonce: try again without asking the user.
    package var isStale: Bool

    package init(
        realm: String, nonce: String, opaque: String? = nil, algorithm: DigestAlgorithm, offersAuth: Bool = true,
        isStale: Bool = false
    ) {
        self.realm = realm
        self.nonce = nonce
        self.opaque = opaque
        self.algorithm = algorithm
        self.offersAuth = offersAuth
        self.isStale = isStale
    }

    /// `nil` for other schemes, algorithms that are not known, and qop values without `auth`.
    package init?(parsing text: String) {
        guard let fields = AuthenticationFields(parsing: text), fields.scheme.equalsIgnoringCase("Digest"),
            let realm = fields["realm"], let nonce = fields["nonce"],
            let algorithm = DigestAlgorithm(name: fields["algorithm"])
        else { return nil }
        let qop = fields["qop"]?.split(separator: ",").map { trimmed(String($0)).lowercased() }
        guard qop?.contains("auth") ?? true else { return nil }
        self.init(
            realm: realm, nonce: nonce, opaque: fields["opaque"], algorithm: algorithm, offersAuth: qop != nil,
            isStale: fields["stale"]?.equalsIgnoringCase("true") ?? false)
    }
}

extension DigestChallenge: CustomStringConvertible {
    package var description: String {
        var text = "Digest realm=\(quoted(realm)), nonce=\(quoted(nonce))"
        if let opaque { text += ", opaque=\(quoted(opaque))" }
        if isStale { text += ", stale=true" }
        text += ", algorithm=\(algorithm.rawValue)"
        if offersAuth { text += ", qop=\"auth\"" }
        return text
    }
}

/// `scheme name=value, name="value"`: the common form of challenges and credentials (RFC 3261 §25.1).
struct AuthenticationFields {
    var scheme: String
    private var values: [String: String] = [:]

    init?(parsing text: String) {
        var scanner = HeaderScanner(text)
        scanner.skipSpace()
        guard let scheme = scanner.takeToken(), scanner.next?.isSpace == true else { return nil }
        self.scheme = scheme
        scanner.skipSpace()
        repeat {
            guard let name = scanner.takeToken(), scanner.takeSeparator(UInt8(ascii: "=")) else { return nil }
            let raw =
                scanner.next == UInt8(ascii: "\"")
                ? scanner.takeQuotedString() : scanner.takeWhile { !$0.isSpace && $0 != UInt8(ascii: ",") }
            guard let raw, values.updateValue(unquoted(raw), forKey: name.lowercased()) == nil else { return nil }
        } while scanner.takeSeparator(UInt8(ascii: ","))
        scanner.skipSpace()
        guard scanner.isAtEnd else { return nil }
    }

    subscript(name: String) -> String? { values[name] }
}
