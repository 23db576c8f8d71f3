package import CivicCore

/// Why a call that was up came to its end without us ending it.
package enum EndCause: Sendable, Equatable {
    /// BYE; `reason` is the value of its Reason header field (RFC 3326).
    case byPeer(reason: String?)
    /// Our 2xx was never acknowledged (§13.3.1.4); the BYE is sent.
    case noAcknowledgement
    /// A request inside the dialog was answered with 481 or 408, or not at all (§12.2.1.2).
    case dialogLost(status: Int)
    /// Nobody acted: the application never acknowledged a 2xx that had an offer.
    case timeout
    /// The other side did not refresh the session in time (RFC 4028 §10).
    case sessionExpired
    /// Another call took its place.
    case replaced
}

/// What the user agent tells the application.
///
/// `hangUp`, `reject` and `challenge` end a call without an event of their own, with one exception: an outgoing call that
/// has no answer yet reports `failed` with 487 once the CANCEL has been settled.
package enum UserAgentEvent: Sendable {
    /// A new call. Answer with `ring`, `answer`, `reject` or `challenge`.
    case incoming(CallHandle, IncomingCall)
    /// The first ACK of our 2xx, with the answer where we made the offer.
    case acknowledged(CallHandle, SIPBody?)
    /// The PRACK of our offer in a provisional response, with the answer (RFC 3262 §5).
    case provisionalAcknowledged(CallHandle, SIPBody?)
    /// The caller gave up before our answer; 200 and 487 are sent.
    case cancelled(CallHandle)
    /// A provisional response other than 100. Where it is the first to bring an offer (our INVITE had none, and the
    /// response is reliable), call `acknowledgeProgress`.
    case progress(CallHandle, status: Int, SIPBody?)
    /// The first 2xx of our INVITE. The ACK is sent where we made the offer; else call `acknowledge`.
    case answered(CallHandle, SIPBody?)
    /// Our INVITE came to nothing: 408 on time-out, 503 when it could not be sent, 487 after CANCEL.
    case failed(CallHandle, status: Int, reason: String, retryAfter: Duration?)
    /// A re-INVITE or UPDATE, or a PRACK with an offer; answer with `answerReoffer` or `rejectReoffer`.
    case reoffered(CallHandle, SIPBody?)
    /// Our re-INVITE or UPDATE was accepted; or a refresh of the session brought a description that is new.
    case reofferAnswered(CallHandle, SIPBody?)
    /// Our re-INVITE or UPDATE was refused; the session goes on as it was.
    case reofferFailed(CallHandle, status: Int)
    /// An INFO inside the call; 200 is sent.
    case info(CallHandle, SIPBody?)
    /// REFER: the other side asks us to bring its call elsewhere. Answer with `acceptTransfer` or `refuseTransfer`, then
    /// tell how it goes with `reportTransfer`.
    /// `replaced` is the call of ours that the request names in Replaces.
    case transferRequested(CallHandle, TransferRequest, replaced: CallHandle?)
    /// How our own REFER goes: below 200 it is under way, from 200 on it is settled.
    case transferProgress(CallHandle, status: Int)
    case ended(CallHandle, EndCause)
    /// A REGISTER was accepted and left these bindings.
    case registered(user: String, [Binding])
    /// The last binding was removed or ran out.
    case unregistered(user: String)
    /// A registrar has taken our contact; `realm` is what it called itself when it asked for the password.
    case registrationAccepted(user: String, realm: String?, expiry: Duration)
    /// It has not, or nobody answered (408); it is tried again.
    case registrationFailed(user: String, status: Int, reason: String)
    /// What OPTIONS was answered with; 408 where it was not, 503 where it could not be sent.
    case probed(UInt64, status: Int)
}

/// What the edge has to carry out, in order.
package enum UserAgentEffect: Sendable {
    case send([UInt8], to: SIPHop)
    /// Requests to this address, over the connection's transport, may go by the connection (RFC 5923).
    case alias(SIPFlow, SocketEndpoint)
    case report(UserAgentEvent)
}
