import CivicCore

// What every request passes before it concerns a call or a registration (RFC 3261 §8.2). Refusals keep no state: a
// request that comes again is refused again, with the same tag (§8.2.7).

extension UserAgent {
    /// Extensions that a Require header field may name.
    private static let extensions: Set<String> = ["timer", "100rel", "replaces", "norefersub"]

    mutating func receive(_ original: SIPRequest, from source: SIPHop, at now: MonotonicInstant) {
        var request = original
        request.vias[0].noteSource(source.endpoint)
        if Self.describing.contains(request.method) || request.method == .ack,
            let session = Self.unwrapped(request.body)
        {
            request.body = session
        }
        noteAlias(of: request, from: source)
        let key = ServerTransactionKey(request)
        if request.method == .ack { return receiveAcknowledgement(request, in: key, from: source, at: now) }
        guard serverTransactions[key] == nil else { return receiveRetransmission(in: key) }
        tally.requests[SIPMethod.supported.contains(request.method) ? request.method.name : "other", default: 0] += 1
        if request.method == .cancel { return receiveCancel(request, from: source, at: now) }
        guard passesScreening(request, from: source) else { return }
        if request.to.tag == nil, case .shed(let retryAfter) = gate.admits(from: source.host, at: now) {
            return refuse(request, 503, because: .gate, from: source) {
                $0.headers.append(.retryAfter, wholeSeconds(retryAfter))
            }
        }
        switch (request.method, request.to.tag) {
        case (.register, _): receiveRegister(request, from: source, at: now)
        case (.invite, nil): receiveInvite(request, from: source, at: now)
        case (.options, nil): receiveOptions(request, from: source)
        case (_, nil):
            gate.refused(from: source.host, at: now)
            refuse(request, 481, from: source)
        default: receiveInDialog(request, from: source, at: now)
        }
    }

    private mutating func passesScreening(_ request: SIPRequest, from source: SIPHop) -> Bool {
        guard serverTransactions.count + clientTransactions.count < configuration.transactionLimit else {
            refuse(request, 503, because: .full, from: source) { $0.headers.append(.retryAfter, "5") }
            return false
        }
        guard SIPMethod.supported.contains(request.method) else {
            refuse(request, 405, from: source) { $0.headers.append(.allow, Self.allow) }
            return false
        }
        if case .other = request.uri.scheme {
            refuse(request, 416, from: source)
            return false
        }
        let unknown = request.headers.list(.require).filter { !knows(extension: $0.lowercased(), in: request) }
        guard unknown.isEmpty else {
            refuse(request, 420, from: source) {
                $0.headers.append(.unsupported, unknown.joined(separator: ", "))
            }
            return false
        }
        guard passesSecurityAgreement(request, from: source) else { return false }
        guard ![.invite, .update].contains(request.method) || !asksTooShortInterval(request) else {
            let minimum = String(configuration.minimumSessionInterval)
            refuse(request, 422, from: source) { $0.headers.append(.minSE, minimum) }
            return false
        }
        // We end the call's SIP leg here and may open another one behind it: a loop over us must end too (RFC 7332).
        guard request.method != .invite || request.maxForwards != 0 else {
            refuse(request, 483, from: source)
            return false
        }
        // Our answer to an INVITE is a session description (RFC 3261 §20.1: without Accept, SDP is taken).
        guard request.method != .invite || takesSessionDescription(request) else {
            refuse(request, 406, from: source)
            return false
        }
        return passesBodyScreening(request, from: source)
    }

    private func knows(extension name: String, in request: SIPRequest) -> Bool {
        switch name {
        case "path": request.method == .register
        case "sec-agree": agreesOnSecurity
        default: Self.extensions.contains(name)
        }
    }

    private func takesSessionDescription(_ request: SIPRequest) -> Bool {
        guard request.headers.contains(.accept) else { return true }
        return request.headers.list(.accept).contains { range in
            let type = trimmed(String(range.prefix { $0 != ";" })).lowercased()
            return ["application/sdp", "application/*", "*/*"].contains(type)
        }
    }

