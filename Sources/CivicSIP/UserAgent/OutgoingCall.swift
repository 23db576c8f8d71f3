/// A call to be placed.
package struct OutgoingCall: Sendable {
    package var target: SIPURI
    /// Where the INVITE goes; `nil`: to the target's host, which must then be numeric.
    package var destination: SIPHop?
    package var fromUser: String
    package var fromDisplayName: String
    /// The host of From, where it is not our own address: many carriers want their domain there.
    package var fromHost: String?
    /// How long the first response of any kind may take; `nil` for 64·T1.
    package var patience: Duration?
    /// The user part of To; the target's where empty.
    package var toUser: String
    /// Our offer; `nil` asks the other side for one.
    package var body: SIPBody?
    /// Further header fields, as name and value.
    package var headers: [(String, String)]
    /// The proxies that the INVITE goes through, the nearest first (§8.1.1.1: a pre-existing route set).
    package var routes: [NameAddress]
    /// Further places, tried in order while one after the other cannot be reached.
    package var alternatives: [CallTarget]
    /// What we show when challenged.
    package var credentials: SIPAccountCredentials?
    /// Whether a 3xx is followed, and where to.
    package var redirection: RedirectPolicy
    /// The call of the other side's whose place this one takes (RFC 3891).
    package var replaces: Replaces?

    package init(
        target: SIPURI, destination: SIPHop? = nil, fromUser: String, fromDisplayName: String = "",
        toUser: String = "", body: SIPBody? = nil, headers: [(String, String)] = [],
        credentials: SIPAccountCredentials? = nil, redirection: RedirectPolicy = .none, replaces: Replaces? = nil,
        routes: [NameAddress] = [], alternatives: [CallTarget] = [], fromHost: String? = nil, patience: Duration? = nil
    ) {
        self.routes = routes
        self.alternatives = alternatives
        self.fromHost = fromHost
        self.patience = patience
        self.target = target
        self.destination = destination
        self.fromUser = fromUser
        self.fromDisplayName = fromDisplayName
        self.toUser = toUser
        self.body = body
        self.headers = headers
        self.credentials = credentials
        self.redirection = redirection
        self.replaces = replaces
    }
}
