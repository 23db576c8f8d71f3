// RFC 3329: a client that insists on agreeing about the security of its first hop.

extension UserAgent {
    /// The one mechanism that we have, where we listen with TLS; `nil` elsewhere, and `sec-agree` is then unknown.
    private var securityMechanisms: String? {
        configuration.streamAddresses[.tls] == nil ? nil : "tls;q=0.1"
    }

    var agreesOnSecurity: Bool { securityMechanisms != nil }

    /// §2.3.1: an unprotected request that asks for an agreement gets 494 with what we can; a protected one has to repeat
    /// that list, so that nobody on the way has made it shorter.
    mutating func passesSecurityAgreement(_ request: SIPRequest, from source: SIPHop) -> Bool {
        guard let ours = securityMechanisms, request.headers.requires(option: "sec-agree") else { return true }
        let verified = request.headers.list(HeaderName("Security-Verify")).map {
            $0.lowercased().filter { $0 != " " && $0 != "\t" }
        }
        if source.transport == .tls, verified == [ours] { return true }
        refuse(request, 494, from: source) { $0.headers.append(HeaderName("Security-Server"), ours) }
        return false
    }
}