    private mutating func passesBodyScreening(_ request: SIPRequest, from source: SIPHop) -> Bool {
        guard let body = request.body else { return true }
        guard body.bytes.count <= configuration.longestBody else {
            refuse(request, 413, from: source)
            return false
        }
        let encodings = request.headers.list(.contentEncoding).map { $0.lowercased() }
        guard encodings.allSatisfy({ $0 == "identity" }) else {
            refuse(request, 415, from: source) { $0.headers.append(.acceptEncoding, "identity") }
            return false
        }
        // §23.2: nobody here has a key for it.
        guard !["application/pkcs7-mime", "application/x-pkcs7-mime"].contains(body.mediaType) else {
            refuse(request, 493, from: source)
            return false
        }
        guard !Self.describing.contains(request.method) || body.mediaType == "application/sdp" else {
            refuse(request, 415, from: source) { $0.headers.append(.accept, "application/sdp") }
            return false
        }
        return true
    }

    /// Requests whose body is a session description.
    private static let describing: [SIPMethod] = [.invite, .update, .prack]

    /// Of a multipart body the session description, as long as it can be found; else `nil`.
    static func unwrapped(_ body: SIPBody?) -> SIPBody? {
        body.flatMap { $0.isMultipart ? $0.sessionDescription : nil }
    }

    static let allow = SIPMethod.supported.map(\.name).joined(separator: ", ")

    /// Answers a request without keeping anything of it.
    mutating func refuse(
        _ request: SIPRequest, _ status: Int, reason: String? = nil, because cause: RefusalReason? = nil,
        from source: SIPHop, with change: (inout SIPResponse) -> Void = { _ in }
    ) {
        let tag = identifiers.statelessTag(for: "\(request.callID)\n\(request.from.tag ?? "")\n\(request.branch)")
        var response = SIPResponse(status, reason: reason, to: request, tag: tag)
        change(&response)
        response.headers.append(.server, configuration.product)
        if status >= 300 { countRefusal(status, because: cause) }
        send(response.serialized(), to: responseHop(of: request, from: source))
    }

    mutating func countRefusal(_ status: Int, because cause: RefusalReason? = nil) {
        tally.refusals[status, default: 0] += 1
        tally.refusalReasons[cause ?? RefusalReason(status: status), default: 0] += 1
    }

    /// Answers a datagram that is a request with a fault; all else is dropped.
    mutating func refuse(_ error: SIPParseError, from source: SIPHop) {
        switch error {
        case .keepAlive: break
        case .notSIP, .badResponse: tally.malformed += 1
        case .badRequest(let refusal):
            tally.malformed += 1
            answer(refusal, from: source)
        }
    }

    /// Sends the answer to a request that could not be read.
    mutating func answer(_ refusal: SIPRefusal, from source: SIPHop) {
        var refusal = refusal
        guard refusal.method != .ack, let asCame = refusal.unreadVias.first else { return }
        if !refusal.vias.isEmpty { refusal.vias[0].noteSource(source.endpoint) }
        countRefusal(refusal.status, because: .malformed)
        let tag = identifiers.statelessTag(for: "\(refusal.echoed.first(.callID) ?? "")\n\(asCame)")
        send(
            refusal.serialized(tag: tag, product: configuration.product),
            to: refusal.vias.first?.responseHop(source: source) ?? source)
    }

    /// §11.2: as an INVITE would be answered, with what we can do.
    private mutating func receiveOptions(_ request: SIPRequest, from source: SIPHop) {
        if case .closed(let retryAfter) = admission {
            return refuse(request, 503, because: .draining, from: source) {
                $0.headers.append(.retryAfter, wholeSeconds(retryAfter))
            }
        }
        refuse(request, 200, from: source) { Self.addCapabilities(&$0) }
    }

    static func addCapabilities(_ response: inout SIPResponse) {
        response.headers.append(.allow, allow)
        response.headers.append(.accept, "application/sdp")
        response.headers.append(.acceptEncoding, "identity")
        response.headers.append(.supported, options)
    }
}

/// Seconds, rounded up, as header fields print them.
func wholeSeconds(_ duration: Duration) -> String {
    let milliseconds = max(0, duration.milliseconds)
    return String(milliseconds / 1000 + (milliseconds % 1000 > 0 ? 1 : 0))
}
