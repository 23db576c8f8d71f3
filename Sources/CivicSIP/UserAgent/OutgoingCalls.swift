package import CivicCore

// Our own INVITE, up to the final response (RFC 3261 §13.2), with CANCEL (§9.1), digest (§22.3) and forks (§13.2.2.4).

extension UserAgent {
    /// How many early dialogs of one INVITE are kept; a fork into more is possible and changes nothing.
    private static let earlyDialogLimit = 16

    /// Places a call. What becomes of it comes as `progress`, `answered` or `failed`.
    package mutating func place(_ outgoing: OutgoingCall, at now: MonotonicInstant) -> CallHandle {
        let handle = nextHandle()
        tally.outgoingCalls += 1
        let routes = outgoing.routes.isEmpty ? serviceRoute(for: outgoing.credentials) : outgoing.routes
        let registered = outgoing.routes.isEmpty ? routes.first?.uri.numericHop : nil
        let first = CallTarget(
            uri: outgoing.target, destination: registered ?? outgoing.destination, routes: routes)
        guard let destination = first.hop else {
            report(.failed(handle, status: 503, reason: "Destination Is No Address", retryAfter: nil))
            return handle
        }
        var call = Call(handle: handle, isOutgoing: true, state: .calling, tag: identifiers.token())
        call.credentials = outgoing.credentials
        call.redirection = outgoing.redirection
        call.patience = outgoing.patience
        call.localDescription = outgoing.body
        call.alternatives = outgoing.alternatives
        var request = invite(for: outgoing, tag: call.tag)
        for route in routes { request.headers.append(.route, route.description) }
        calls[handle] = call
        let key = begin(request, to: destination, for: .invite(handle), at: now)
        calls[handle]?.invite = key
        watchSilence(of: handle, at: now)
        return handle
    }

    private mutating func invite(for outgoing: OutgoingCall, tag: String) -> SIPRequest {
        var from = NameAddress(
            displayName: outgoing.fromDisplayName,
            uri: SIPURI(user: outgoing.fromUser, host: outgoing.fromHost ?? configuration.address.host))
        from.tag = tag
        var address = outgoing.target
        if address.isSIP {
            address.parameters = SIPParameters()
            address.headers = nil
            address.password = nil
            if !outgoing.toUser.isEmpty {
                address = SIPURI(scheme: address.scheme, user: outgoing.toUser, host: address.host, port: address.port)
            }
        }
        var headers = SIPHeaders()
        headers.append(.contact, contactField)
        headers.append(.allow, Self.allow)
        headers.append(.userAgent, configuration.product)
        appendSession(to: &headers, of: nil)
        if let replaces = outgoing.replaces {
            headers.append(.require, "replaces")
            headers.append(.replaces, replaces.description)
        }
        for (name, value) in outgoing.headers where name.isToken { headers.append(HeaderName(name), value) }
        return SIPRequest(
            method: .invite, uri: CallTarget(uri: outgoing.target).requestURI, vias: [nextVia()], from: from,
            to: NameAddress(uri: address),
            callID: identifiers.callID(), cseq: 1, headers: headers, body: outgoing.body)
    }

    func patience(for purpose: ClientEntry.Purpose) -> Duration {
        guard case .invite(let handle) = purpose else { return SIPTimer.b }
        return calls[handle]?.patience ?? SIPTimer.b
    }

    mutating func nextVia() -> Via {
        Via(sentBy: configuration.address, branch: identifiers.branch())
    }

    // MARK: Responses

    mutating func receiveInviteResponse(
        _ response: SIPResponse, of key: ClientTransactionKey, _ handle: CallHandle, from source: SIPHop,
        at now: MonotonicInstant
    ) {
        if response.isSuccess {
            receiveInviteSuccess(response, of: key, handle, from: source, at: now)
        } else if calls[handle]?.invite == key, calls[handle]?.state == .calling {
            if response.isProvisional {
                noteSign(of: handle)
                receiveProgress(response, of: key, handle, from: source, at: now)
            } else if !retryInvite(response, of: key, handle, at: now),
                !hunts(after: response, of: key, handle, at: now)
            {
                closeReceivedReoffer(of: handle, status: 487, at: now)
                forget(handle)
                report(
                    .failed(handle, status: response.status, reason: response.reason, retryAfter: response.retryAfter))
            }
        } else if response.isProvisional {
            cancelLeftTarget(key, at: now)
        }
    }

