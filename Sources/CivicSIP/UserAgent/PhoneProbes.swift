import CivicCore

// Phones behind a NAT: a request now and then keeps the way to them open.

extension UserAgent {
    /// Sets when the phones of `user` that need it are probed next.
    mutating func armProbe(of user: String, at now: MonotonicInstant) {
        let isNeeded = registrar.bindings(of: user, at: now).contains(where: \.needsProbes)
        let next = isNeeded ? configuration.probeInterval.map { now + $0 } : nil
        deadlines.set(.probe(user), to: next)
    }

    /// Sends OPTIONS to every phone of `user` that registered through a NAT over UDP (RFC 3261 §11).
    mutating func probe(_ user: String, at now: MonotonicInstant) {
        for binding in registrar.bindings(of: user, at: now) where binding.needsProbes {
            let target = CallTarget(binding)
            var from = NameAddress(uri: SIPURI(host: configuration.address.host, port: configuration.address.port))
            from.tag = identifiers.token()
            var headers = SIPHeaders()
            headers.append(.contact, contactField)
            headers.append(.userAgent, configuration.product)
            let request = SIPRequest(
                method: .options, uri: target.requestURI, vias: [nextVia()], from: from,
                to: NameAddress(uri: SIPURI(user: user, host: configuration.address.host)),
                callID: identifiers.callID(), cseq: 1, headers: headers)
            begin(request, to: binding.destination, for: .errand, at: now)
        }
        armProbe(of: user, at: now)
    }
}
