import CivicCore

/// One place where somebody may be reached.
package struct CallTarget: Sendable {
    package var uri: SIPURI
    /// Where the INVITE goes; `nil`: to the first route's or the URI's host, which must then be numeric.
    package var destination: SIPHop?
    /// The proxies on the way, the nearest first.
    package var routes: [NameAddress]

    package init(uri: SIPURI, destination: SIPHop? = nil, routes: [NameAddress] = []) {
        self.uri = uri
        self.destination = destination
        self.routes = routes
    }

    package init(_ binding: Binding) {
        self.init(uri: binding.contact, destination: binding.destination, routes: binding.path)
    }

    var hop: SIPHop? { destination ?? routes.first?.uri.numericHop ?? uri.numericHop }

    /// As a Request-URI: without what only a Contact may carry (RFC 3261 §19.1.1).
    var requestURI: SIPURI {
        var target = uri
        target.headers = nil
        target.parameters["method"] = nil
        return target
    }
}

// One user with several phones: the places are tried one after another, as a proxy would (RFC 3261 §16.6).

extension UserAgent {
    /// A phone that is there says something at once. One that says nothing for so long is left, and the next one tried.
    private static let patience = Duration.seconds(4)

    /// The place cannot be reached, which says nothing about the person; who is busy or declines is not sought elsewhere.
    static func isAboutPlace(_ status: Int) -> Bool {
        [404, 408, 410, 430, 480, 500, 502, 503, 504].contains(status)
    }

    /// From now on silence leads to the next place, where there is one.
    mutating func watchSilence(of handle: CallHandle, at now: MonotonicInstant) {
        guard let call = calls[handle], !call.alternatives.isEmpty else { return }
        calls[handle]?.nextTargetAt = now + Self.patience
        armCall(handle)
    }

    mutating func noteSign(of handle: CallHandle) {
        guard calls[handle]?.nextTargetAt != nil else { return }
        calls[handle]?.nextTargetAt = nil
        armCall(handle)
    }

    mutating func leaveSilentTarget(_ handle: CallHandle, at now: MonotonicInstant) {
        guard let call = calls[handle], let due = call.nextTargetAt, due <= now, let key = call.invite,
            let request = clientTransactions[key]?.request
        else { return }
        calls[handle]?.nextTargetAt = nil
        _ = tryNextTarget(of: handle, after: request, at: now)
    }

    /// Sends the INVITE to the next place; `false` where there is none.
    mutating func tryNextTarget(
        of handle: CallHandle, after last: SIPRequest, at now: MonotonicInstant
    ) -> Bool {
        while let call = calls[handle], call.state == .calling, !call.isCancelled, let next = call.alternatives.first {
            calls[handle]?.alternatives.removeFirst()
            guard let hop = next.hop else { continue }
            var request = last
            request.uri = next.requestURI
            for name in [HeaderName.route, .authorization, .proxyAuthorization] { request.headers.remove(name) }
            for route in next.routes { request.headers.append(.route, route.description) }
            request.vias = [nextVia()]
            request.cseq.number += 1
            calls[handle]?.answeredChallenges = 0
            dropEarlyDialogs(of: handle)
            let key = begin(request, to: hop, for: .invite(handle), at: now)
            calls[handle]?.invite = key
            watchSilence(of: handle, at: now)
            return true
        }
        return false
    }

    /// A place that was left for its silence rings after all: it is told to stop.
    mutating func cancelLeftTarget(_ key: ClientTransactionKey, at now: MonotonicInstant) {
        guard var entry = clientTransactions[key], !entry.isCancelled, case .invite(var transaction) = entry.machine,
            transaction.isProceeding
        else { return }
        transaction.limitAfterCancel(at: now)
        entry.machine = .invite(transaction)
        entry.isCancelled = true
        clientTransactions[key] = entry
        deadlines.set(.client(key), to: entry.nextDeadline)
        begin(transaction.request.cancellation(), to: entry.destination, for: .errand, at: now)
    }
}
