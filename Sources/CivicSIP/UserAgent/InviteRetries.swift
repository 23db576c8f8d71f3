import CivicCore

// An INVITE of ours that was refused and can be sent again: after a challenge (RFC 3261 §22.3), 422 (RFC 4028 §7.3) or
// a redirection (§8.1.3.4).

extension UserAgent {
    /// Sends the INVITE again where the refusal can be met: a challenge, a longer session, another place.
    mutating func retryInvite(
        _ response: SIPResponse, of key: ClientTransactionKey, _ handle: CallHandle, at now: MonotonicInstant
    ) -> Bool {
        guard let call = calls[handle], !call.isCancelled, let entry = clientTransactions[key] else { return false }
        var request = entry.request
        var destination = entry.destination
        if let minimum = longerInterval(after: response, in: handle) {
            let wanted = max(request.headers.sessionInterval?.seconds ?? minimum, minimum)
            request.headers.set(.sessionExpires, SessionInterval(seconds: wanted).description)
            request.headers.set(.minSE, String(minimum))
        } else if let next = call.redirection.target(of: response, tried: call.redirected) {
            calls[handle]?.redirected.append(next.uri.description)
            request.uri = next.uri
            request.uri.headers = nil
            request.headers.remove(.route)
            destination = next.destination
        } else {
            return retryWithCredentials(response, of: key, handle, at: now)
        }
        for name in [HeaderName.authorization, .proxyAuthorization] { request.headers.remove(name) }
        request.vias = [nextVia()]
        request.cseq.number += 1
        calls[handle]?.answeredChallenges = 0
        dropEarlyDialogs(of: handle)
        let next = begin(request, to: destination, for: entry.purpose, at: now)
        calls[handle]?.invite = next
        return true
    }

    mutating func dropEarlyDialogs(of handle: CallHandle) {
        for early in calls[handle]?.earlyDialogs ?? [] { dialogs[early.dialog.id] = nil }
        calls[handle]?.earlyDialogs = []
    }

    // MARK: Digest

    /// Sends the request again with an answer to its challenge; `false` where we have none to give.
    mutating func retryWithCredentials(
        _ response: SIPResponse, of key: ClientTransactionKey, _ handle: CallHandle, at now: MonotonicInstant
    ) -> Bool {
        guard let call = calls[handle], !call.isCancelled, let entry = clientTransactions[key],
            let authorization = authorization(for: response, to: entry.request, in: handle)
        else { return false }
        var request = entry.request
        request.headers.remove(authorization.name)
        request.headers.append(authorization.name, authorization.value)
        request.vias = [nextVia()]
        request.cseq.number += 1
        calls[handle]?.answeredChallenges += 1
        let next = begin(request, to: entry.destination, for: entry.purpose, at: now)
        calls[handle]?.invite = next
        return true
    }

    /// The first challenge of our realm that we can answer: the server lists what it prefers first (RFC 8760 §2.4).
    ///
    /// A second challenge in a row means that the password is wrong, unless it says that the nonce was stale.
    mutating func authorization(
        for response: SIPResponse, to request: SIPRequest, in handle: CallHandle
    ) -> SIPHeaders.Field? {
        guard response.status == 401 || response.status == 407, let credentials = calls[handle]?.credentials else {
            return nil
        }
        let isProxy = response.status == 407
        let challenges = response.headers.all(isProxy ? .proxyAuthenticate : .wwwAuthenticate)
        guard
            let challenge = challenges.lazy.compactMap({ DigestChallenge(parsing: $0) })
                .first(where: { $0.realm == credentials.realm })
        else { return nil }
        let answered = calls[handle]?.answeredChallenges ?? 0
        guard answered == 0 || (challenge.isStale && answered < 3) else { return nil }
        let isSameNonce = calls[handle]?.nonceUse?.nonce == challenge.nonce
        let count = isSameNonce ? (calls[handle]?.nonceUse?.count ?? 0) + 1 : 1
        calls[handle]?.nonceUse = Call.NonceUse(nonce: challenge.nonce, count: count)
        let answer = DigestCredentials(
            answering: challenge, account: credentials.account, method: request.method,
            uri: request.uri.description, cnonce: identifiers.token(), count: count)
        return SIPHeaders.Field(
            name: isProxy ? .proxyAuthorization : .authorization, value: answer.description)
    }
}