    private mutating func hunts(
        after response: SIPResponse, of key: ClientTransactionKey, _ handle: CallHandle, at now: MonotonicInstant
    ) -> Bool {
        guard Self.isAboutPlace(response.status), let request = clientTransactions[key]?.request else { return false }
        return tryNextTarget(of: handle, after: request, at: now)
    }

    private mutating func receiveProgress(
        _ response: SIPResponse, of key: ClientTransactionKey, _ handle: CallHandle, from source: SIPHop,
        at now: MonotonicInstant
    ) {
        sendCancelIfDue(handle, at: now)
        guard response.status > 100, let call = calls[handle], !call.isCancelled else { return }
        guard let request = clientTransactions[key]?.request else { return }
        let id = DialogID(response)
        if response.to.tag != nil, dialogs[id] == nil, call.earlyDialogs.count < Self.earlyDialogLimit {
            calls[handle]?.earlyDialogs.append(
                Call.EarlyDialog(dialog: Dialog(sending: request, answeredBy: response, from: source)))
            dialogs[id] = handle
        }
        if let sequence = response.reliableSequence {
            guard let index = calls[handle]?.earlyDialogs.firstIndex(where: { $0.dialog.id == id }),
                takesReliable(sequence, at: index, in: handle)
            else { return }
            acknowledgeReliable(response, sequence, at: index, offered: request.body != nil, in: handle, now: now)
        }
        report(.progress(handle, status: response.status, response.body))
    }

    /// The first 2xx makes the call; one with another tag is a fork's, which is acknowledged and ended at once.
    private mutating func receiveInviteSuccess(
        _ response: SIPResponse, of key: ClientTransactionKey, _ handle: CallHandle, from source: SIPHop,
        at now: MonotonicInstant
    ) {
        guard isFirstSuccess(response, of: key), let request = clientTransactions[key]?.request else { return }
        var dialog = Dialog(sending: request, answeredBy: response, from: source)
        guard let call = calls[handle], call.invite == key, call.state == .calling, !call.isCancelled else {
            let call = calls[handle]
            if let early = call?.earlyDialogs.first(where: { $0.dialog.id == dialog.id }) {
                dialog.resume(from: early.dialog)  // A PRACK may have taken the next number.
            }
            acknowledge(response, of: key, in: dialog, body: nil)
            // RFC 3326 §2: another branch has the call, or nobody wants it any more.
            let isForked = call.map { !$0.isCancelled } ?? false
            let reason = isForked ? "SIP;cause=200;text=\"Call completed elsewhere\"" : call?.cancelCause?.headerValue
            endSurplus(&dialog, reason: reason, at: now)
            if calls[handle]?.state == .calling, calls[handle]?.invite == key {
                forget(handle)
                report(.failed(handle, status: 487, reason: SIPStatus.phrase(487), retryAfter: nil))
            }
            return
        }
        // No longer found by requests; their numbers are still wanted for 2xx of further forks.
        for early in call.earlyDialogs { dialogs[early.dialog.id] = nil }
        let early = call.earlyDialogs.first { $0.dialog.id == dialog.id }
        if let early { dialog.resume(from: early.dialog) }
        dialogs[dialog.id] = handle
        calls[handle]?.dialog = dialog
        calls[handle]?.state = .established
        calls[handle]?.invite = nil
        calls[handle]?.answeredChallenges = 0
        // RFC 6337 §3.1.1: the description of the 2xx is the later one where both are there.
        let body = response.body ?? early?.answer
        calls[handle]?.remoteDescription = body ?? call.remoteDescription
        agreeOnSession(answeredBy: response, in: handle, at: now)
        if request.body != nil || early?.isSettled == true {
            acknowledge(response, of: key, in: dialog, body: nil)
        } else {
            calls[handle]?.owed = Call.OwedAcknowledgement(
                transaction: key, invite: request, until: now + Call.answerPatience)
            armCall(handle)
        }
        report(.answered(handle, body))
    }

