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

    /// Our own re-INVITE or UPDATE, as it is tried again after glare and challenges.
    struct Offer: Sendable {
        var method: SIPMethod
        /// `nil` in a re-INVITE asks for an offer, in an UPDATE it changes nothing.
        var body: SIPBody?
        var attempt = 1
        /// Only keeps the session alive; the application hears nothing of it.
        var isRefresh = false

        /// The other side may make no offer of its own meanwhile.
        var blocksOffers: Bool { method == .invite || body != nil }
    }

    enum Reoffer: Sendable {
        case sent(ClientTransactionKey, Offer)
        /// After glare (491, §14.1) or while something else is under way.
        case waiting(Offer, until: MonotonicInstant)
    }

    /// A dialog of our INVITE that has no 2xx yet: one for each tag of a provisional response.
    struct EarlyDialog: Sendable {
        var dialog: Dialog
        /// RSeq of the last reliable response (RFC 3262 §4).
        var reliableSequence: UInt32?
        /// The answer in a reliable response; a 2xx may then come without one.
        var answer: SIPBody?
        /// Offer and answer are both made.
        var isSettled = false
        /// A reliable response with an offer, whose PRACK the application makes.
        var owed: ProvisionalAcknowledgement?
    }

    let handle: CallHandle
    let isOutgoing: Bool
    var state: State
    /// Our tag, and with it our half of every dialog of this call.
    let tag: String
    /// Outgoing: `nil` until the 2xx.
    var dialog: Dialog?
    var earlyDialogs: [EarlyDialog] = []

    /// Incoming: the INVITE that has no final response yet.
    @Boxed var offeredInvite: ServerTransactionKey?
    /// The latest provisional response, repeated each minute so that no proxy gives up (§13.3.1.1).
    @Boxed var provisional: SIPResponse?
    var provisionalAgain: MonotonicInstant?
    /// Incoming: what RFC 3262 asks to be kept of provisional responses.
    var reliable = ReliableResponses()

    /// Outgoing: the INVITE under way.
    @Boxed var invite: ClientTransactionKey?
    @Boxed var credentials: SIPAccountCredentials?
    /// Challenges answered in a row; two in one request are given up.
    var answeredChallenges = 0
    var nonceUse: NonceUse?
    /// `hangUp` was called before the final response.
    var isCancelled = false
    var cancelCause: Q850Cause?
    var isCancelSent = false
    /// How often 422 has made us ask for a longer session (RFC 4028 §7.3).
    var intervalRetries = 0
    /// How long our INVITE may go without any response; `nil` for Timer B.
    var patience: Duration?
    /// Where redirections may lead, and where they have led.
    var redirection = RedirectPolicy.none
    var redirected: [String] = []
    /// Places to try when this one cannot be reached, and when its silence is enough.
    var alternatives: [CallTarget] = []
    var nextTargetAt: MonotonicInstant?

    @Boxed var awaited: AwaitedAcknowledgement?
    @Boxed var owed: OwedAcknowledgement?
    /// `hangUp` came before the ACK of our 2xx; the BYE waits for it (§15).
    var pendingBye: PendingBye?

    @Boxed var reoffer: Reoffer?
    /// A re-INVITE or UPDATE that the application has to answer.
    @Boxed var receivedReoffer: ServerTransactionKey?

    var session: SessionTimer?
    /// The highest Min-SE that was seen in the dialog, in seconds.
    var minimumInterval = 0
    /// The other side's Allow lists UPDATE.
    var peerTakesUpdates = false
    /// What we and the other side last described, for refreshes that change nothing.
    var localDescription: SIPBody?
    var remoteDescription: SIPBody?

    /// The other side's REFER, until it is settled.
    @Boxed var transfer: ReceivedTransfer?
    var transfersSeen = 0
    @Boxed var ownTransfer: OwnTransfer?

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
        consider(nextTargetAt)
        consider(awaited.map { min($0.again, $0.until) })
        consider(owed?.until)
        if case .waiting(_, let until) = reoffer { consider(until) }
        consider(reliable.unacknowledged?.next)
        if state == .established { consider(session?.next) }
        consider(ownTransfer?.silentUntil)
        return deadline
    }

    var dialogIDs: [DialogID] { earlyDialogs.map(\.dialog.id) + (dialog.map { [$0.id] } ?? []) }
}
