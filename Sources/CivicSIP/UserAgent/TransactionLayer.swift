import CivicCore

// Between wire and core: every message finds its transaction here, and every transaction's effects are carried out here.

extension UserAgent {
    // MARK: Server transactions

    /// Begins the transaction of a request that needs state.
    mutating func openTransaction(
        for request: SIPRequest, from source: SIPHop, tag: String, call: CallHandle? = nil
    ) -> ServerTransactionKey {
        let key = ServerTransactionKey(request)
        let isInvite = request.method == .invite
        let merge = MergeKey(request)
        serverTransactions[key] = ServerEntry(
            machine: isInvite
                ? .invite(InviteServerTransaction(isReliable: source.transport.isReliable))
                : .other(NonInviteServerTransaction(isReliable: source.transport.isReliable)),
            request: request, source: source, destination: responseHop(of: request, from: source), tag: tag,
            merge: merge, call: call)
        if let merge { merges[merge] = key }
        return key
    }

    func responseHop(of request: SIPRequest, from source: SIPHop) -> SIPHop {
        request.vias.first?.responseHop(source: source) ?? source
    }

    /// Sends `response` through its transaction.
    mutating func respond(_ response: SIPResponse, in key: ServerTransactionKey, at now: MonotonicInstant) {
        guard var entry = serverTransactions[key] else { return }
        if response.status >= 300 {
            // A call that was offered to the application is refused by it, but for a challenge.
            let isOffered = entry.call != nil && entry.request.to.tag == nil
            countRefusal(response.status, because: isOffered && response.status != 407 ? .application : nil)
        }
        switch entry.machine {
        case .invite(var transaction):
            let wanted = transaction.respond(response, at: now)
            entry.machine = .invite(transaction)
            serverTransactions[key] = entry
            carryOut(wanted, of: key)
        case .other(var transaction):
            let wanted = transaction.respond(response, at: now)
            entry.machine = .other(transaction)
            serverTransactions[key] = entry
            carryOut(wanted, of: key)
        }
        deadlines.set(.server(key), to: serverTransactions[key]?.nextDeadline)
    }

    /// A request whose transaction exists: it came again.
    mutating func receiveRetransmission(in key: ServerTransactionKey) {
        tally.retransmissionsReceived += 1
        switch serverTransactions[key]?.machine {
        case .invite(let transaction): carryOut(transaction.receiveRetransmission(), of: key)
        case .other(let transaction): carryOut(transaction.receiveRetransmission(), of: key)
        case nil: break
        }
    }

    mutating func advanceServer(_ key: ServerTransactionKey, to now: MonotonicInstant) {
        guard var entry = serverTransactions[key] else { return }
        switch entry.machine {
        case .invite(var transaction):
            noteTimer(transaction.timerDue(at: now))
            let wanted = transaction.advance(to: now)
            entry.machine = .invite(transaction)
            serverTransactions[key] = entry
            tally.retransmissionsSent += wanted.count { if case .send = $0 { true } else { false } }
            carryOut(wanted, of: key)
        case .other(var transaction):
            noteTimer(transaction.timerDue(at: now))
            let wanted = transaction.advance(to: now)
            entry.machine = .other(transaction)
            serverTransactions[key] = entry
            carryOut(wanted, of: key)
        }
        deadlines.set(.server(key), to: serverTransactions[key]?.nextDeadline)
    }

    private mutating func noteTimer(_ timer: SIPTimer.Name?) {
        if let timer { tally.timers[timer, default: 0] += 1 }
    }

    private mutating func carryOut(_ wanted: [InviteServerTransaction.Effect], of key: ServerTransactionKey) {
        for effect in wanted {
            switch effect {
            case .send(let response): transmit(response, of: key)
            case .noAcknowledgement: break  // A refused call is over for the application already.
            case .finish: closeTransaction(key)
            }
        }
    }

    private mutating func carryOut(_ wanted: [NonInviteServerTransaction.Effect], of key: ServerTransactionKey) {
        for effect in wanted {
            switch effect {
            case .send(let response): transmit(response, of: key)
            case .finish: closeTransaction(key)
            }
        }
    }

