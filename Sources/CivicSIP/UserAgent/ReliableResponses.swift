package import CivicCore

/// What a called side keeps of its reliable provisional responses (RFC 3262 §3).
struct ReliableResponses: Sendable {
    struct Unacknowledged: Sendable {
        let response: SIPResponse
        let sequence: UInt32
        let destination: SIPHop
        /// `nil` once a final response has made retransmission needless.
        var again: MonotonicInstant?
        var interval: Duration
        let until: MonotonicInstant

        var next: MonotonicInstant? { again.map { min($0, until) } }
    }

    /// RSeq of the last one; `nil` before the first.
    var lastSequence: UInt32?
    @Boxed var unacknowledged: Unacknowledged?
    /// One at a time is under way; the others wait here.
    var waiting: [(status: Int, body: SIPBody?)] = []
    /// A 2xx waits for the PRACK of a session description.
    var waitingAnswer: SIPBody?
    /// Our offer is made, and its answer comes in the PRACK.
    var isOffering = false
    /// Offer and answer are both made before the final response.
    var isSettled = false

    var isInUse: Bool { lastSequence != nil }
    /// Neither a PRACK nor a session description is waited for.
    var isIdle: Bool { unacknowledged?.again == nil }
}

extension UserAgent {
    /// More provisional responses than this do not wait for their turn.
    private static let waitingLimit = 8

    mutating func ringReliably(_ handle: CallHandle, status: Int, body: SIPBody?, at now: MonotonicInstant) {
        guard let call = calls[handle] else { return }
        guard call.reliable.isIdle, call.receivedReoffer == nil else {
            if call.reliable.waiting.count < Self.waitingLimit {
                calls[handle]?.reliable.waiting.append((status, body))
            }
            return
        }
        guard let key = call.offeredInvite, let entry = serverTransactions[key],
            var response = dialogResponse(status, in: key)
        else { return }
        if !call.reliable.isSettled, let body {
            response.body = body
            calls[handle]?.localDescription = body
            if entry.request.body == nil {
                calls[handle]?.reliable.isOffering = true
            } else {
                calls[handle]?.reliable.isSettled = true
            }
        }
        let sequence = call.reliable.lastSequence.map { $0 + 1 } ?? UInt32(identifiers.number(below: 1 << 30) + 1)
        response.headers.append(.require, "100rel")
        response.headers.append(.rseq, String(sequence))
        calls[handle]?.reliable.lastSequence = sequence
        calls[handle]?.reliable.unacknowledged = ReliableResponses.Unacknowledged(
            response: response, sequence: sequence, destination: entry.destination, again: now + SIPTimer.t1,
            interval: SIPTimer.t1, until: now + SIPTimer.t1 * 64)
        calls[handle]?.provisional = response
        calls[handle]?.provisionalAgain = now + .seconds(60)
        respond(response, in: key, at: now)
        armCall(handle)
    }

    /// What waited for a PRACK or for an answer goes out: the next provisional response, or the 2xx.
    mutating func sendWaitingResponses(of handle: CallHandle, at now: MonotonicInstant) {
        guard let call = calls[handle], call.state == .offered, call.reliable.isIdle, call.receivedReoffer == nil else {
            return
        }
        if let body = call.reliable.waitingAnswer {
            answer(handle, body: body, at: now)
        } else if let next = call.reliable.waiting.first {
            calls[handle]?.reliable.waiting.removeFirst()
            ringReliably(handle, status: next.status, body: next.body, at: now)
        }
    }

    /// §3: T1, doubling, for 64·T1; then the INVITE is refused with a 5xx.
    mutating func repeatReliable(_ handle: CallHandle, at now: MonotonicInstant) {
        guard var waiting = calls[handle]?.reliable.unacknowledged, let again = waiting.again else { return }
        if waiting.until <= now {
            finishOffer(of: handle, status: 504, at: now) {
                $0.headers.append(.reason, Q850Cause.recoveryOnTimerExpiry.headerValue)
            }
            report(.ended(handle, .noAcknowledgement))
        } else if again <= now {
            waiting.interval = waiting.interval * 2
            waiting.again = now + waiting.interval
            calls[handle]?.reliable.unacknowledged = waiting
            tally.retransmissionsSent += 1
            tally.timers[.reliable, default: 0] += 1
            send(waiting.response.serialized(), to: waiting.destination)
        }
    }

