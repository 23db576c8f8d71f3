import CivicCore
import CivicSIP
import Testing

@Suite("digest (RFC 2617, RFC 7616, RFC 8760)")
struct DigestTests {
    private let secret = "Circle of Life"

    @Test("the example of RFC 7616 §3.9.1, both algorithms")
    func rfc7616() {
        let account = SIPAccount(
            user: "Mufasa", displayName: "", realm: "http-auth@example.org", password: "Circle of Life")
        for (algorithm, expected) in [
            (DigestAlgorithm.md5, "8ca523f5e9506fed4657c9700eebdbec"),
            (.sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ] {
            let challenge = DigestChallenge(
                realm: "http-auth@example.org", nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                algorithm: algorithm)
            let credentials = DigestCredentials(
                answering: challenge, account: account, method: SIPMethod("GET"), uri: "/dir/index.html",
                cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", count: 1)
            #expect(credentials.response == expected)
        }
    }

    @Test("the example of RFC 2617 §3.5, and the form of RFC 2069 without qop")
    func rfc2617() {
        let account = SIPAccount(
            user: "Mufasa", displayName: "", realm: "testrealm@host.com", password: "Circle Of Life")
        var challenge = DigestChallenge(
            realm: "testrealm@host.com", nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
            opaque: "5ccc069c403ebaf9f0171e9517f40e41", algorithm: .md5)
        let with = DigestCredentials(
            answering: challenge, account: account, method: SIPMethod("GET"), uri: "/dir/index.html",
            cnonce: "0a4f113b", count: 1)
        #expect(with.response == "6629fae49393a05397450978507c4ef1")
        challenge.offersAuth = false
        let without = DigestCredentials(
            answering: challenge, account: account, method: SIPMethod("GET"), uri: "/dir/index.html",
            cnonce: "0a4f113b", count: 1)
        #expect(without.response == "670fd8c2df070c60b045671b8b24ff02")
    }

    @Test("challenges and credentials print and read as the same")
    func identity() throws {
        let challenge = DigestChallenge(
            realm: "a \"b\" \\c", nonce: "n", opaque: "o", algorithm: .sha256, isStale: true)
        #expect(DigestChallenge(parsing: challenge.description) == challenge)
        let credentials = DigestCredentials(
            answering: challenge, account: SIPAccount(user: "u", displayName: "", realm: "r", password: "p"),
            method: .invite, uri: "sip:a@b;x=y", cnonce: "c", count: 0x1A)
        #expect(credentials.description.contains("nc=0000001a"))
        #expect(DigestCredentials(parsing: credentials.description) == credentials)
    }

    @Test(
        "unreadable credentials and challenges are none",
        arguments: [
            "", "Digest", "Basic dXNlcjpwYXNz", "Digest username=\"a\"", "Digest username=\"a, realm=\"b\"",
            "NoOneKnowsThisScheme opaque-data=here",
            "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"x\", response=\"0\", algorithm=SHA-512-256",
            "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"x\", response=\"0\", qop=auth-int, nc=00000001, cnonce=\"c\"",
            "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"x\", response=\"0\", qop=auth, nc=1, cnonce=\"c\"",
            "Digest username=\"u\", username=\"v\", realm=\"r\", nonce=\"n\", uri=\"x\", response=\"0\"",
        ])
    func unreadable(text: String) {
        #expect(DigestCredentials(parsing: text) == nil)
    }
}

@Suite("nonces")
struct NonceIssuerTests {
    private func issuer(capacity: Int = 8) -> NonceIssuer {
        NonceIssuer(key: [1, 2, 3], lifetime: .seconds(300), capacity: capacity)
    }

    @Test("a count is believed once, in any order within a window of 64")
    func counts() {
        var issuer = issuer()
        let nonce = issuer.issue(at: .zero)
        #expect(issuer.use(nonce, count: 1, at: at(1)) == .fresh)
        #expect(issuer.use(nonce, count: 1, at: at(1)) == .stale)
        #expect(issuer.use(nonce, count: 3, at: at(1)) == .fresh)
        #expect(issuer.use(nonce, count: 2, at: at(1)) == .fresh)
        #expect(issuer.use(nonce, count: 2, at: at(1)) == .stale)
        #expect(issuer.use(nonce, count: 0, at: at(1)) == .stale)
        #expect(issuer.use(nonce, count: .max, at: at(1)) == .fresh)
        #expect(issuer.use(nonce, count: 4, at: at(1)) == .stale)
    }

    @Test("a nonce grows old, and a forged one is foreign")
    func ageAndProof() {
        var issuer = issuer()
        let nonce = issuer.issue(at: at(10))
        #expect(issuer.use(nonce, count: 1, at: at(309.9)) == .fresh)
        #expect(issuer.use(nonce, count: 2, at: at(310)) == .stale)
        #expect(issuer.use(nonce, count: 2, at: at(9)) == .stale)
        for forged in ["", "abc", String(repeating: "0", count: 64), String(nonce.reversed()), nonce + "0"] {
            #expect(issuer.use(forged, count: 1, at: at(11)) == .foreign)
        }
    }

    @Test("what was pushed out of the table is stale, never fresh again")
    func bounded() {
        var issuer = issuer(capacity: 4)
        let nonces = (0..<10).map { _ in issuer.issue(at: .zero) }
        for nonce in nonces { #expect(issuer.use(nonce, count: 1, at: at(1)) == .fresh) }
        for nonce in nonces.prefix(6) { #expect(issuer.use(nonce, count: 2, at: at(1)) == .stale) }
        for nonce in nonces.suffix(4) { #expect(issuer.use(nonce, count: 2, at: at(1)) == .fresh) }
    }
}

@Suite("authenticator")
struct AuthenticatorTests {
    private let account = SIPAccount(user: "1001", displayName: "Li", realm: "r", password: "civic-1001")

    private func challenged(
        _ authenticator: inout Authenticator, userAgent: String? = nil
    ) throws -> [DigestChallenge] {
        var response = SIPResponse(401, to: sample(.register))
        authenticator.challenge(&response, as: .server, userAgent: userAgent, isStale: false, at: .zero)
        return response.headers.all(.wwwAuthenticate).compactMap(DigestChallenge.init(parsing:))
    }

    private func make() -> Authenticator {
        Authenticator(realm: "r", accounts: ["1001": account], key: [9], nonceLifetime: .seconds(300))
    }

    private func request(_ challenge: DigestChallenge, _ account: SIPAccount, count: UInt32 = 1) -> SIPRequest {
        var request = sample(.register)
        let credentials = DigestCredentials(
            answering: challenge, account: account, method: .register, uri: request.uri.description, cnonce: "c",
            count: count)
        request.headers.append(.authorization, credentials.description)
        return request
    }

    @Test(
        "a phone that gives up at a challenge it does not know is asked for MD5 alone",
        arguments: [
            ("baresip v1.0.0 (x86_64/linux)", [DigestAlgorithm.md5]),
            ("baresip v3.1.0 (x86_64/linux)", [.sha256, .md5]),
            ("Linphone/5.1", [.sha256, .md5]),
        ])
    func userAgents(userAgent: String, algorithms: [DigestAlgorithm]) throws {
        var authenticator = make()
        #expect(try challenged(&authenticator, userAgent: userAgent).map(\.algorithm) == algorithms)
    }

    @Test("offers SHA-256 before MD5, and takes either")
    func algorithms() throws {
        var authenticator = make()
        #expect(try challenged(&authenticator).map(\.algorithm) == [.sha256, .md5])
        for index in 0...1 {
            let challenge = try challenged(&authenticator)[index]
            #expect(authenticator.verify(request(challenge, account), at: .zero) == .valid(user: "1001"))
        }
    }

    @Test("a wrong password and an unknown user get the same")
    func wrong() throws {
        var authenticator = make()
        let challenge = try challenged(&authenticator)[0]
        let wrong = SIPAccount(user: "1001", displayName: "", realm: "r", password: "x")
        let unknown = SIPAccount(user: "9999", displayName: "", realm: "r", password: "x")
        #expect(authenticator.verify(request(challenge, wrong), at: .zero) == .invalid)
        #expect(authenticator.verify(request(challenge, unknown), at: .zero) == .invalid)
        #expect(authenticator.verify(sample(.register), at: .zero) == .absent)
        // A wrong try does not use the count up.
        #expect(authenticator.verify(request(challenge, account), at: .zero) == .valid(user: "1001"))
    }

    @Test("a replay is stale, and so is a nonce from before a restart")
    func stale() throws {
        var authenticator = make()
        let challenge = try challenged(&authenticator)[0]
        #expect(authenticator.verify(request(challenge, account), at: .zero) == .valid(user: "1001"))
        #expect(authenticator.verify(request(challenge, account), at: .zero) == .stale)
        #expect(authenticator.verify(request(challenge, account, count: 2), at: .zero) == .valid(user: "1001"))
        var restarted = Authenticator(realm: "r", accounts: ["1001": account], key: [8], nonceLifetime: .seconds(300))
        #expect(restarted.verify(request(challenge, account, count: 3), at: .zero) == .stale)
    }

    @Test("credentials for another realm are not ours to judge")
    func otherRealm() throws {
        var authenticator = make()
        var challenge = try challenged(&authenticator)[0]
        challenge.realm = "elsewhere"
        #expect(authenticator.verify(request(challenge, account), at: .zero) == .absent)
    }
}
