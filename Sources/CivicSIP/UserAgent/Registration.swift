import CivicCore

// REGISTER: always authenticated, then carried out by the registrar (RFC 3261 §10.3).

extension UserAgent {
    mutating func receiveRegister(_ request: SIPRequest, from source: SIPHop, at now: MonotonicInstant) {
        // §10.3: an address of record is a SIP or SIPS URI.
        guard request.to.uri.scheme == .sip || request.to.uri.scheme == .sips else {
            return refuse(request, 400, reason: "To Is No Address Of Record", from: source)
        }
        let verdict = verify(request, from: source, at: now)
        if verdict == .foreignURI { return refuseForeignCredentials(request, from: source, at: now) }
        guard case .valid(let user) = verdict else {
            return challenge(request, as: .server, isStale: verdict == .stale, from: source, at: now)
        }
        guard request.to.uri.userText == user else {
            return refuse(request, 403, reason: "Not Your Address Of Record", from: source)
        }
        expireRegistration(of: user, at: now)
        let hadBindings = !registrar.bindings(of: user, at: now).isEmpty
        let key = openTransaction(for: request, from: source, tag: identifiers.token())
        switch registrar.register(request, user: user, from: source, at: now) {
        case .accepted(let bindings):
            var response = response(200, in: key)
            for binding in bindings {
                response?.headers.append(.contact, contactField(binding, at: now))
            }
            // RFC 3327 §5.3: who knows of the path is shown it.
            if request.headers.knows(option: "path") {
                for value in request.headers.all(.path) { response?.headers.append(.path, value) }
            }
            if let response { respond(response, in: key, at: now) }
            deadlines.set(.registration(user), to: registrar.nextExpiry(of: user))
            armProbe(of: user, at: now)
            if !bindings.isEmpty, request.headers.contains(.contact) {
                report(.registered(user: user, bindings))
            } else if bindings.isEmpty, hadBindings {
                report(.unregistered(user: user))
            }
        case .tooBrief(let minimum):
            guard var response = response(423, in: key) else { return }
            response.headers.append(.minExpires, wholeSeconds(minimum))
            respond(response, in: key, at: now)
        case .refused(let status, let reason):
            guard let response = response(status, reason: reason, in: key) else { return }
            respond(response, in: key, at: now)
        }
    }

    private func contactField(_ binding: Binding, at now: MonotonicInstant) -> String {
        var contact = NameAddress(uri: binding.contact)
        contact.parameters["expires"] = wholeSeconds(binding.expiresAt - now)
        if binding.q < 1 { contact.parameters["q"] = String(binding.q) }
        return contact.description
    }

    mutating func expireRegistration(of user: String, at now: MonotonicInstant) {
        if registrar.expire(user, at: now) { report(.unregistered(user: user)) }
        deadlines.set(.registration(user), to: registrar.nextExpiry(of: user))
    }

    /// Asks for digest credentials, without keeping anything.
    mutating func challenge(
        _ request: SIPRequest, as role: Authenticator.Role, isStale: Bool, from source: SIPHop,
        at now: MonotonicInstant
    ) {
        gate.refused(from: source.host, at: now)
        var challenged = SIPResponse(role.status, to: request)
        authenticator.challenge(
            &challenged, as: role, userAgent: request.headers.first(.userAgent), isStale: isStale, at: now)
        let fields = challenged.headers.fields
        refuse(request, role.status, from: source) { response in
            for field in fields { response.headers.append(field.name, field.value) }
        }
    }

    /// The response to the request of a transaction, with what every response of ours carries.
    func response(_ status: Int, reason: String? = nil, in key: ServerTransactionKey) -> SIPResponse? {
        guard let entry = serverTransactions[key] else { return nil }
        var response = SIPResponse(status, reason: reason, to: entry.request, tag: entry.tag)
        if status > 100 { response.headers.append(.server, configuration.product) }
        return response
    }
}