    /// Whether this 2xx's tag is new; for one that came again the ACK is sent again.
    mutating func isFirstSuccess(_ response: SIPResponse, of key: ClientTransactionKey) -> Bool {
        let tag = response.to.tag ?? ""
        guard let entry = clientTransactions[key] else { return false }
        if let acknowledgement = entry.acknowledgements[tag] {
            tally.retransmissionsReceived += 1
            send(acknowledgement.bytes, to: acknowledgement.destination)
            return false
        }
        guard !entry.answeredTags.contains(tag), entry.answeredTags.count < Self.earlyDialogLimit else { return false }
        clientTransactions[key]?.answeredTags.insert(tag)
        return true
    }

    /// Sends the ACK of a 2xx: a request of the dialog with the INVITE's number and credentials (§13.2.2.4).
    mutating func acknowledge(
        _ response: SIPResponse, of key: ClientTransactionKey, in dialog: Dialog, body: SIPBody?
    ) {
        guard let request = clientTransactions[key]?.request else { return }
        sendAcknowledgement(of: request, tag: response.to.tag ?? "", key: key, in: dialog, body: body)
    }

    mutating func sendAcknowledgement(
        of invite: SIPRequest, tag: String, key: ClientTransactionKey, in dialog: Dialog, body: SIPBody?
    ) {
        var headers = SIPHeaders()
        for name in [HeaderName.authorization, .proxyAuthorization] {
            for value in invite.headers.all(name) { headers.append(name, value) }
        }
        let request = addressed(
            dialog.request(.ack, sequence: invite.cseq.number, via: nextVia(), headers: headers, body: body),
            over: dialog.destination.transport)
        let bytes = request.serialized()
        clientTransactions[key]?.acknowledgements[tag] = .init(bytes: bytes, destination: dialog.destination)
        send(bytes, to: dialog.destination)
    }

    private mutating func endSurplus(_ dialog: inout Dialog, reason: String?, at now: MonotonicInstant) {
        var headers = SIPHeaders()
        if let reason { headers.append(.reason, reason) }
        headers.append(.userAgent, configuration.product)
        let bye = dialog.nextRequest(.bye, via: nextVia(), headers: headers)
        begin(bye, to: dialog.destination, for: .errand, at: now)
    }

    /// Acknowledges a 2xx that had the offer, with our answer.
    package mutating func acknowledge(_ call: CallHandle, body: SIPBody?, at now: MonotonicInstant) {
        guard let owed = calls[call]?.owed, let dialog = calls[call]?.dialog else { return }
        calls[call]?.owed = nil
        if let body { calls[call]?.localDescription = body }
        sendAcknowledgement(
            of: owed.invite, tag: dialog.id.remoteTag, key: owed.transaction, in: dialog, body: body)
        armCall(call)
    }

    /// - Parameter status: 408, or 503 where the other side cannot be reached.
    mutating func timeOutInvite(
        _ handle: CallHandle, of key: ClientTransactionKey, _ request: SIPRequest, status: Int = 408,
        at now: MonotonicInstant
    ) {
        // A place that was left before concerns the call no more.
        guard let call = calls[handle], call.state == .calling, call.invite == key else { return }
        if tryNextTarget(of: handle, after: request, at: now) { return }
        forget(handle)
        let status = call.isCancelled ? 487 : status
        report(.failed(handle, status: status, reason: SIPStatus.phrase(status), retryAfter: nil))
    }

    // MARK: CANCEL

    /// §9.1: no CANCEL before the first provisional response, and only one.
    mutating func sendCancelIfDue(_ handle: CallHandle, at now: MonotonicInstant) {
        guard let call = calls[handle], call.isCancelled, !call.isCancelSent, let key = call.invite,
            var entry = clientTransactions[key], case .invite(var transaction) = entry.machine,
            transaction.isProceeding
        else { return }
        calls[handle]?.isCancelSent = true
        entry.isCancelled = true
        transaction.limitAfterCancel(at: now)
        entry.machine = .invite(transaction)
        clientTransactions[key] = entry
        deadlines.set(.client(key), to: entry.nextDeadline)
        begin(
            transaction.request.cancellation(reason: call.cancelCause), to: entry.destination, for: .errand, at: now)
    }
}