    /// The minute's repetition, for proxies: a new response with a number of its own.
    mutating func repeatReliableProvisional(
        _ provisional: SIPResponse, in handle: CallHandle, at now: MonotonicInstant
    ) {
        guard calls[handle]?.reliable.isIdle == true else { return }
        ringReliably(handle, status: provisional.status, body: nil, at: now)
    }

    // MARK: PRACK

    mutating func receivePrack(
        _ request: SIPRequest, _ handle: CallHandle, from source: SIPHop, at now: MonotonicInstant
    ) {
        guard let call = calls[handle], let waiting = call.reliable.unacknowledged,
            let acknowledged = request.headers.first(.rack).flatMap({ ProvisionalAcknowledgement(parsing: $0) }),
            acknowledged.sequence == waiting.sequence, acknowledged.cseq == waiting.response.cseq
        else { return refuse(request, 481, from: source) }
        calls[handle]?.reliable.unacknowledged = nil
        armCall(handle)
        let bringsOffer = request.body != nil && !call.reliable.isOffering
        if bringsOffer, !call.reliable.isSettled || call.receivedReoffer != nil {
            refuseForNow(request, from: source)
            return sendWaitingResponses(of: handle, at: now)
        }
        let key = openTransaction(for: request, from: source, tag: call.tag, call: handle)
        if bringsOffer {
            calls[handle]?.receivedReoffer = key
            return report(.reoffered(handle, request.body))
        }
        if let response = response(200, in: key) { respond(response, in: key, at: now) }
        if call.reliable.isOffering {
            calls[handle]?.reliable.isOffering = false
            calls[handle]?.reliable.isSettled = true
            calls[handle]?.remoteDescription = request.body
            report(.provisionalAcknowledged(handle, request.body))
        }
        sendWaitingResponses(of: handle, at: now)
    }

    // MARK: The calling side

    /// Notes a reliable response of an early dialog; `false` where it came again or out of order (§4).
    mutating func takesReliable(_ sequence: UInt32, at index: Int, in handle: CallHandle) -> Bool {
        if let last = calls[handle]?.earlyDialogs[index].reliableSequence {
            guard last < UInt32.max, sequence == last + 1 else { return false }
        }
        calls[handle]?.earlyDialogs[index].reliableSequence = sequence
        return true
    }

    /// Sends the PRACK at once, or leaves it to the application where it has to answer an offer.
    mutating func acknowledgeReliable(
        _ response: SIPResponse, _ sequence: UInt32, at index: Int, offered: Bool, in handle: CallHandle,
        now: MonotonicInstant
    ) {
        let acknowledgement = ProvisionalAcknowledgement(sequence: sequence, cseq: response.cseq)
        if let body = response.body, calls[handle]?.earlyDialogs[index].isSettled == false {
            calls[handle]?.remoteDescription = body
            guard offered else {
                calls[handle]?.earlyDialogs[index].owed = acknowledgement
                return
            }
            calls[handle]?.earlyDialogs[index].answer = body
            calls[handle]?.earlyDialogs[index].isSettled = true
        }
        sendPrack(acknowledgement, at: index, body: nil, in: handle, now: now)
    }

    private mutating func sendPrack(
        _ acknowledgement: ProvisionalAcknowledgement, at index: Int, body: SIPBody?, in handle: CallHandle,
        now: MonotonicInstant
    ) {
        guard var dialog = calls[handle]?.earlyDialogs[index].dialog else { return }
        var headers = SIPHeaders()
        headers.append(.rack, acknowledgement.description)
        headers.append(.userAgent, configuration.product)
        let prack = dialog.nextRequest(.prack, via: nextVia(), headers: headers, body: body)
        calls[handle]?.earlyDialogs[index].dialog = dialog
        begin(prack, to: dialog.destination, for: .errand, at: now)
    }

    /// Answers the offer of a reliable provisional response, in its PRACK (§5).
    package mutating func acknowledgeProgress(_ call: CallHandle, body: SIPBody, at now: MonotonicInstant) {
        guard let index = calls[call]?.earlyDialogs.firstIndex(where: { $0.owed != nil }),
            let owed = calls[call]?.earlyDialogs[index].owed
        else { return }
        calls[call]?.earlyDialogs[index].owed = nil
        calls[call]?.earlyDialogs[index].isSettled = true
        calls[call]?.localDescription = body
        sendPrack(owed, at: index, body: body, in: call, now: now)
    }
}
