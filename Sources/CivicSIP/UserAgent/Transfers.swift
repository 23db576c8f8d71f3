package import CivicCore

/// The other side's REFER while it is carried out: an implicit subscription (RFC 3515 §2.4.4).
struct ReceivedTransfer: Sendable {
    /// Until the application has answered.
    var request: ServerTransactionKey?
    /// `refer`, with the REFER's number from the second of a dialog on (§2.4.6).
    let event: String
    /// No NOTIFY is wanted (RFC 4488).
    let isQuiet: Bool
}

/// Our REFER, until the other side has said its last word about it.
struct OwnTransfer: Sendable {
    var request: ClientTransactionKey
    /// A NOTIFY has come; it may be there before the 202.
    var isToldOf = false
    /// The REFER was accepted, and until then the first NOTIFY may come.
    var silentUntil: MonotonicInstant?
}

// REFER both ways (RFC 3515), inside of calls only: outside of one, nobody knows who asks for what.

extension UserAgent {
    /// What a subscription says at first, in seconds; a transfer that takes longer is over all the same.
    private static let subscriptionSeconds = 180

    // MARK: Theirs

    mutating func receiveRefer(
        _ request: SIPRequest, _ handle: CallHandle, from source: SIPHop, at now: MonotonicInstant
    ) {
        guard let call = calls[handle], call.state == .established, configuration.takesTransfers else {
            return refuse(request, 603, from: source)
        }
        guard call.transfer == nil else { return refuse(request, 491, from: source) }
        guard let transfer = TransferRequest(request) else {
            return refuse(request, 400, reason: "Refer-To Names No Call", from: source)
        }
        guard transfer.target.isSIP || transfer.target.scheme == .tel else { return refuse(request, 416, from: source) }
        let key = openTransaction(for: request, from: source, tag: call.tag, call: handle)
        calls[handle]?.transfersSeen += 1
        calls[handle]?.transfer = ReceivedTransfer(
            request: key, event: call.transfersSeen == 0 ? "refer" : "refer;id=\(request.cseq.number)",
            isQuiet: transfer.isQuiet)
        report(
            .transferRequested(handle, transfer, replaced: transfer.replaces.flatMap { dialogs[$0.dialog] }))
    }

    /// 202: the transfer is tried. Its progress is told by `reportTransfer`.
    package mutating func acceptTransfer(_ call: CallHandle, at now: MonotonicInstant) {
        guard let transfer = calls[call]?.transfer, let key = transfer.request,
            var accepted = dialogResponse(transfer.isQuiet ? 200 : 202, in: key)
        else { return }
        calls[call]?.transfer?.request = nil
        if transfer.isQuiet { accepted.headers.append(.referSub, "false") }
        respond(accepted, in: key, at: now)
        reportTransfer(call, status: 100, at: now)
    }

    /// Refuses the REFER; the call goes on.
    package mutating func refuseTransfer(_ call: CallHandle, status: Int, at now: MonotonicInstant) {
        guard let key = calls[call]?.transfer?.request else { return }
        calls[call]?.transfer = nil
        let refusal = response((300...699).contains(status) ? status : 603, in: key)
        if let refusal { respond(refusal, in: key, at: now) }
    }

    /// Tells whoever sent REFER how the transfer goes; a status of 200 or above is the last word.
    package mutating func reportTransfer(_ call: CallHandle, status: Int, at now: MonotonicInstant) {
        guard let transfer = calls[call]?.transfer, transfer.request == nil, var dialog = calls[call]?.dialog else {
            return
        }
        let isOver = status >= 200
        if isOver { calls[call]?.transfer = nil }
        guard !transfer.isQuiet, calls[call]?.state == .established else { return }
        var headers = SIPHeaders()
        headers.append(.contact, contactField)
        headers.append(.userAgent, configuration.product)
        headers.append(.event, transfer.event)
        headers.append(
            .subscriptionState,
            isOver ? "terminated;reason=noresource" : "active;expires=\(Self.subscriptionSeconds)")
        let notify = dialog.nextRequest(
            .notify, via: nextVia(), headers: headers, body: StatusFragment.body(status: status))
        calls[call]?.dialog = dialog
        begin(notify, to: dialog.destination, for: isOver ? .errand : .notify(call), at: now)
    }

    mutating func receiveNotifyResponse(_ response: SIPResponse, _ handle: CallHandle) {
        // 481 and the like: the other side wants no more of it (RFC 6665 §4.2.2). The transfer itself goes on.
        if response.status >= 400 { calls[handle]?.transfer = nil }
    }

    // MARK: Ours

