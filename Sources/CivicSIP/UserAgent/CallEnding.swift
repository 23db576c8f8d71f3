package import CivicCore

// BYE both ways (RFC 3261 §15), and what time alone does to a call.

extension UserAgent {
    /// Ends a call in whatever state it is: CANCEL, BYE or a final refusal.
    ///
    /// A CANCEL waits for the first provisional response, a BYE for the ACK of our 2xx; nothing is asked of the caller
    /// but patience.
    package mutating func hangUp(_ call: CallHandle, cause: Q850Cause? = nil, at now: MonotonicInstant) {
        guard let state = calls[call]?.state else { return }
        switch state {
        case .offered:
            let status =
                switch cause?.value {
                case 17: 486
                case 21: 603
                case 41, 42: 503
                default: 480
                }
            finishOffer(of: call, status: status, at: now) {
                if let cause { $0.headers.append(.reason, cause.headerValue) }
            }
        case .calling:
            guard calls[call]?.isCancelled == false else { return }
            calls[call]?.isCancelled = true
            calls[call]?.cancelCause = cause
            sendCancelIfDue(call, at: now)
        case .established:
            if calls[call]?.awaited?.isInitial == true {
                calls[call]?.pendingBye = Call.PendingBye(cause: cause)
            } else {
                sendBye(in: call, cause: cause, at: now)
            }
        case .releasing:
            break
        }
    }

    /// Sends BYE; the call lives on, unseen, until that is answered.
    mutating func sendBye(in handle: CallHandle, cause: Q850Cause?, at now: MonotonicInstant) {
        acknowledge(handle, body: nil, at: now)  // A 2xx of theirs is never left without its ACK.
        closeReceivedReoffer(of: handle, status: 487, at: now)
        guard var dialog = calls[handle]?.dialog else { return forget(handle) }
        var headers = SIPHeaders()
        headers.append(.userAgent, configuration.product)
        if let cause { headers.append(.reason, cause.headerValue) }
        let bye = dialog.nextRequest(.bye, via: nextVia(), headers: headers)
        calls[handle]?.dialog = dialog
        calls[handle]?.state = .releasing
        calls[handle]?.awaited = nil
        calls[handle]?.reoffer = nil
        calls[handle]?.session = nil
        calls[handle]?.transfer = nil
        calls[handle]?.answeredChallenges = 0
        armCall(handle)
        begin(bye, to: dialog.destination, for: .bye(handle), at: now)
    }

    mutating func receiveByeResponse(
        _ response: SIPResponse, of key: ClientTransactionKey, _ handle: CallHandle, at now: MonotonicInstant
    ) {
        guard response.isFinal else { return }
        guard let entry = clientTransactions[key], var dialog = calls[handle]?.dialog,
            let authorization = authorization(for: response, to: entry.request, in: handle)
        else { return forget(handle) }
        var headers = SIPHeaders()
        headers.append(.userAgent, configuration.product)
        for value in entry.request.headers.all(.reason) { headers.append(.reason, value) }
        headers.append(authorization.name, authorization.value)
        let bye = dialog.nextRequest(.bye, via: nextVia(), headers: headers)
        calls[handle]?.dialog = dialog
        calls[handle]?.answeredChallenges += 1
        begin(bye, to: entry.destination, for: .bye(handle), at: now)
    }

    mutating func receiveBye(
        _ request: SIPRequest, in key: ServerTransactionKey, _ handle: CallHandle, at now: MonotonicInstant
    ) {
        if let response = response(200, in: key) { respond(response, in: key, at: now) }
        guard let call = calls[handle] else { return }
        switch call.state {
        case .offered:
            finishOffer(of: handle, status: 487, at: now)
            report(.cancelled(handle))
        case .established:
            acknowledge(handle, body: nil, at: now)
            closeReceivedReoffer(of: handle, status: 487, at: now)
            forget(handle)
            if call.pendingBye == nil {
                report(.ended(handle, .byPeer(reason: request.headers.first(.reason))))
            }
        case .calling, .releasing:
            break  // A BYE in an early dialog of ours ends that alone; one that crosses ours changes nothing.
        }
    }

    /// Every trace of the call goes, but for transactions that still have to answer what comes again.
    mutating func forget(_ handle: CallHandle) {
        guard let call = calls.removeValue(forKey: handle) else { return }
        for id in call.dialogIDs where dialogs[id] == handle { dialogs[id] = nil }
        deadlines.set(.call(handle), to: nil)
    }

    mutating func armCall(_ handle: CallHandle) {
        deadlines.set(.call(handle), to: calls[handle]?.nextDeadline)
    }

    mutating func advanceCall(_ handle: CallHandle, to now: MonotonicInstant) {
        repeatProvisional(handle, at: now)
        repeatSuccess(handle, at: now)
        if let owed = calls[handle]?.owed, owed.until <= now {
            sendBye(in: handle, cause: .recoveryOnTimerExpiry, at: now)
            report(.ended(handle, .timeout))
        }
        leaveSilentTarget(handle, at: now)
        repeatReliable(handle, at: now)
        retryReoffer(handle, at: now)
        giveUpSilentTransfer(handle, at: now)
        advanceSession(handle, to: now)
        armCall(handle)
    }

    private mutating func repeatProvisional(_ handle: CallHandle, at now: MonotonicInstant) {
        guard let call = calls[handle], let key = call.offeredInvite, let provisional = call.provisional,
            let again = call.provisionalAgain, again <= now
        else { return }
        calls[handle]?.provisionalAgain = now + .seconds(60)
        if call.reliable.isInUse { return repeatReliableProvisional(provisional, in: handle, at: now) }
        respond(provisional, in: key, at: now)
    }

    /// §13.3.1.4: T1, doubling up to T2, for 64·T1; then the session is ended with BYE.
    private mutating func repeatSuccess(_ handle: CallHandle, at now: MonotonicInstant) {
        guard var awaited = calls[handle]?.awaited else { return }
        if awaited.until <= now {
            let pending = calls[handle]?.pendingBye
            sendBye(in: handle, cause: pending.map(\.cause) ?? .recoveryOnTimerExpiry, at: now)
            if case nil = pending { report(.ended(handle, .noAcknowledgement)) }
        } else if awaited.again <= now {
            awaited.interval = min(awaited.interval * 2, SIPTimer.t2)
            awaited.again = now + awaited.interval
            calls[handle]?.awaited = awaited
            tally.retransmissionsSent += 1
            tally.timers[.success, default: 0] += 1
            send(awaited.response.serialized(), to: awaited.destination)
        }
    }
}
