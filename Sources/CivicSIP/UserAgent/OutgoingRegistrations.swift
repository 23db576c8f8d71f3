package import CivicCore

/// An account of ours at somebody else's registrar, kept registered until it is withdrawn (RFC 3261 §10.2).
package struct OutgoingRegistration: Sendable {
    package var user: String
    package var password: String
    /// The registrar, without a user part.
    package var registrar: SIPURI
    /// Where REGISTER goes; `nil`: to the registrar's host, which must then be numeric.
    package var destination: SIPHop?
    /// What is asked for; the registrar may give less.
    package var expiry: Duration

    package init(
        user: String, password: String, registrar: SIPURI, destination: SIPHop? = nil,
        expiry: Duration = .seconds(300)
    ) {
        self.user = user
        self.password = password
        self.registrar = registrar
        self.destination = destination
        self.expiry = expiry
    }
}

/// An outgoing registration in its course.
///
///     register ─▶ 401 ─▶ with credentials ─▶ 200 ─▶ again when four fifths of the time are over
///                                            4xx, no answer ─▶ again after half a minute, then one, two, … ten
struct KeptRegistration: Sendable {
    /// The first pause after a failure; each further one is twice as long.
    static let retry = Duration.seconds(30)
    static let longestRetry = Duration.seconds(600)

    var order: OutgoingRegistration
    var destination: SIPHop
    /// In a row.
    var failures = 0
    /// The registrar has our contact.
    var isAccepted = false
    let callID: String
    let tag: String
    var sequence: UInt32 = 0
    var transaction: ClientTransactionKey?
    var answeredChallenges = 0
    var nonce: (text: String, count: UInt32)?
    var again: MonotonicInstant?
    var isLeaving = false
    /// The proxies that the account's calls go through (RFC 3608).
    var serviceRoute: [NameAddress] = []
    /// What the registrar calls itself in its challenges.
    var realm: String?
}

extension UserAgent {
    /// Registers, and keeps registered. What becomes of it comes as `registrationAccepted` or `registrationFailed`.
    package mutating func register(_ order: OutgoingRegistration, at now: MonotonicInstant) {
        guard let destination = order.destination ?? order.registrar.numericHop else {
            report(.registrationFailed(user: order.user, status: 503, reason: "Destination Is No Address"))
            return
        }
        var kept = KeptRegistration(
            order: order, destination: destination, callID: identifiers.callID(), tag: identifiers.token())
        // Tried elsewhere, it is the same account that has failed so often.
        kept.failures = keptRegistrations[order.user]?.failures ?? 0
        keptRegistrations[order.user] = kept
        sendRegister(of: order.user, challenge: nil, at: now)
    }

    /// From the next REGISTER on, whenever it is due, the registrar is asked there.
    package mutating func moveRegistration(of user: String, to destination: SIPHop) {
        keptRegistrations[user]?.destination = destination
    }

    /// Takes our contact away from the registrar.
    package mutating func unregister(user: String, at now: MonotonicInstant) {
        guard keptRegistrations[user] != nil else { return }
        keptRegistrations[user]?.isLeaving = true
        keptRegistrations[user]?.answeredChallenges = 0
        sendRegister(of: user, challenge: nil, at: now)
    }

    private mutating func sendRegister(of user: String, challenge: DigestChallenge?, at now: MonotonicInstant) {
        guard var kept = keptRegistrations[user] else { return }
        kept.sequence += 1
        kept.again = nil
        let order = kept.order
        var from = NameAddress(uri: SIPURI(user: user, host: order.registrar.host, port: order.registrar.port))
        let to = from
        from.tag = kept.tag
        var headers = SIPHeaders()
        let contact = contact(user: user, over: kept.destination.transport)
        headers.append(.contact, NameAddress(uri: contact).description)
        headers.append(.expires, kept.isLeaving ? "0" : wholeSeconds(order.expiry))
        headers.append(.userAgent, configuration.product)
        if let challenge {
            let account = SIPAccount(user: user, displayName: "", realm: challenge.realm, password: order.password)
            let count = kept.nonce?.text == challenge.nonce ? (kept.nonce?.count ?? 0) + 1 : 1
            kept.nonce = (challenge.nonce, count)
            let credentials = DigestCredentials(
                answering: challenge, account: account, method: .register, uri: order.registrar.description,
                cnonce: identifiers.token(), count: count)
            headers.append(.authorization, credentials.description)
        }
        let request = SIPRequest(
            method: .register, uri: order.registrar, vias: [nextVia()], from: from, to: to, callID: kept.callID,
            cseq: kept.sequence, headers: headers)
        keptRegistrations[user] = kept
        deadlines.set(.keptRegistration(user), to: nil)
        let key = begin(request, to: kept.destination, for: .register(user), at: now)
        keptRegistrations[user]?.transaction = key
    }

