import CivicCore

/// When a session is refreshed, and when it is over without a refresh (RFC 4028 §10).
struct SessionTimer: Sendable {
    /// Seconds between refreshes at most.
    var seconds: Int
    let isRefresher: Bool
    /// Half-way; `nil` where the other side refreshes.
    var refreshAt: MonotonicInstant?
    /// The interval's end for who refreshes; for the other side a little before, so that its BYE is the first.
    let endsAt: MonotonicInstant

    init(seconds: Int, isRefresher: Bool, at now: MonotonicInstant) {
        self.seconds = seconds
        self.isRefresher = isRefresher
        let interval = Duration.seconds(seconds)
        refreshAt = isRefresher ? now + interval / 2 : nil
        endsAt = now + (isRefresher ? interval : interval - min(.seconds(32), interval / 3))
    }

    /// The same timer, whose next refresh asks for a longer interval; its end stays until that is agreed on.
    func asking(seconds: Int) -> SessionTimer {
        var timer = self
        timer.seconds = max(timer.seconds, seconds)
        return timer
    }

    var next: MonotonicInstant { min(refreshAt ?? endsAt, endsAt) }
}

extension UserAgent {
    static let options = "timer, 100rel, replaces, norefersub"

    // MARK: What our requests say

    /// Session-Expires and Min-SE of an INVITE, re-INVITE or UPDATE (§7.1, §7.4).
    func appendSession(to headers: inout SIPHeaders, of handle: CallHandle?) {
        headers.append(.supported, Self.options)
        let call = handle.flatMap { calls[$0] }
        let minimum = call?.minimumInterval ?? 0
        let running = call?.session
        guard let wanted = running?.seconds ?? configuration.sessionInterval else { return }
        let interval = SessionInterval(
            seconds: max(wanted, minimum), refresher: running.map { $0.isRefresher ? .uac : .uas })
        headers.append(.sessionExpires, interval.description)
        if minimum > 0 { headers.append(.minSE, String(minimum)) }
    }

    /// Takes what the 2xx to our request says (§7.2). Without Session-Expires the session has no end.
    mutating func agreeOnSession(answeredBy response: SIPResponse, in handle: CallHandle, at now: MonotonicInstant) {
        noteCapabilities(of: response.headers, in: handle)
        let agreed = response.headers.sessionInterval.map {
            SessionTimer(
                seconds: max($0.seconds, configuration.minimumSessionInterval),
                isRefresher: $0.refresher != .uas, at: now)
        }
        calls[handle]?.session = agreed
        armCall(handle)
    }

    /// The Min-SE of a 422 to try again with; `nil` where it is no larger than what we asked for, or comes too often.
    mutating func longerInterval(after response: SIPResponse, in handle: CallHandle) -> Int? {
        guard response.status == 422, let call = calls[handle], call.intervalRetries < 3 else { return nil }
        let minimum = response.headers.minimumSessionInterval
        guard minimum > call.minimumInterval else { return nil }
        calls[handle]?.minimumInterval = minimum
        calls[handle]?.intervalRetries += 1
        return minimum
    }

    mutating func noteCapabilities(of headers: SIPHeaders, in handle: CallHandle) {
        guard headers.contains(.allow) else { return }
        calls[handle]?.peerTakesUpdates = headers.list(.allow).contains(SIPMethod.update.name)
    }

    // MARK: What our responses say

    /// Whether the interval that a request asks for is too short for us (§9). Only who knows 422 is told so.
    func asksTooShortInterval(_ request: SIPRequest) -> Bool {
        guard let asked = request.headers.sessionInterval else { return false }
        return asked.seconds < configuration.minimumSessionInterval && request.headers.knows(option: "timer")
    }

    /// Puts on our 2xx to an INVITE or UPDATE what becomes of the session, and keeps to it (§9, table 2).
    mutating func agreeOnSession(
        in response: inout SIPResponse, to request: SIPRequest, of handle: CallHandle, at now: MonotonicInstant
    ) {
        noteCapabilities(of: request.headers, in: handle)
        let asked = request.headers.sessionInterval
        let isKnown = request.headers.knows(option: "timer")
        let floor = max(request.headers.minimumSessionInterval, configuration.minimumSessionInterval)
        let seen = calls[handle]?.minimumInterval ?? 0
        calls[handle]?.minimumInterval = max(seen, request.headers.minimumSessionInterval)
        guard isKnown || asked != nil, let wanted = configuration.sessionInterval ?? asked?.seconds else {
            calls[handle]?.session = nil
            return armCall(handle)
        }
        // An interval may be made shorter, never longer than asked for, and not shorter than somebody's minimum.
        let most = asked?.seconds ?? max(wanted, floor)
        let seconds = max(min(most, wanted), min(floor, most))
        let refresher = isKnown ? asked?.refresher ?? .uas : .uas
        response.headers.append(
            .sessionExpires, SessionInterval(seconds: seconds, refresher: refresher).description)
        if isKnown { response.headers.append(.require, "timer") }
        calls[handle]?.session = SessionTimer(seconds: seconds, isRefresher: refresher == .uas, at: now)
        armCall(handle)
    }

    // MARK: Time

    /// Refreshes the session, or ends it where nobody did.
    mutating func advanceSession(_ handle: CallHandle, to now: MonotonicInstant) {
        guard let call = calls[handle], call.state == .established, let session = call.session else { return }
        if session.endsAt <= now {
            sendBye(in: handle, cause: .recoveryOnTimerExpiry, at: now)
            return report(.ended(handle, .sessionExpired))
        }
        guard let refreshAt = session.refreshAt, refreshAt <= now else { return }
        // Tried again by itself if this one comes to nothing; a success sets the timer anew.
        let wait = max(.seconds(5), (session.endsAt - now) / 2)
        calls[handle]?.session?.refreshAt = now + wait
        guard call.reoffer == nil else { return }
        if call.peerTakesUpdates || call.localDescription == nil {
            sendOffer(Call.Offer(method: .update, body: nil, isRefresh: true), in: handle, at: now)
        } else {
            sendOffer(
                Call.Offer(method: .invite, body: call.localDescription, isRefresh: true), in: handle, at: now)
        }
    }
}
