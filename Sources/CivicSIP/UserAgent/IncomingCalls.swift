package import CivicCore

// An INVITE from outside, up to our final response (RFC 3261 §13.3), and its CANCEL (§9.2).

extension UserAgent {
    mutating func receiveInvite(_ request: SIPRequest, from source: SIPHop, at now: MonotonicInstant) {
        if let merge = MergeKey(request), merges[merge] != nil { return refuse(request, 482, from: source) }
        if case .closed(let retryAfter) = admission {
            return refuse(request, 503, because: .draining, from: source) {
                $0.headers.append(.retryAfter, wholeSeconds(retryAfter))
            }
        }
        var user: String?
        switch verify(request, from: source, at: now) {
        case .absent: break
        case .valid(let name): user = name
        case .stale: return challenge(request, as: .proxy, isStale: true, from: source, at: now)
        case .invalid: return challenge(request, as: .proxy, isStale: false, from: source, at: now)
        case .foreignURI: return refuseForeignCredentials(request, from: source, at: now)
        }
        var replaced: CallHandle?
        if request.headers.contains(.replaces) {
            switch takenPlace(of: request, by: user) {
            case .call(let handle): replaced = handle
            case .challenge: return challenge(request, as: .proxy, isStale: false, from: source, at: now)
            case .refused(let status, let reason): return refuse(request, status, reason: reason, from: source)
            }
        }
        let handle = nextHandle()
        let tag = identifiers.token()
        let key = openTransaction(for: request, from: source, tag: tag, call: handle)
        var call = Call(handle: handle, isOutgoing: false, state: .offered, tag: tag)
        let dialog = Dialog(receiving: request, tag: tag, from: source)
        call.dialog = dialog
        call.offeredInvite = key
        call.remoteDescription = request.body
        calls[handle] = call
        noteCapabilities(of: request.headers, in: handle)
        dialogs[dialog.id] = handle
        tally.incomingCalls += 1
        if let trying = response(100, in: key) { respond(trying, in: key, at: now) }
        var incoming = describe(request, from: source, user: user)
        incoming.replaces = replaced
        report(.incoming(handle, incoming))
    }

    private func describe(_ request: SIPRequest, from source: SIPHop, user: String?) -> IncomingCall {
        let trunk = trunk(of: request, from: source)
        return IncomingCall(
            calledUser: calledUser(of: request, over: trunk), requestURI: request.uri, from: request.from,
            to: request.to, callID: request.callID, source: source.endpoint, trunk: trunk, authenticatedUser: user,
            offer: request.body, headers: request.headers)
    }

    /// 180, or 183 with a session description for early media. It is sent reliably to callers that know how (RFC 3262).
    package mutating func ring(_ call: CallHandle, body: SIPBody? = nil, at now: MonotonicInstant) {
        let status = body == nil ? 180 : 183
        guard let key = calls[call]?.offeredInvite, let request = serverTransactions[key]?.request else { return }
        if request.headers.knows(option: "100rel") {
            // The first reliable response to an INVITE without an offer must make one (RFC 3261 §13.2.1).
            if request.body != nil || body != nil || calls[call]?.reliable.isInUse == true {
                return ringReliably(call, status: status, body: body, at: now)
            }
            guard !request.headers.requires(option: "100rel") else { return }
        }
        guard var provisional = dialogResponse(status, in: key) else { return }
        provisional.body = body
        calls[call]?.provisional = provisional
        calls[call]?.provisionalAgain = now + .seconds(60)
        respond(provisional, in: key, at: now)
        armCall(call)
    }

    /// 200 with our session description: the answer, or the offer where the INVITE had none.
    package mutating func answer(_ call: CallHandle, body: SIPBody, at now: MonotonicInstant) {
        guard let key = calls[call]?.offeredInvite, let entry = serverTransactions[key],
            var success = dialogResponse(200, in: key), let reliable = calls[call]?.reliable
        else { return }
        // RFC 3262 §3: no 2xx before the PRACK of a session description; RFC 3311 §5.2: nor with an offer unanswered.
        let describes = !reliable.isIdle && reliable.unacknowledged?.response.body != nil
        guard !describes, calls[call]?.receivedReoffer == nil else {
            calls[call]?.reliable.waitingAnswer = body
            return
        }
        if !reliable.isSettled {
            success.body = body
            calls[call]?.localDescription = body
        }
        if let host = source(of: call) { gate.succeeded(user: nil, from: host, at: now) }
        closeOffer(of: call)
        calls[call]?.state = .established
        agreeOnSession(in: &success, to: entry.request, of: call, at: now)
        awaitAcknowledgement(of: success, to: entry, isInitial: true, in: call, at: now)
        respond(success, in: key, at: now)
        serverTransactions[key]?.forgetMessage()
    }

    /// Refuses the call with a final response of 300 or above.
    package mutating func reject(
        _ call: CallHandle, status: Int, reason: String? = nil, retryAfter: Duration? = nil, at now: MonotonicInstant
    ) {
        let status = (300...699).contains(status) ? status : 500
        if [403, 404].contains(status), let host = source(of: call) { gate.refused(from: host, at: now) }
        finishOffer(of: call, status: status, reason: reason, at: now) {
            if let cause = Q850Cause(refusal: status) { $0.headers.append(.reason, cause.headerValue) }
            if let retryAfter { $0.headers.append(.retryAfter, wholeSeconds(retryAfter)) }
        }
    }

