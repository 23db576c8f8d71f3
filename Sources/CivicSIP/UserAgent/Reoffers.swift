package import CivicCore

// Changing a session that is up: answers to the other side's offers, and our own re-INVITE and UPDATE (RFC 3261 §14,
// RFC 3311).

extension UserAgent {
    /// How often an offer is tried again after glare.
    private static let offerLimit = 5

    // MARK: Theirs

    /// Accepts the pending re-INVITE or UPDATE, or the offer in a PRACK.
    package mutating func answerReoffer(_ call: CallHandle, body: SIPBody, at now: MonotonicInstant) {
        guard let key = calls[call]?.receivedReoffer, let entry = serverTransactions[key],
            var success = dialogResponse(200, in: key)
        else { return }
        calls[call]?.receivedReoffer = nil
        success.body = body
        calls[call]?.localDescription = body
        if let offer = entry.request.body { calls[call]?.remoteDescription = offer }
        if entry.request.method != .prack {
            refreshTarget(of: call, in: DialogID(entry.request), entry.request.headers, from: entry.source)
            if calls[call]?.state == .established {
                agreeOnSession(in: &success, to: entry.request, of: call, at: now)
            }
        }
        if entry.request.method == .invite {
            awaitAcknowledgement(of: success, to: entry, isInitial: false, in: call, at: now)
        }
        respond(success, in: key, at: now)
        sendWaitingResponses(of: call, at: now)
    }

    /// Refuses the pending re-INVITE or UPDATE; the session goes on as it was.
    package mutating func rejectReoffer(_ call: CallHandle, status: Int, at now: MonotonicInstant) {
        closeReceivedReoffer(of: call, status: (300...699).contains(status) ? status : 488, at: now)
        sendWaitingResponses(of: call, at: now)
    }

    mutating func closeReceivedReoffer(of call: CallHandle, status: Int, at now: MonotonicInstant) {
        guard let key = calls[call]?.receivedReoffer else { return }
        calls[call]?.receivedReoffer = nil
        if let response = response(status, in: key) { respond(response, in: key, at: now) }
    }

    /// A target refresh in the dialog, early or not.
    mutating func refreshTarget(
        of call: CallHandle, in id: DialogID, _ headers: SIPHeaders, from source: SIPHop
    ) {
        if calls[call]?.dialog?.id == id {
            calls[call]?.dialog?.refreshTarget(headers, from: source)
        } else if let index = calls[call]?.earlyDialogs.firstIndex(where: { $0.dialog.id == id }) {
            calls[call]?.earlyDialogs[index].dialog.refreshTarget(headers, from: source)
        }
    }

    // MARK: Ours

    /// Offers a new session description by re-INVITE, or with `nil` asks the other side for one.
    ///
    /// While another offer is under way, and after 491, it is tried again by itself a few times.
    package mutating func reoffer(_ call: CallHandle, body: SIPBody?, at now: MonotonicInstant) {
        offer(Call.Offer(method: .invite, body: body), in: call, at: now)
    }

    /// Offers a new session description by UPDATE (RFC 3311 §5.1): one round trip, without ACK. Where the other side does
    /// not take UPDATE it goes by re-INVITE.
    package mutating func update(_ call: CallHandle, body: SIPBody, at now: MonotonicInstant) {
        let method: SIPMethod = calls[call]?.peerTakesUpdates == true ? .update : .invite
        offer(Call.Offer(method: method, body: body), in: call, at: now)
    }

    private mutating func offer(_ offer: Call.Offer, in call: CallHandle, at now: MonotonicInstant) {
        guard calls[call]?.state == .established, calls[call]?.pendingBye == nil else {
            return report(.reofferFailed(call, status: 481))
        }
        switch calls[call]?.reoffer {
        case nil: sendOffer(offer, in: call, at: now)
        case .sent(_, let other) where other.isRefresh:
            // A refresh is under way: the offer takes its turn behind it, and the refresh's outcome is let go.
            postpone(offer, in: call, at: now)
        case .waiting(let other, _) where other.isRefresh: sendOffer(offer, in: call, at: now)
        default: report(.reofferFailed(call, status: 491))
        }
    }

    mutating func sendOffer(_ offer: Call.Offer, in handle: CallHandle, at now: MonotonicInstant) {
        guard let call = calls[handle], call.receivedReoffer == nil, call.awaited == nil, call.owed == nil,
            var dialog = call.dialog
        else { return postpone(offer, in: handle, at: now) }
        let request = dialog.nextRequest(
            offer.method, via: nextVia(), headers: offerHeaders(of: handle), body: offer.body)
        calls[handle]?.dialog = dialog
        let key = begin(request, to: dialog.destination, for: .reoffer(handle), at: now)
        calls[handle]?.reoffer = .sent(key, offer)
    }

    func offerHeaders(of handle: CallHandle) -> SIPHeaders {
        var headers = SIPHeaders()
        headers.append(.contact, contactField)
        headers.append(.allow, Self.allow)
        headers.append(.userAgent, configuration.product)
        appendSession(to: &headers, of: handle)
        return headers
    }

    /// §14.1: whoever chose the Call-ID waits 2.1 to 4 s, the other 0 to 2 s, in steps of 10 ms.
    mutating func postpone(
        _ offer: Call.Offer, in handle: CallHandle, by wait: Duration? = nil, at now: MonotonicInstant
    ) {
        guard offer.attempt <= Self.offerLimit else {
            calls[handle]?.reoffer = nil
            if !offer.isRefresh { report(.reofferFailed(handle, status: 491)) }
            return
        }
        let steps =
            calls[handle]?.isOutgoing == true
            ? 210 + identifiers.number(below: 191) : identifiers.number(below: 201)
        var again = offer
        again.attempt += 1
        calls[handle]?.reoffer = .waiting(again, until: now + (wait ?? .milliseconds(10 * max(1, steps))))
        armCall(handle)
    }

    mutating func retryReoffer(_ handle: CallHandle, at now: MonotonicInstant) {
        guard case .waiting(let offer, let until) = calls[handle]?.reoffer, until <= now else { return }
        calls[handle]?.reoffer = nil
        sendOffer(offer, in: handle, at: now)
    }
}