    /// Asks the other side to call `target`; how that goes comes as `transferProgress`.
    package mutating func refer(
        _ call: CallHandle, to transfer: TransferRequest, at now: MonotonicInstant
    ) {
        guard calls[call]?.state == .established, calls[call]?.ownTransfer == nil, var dialog = calls[call]?.dialog
        else { return report(.transferProgress(call, status: 491)) }
        var headers = SIPHeaders()
        headers.append(.contact, contactField)
        headers.append(.allow, Self.allow)
        headers.append(.supported, Self.options)
        headers.append(.userAgent, configuration.product)
        headers.append(.referTo, transfer.referTo)
        if let referrer = transfer.referredBy { headers.append(.referredBy, referrer.description) }
        if transfer.isQuiet { headers.append(.referSub, "false") }
        let request = dialog.nextRequest(.refer, via: nextVia(), headers: headers)
        calls[call]?.dialog = dialog
        let key = begin(request, to: dialog.destination, for: .refer(call), at: now)
        calls[call]?.ownTransfer = OwnTransfer(request: key)
    }

    mutating func receiveReferResponse(
        _ response: SIPResponse, of key: ClientTransactionKey, _ handle: CallHandle, at now: MonotonicInstant
    ) {
        guard response.isFinal, calls[handle]?.ownTransfer?.request == key else { return }
        if !response.isSuccess {
            if let entry = clientTransactions[key], var dialog = calls[handle]?.dialog,
                let authorization = authorization(for: response, to: entry.request, in: handle)
            {
                var headers = entry.request.headers
                headers.set(authorization.name, authorization.value)
                headers.remove(.route)
                let request = dialog.nextRequest(.refer, via: nextVia(), headers: headers)
                calls[handle]?.dialog = dialog
                calls[handle]?.answeredChallenges += 1
                let next = begin(request, to: entry.destination, for: .refer(handle), at: now)
                calls[handle]?.ownTransfer?.request = next
                return
            }
            calls[handle]?.ownTransfer = nil
            return report(.transferProgress(handle, status: response.status))
        }
        calls[handle]?.answeredChallenges = 0
        let hasSubscription =
            response.headers.first(.referSub).map { !trimmed($0).lowercased().hasPrefix("false") } ?? true
        if !hasSubscription {
            calls[handle]?.ownTransfer = nil
        } else if calls[handle]?.ownTransfer?.isToldOf == false {
            calls[handle]?.ownTransfer?.silentUntil = now + SIPTimer.n
            armCall(handle)
        }
        // Without a subscription nobody will say more than that it was accepted.
        report(.transferProgress(handle, status: hasSubscription ? 100 : 202))
    }

    /// - Parameter status: 408, or 503 where the other side cannot be reached.
    mutating func timeOutRefer(_ key: ClientTransactionKey, _ handle: CallHandle, status: Int = 408) {
        guard calls[handle]?.ownTransfer?.request == key else { return }
        calls[handle]?.ownTransfer = nil
        report(.transferProgress(handle, status: status))
    }

    /// Timer N: who has accepted our REFER and never said a word about it is taken to do nothing. A NOTIFY that comes
    /// later gets 481.
    mutating func giveUpSilentTransfer(_ handle: CallHandle, at now: MonotonicInstant) {
        guard let until = calls[handle]?.ownTransfer?.silentUntil, until <= now else { return }
        calls[handle]?.ownTransfer = nil
        tally.timers[.n, default: 0] += 1
        report(.transferProgress(handle, status: 408))
    }

    mutating func receiveNotify(
        _ request: SIPRequest, _ handle: CallHandle, from source: SIPHop, at now: MonotonicInstant
    ) {
        let event = request.headers.first(.event).map { trimmed(String($0.prefix { $0 != ";" })).lowercased() }
        guard event == "refer" else { return refuse(request, 489, from: source) }
        guard let call = calls[handle], call.ownTransfer != nil else { return refuse(request, 481, from: source) }
        guard let stated = request.headers.first(.subscriptionState) else {
            return refuse(request, 400, reason: "Subscription-State Missing", from: source)
        }
        let key = openTransaction(for: request, from: source, tag: call.tag, call: handle)
        if let response = response(200, in: key) { respond(response, in: key, at: now) }
        let isOver = trimmed(String(stated.prefix { $0 != ";" })).equalsIgnoringCase("terminated")
        let status = StatusFragment.status(in: request.body)
        calls[handle]?.ownTransfer?.isToldOf = true
        calls[handle]?.ownTransfer?.silentUntil = nil
        if isOver || (status ?? 0) >= 200 { calls[handle]?.ownTransfer = nil }
        if let status, status >= 200 || !isOver {
            report(.transferProgress(handle, status: status))
        } else if isOver {
            report(.transferProgress(handle, status: 408))  // Its subscription ended without a last word.
        }
    }
}