    /// 407: the caller may try again with credentials, which makes a new call.
    package mutating func challenge(_ call: CallHandle, at now: MonotonicInstant) {
        guard let key = calls[call]?.offeredInvite, var response = response(407, in: key) else { return }
        let userAgent = serverTransactions[key]?.request.headers.first(.userAgent)
        if let host = source(of: call) { gate.refused(from: host, at: now) }
        authenticator.challenge(&response, as: .proxy, userAgent: userAgent, isStale: false, at: now)
        respond(response, in: key, at: now)
        forget(call)
    }

    mutating func finishOffer(
        of call: CallHandle, status: Int, reason: String? = nil, at now: MonotonicInstant,
        with change: (inout SIPResponse) -> Void = { _ in }
    ) {
        guard let key = calls[call]?.offeredInvite, var response = response(status, reason: reason, in: key) else {
            return
        }
        change(&response)
        closeReceivedReoffer(of: call, status: 487, at: now)
        respond(response, in: key, at: now)
        forget(call)
    }

    private mutating func closeOffer(of call: CallHandle) {
        calls[call]?.offeredInvite = nil
        calls[call]?.provisional = nil
        calls[call]?.provisionalAgain = nil
        calls[call]?.reliable.unacknowledged?.again = nil
        calls[call]?.reliable.waiting = []
        calls[call]?.reliable.waitingAnswer = nil
    }

    /// A response that makes or refreshes a dialog: our Contact, and the Record-Route as it came (§12.1.1).
    func dialogResponse(_ status: Int, in key: ServerTransactionKey) -> SIPResponse? {
        guard let entry = serverTransactions[key], var response = response(status, in: key) else { return nil }
        let request = entry.request
        for route in request.headers.all(.recordRoute) { response.headers.append(.recordRoute, route) }
        let isSecure = request.uri.scheme == .sips
        response.headers.append(.contact, contactField(over: entry.source.transport, isSecure: isSecure))
        Self.addCapabilities(&response)
        return response
    }

    /// Our Contact over UDP; in a request that goes another way, `begin` puts the right one there.
    var contactField: String { contactField(over: .udp, isSecure: false) }

    /// From now on the 2xx is sent again until the ACK comes (§13.3.1.4).
    mutating func awaitAcknowledgement(
        of success: SIPResponse, to entry: ServerEntry, isInitial: Bool, in call: CallHandle, at now: MonotonicInstant
    ) {
        calls[call]?.awaited = Call.AwaitedAcknowledgement(
            response: success, destination: entry.destination, again: now + SIPTimer.t1, interval: SIPTimer.t1,
            until: now + SIPTimer.t1 * 64, bringsAnswer: success.body != nil && entry.request.body == nil,
            isInitial: isInitial)
        armCall(call)
    }

    // MARK: ACK

    /// An ACK belongs to the transaction whose INVITE was refused, or else to the dialog that a 2xx made.
    mutating func receiveAcknowledgement(
        _ request: SIPRequest, in key: ServerTransactionKey, from source: SIPHop, at now: MonotonicInstant
    ) {
        if var entry = serverTransactions[key], case .invite(var transaction) = entry.machine {
            transaction.receiveAcknowledgement(at: now)
            entry.machine = .invite(transaction)
            serverTransactions[key] = entry
            deadlines.set(.server(key), to: entry.nextDeadline)
        }
        guard let handle = dialogs[DialogID(request)], let awaited = calls[handle]?.awaited,
            awaited.response.cseq.number == request.cseq.number
        else { return }
        calls[handle]?.awaited = nil
        armCall(handle)
        if let pending = calls[handle]?.pendingBye {
            sendBye(in: handle, cause: pending.cause, at: now)
        } else if awaited.isInitial || awaited.bringsAnswer {
            if let body = request.body, awaited.bringsAnswer { calls[handle]?.remoteDescription = body }
            report(.acknowledged(handle, request.body))
        }
    }

    // MARK: CANCEL

    mutating func receiveCancel(_ request: SIPRequest, from source: SIPHop, at now: MonotonicInstant) {
        let invited = ServerTransactionKey(cancelledBy: request)
        guard let entry = serverTransactions[invited] else { return refuse(request, 481, from: source) }
        let key = openTransaction(for: request, from: source, tag: entry.tag)
        if let response = response(200, in: key) { respond(response, in: key, at: now) }
        guard entry.isProceedingInvite, let handle = entry.call else { return }
        if calls[handle]?.offeredInvite == invited {
            finishOffer(of: handle, status: 487, at: now)
            report(.cancelled(handle))
        } else if calls[handle]?.receivedReoffer == invited {
            calls[handle]?.receivedReoffer = nil
            if let response = response(487, in: invited) { respond(response, in: invited, at: now) }
        }
    }
}
