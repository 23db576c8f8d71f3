/// `Digest` credentials (RFC 7616 §3.4): the value of Authorization or Proxy-Authorization.
package struct DigestCredentials: Hashable, Sendable {
    package var username: String
    package var realm: String
    package var nonce: String
    /// As it went into the hash.
    package var uri: String
    /// Lower-case hexadecimal.
    package var response: String
    package var algorithm: DigestAlgorithm
    package var opaque: String?
    /// With `qop=auth`: the client's nonce and how often it has used ours. `nil` in the form of RFC 2069.
    package var protection: Protection?

    package struct Protection: Hashable, Sendable {
        package var cnonce: String
        /// From 1.
        package var count: UInt32

        package init(cnonce: String, count: UInt32) {
            self.cnonce = cnonce
            self.count = count
        }

        /// `nc` as it stands in the header field and in the hash: eight hexadecimal digits.
        var countText: String {
            let digits = String(count, radix: 16)
            return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        }
    }

    /// `nil` for other schemes, missing fields, unknown algorithms and qop other than `auth`.
    package init?(parsing text: String) {
        guard let fields = AuthenticationFields(parsing: text), fields.scheme.equalsIgnoringCase("Digest"),
            let username = fields["username"], let realm = fields["realm"], let nonce = fields["nonce"],
            let uri = fields["uri"], let response = fields["response"],
            let algorithm = DigestAlgorithm(name: fields["algorithm"])
        else { return nil }
        self.username = username
        self.realm = realm
        self.nonce = nonce
        self.uri = uri
        self.response = response.lowercased()
        self.algorithm = algorithm
        opaque = fields["opaque"]
        if let qop = fields["qop"] {
            guard qop.equalsIgnoringCase("auth"), let cnonce = fields["cnonce"], let text = fields["nc"],
                text.utf8.count == 8, let count = UInt32(text, radix: 16)
            else { return nil }
            protection = Protection(cnonce: cnonce, count: count)
        }
    }

    /// Answers `challenge` (§3.4.1).
    package init(
        answering challenge: DigestChallenge, account: SIPAccount, method: SIPMethod, uri: String, cnonce: String,
        count: UInt32
    ) {
        username = account.user
        realm = challenge.realm
        nonce = challenge.nonce
        self.uri = uri
        algorithm = challenge.algorithm
        opaque = challenge.opaque
        protection = challenge.offersAuth ? Protection(cnonce: cnonce, count: count) : nil
        response = ""
        response = expectedResponse(ha1: account.ha1(challenge.algorithm), method: method)
    }

    /// Whether these are credentials for a request to `uri` (RFC 7616 §3.4.6): what was shown for one number opens no
    /// other. Proxies rewrite the host and the parameters of a Request-URI, so the user part alone has to be the same; some
    /// phones and load tools name no user at all.
    package func isMade(for uri: SIPURI) -> Bool {
        guard let own = SIPURI(parsing: self.uri) else { return false }
        switch own.scheme {
        case .sip, .sips, .tel: return own.userText.isEmpty || own.userText == uri.userText
        case .other: return own == uri
        }
    }

    /// H(H(A1):nonce:nc:cnonce:qop:H(A2)), or H(H(A1):nonce:H(A2)) without qop (RFC 7616 §3.4.1, RFC 2617 §3.2.2.1).
    package func expectedResponse(ha1: String, method: SIPMethod) -> String {
        let ha2 = algorithm.hash("\(method):\(uri)")
        guard let protection else { return algorithm.hash("\(ha1):\(nonce):\(ha2)") }
        return algorithm.hash("\(ha1):\(nonce):\(protection.countText):\(protection.cnonce):auth:\(ha2)")
    }
}

extension DigestCredentials: CustomStringConvertible {
    package var description: String {
        var text = "Digest username=\(quoted(username)), realm=\(quoted(realm)), nonce=\(quoted(nonce))"
        text += ", uri=\(quoted(uri)), response=\(quoted(response)), algorithm=\(algorithm.rawValue)"
        if let opaque { text += ", opaque=\(quoted(opaque))" }
        if let protection {
            text += ", qop=auth, cnonce=\(quoted(protection.cnonce)), nc=\(protection.countText)"
        }
        return text
    }
}
