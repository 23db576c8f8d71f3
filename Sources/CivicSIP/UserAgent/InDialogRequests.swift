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
        case .update: return receiveUpdate(request, handle, from: source, at: now)
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
        guard let index = calls[handle]?.earlyDialogs.firstIndex(where: { $0.id == id }) else { return false }
        return calls[handle]?.earlyDialogs[index].accept(sequence: request.cseq.number) ?? false
    }

    /// §14.2, and RFC 5407 §3.1.4 for a re-INVITE that overtakes the ACK: where that ACK brings nothing, the re-INVITE
    /// says as much as it would have.
    private mutating func receiveReinvite(
        _ request: SIPRequest, _ handle: CallHandle, from source: SIPHop, at now: MonotonicInstant
    ) {
        guard let call = calls[handle] else { return }
        if call.state != .established || call.receivedReoffer != nil { return refuseForNow(request, from: source) }
        if case .sent = call.reoffer { return refuse(request, 491, from: source) }
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

    /// RFC 3311 §5.2. Without a body it only refreshes the target.
    private mutating func receiveUpdate(
        _ request: SIPRequest, _ handle: CallHandle, from source: SIPHop, at now: MonotonicInstant
    ) {
        guard let call = calls[handle] else { return }
        if request.body != nil {
            if call.state == .offered || call.receivedReoffer != nil { return refuseForNow(request, from: source) }
            if case .sent = call.reoffer { return refuse(request, 491, from: source) }
            if call.state == .calling || call.owed != nil || call.awaited?.bringsAnswer == true {
                return refuse(request, 491, from: source)
            }
        }
        let key = openTransaction(for: request, from: source, tag: call.tag, call: handle)
        guard request.body == nil else {
            calls[handle]?.receivedReoffer = key
            return report(.reoffered(handle, request.body))
        }
        calls[handle]?.dialog?.refreshTarget(request.headers, from: source)
        if let response = dialogResponse(200, in: key) { respond(response, in: key, at: now) }
    }

    /// 500 with a Retry-After between 0 and 10 seconds (§14.2).
    private mutating func refuseForNow(_ request: SIPRequest, from source: SIPHop) {
        let wait = String(identifiers.number(below: 11))
        refuse(request, 500, reason: "Another Offer Is Pending", from: source) {
            $0.headers.append(.retryAfter, wait)
        }
    }
}