    private mutating func transmit(_ response: SIPResponse, of key: ServerTransactionKey) {
        guard let entry = serverTransactions[key] else { return }
        send(response.serialized(), to: entry.destination)
    }

    private mutating func closeTransaction(_ key: ServerTransactionKey) {
        guard let entry = serverTransactions.removeValue(forKey: key) else { return }
        if let merge = entry.merge, merges[merge] == key { merges[merge] = nil }
        deadlines.set(.server(key), to: nil)
    }

    // MARK: Client transactions

    /// Sends `request`, with our Via and Contact as its way wants them, and waits for its responses.
    @discardableResult
    mutating func begin(
        _ request: SIPRequest, to destination: SIPHop, for purpose: ClientEntry.Purpose, at now: MonotonicInstant
    ) -> ClientTransactionKey {
        let way = way(of: request, to: destination, at: now)
        return start(request, over: way.first, fallback: way.fallback, for: purpose, at: now)
    }

    @discardableResult
    private mutating func start(
        _ original: SIPRequest, over hop: SIPHop, fallback: SIPHop?, for purpose: ClientEntry.Purpose,
        at now: MonotonicInstant
    ) -> ClientTransactionKey {
        let request = addressed(original, over: hop.transport)
        let key = ClientTransactionKey(request)
        if hop.transport.isReliable { streamTransactions.insert(key) }
        if request.method == .invite {
            var transaction = InviteClientTransaction(
                request, isReliable: hop.transport.isReliable, patience: patience(for: purpose))
            let wanted = transaction.start(at: now)
            clientTransactions[key] = ClientEntry(
                machine: .invite(transaction), purpose: purpose, destination: hop, fallback: fallback)
            carryOut(wanted, of: key, from: hop, at: now)
        } else {
            var transaction = NonInviteClientTransaction(request, isReliable: hop.transport.isReliable)
            let wanted = transaction.start(at: now)
            clientTransactions[key] = ClientEntry(
                machine: .other(transaction), purpose: purpose, destination: hop, fallback: fallback)
            carryOut(wanted, of: key, from: hop, at: now)
        }
        deadlines.set(.client(key), to: clientTransactions[key]?.nextDeadline)
        return key
    }

    /// Sends the request of a transaction once more another way, as the same transaction.
    mutating func restart(_ key: ClientTransactionKey, over hop: SIPHop, at now: MonotonicInstant) {
        guard let entry = clientTransactions[key] else { return }
        removeClient(key)
        start(entry.request, over: hop, fallback: nil, for: entry.purpose, at: now)
    }

    private mutating func removeClient(_ key: ClientTransactionKey) {
        clientTransactions[key] = nil
        streamTransactions.remove(key)
    }

    /// Ends a transaction whose request cannot be sent: for its user that is a 503 (§8.1.3.1).
    mutating func failClient(_ key: ClientTransactionKey, at now: MonotonicInstant) {
        guard let entry = clientTransactions[key] else { return }
        removeClient(key)
        deadlines.set(.client(key), to: nil)
        switch entry.purpose {
        case .invite(let call): timeOutInvite(call, of: key, entry.request, status: 503, at: now)
        case .reoffer(let call): failReoffer(call, of: key)
        case .refer(let call): timeOutRefer(key, call, status: 503)
        case .notify(let call): calls[call]?.transfer = nil
        case .bye(let call): forget(call)
        case .register(let user): timeOutRegister(user: user, status: 503, at: now)
        case .probe(let id): report(.probed(id, status: 503))
        case .errand: break
        }
    }

    /// §18.1.2: a response whose topmost Via is not ours, or that is not ours alone, is dropped.
    mutating func receive(_ original: SIPResponse, from source: SIPHop, at now: MonotonicInstant) {
        var response = original
        // Assigned only where it changes something: a response that is changed is copied.
        if let session = Self.unwrapped(original.body) { response.body = session }
        guard response.vias.count == 1, let via = response.vias.first, isOwn(via), let branch = via.branch else {
            tally.strayResponses += 1
            return
        }
        let key = ClientTransactionKey(branch: branch, method: response.cseq.method)
        guard var entry = clientTransactions[key], entry.request.callID == response.callID,
            entry.request.cseq == response.cseq
        else {
            tally.strayResponses += 1
            return
        }
        switch entry.machine {
        case .invite(var transaction):
            let wanted = transaction.receive(response, at: now)
            entry.machine = .invite(transaction)
            clientTransactions[key] = entry
            carryOut(wanted, of: key, from: source, at: now)
        case .other(var transaction):
            let wanted = transaction.receive(response, at: now)
            entry.machine = .other(transaction)
            clientTransactions[key] = entry
            carryOut(wanted, of: key, from: source, at: now)
        }
        deadlines.set(.client(key), to: clientTransactions[key]?.nextDeadline)
    }

