import CivicCore

// Passwords, as often as the gate lets them be tried.

extension UserAgent {
    /// What the credentials in a request are worth; while its source or account has to wait, nothing, whatever they are.
    mutating func verify(
        _ request: SIPRequest, from source: SIPHop, at now: MonotonicInstant
    ) -> Authenticator.Verdict {
        guard let user = authenticator.claimedUser(of: request) else { return .absent }
        let counts = gate.checksCredentials(of: user, from: source.host, at: now)
        // Worked out in any case: the answer takes the same time.
        let verdict = authenticator.verify(request, at: now)
        guard counts else { return .invalid }
        switch verdict {
        case .valid: gate.succeeded(user: user, from: source.host, at: now)
        case .invalid: gate.failed(user: user, from: source.host, at: now)
        case .absent, .stale, .foreignURI: break
        }
        return verdict
    }

    /// RFC 7616 §3.4.6: credentials for one Request-URI are none for another.
    mutating func refuseForeignCredentials(_ request: SIPRequest, from source: SIPHop, at now: MonotonicInstant) {
        gate.refused(from: source.host, at: now)
        refuse(request, 400, reason: "Digest URI Is Not The Request-URI", from: source)
    }

    /// Whom an offered call comes from.
    func source(of call: CallHandle) -> String? {
        calls[call]?.offeredInvite.flatMap { serverTransactions[$0]?.source.host }
    }
}
