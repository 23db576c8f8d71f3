package import CivicCore

/// Checks digest credentials against the accounts, and makes challenges (RFC 3261 §22, RFC 7616, RFC 8760).
package struct Authenticator: Sendable {
    package enum Verdict: Equatable, Sendable {
        /// No credentials for our realm.
        case absent
        case valid(user: String)
        /// Right but for the nonce.
        case stale
        /// Wrong password or unknown user: nobody learns which.
        case invalid
        /// Made for another Request-URI; the password was not looked at.
        case foreignURI
    }

    /// Which pair of header fields is meant: ours as the end (401), or as a hop on the way to somebody else (407).
    package enum Role: Sendable {
        case server, proxy

        package var status: Int { self == .server ? 401 : 407 }
        var challengeField: HeaderName { self == .server ? .wwwAuthenticate : .proxyAuthenticate }
    }

    private let realm: String
    private var accounts: [String: SIPAccount]
    private var nonces: NonceIssuer
    /// Stands in for users who do not exist, so that they cost the same time.
    private let nobody: SIPAccount

    package init(
        realm: String, accounts: [String: SIPAccount], key: [UInt8], nonceLifetime: Duration, capacity: Int = 8192
    ) {
        self.realm = realm
        self.accounts = accounts
        nonces = NonceIssuer(key: key, lifetime: nonceLifetime, capacity: capacity)
        nobody = SIPAccount(user: "", displayName: "", realm: realm, password: hexadecimal(key))
    }

    package mutating func replaceAccounts(_ accounts: [String: SIPAccount]) {
        self.accounts = accounts
    }

    /// The user for whom `request` shows credentials of our realm, right or wrong.
    package func claimedUser(of request: SIPRequest) -> String? { credentials(of: request)?.username }

    private func credentials(of request: SIPRequest) -> DigestCredentials? {
        let values = request.headers.all(.authorization) + request.headers.all(.proxyAuthorization)
        return values.compactMap({ DigestCredentials(parsing: $0) }).first(where: isOurs)
    }

    /// Checks what `request` shows for our realm, in Authorization or Proxy-Authorization.
    package mutating func verify(_ request: SIPRequest, at now: MonotonicInstant) -> Verdict {
        guard let credentials = credentials(of: request) else { return .absent }
        guard credentials.isMade(for: request.uri) else { return .foreignURI }
        let account = accounts[credentials.username]
        let ha1 = (account ?? nobody).ha1(credentials.algorithm)
        let expected = credentials.expectedResponse(ha1: ha1, method: request.method)
        let isRight = isEqualInConstantTime(Array(expected.utf8), Array(credentials.response.utf8))
        guard let account, isRight else {
            return .invalid
        }
        // Without qop there is no count: such a nonce serves once.
        switch nonces.use(credentials.nonce, count: credentials.protection?.count ?? 1, at: now) {
        case .fresh: return .valid(user: account.user)
        // A right answer to a nonce from before a restart deserves another try as well.
        case .stale, .foreign: return .stale
        }
    }

    private func isOurs(_ credentials: DigestCredentials) -> Bool { credentials.realm == realm }

    /// Puts challenges on `response`, the stronger algorithm first (RFC 8760 §2.4).
    ///
    /// - Parameter userAgent: User-Agent of the request, for phones that cannot bear more than one challenge.
    package mutating func challenge(
        _ response: inout SIPResponse, as role: Role, userAgent: String?, isStale: Bool, at now: MonotonicInstant
    ) {
        let nonce = nonces.issue(at: now)
        for algorithm in DigestAlgorithm.offered(to: userAgent) {
            let challenge = DigestChallenge(realm: realm, nonce: nonce, algorithm: algorithm, isStale: isStale)
            response.headers.append(role.challengeField, challenge.description)
        }
    }
}