    mutating func advanceClient(_ key: ClientTransactionKey, to now: MonotonicInstant) {
        guard var entry = clientTransactions[key] else { return }
        let destination = entry.destination
        switch entry.machine {
        case .invite(var transaction):
            noteTimer(transaction.timerDue(at: now))
            let wanted = transaction.advance(to: now)
            entry.machine = .invite(transaction)
            clientTransactions[key] = entry
            tally.retransmissionsSent += wanted.count { if case .send = $0 { true } else { false } }
            carryOut(wanted, of: key, from: destination, at: now)
        case .other(var transaction):
            noteTimer(transaction.timerDue(at: now))
            let wanted = transaction.advance(to: now)
            entry.machine = .other(transaction)
            clientTransactions[key] = entry
            tally.retransmissionsSent += wanted.count { if case .send = $0 { true } else { false } }
            carryOut(wanted, of: key, from: destination, at: now)
        }
        deadlines.set(.client(key), to: clientTransactions[key]?.nextDeadline)
    }

    private mutating func carryOut(
        _ wanted: [InviteClientTransaction.Effect], of key: ClientTransactionKey, from source: SIPHop,
        at now: MonotonicInstant
    ) {
        for effect in wanted {
            switch effect {
            case .send(let request): transmit(request, of: key)
            case .deliver(let response): deliver(response, of: key, from: source, at: now)
            case .timeOut: timeOut(key, at: now)
            case .finish: removeClient(key)
            }
        }
    }

    private mutating func carryOut(
        _ wanted: [NonInviteClientTransaction.Effect], of key: ClientTransactionKey, from source: SIPHop,
        at now: MonotonicInstant
    ) {
        for effect in wanted {
            switch effect {
            case .send(let request): transmit(request, of: key)
            case .deliver(let response): deliver(response, of: key, from: source, at: now)
            case .timeOut: timeOut(key, at: now)
            case .finish: removeClient(key)
            }
        }
    }

    private mutating func transmit(_ request: SIPRequest, of key: ClientTransactionKey) {
        guard let entry = clientTransactions[key] else { return }
        send(request.serialized(), to: entry.destination)
    }

    private mutating func deliver(
        _ response: SIPResponse, of key: ClientTransactionKey, from source: SIPHop, at now: MonotonicInstant
    ) {
        guard let entry = clientTransactions[key] else { return }
        switch entry.purpose {
        case .invite(let call): receiveInviteResponse(response, of: key, call, from: source, at: now)
        case .reoffer(let call): receiveReofferResponse(response, of: key, call, from: source, at: now)
        case .refer(let call): receiveReferResponse(response, of: key, call, at: now)
        case .notify(let call): receiveNotifyResponse(response, call)
        case .bye(let call): receiveByeResponse(response, of: key, call, at: now)
        case .register(let user): receiveRegisterResponse(response, of: key, user: user, at: now)
        case .probe(let id): if response.isFinal { report(.probed(id, status: response.status)) }
        case .errand: break
        }
    }

    private mutating func timeOut(_ key: ClientTransactionKey, at now: MonotonicInstant) {
        guard let entry = clientTransactions[key] else { return }
        switch entry.purpose {
        case .invite(let call): timeOutInvite(call, of: key, entry.request, at: now)
        case .reoffer(let call): timeOutReoffer(call, at: now)
        case .refer(let call): timeOutRefer(key, call)
        case .notify(let call): calls[call]?.transfer = nil
        case .bye(let call): forget(call)
        case .register(let user): timeOutRegister(user: user, at: now)
        case .probe(let id): report(.probed(id, status: 408))
        case .errand: break
        }
    }
}
