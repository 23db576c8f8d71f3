package import CivicCore

// Changing a session that is up: answers to the other side's offers, and our own re-INVITE (RFC 3261 §14).

extension UserAgent {
    /// How often a re-INVITE is tried again after glare.
    private static let glareLimit = 5

    /// Accepts the pending re-INVITE or UPDATE.
    package mutating func answerReoffer(_ call: CallHandle, body: SIPBody, at now: MonotonicInstant) {
        guard let key = calls[call]?.receivedReoffer, let entry = serverTransactions[key],
            var success = dialogResponse(200, in: key)
        else { return }
        calls[call]?.receivedReoffer = nil
        calls[call]?.dialog?.refreshTarget(entry.request.headers, from: entry.source)
        success.body = body
        if entry.request.method == .invite {
            awaitAcknowledgement(of: success, to: entry, isInitial: false, in: call, at: now)
        }
        respond(success, in: key, at: now)
    }

    /// Refuses the pending re-INVITE or UPDATE; the session goes on as it was.
    package mutating func rejectReoffer(_ call: CallHandle, status: Int, at now: MonotonicInstant) {
        closeReceivedReoffer(of: call, status: (300...699).contains(status) ? status : 488, at: now)
    }

    mutating func closeReceivedReoffer(of call: CallHandle, status: Int, at now: MonotonicInstant) {
        guard let key = calls[call]?.receivedReoffer else { return }
        calls[call]?.receivedReoffer = nil
        if let response = response(status, in: key) { respond(response, in: key, at: now) }
    }

    /// Offers a new session description, or with `nil` asks the other side for one.
    ///
    /// While another offer is under way, and after 491, it is tried again by itself a few times.
    package mutating func reoffer(_ call: CallHandle, body: SIPBody?, at now: MonotonicInstant) {
        guard calls[call]?.state == .established, calls[call]?.pendingBye == nil else {
            return report(.reofferFailed(call, status: 481))
        }
        guard calls[call]?.reoffer == nil else { return report(.reofferFailed(call, status: 491)) }
        sendReoffer(call, body: body, attempt: 1, at: now)
    }

    private mutating func sendReoffer(_ handle: CallHandle, body: SIPBody?, attempt: Int, at now: MonotonicInstant) {
        guard let call = calls[handle], call.receivedReoffer == nil, call.awaited == nil, call.owed == nil,
            var dialog = call.dialog
        else { return postponeReoffer(handle, body: body, attempt: attempt, at: now) }
        var headers = SIPHeaders()
        headers.append(.contact, contactField)
        headers.append(.allow, Self.allow)
        headers.append(.userAgent, configuration.product)
        let request = dialog.nextRequest(.invite, via: nextVia(), headers: headers, body: body)
        calls[handle]?.dialog = dialog
        let key = begin(request, to: dialog.destination, for: .reinvite(handle), at: now)
        calls[handle]?.reoffer = .sent(key, body: body, attempt: attempt)
    }

    /// §14.1: whoever chose the Call-ID waits 2.1 to 4 s, the other 0 to 2 s, in steps of 10 ms.
    private mutating func postponeReoffer(
        _ handle: CallHandle, body: SIPBody?, attempt: Int, at now: MonotonicInstant
    ) {
        guard attempt <= Self.glareLimit else {
            calls[handle]?.reoffer = nil
            return report(.reofferFailed(handle, status: 491))
        }
        let steps =
            calls[handle]?.isOutgoing == true
            ? 210 + identifiers.number(below: 191) : identifiers.number(below: 201)
        calls[handle]?.reoffer = .waiting(
            body: body, attempt: attempt + 1, until: now + .milliseconds(10 * max(1, steps)))
        armCall(handle)
    }

    mutating func retryReoffer(_ handle: CallHandle, at now: MonotonicInstant) {
        guard case .waiting(let body, let attempt, let until) = calls[handle]?.reoffer, until <= now else { return }
        calls[handle]?.reoffer = nil
        sendReoffer(handle, body: body, attempt: attempt, at: now)
    }