    mutating func receiveRegisterResponse(
        _ response: SIPResponse, of key: ClientTransactionKey, user: String, at now: MonotonicInstant
    ) {
        guard response.isFinal, let kept = keptRegistrations[user], kept.transaction == key else { return }
        if response.status == 401, kept.answeredChallenges < 2,
            let challenge = response.headers.all(.wwwAuthenticate).lazy.compactMap({ DigestChallenge(parsing: $0) })
                .first, kept.answeredChallenges == 0 || challenge.isStale
        {
            keptRegistrations[user]?.answeredChallenges += 1
            keptRegistrations[user]?.realm = challenge.realm
            return sendRegister(of: user, challenge: challenge, at: now)
        }
        keptRegistrations[user]?.answeredChallenges = 0
        if kept.isLeaving {
            keptRegistrations[user] = nil
        } else if response.isSuccess {
            keptRegistrations[user]?.serviceRoute = response.headers.addresses(.serviceRoute) ?? []
            let given = grantedExpiry(in: response, user: user) ?? kept.order.expiry
            keptRegistrations[user]?.failures = 0
            keptRegistrations[user]?.isAccepted = true
            let trunk = configuration.trunks.first { $0.registration?.user == user }
            gate.trust(kept.destination.host, of: trunk?.name ?? user)
            setRegisterAgain(of: user, at: now + max(.seconds(5), given * 4 / 5))
            report(.registrationAccepted(user: user, realm: kept.realm, expiry: given))
        } else if response.status == 423, let minimum = response.headers.first(.minExpires).flatMap({ UInt32($0) }),
            .seconds(Int64(minimum)) > kept.order.expiry, minimum <= 86_400
        {
            // §10.2.8: once more, for as long as it wants.
            keptRegistrations[user]?.order.expiry = .seconds(Int64(minimum))
            sendRegister(of: user, challenge: nil, at: now)
        } else {
            registrationFailed(
                user: user, status: response.status, reason: response.reason, retryAfter: response.retryAfter, at: now)
        }
    }

    /// Nobody answered, or nobody could be reached (503).
    mutating func timeOutRegister(user: String, status: Int = 408, at now: MonotonicInstant) {
        guard let kept = keptRegistrations[user] else { return }
        if kept.isLeaving {
            keptRegistrations[user] = nil
        } else {
            registrationFailed(user: user, status: status, reason: SIPStatus.phrase(status), at: now)
        }
    }

    /// RFC 3608 §5: the way that calls of a registered account take, the nearest proxy first.
    func serviceRoute(for credentials: SIPAccountCredentials?) -> [NameAddress] {
        guard let user = credentials?.account.user, let kept = keptRegistrations[user], !kept.isLeaving else {
            return []
        }
        return kept.serviceRoute
    }

    private mutating func registrationFailed(
        user: String, status: Int, reason: String, retryAfter: Duration? = nil, at now: MonotonicInstant
    ) {
        let failures = min(keptRegistrations[user]?.failures ?? 0, 16)
        keptRegistrations[user]?.failures = failures + 1
        keptRegistrations[user]?.isAccepted = false
        let pause = min(KeptRegistration.longestRetry, KeptRegistration.retry * (1 << failures))
        setRegisterAgain(of: user, at: now + max(pause, min(retryAfter ?? .zero, .seconds(3600))))
        report(.registrationFailed(user: user, status: status, reason: reason))
    }

    private mutating func setRegisterAgain(of user: String, at instant: MonotonicInstant) {
        keptRegistrations[user]?.again = instant
        deadlines.set(.keptRegistration(user), to: instant)
    }

    mutating func registerAgain(of user: String, at now: MonotonicInstant) {
        guard let again = keptRegistrations[user]?.again, again <= now else { return }
        sendRegister(of: user, challenge: nil, at: now)
    }

    /// §10.2.4: the `expires` of our own contact, or the header field.
    private func grantedExpiry(in response: SIPResponse, user: String) -> Duration? {
        let port = keptRegistrations[user].map { address(over: $0.destination.transport).port }
        let own = response.headers.list(.contact).lazy.compactMap { NameAddress(parsing: $0) }
            .first { $0.uri.userText == user && $0.uri.port == port }
        let text = own?.parameters["expires"] ?? response.headers.first(.expires)
        return text.flatMap { UInt32($0) }.map { .seconds(Int64($0)) }
    }
}
