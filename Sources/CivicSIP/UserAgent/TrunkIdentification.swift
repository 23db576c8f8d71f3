package import CivicCore

// Whose call an INVITE is: a trunk's by its address, its certificate, or the contact that we registered with it.

extension UserAgent {
    /// The first trunk that the request can be seen to come from; `nil` for phones and strangers.
    func trunk(of request: SIPRequest, from source: SIPHop) -> Trunk? {
        configuration.trunks.first { trunk in
            if trunk.addresses.contains(where: { $0.contains(source.host) }) { return true }
            if let flow = source.flow, certifiedTrunks[flow] == trunk.name { return true }
            return isForRegisteredContact(request, of: trunk, from: source)
        }
    }

    /// Only the registrar knows the contact by right; from elsewhere its user name alone proves nothing.
    private func isForRegisteredContact(_ request: SIPRequest, of trunk: Trunk, from source: SIPHop) -> Bool {
        guard let user = trunk.registration?.user, request.uri.userText == user,
            let kept = keptRegistrations[user], kept.isAccepted
        else { return false }
        return kept.destination.host == source.host
    }

    /// What was dialled: the Request-URI, or To where that names only the account that we registered.
    func calledUser(of request: SIPRequest, over trunk: Trunk?) -> String {
        let dialled = CallerIdentity.telephoneText(request.uri)
        guard let user = trunk?.registration?.user, dialled == user else { return dialled }
        let meant = CallerIdentity.telephoneText(request.to.uri)
        return meant.isEmpty ? dialled : meant
    }

    /// The peer of a connection has shown a certificate that holds these DNS names, and that was verified.
    package mutating func noteCertificate(names: [String], of flow: SIPFlow, from host: String) {
        let names = Set(names.map { $0.lowercased() })
        guard
            let trunk = configuration.trunks.first(where: { trunk in
                trunk.tlsName.map { names.contains($0.lowercased()) } ?? false
            })
        else { return }
        certifiedTrunks[flow] = trunk.name
        gate.trust(host, of: trunk.name)
    }

    /// Puts other trunks in the place of those so far; calls go on. One that is known by the same certificate or registration
    /// as before stays known.
    package mutating func replaceTrunks(_ trunks: [Trunk]) {
        let proven = configuration.trunks.filter { old in
            trunks.contains {
                $0.name == old.name && $0.tlsName == old.tlsName && $0.registration?.user == old.registration?.user
            }
        }
        configuration.trunks = trunks
        let names = Set(proven.map(\.name))
        certifiedTrunks = certifiedTrunks.filter { names.contains($0.value) }
        let trusted = configuration.trusted
        gate.trust(proven: names) { host in trusted.contains { $0.contains(host) } }
    }

    /// Whoever answers at `endpoint` by TLS has to show a certificate with this name (RFC 5922 §7.2).
    package mutating func nameServer(_ name: String, at endpoint: SocketEndpoint) {
        guard serverNames.count < 1024 || serverNames[endpoint] != nil else { return }
        serverNames[endpoint] = name
    }

    package func serverName(at endpoint: SocketEndpoint) -> String? { serverNames[endpoint] }

    /// Sends OPTIONS, to see whether somebody is there (RFC 3261 §11). The outcome comes as `probed`.
    package mutating func probe(_ id: UInt64, _ target: SIPURI, to hop: SIPHop, at now: MonotonicInstant) {
        var from = NameAddress(uri: SIPURI(host: configuration.address.host))
        from.tag = identifiers.token()
        var headers = SIPHeaders()
        headers.append(.contact, contactField)
        headers.append(.accept, "application/sdp")
        headers.append(.userAgent, configuration.product)
        let request = SIPRequest(
            method: .options, uri: target, vias: [nextVia()], from: from, to: NameAddress(uri: target),
            callID: identifiers.callID(), cseq: 1, headers: headers)
        begin(request, to: hop, for: .probe(id), at: now)
    }
}
