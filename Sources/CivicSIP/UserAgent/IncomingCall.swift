package import CivicCore

/// Somebody calls: what the INVITE says and how far it can be believed.
package struct IncomingCall: Sendable {
    /// The user part of the Request-URI, or the number of a `tel` one: what was dialled.
    package var calledUser: String
    package var requestURI: SIPURI
    package var from: NameAddress
    package var to: NameAddress
    package var callID: String
    package var source: SocketEndpoint
    /// The trunk that it came over.
    package var trunk: String?
    /// The account whose digest credentials were right.
    package var authenticatedUser: String?
    /// Who calls, as far as that may be believed; nobody where the caller asked for privacy.
    package var identity: CallerIdentity
    /// Over which numbers the call was forwarded to us, the first at the front.
    package var diversions: [Diversion]
    /// The session description; `nil` when our answer makes the offer (RFC 3264).
    package var offer: SIPBody?
    /// The call of ours whose place this one takes (RFC 3891); the caller has shown whose account it is.
    package var replaces: CallHandle?
    /// The header fields that are not read into the properties above.
    package var headers: SIPHeaders

    package init(
        calledUser: String, requestURI: SIPURI, from: NameAddress, to: NameAddress, callID: String,
        source: SocketEndpoint, trunk: Trunk? = nil, authenticatedUser: String? = nil,
        offer: SIPBody? = nil, headers: SIPHeaders = SIPHeaders()
    ) {
        self.calledUser = calledUser
        self.requestURI = requestURI
        self.from = from
        self.to = to
        self.callID = callID
        self.source = source
        self.trunk = trunk?.name
        self.authenticatedUser = authenticatedUser
        identity = CallerIdentity(
            from: from, headers: headers, isTrusted: trunk != nil, preferred: trunk?.callerIdentity ?? .from)
        diversions = Diversion.steps(in: headers)
        self.offer = offer
        self.headers = headers
    }

    /// It came over a trunk, whose word counts.
    package var isTrusted: Bool { trunk != nil }

    /// The caller's number as far as the network says it; `nil` where it is withheld.
    package var callerNumber: String? { identity.number }

    /// The caller asked for privacy (RFC 3323) or shows no name (`anonymous.invalid`).
    package var isAnonymous: Bool { identity.isAnonymous }

    /// The first value of a header field, by its name or compact form.
    package func header(_ name: String) -> String? {
        headers.first(HeaderName(name))
    }
}
