import CivicCore

// Requests inside a dialog (RFC 3261 §12.2.2), re-INVITE (§14.2), UPDATE (RFC 3311) and INFO (RFC 6086).

extension UserAgent {
    mutating func receiveInDialog(_ request: SIPRequest, from source: SIPHop, at now: MonotonicInstant) {
        let id = DialogID(request)
        guard let handle = dialogs[id], let state = calls[handle]?.state, state != .releasing || request.method == .bye
        else { return refuse(request, 481, from: source) }
        guard accept(request, in: id, of: handle) else {
            return refuse(request, 500, reason: "CSeq Out Of Order", from: source) {
                $0.headers.append(.retryAfter, "1")
            }
        }
        switch request.method {
        case .invite: return receiveReinvite(request, handle, from: source, at: now)
        case .update: return receiveUpdate(request, in: id, handle, from: source, at: now)
        case .prack: return receivePrack(request, handle, from: source, at: now)
        case .refer: return receiveRefer(request, handle, from: source, at: now)
        case .notify: return receiveNotify(request, handle, from: source, at: now)
        default: break
        }
        let key = openTransaction(for: request, from: source, tag: id.localTag, call: handle)
        switch request.method {
        case .bye: receiveBye(request, in: key, handle, at: now)
        case .info:
            if let response = response(200, in: key) { respond(response, in: key, at: now) }
            report(.info(handle, request.body))
        default:
            guard var response = response(200, in: key) else { return }
            if request.method == .options { Self.addCapabilities(&response) }
            respond(response, in: key, at: now)
        }
    }

    /// Notes the number of a request in its dialog, early or not.
    private mutating func accept(_ request: SIPRequest, in id: DialogID, of handle: CallHandle) -> Bool {
        if calls[handle]?.dialog?.id == id {
            return calls[handle]?.dialog?.accept(sequence: request.cseq.number) ?? false
        }
        guard let index = calls[handle]?.earlyDialogs.firstIndex(where: { $0.dialog.id == id }) else { return false }
        return calls[handle]?.earlyDialogs[index].dialog.accept(sequence: request.cseq.number) ?? false
    }

    /// §14.2, and RFC 5407 §3.1.4 for a re-INVITE that overtakes the ACK: where that ACK brings nothing, the re-INVITE
    /// says as much as it would have.
    private mutating func receiveReinvite(
        _ request: SIPRequest, _ handle: CallHandle, from source: SIPHop, at now: MonotonicInstant
    ) {
        guard let call = calls[handle] else { return }
        if call.state != .established || call.receivedReoffer != nil { return refuseForNow(request, from: source) }
        if case .sent(_, let offer) = call.reoffer, offer.blocksOffers { return refuse(request, 491, from: source) }
        if call.owed != nil || call.awaited?.bringsAnswer == true { return refuse(request, 491, from: source) }
        if call.awaited != nil {
            calls[handle]?.awaited = nil
            armCall(handle)
            if let pending = call.pendingBye {
                refuse(request, 487, from: source)
                return sendBye(in: handle, cause: pending.cause, at: now)
            }
            if call.awaited?.isInitial == true { report(.acknowledged(handle, nil)) }
        }
        let key = openTransaction(for: request, from: source, tag: call.tag, call: handle)
        if let trying = response(100, in: key) { respond(trying, in: key, at: now) }
        calls[handle]?.receivedReoffer = key
        report(.reoffered(handle, request.body))
    }

    /// RFC 3311 §5.2. Without a body it refreshes the target and the session.
    private mutating func receiveUpdate(
        _ request: SIPRequest, in id: DialogID, _ handle: CallHandle, from source: SIPHop,
        at now: MonotonicInstant
    ) {
        guard let call = calls[handle] else { return }
        if let pending = call.receivedReoffer,
            request.body != nil || serverTransactions[pending]?.request.method == .update
        {
            return refuseForNow(request, from: source)
        }
        if request.body != nil {
            switch obstacle(toUpdate: call, in: id) {
            case .offerOfOurs: return refuse(request, 491, from: source)
            case .offerOfTheirs: return refuseForNow(request, from: source)
            case nil: break
            }
        }
        let key = openTransaction(for: request, from: source, tag: call.tag, call: handle)
        guard request.body == nil else {
            calls[handle]?.receivedReoffer = key
            return report(.reoffered(handle, request.body))
        }
        refreshTarget(of: handle, in: id, request.headers, from: source)
        guard var success = dialogResponse(200, in: key) else { return }
        if call.state == .established { agreeOnSession(in: &success, to: request, of: handle, at: now) }
        respond(success, in: key, at: now)
    }

    private enum Obstacle {
        case offerOfOurs, offerOfTheirs
    }

    /// Whose offer is without an answer, so that an UPDATE may not bring another (RFC 3311 §5.2).
    private func obstacle(toUpdate call: Call, in id: DialogID) -> Obstacle? {
        if case .sent(_, let offer) = call.reoffer, offer.blocksOffers { return .offerOfOurs }
        switch call.state {
        case .offered:
            if call.reliable.isOffering { return .offerOfOurs }
            return call.reliable.isSettled ? nil : .offerOfTheirs
        case .calling:
            let early = call.earlyDialogs.first { $0.dialog.id == id }
            if early?.owed != nil { return .offerOfTheirs }
            return early?.isSettled == true ? nil : .offerOfOurs
        case .established, .releasing:
            if call.owed != nil { return .offerOfTheirs }
            return call.awaited?.bringsAnswer == true ? .offerOfOurs : nil
        }
    }

    /// 500 with a Retry-After between 0 and 10 seconds (§14.2).
    mutating func refuseForNow(_ request: SIPRequest, from source: SIPHop) {
        let wait = String(identifiers.number(below: 11))
        refuse(request, 500, reason: "Another Offer Is Pending", from: source) {
            $0.headers.append(.retryAfter, wait)
        }
    }
}