    mutating func receiveReinviteResponse(
        _ response: SIPResponse, of key: ClientTransactionKey, _ handle: CallHandle, from source: SIPHop,
        at now: MonotonicInstant
    ) {
        guard response.isFinal else { return }
        if response.isSuccess {
            return receiveReinviteSuccess(response, of: key, handle, from: source, at: now)
        }
        guard case .sent(key, let body, let attempt) = calls[handle]?.reoffer else { return }
        calls[handle]?.reoffer = nil
        switch response.status {
        case 491: postponeReoffer(handle, body: body, attempt: attempt, at: now)
        case 401, 407:
            if !retryReinvite(response, of: key, handle, body: body, attempt: attempt, at: now) {
                report(.reofferFailed(handle, status: response.status))
            }
        case 408, 481: loseDialog(handle, status: response.status, at: now)
        default: report(.reofferFailed(handle, status: response.status))
        }
    }

    private mutating func retryReinvite(
        _ response: SIPResponse, of key: ClientTransactionKey, _ handle: CallHandle, body: SIPBody?, attempt: Int,
        at now: MonotonicInstant
    ) -> Bool {
        guard let entry = clientTransactions[key], var dialog = calls[handle]?.dialog,
            let authorization = authorization(for: response, to: entry.request, in: handle)
        else { return false }
        var headers = SIPHeaders()
        headers.append(.contact, contactField)
        headers.append(.allow, Self.allow)
        headers.append(.userAgent, configuration.product)
        headers.append(authorization.name, authorization.value)
        let request = dialog.nextRequest(.invite, via: nextVia(), headers: headers, body: body)
        calls[handle]?.dialog = dialog
        calls[handle]?.answeredChallenges += 1
        let next = begin(request, to: entry.destination, for: .reinvite(handle), at: now)
        calls[handle]?.reoffer = .sent(next, body: body, attempt: attempt)
        return true
    }

    private mutating func receiveReinviteSuccess(
        _ response: SIPResponse, of key: ClientTransactionKey, _ handle: CallHandle, from source: SIPHop,
        at now: MonotonicInstant
    ) {
        guard isFirstSuccess(response, of: key), let request = clientTransactions[key]?.request else { return }
        guard case .sent(key, let body, _) = calls[handle]?.reoffer, var dialog = calls[handle]?.dialog else {
            // The call is over or ending: the 2xx gets its ACK, and the BYE does the rest.
            let dialog = Dialog(sending: request, answeredBy: response, from: source)
            return acknowledge(response, of: key, in: dialog, body: nil)
        }
        dialog.refreshTarget(response.headers, from: source)
        calls[handle]?.dialog = dialog
        calls[handle]?.reoffer = nil
        calls[handle]?.answeredChallenges = 0
        if body != nil {
            acknowledge(response, of: key, in: dialog, body: nil)
        } else {
            calls[handle]?.owed = Call.OwedAcknowledgement(
                transaction: key, invite: request, until: now + Call.answerPatience)
            armCall(handle)
        }
        report(.reofferAnswered(handle, response.body))
    }

    mutating func timeOutReinvite(_ handle: CallHandle, at now: MonotonicInstant) {
        guard case .sent = calls[handle]?.reoffer else { return }
        calls[handle]?.reoffer = nil
        loseDialog(handle, status: 408, at: now)
    }

    /// Our re-INVITE could not be sent: the session goes on as it was.
    mutating func failReinvite(_ handle: CallHandle, of key: ClientTransactionKey) {
        guard case .sent(key, _, _) = calls[handle]?.reoffer else { return }
        calls[handle]?.reoffer = nil
        report(.reofferFailed(handle, status: 503))
    }

    /// §12.2.1.2: 481, 408 or silence mean that the other side has lost the dialog; BYE, in case it has not.
    private mutating func loseDialog(_ handle: CallHandle, status: Int, at now: MonotonicInstant) {
        guard calls[handle]?.state == .established else { return }
        sendBye(in: handle, cause: .recoveryOnTimerExpiry, at: now)
        report(.ended(handle, .dialogLost(status: status)))
    }
}
