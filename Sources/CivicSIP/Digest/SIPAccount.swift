/// Somebody who may register and call. Only hashes of the password are kept: H(user:realm:password) per algorithm.
package struct SIPAccount: Sendable, Equatable {
    package var user: String
    package var displayName: String
    /// Lower-case hexadecimal.
    package var ha1MD5: String
    /// Lower-case hexadecimal.
    package var ha1SHA256: String

    package init(user: String, displayName: String, realm: String, password: String) {
        self.user = user
        self.displayName = displayName
        let secret = "\(user):\(realm):\(password)"
        ha1MD5 = DigestAlgorithm.md5.hash(secret)
        ha1SHA256 = DigestAlgorithm.sha256.hash(secret)
    }

    /// An account whose hashes are stored ready-made.
    package init(user: String, displayName: String, ha1MD5: String, ha1SHA256: String) {
        self.user = user
        self.displayName = displayName
        self.ha1MD5 = ha1MD5.lowercased()
        self.ha1SHA256 = ha1SHA256.lowercased()
    }

    func hasSecret(of other: SIPAccount?) -> Bool { ha1MD5 == other?.ha1MD5 && ha1SHA256 == other?.ha1SHA256 }

    func ha1(_ algorithm: DigestAlgorithm) -> String {
        switch algorithm {
        case .md5: ha1MD5
        case .sha256: ha1SHA256
        }
    }
}

/// What we show to a realm that challenges our own requests.
package struct SIPAccountCredentials: Sendable, Equatable {
    /// A challenge of any other realm is not answered.
    package var realm: String
    package var account: SIPAccount

    package init(realm: String, account: SIPAccount) {
        self.realm = realm
        self.account = account
    }

    package init(user: String, realm: String, password: String) {
        self.init(
            realm: realm, account: SIPAccount(user: user, displayName: "", realm: realm, password: password))
    }
}
