import CivicCore

// What becomes of our own re-INVITE and UPDATE (RFC 3261 §14.1, RFC 3311 §5.1, RFC 4028 §7).

extension UserAgent {
    mutating func receiveReofferResponse(
        _ response: SIPResponse, of key: ClientTransactionKey, _ handle: CallHandle, from source: SIPHop,
        at now: MonotonicInstant
    ) {
        guard response.isFinal else { return }
        if response.isSuccess {
            return receiveReofferSuccess(response, of: key, handle, from: source, at: now)
        }
        guard case .sent(key, let offer) = calls[handle]?.reoffer else {
            // Another offer has taken the place of this refresh: only the news that the dialog is gone counts.
            if [408, 481].contains(response.status) { loseDialog(handle, status: response.status, at: now) }
            return
        }
        calls[handle]?.reoffer = nil
        switch response.status {
        case 491: postpone(offer, in: handle, at: now)
        case 500 where response.retryAfter != nil:
            postpone(offer, in: handle, by: min(response.retryAfter ?? .zero, .seconds(10)), at: now)
        case 422 where longerInterval(after: response, in: handle) != nil:
            if let session = calls[handle]?.session, let minimum = calls[handle]?.minimumInterval {
                calls[handle]?.session = session.asking(seconds: minimum)
            }
            sendOffer(offer, in: handle, at: now)
        case 405, 501:
            guard offer.method == .update, let body = offer.body ?? calls[handle]?.localDescription else {
                return giveUp(offer, in: handle, status: response.status)
            }
            calls[handle]?.peerTakesUpdates = false
            sendOffer(
                Call.Offer(method: .invite, body: body, attempt: offer.attempt, isRefresh: offer.isRefresh),
                in: handle, at: now)
        case 401, 407:
            if !retry(offer, challengedBy: response, of: key, in: handle, at: now) {
                giveUp(offer, in: handle, status: response.status)
            }
        case 408, 481: loseDialog(handle, status: response.status, at: now)
        default: giveUp(offer, in: handle, status: response.status)
        }
    }

    private mutating func giveUp(_ offer: Call.Offer, in handle: CallHandle, status: Int) {
        if !offer.isRefresh { report(.reofferFailed(handle, status: status)) }
    }

    private mutating func retry(
        _ offer: Call.Offer, challengedBy response: SIPResponse, of key: ClientTransactionKey, in handle: CallHandle,
        at now: MonotonicInstant
    ) -> Bool {
        guard let entry = clientTransactions[key], var dialog = calls[handle]?.dialog,
            let authorization = authorization(for: response, to: entry.request, in: handle)
        else { return false }
        var headers = offerHeaders(of: handle)
        headers.append(authorization.name, authorization.value)
        let request = dialog.nextRequest(offer.method, via: nextVia(), headers: headers, body: offer.body)
        calls[handle]?.dialog = dialog
        calls[handle]?.answeredChallenges += 1
        let next = begin(request, to: entry.destination, for: .reoffer(handle), at: now)
        calls[handle]?.reoffer = .sent(next, offer)
        return true
    }

    private mutating func receiveReofferSuccess(
        _ response: SIPResponse, of key: ClientTransactionKey, _ handle: CallHandle, from source: SIPHop,
        at now: MonotonicInstant
    ) {
        guard let request = clientTransactions[key]?.request else { return }
        let isInvite = request.method == .invite
        if isInvite, !isFirstSuccess(response, of: key) { return }
        guard calls[handle]?.state == .established, var dialog = calls[handle]?.dialog else {
            // The call is over or ending: the 2xx gets its ACK, and the BYE does the rest.
            guard isInvite else { return }
            let dialog = Dialog(sending: request, answeredBy: response, from: source)
            return acknowledge(response, of: key, in: dialog, body: nil)
        }
        dialog.refreshTarget(response.headers, from: source)
        calls[handle]?.dialog = dialog
        calls[handle]?.answeredChallenges = 0
        calls[handle]?.intervalRetries = 0
        var offer = Call.Offer(method: request.method, body: request.body, isRefresh: true)
        if case .sent(key, let sent) = calls[handle]?.reoffer {
            offer = sent
            calls[handle]?.reoffer = nil
        }
        if isInvite, request.body == nil {
            calls[handle]?.owed = Call.OwedAcknowledgement(
                transaction: key, invite: request, until: now + Call.answerPatience)
        } else if isInvite {
            acknowledge(response, of: key, in: dialog, body: nil)
        }
        agreeOnSession(answeredBy: response, in: handle, at: now)
        let isNews = response.body != nil && response.body != calls[handle]?.remoteDescription
        if let body = request.body { calls[handle]?.localDescription = body }
        if let body = response.body { calls[handle]?.remoteDescription = body }
        if !offer.isRefresh || isNews { report(.reofferAnswered(handle, response.body)) }
    }

    /// Our re-INVITE or UPDATE could not be sent: the session goes on as it was. A refresh that is not tried again in
    /// time ends it by its timer.
    mutating func failReoffer(_ handle: CallHandle, of key: ClientTransactionKey) {
        guard case .sent(key, let offer) = calls[handle]?.reoffer else { return }
        calls[handle]?.reoffer = nil
        if !offer.isRefresh { report(.reofferFailed(handle, status: 503)) }
    }

    mutating func timeOutReoffer(_ handle: CallHandle, at now: MonotonicInstant) {
        guard calls[handle]?.state == .established else { return }
        calls[handle]?.reoffer = nil
        loseDialog(handle, status: 408, at: now)
    }

    /// §12.2.1.2: 481, 408 or silence mean that the other side has lost the dialog; BYE, in case it has not.
    private mutating func loseDialog(_ handle: CallHandle, status: Int, at now: MonotonicInstant) {
        guard calls[handle]?.state == .established else { return }
        sendBye(in: handle, cause: .recoveryOnTimerExpiry, at: now)
        report(.ended(handle, .dialogLost(status: status)))
    }
}
