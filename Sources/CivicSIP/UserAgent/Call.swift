import CivicCore

/// One call as the user agent sees it, from the first INVITE until the BYE is settled.
///
///     incoming: offered ──answer──▶ established ──BYE, either way──▶ gone or releasing
///     outgoing: calling ──2xx─────▶ established
struct Call: Sendable {
    enum State: Sendable {
        /// Somebody's INVITE waits for our final response.
        case offered
        /// Our INVITE waits for a final response.
        case calling
        case established
        /// Over for the application; our BYE is on its way.
        case releasing
    }

    /// Our 2xx, sent again until its ACK comes (RFC 3261 §13.3.1.4).
    struct AwaitedAcknowledgement: Sendable {
        var response: SIPResponse
        var destination: SIPHop
        var again: MonotonicInstant
        var interval: Duration
        var until: MonotonicInstant
        /// The 2xx made the offer, so the ACK brings the answer.
        var bringsAnswer: Bool
        var isInitial: Bool
    }

    /// How long the application may take to answer the offer of a 2xx: less than the 64·T1 after which the other side
    /// gives the call up by itself.
    static let answerPatience = Duration.seconds(30)

    /// Their 2xx with an offer, whose ACK the application makes.
    struct OwedAcknowledgement: Sendable {
        var transaction: ClientTransactionKey
        var invite: SIPRequest
        /// The application is waited for until then.
        var until: MonotonicInstant
    }

    /// Our own re-INVITE.
    enum Reoffer: Sendable {
        case sent(ClientTransactionKey, body: SIPBody?, attempt: Int)
        /// After glare (491, §14.1) or while something else is under way.
        case waiting(body: SIPBody?, attempt: Int, until: MonotonicInstant)
    }

    let handle: CallHandle
    let isOutgoing: Bool
    var state: State
    /// Our tag, and with it our half of every dialog of this call.
    let tag: String
    /// Outgoing: `nil` until the 2xx.
    var dialog: Dialog?
    /// Outgoing: one for each tag that a provisional response came with.
    var earlyDialogs: [Dialog] = []

    /// Incoming: the INVITE that has no final response yet.
    var offeredInvite: ServerTransactionKey?
    /// The latest provisional response, repeated each minute so that no proxy gives up (§13.3.1.1).
    var provisional: SIPResponse?
    var provisionalAgain: MonotonicInstant?

    /// Outgoing: the INVITE under way.
    var invite: ClientTransactionKey?
    var credentials: SIPAccountCredentials?
    /// Challenges answered in a row; two in one request are given up.
    var answeredChallenges = 0
    var nonceUse: NonceUse?
    /// `hangUp` was called before the final response.
    var isCancelled = false
    var cancelCause: Q850Cause?
    var isCancelSent = false

    var awaited: AwaitedAcknowledgement?
    var owed: OwedAcknowledgement?
    /// `hangUp` came before the ACK of our 2xx; the BYE waits for it (§15).
    var pendingBye: PendingBye?

    var reoffer: Reoffer?
    /// A re-INVITE or UPDATE that the application has to answer.
    var receivedReoffer: ServerTransactionKey?

    struct PendingBye: Sendable {
        var cause: Q850Cause?
    }

    /// How often a challenge's nonce was used, for `nc`.
    struct NonceUse: Sendable {
        var nonce: String
        var count: UInt32
    }

    init(handle: CallHandle, isOutgoing: Bool, state: State, tag: String) {
        self.handle = handle
        self.isOutgoing = isOutgoing
        self.state = state
        self.tag = tag
    }

    /// The next thing that time alone brings about.
    var nextDeadline: MonotonicInstant? {
        var deadline: MonotonicInstant?
        func consider(_ instant: MonotonicInstant?) {
            guard let instant else { return }
            deadline = min(deadline ?? instant, instant)
        }
        consider(provisionalAgain)
        consider(awaited.map { min($0.again, $0.until) })
        consider(owed?.until)
        if case .waiting(_, _, let until) = reoffer { consider(until) }
        return deadline
    }

    var dialogIDs: [DialogID] { earlyDialogs.map(\.id) + (dialog.map { [$0.id] } ?? []) }
}
