import CivicCore

/// A server transaction with what the core needs to answer it.
struct ServerEntry: Sendable {
    enum Machine: Sendable {
        case invite(InviteServerTransaction)
        case other(NonInviteServerTransaction)
    }

    var machine: Machine
    /// Its topmost Via carries the source.
    private(set) var request: SIPRequest
    let source: SIPHop
    /// Where responses go.
    let destination: SIPHop
    /// The tag that our responses put on To.
    let tag: String
    let merge: MergeKey?
    var call: CallHandle?

    init(
        machine: Machine, request: SIPRequest, source: SIPHop, destination: SIPHop, tag: String, merge: MergeKey?,
        call: CallHandle? = nil
    ) {
        self.machine = machine
        self.request = request
        self.source = source
        self.destination = destination
        self.tag = tag
        self.merge = merge
        self.call = call
    }

    /// The INVITE is accepted: for half a minute the entry only absorbs its copies (RFC 6026 §7.1), which takes no more
    /// than its first lines.
    mutating func forgetMessage() {
        request.headers = SIPHeaders()
        request.body = nil
        request.vias = []
    }

    var nextDeadline: MonotonicInstant? {
        switch machine {
        case .invite(let transaction): transaction.nextDeadline
        case .other(let transaction): transaction.nextDeadline
        }
    }

    /// An INVITE without final response.
    var isProceedingInvite: Bool {
        if case .invite(let transaction) = machine { transaction.isProceeding } else { false }
    }
}

/// A client transaction with what its responses are for.
struct ClientEntry: Sendable {
    enum Machine: Sendable {
        case invite(InviteClientTransaction)
        case other(NonInviteClientTransaction)
    }

    enum Purpose: Sendable {
        case invite(CallHandle)
        /// Our re-INVITE or UPDATE.
        case reoffer(CallHandle)
        /// Our REFER.
        case refer(CallHandle)
        /// News about the other side's REFER.
        case notify(CallHandle)
        case bye(CallHandle)
        /// Our own contact at another registrar, by user.
        case register(String)
        /// OPTIONS, to see whether somebody is there.
        case probe(UInt64)
        /// The CANCEL of a call, a PRACK, or the BYE of a surplus dialog: its outcome changes nothing.
        case errand
    }

    /// The ACK of one 2xx, for when that comes again (§13.2.2.4).
    struct Acknowledgement: Sendable {
        var bytes: [UInt8]
        var destination: SIPHop
    }

    var machine: Machine
    let purpose: Purpose
    let destination: SIPHop
    /// Over UDP, for a request that goes by TCP only because it is long.
    var fallback: SIPHop?
    /// Its CANCEL is sent.
    var isCancelled = false
    /// By the tag of the 2xx.
    var acknowledgements: [String: Acknowledgement] = [:]
    /// Tags of 2xx responses that were seen.
    var answeredTags: Set<String> = []

    var request: SIPRequest {
        switch machine {
        case .invite(let transaction): transaction.request
        case .other(let transaction): transaction.request
        }
    }

    /// No response has come.
    var isUnanswered: Bool {
        switch machine {
        case .invite(let transaction): transaction.isUnanswered
        case .other(let transaction): transaction.isUnanswered
        }
    }

    var nextDeadline: MonotonicInstant? {
        switch machine {
        case .invite(let transaction): transaction.nextDeadline
        case .other(let transaction): transaction.nextDeadline
        }
    }
}
