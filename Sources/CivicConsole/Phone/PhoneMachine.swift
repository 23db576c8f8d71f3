package import CivicCore
package import CivicSIP

/// What the phone does with its keys and with the user agent's news: no socket, no card, no clock.
///
///     idle ──call──▶ calling ──180──▶ ringing ──200──▶ talking ──hang up, BYE──▶ idle or done
///      └──INVITE──▶ incoming ──answer──────────────────▶┘
package struct PhoneMachine: Sendable {
    package enum State: Equatable, Sendable {
        case idle
        case calling
        case ringing
        case incoming(CallHandle, from: String)
        case talking(since: MonotonicInstant)
        /// Nothing more will happen; the program ends with this code.
        case done(code: Int32)
    }

    package enum Input: Sendable {
        case key(Character)
        case event(UserAgentEvent)
        /// SIGINT, SIGTERM, or the time that was asked for is over.
        case stop
        case placed(CallHandle)
    }

    package enum Effect: Equatable, Sendable {
        case place
        /// Take the far end's description: as the answer to ours, or as an offer to be answered.
        case answer(CallHandle)
        case takeAnswer(CallHandle, SIPBody?)
        case answerReoffer(CallHandle, SIPBody?)
        case reject(CallHandle, status: Int)
        case hangUp(CallHandle)
        case hold(CallHandle, Bool)
        case mute(Bool)
        case press(Character)
        case disconnect
        case tone(LineTone)
        case say(String)
    }

    /// Whether the phone waits for calls after the last one, as an agent's seat does.
    package let stays: Bool
    package let answersAtOnce: Bool
    package private(set) var state = State.idle
    package private(set) var call: CallHandle?
    package private(set) var isMuted = false
    package private(set) var isHeld = false
    package private(set) var typed = ""
    package private(set) var registration: String?

    package init(stays: Bool, answersAtOnce: Bool = false) {
        self.stays = stays
        self.answersAtOnce = answersAtOnce
    }

    /// Places the call that the command line asked for.
    package mutating func begin() -> [Effect] {
        state = .calling
        return [.place, .say("calling")]
    }

    package mutating func handle(_ input: Input, at now: MonotonicInstant) -> [Effect] {
        if case .done = state { return [] }
        switch input {
        case .placed(let handle):
            if state == .calling || state == .ringing { call = handle }
            return []
        case .stop: return stop()
        case .key(let key): return press(key, at: now)
        case .event(let event): return handle(event, at: now)
        }
    }

    // MARK: Keys

    private mutating func press(_ key: Character, at now: MonotonicInstant) -> [Effect] {
        switch key {
        case "q", "\u{3}", "\u{4}": return stop()
        case "x", "\u{7F}", "\u{8}": return hangUp()
        case "\r", "\n", "a":
            guard case .incoming(let handle, _) = state else { return [] }
            return answer(handle, at: now)
        case "m":
            isMuted.toggle()
            return [.mute(isMuted)]
        case "h":
            guard case .talking = state, let call else { return [] }
            isHeld.toggle()
            return [.hold(call, isHeld)]
        case "0"..."9", "*", "#", "A"..."D":
            guard case .talking = state else { return [] }
            typed = String((typed + String(key)).suffix(32))
            return [.press(key)]
        default: return []
        }
    }

    private mutating func answer(_ handle: CallHandle, at now: MonotonicInstant) -> [Effect] {
        call = handle
        state = .talking(since: now)
        return [.tone(.none), .answer(handle), .say("answered")]
    }

    private mutating func hangUp() -> [Effect] {
        switch state {
        case .incoming(let handle, _):
            let rest = over("refused", code: 0)
            return [.reject(handle, status: 603)] + rest
        case .calling, .ringing, .talking:
            guard let handle = call else { return [] }
            let rest = over("hung up", code: 0)
            return [.hangUp(handle)] + rest
        case .idle, .done: return []
        }
    }

    private mutating func stop() -> [Effect] {
        let effects = hangUp()
        state = .done(code: 0)
        return effects
    }

    // MARK: News

    private mutating func handle(_ event: UserAgentEvent, at now: MonotonicInstant) -> [Effect] {
        switch event {
        case .incoming(let handle, let incoming): return ring(handle, incoming, at: now)
        case .registrationAccepted(let user, _, let expiry):
            let isNew = registration != user
            registration = user
            return isNew ? [.say("registered as \(user) for \(expiry.milliseconds / 1000) s")] : []
        case .registrationFailed(let user, let status, let reason):
            registration = nil
            let why = status == 401 || status == 403 ? "wrong user or password" : "\(status) \(reason)"
            return [.say("not registered as \(user): \(why)")]
        case .cancelled(let handle):
            guard case .incoming(handle, _) = state else { return [] }
            return over("the caller gave up", code: 0)
        default: break
        }
        guard let handle = subject(of: event), handle == call || (call == nil && state == .calling) else { return [] }
        call = handle
        switch event {
        case .progress(_, _, let body):
            if body != nil { return [.tone(.none), .takeAnswer(handle, body)] }
            guard state == .calling else { return [] }
            state = .ringing
            return [.tone(.ringback), .say("ringing")]
        case .answered(_, let body):
            state = .talking(since: now)
            return [.tone(.none), .takeAnswer(handle, body), .say("talking")]
        case .failed(_, let status, let reason, let retryAfter):
            let again = retryAfter.map { ", try again in \($0.milliseconds / 1000) s" } ?? ""
            return over("the call was refused: \(Self.words(status, reason))\(again)", code: 1)
        case .ended(_, let cause): return over(Self.words(cause), code: 0)
        case .reoffered(_, let body): return [.answerReoffer(handle, body)]
        case .reofferAnswered(_, let body): return [.takeAnswer(handle, body)]
        case .reofferFailed(_, let status):
            isHeld.toggle()
            return [.mute(isMuted), .say("the other side did not take the change (\(status))")]
        default: return []
        }
    }

    private mutating func ring(_ handle: CallHandle, _ incoming: IncomingCall, at now: MonotonicInstant) -> [Effect] {
        guard state == .idle else { return [.reject(handle, status: 486)] }
        let name = incoming.from.displayName
        let number = incoming.callerNumber ?? "a hidden number"
        let from = name.isEmpty ? number : "\(name) (\(number))"
        if answersAtOnce { return answer(handle, at: now) }
        state = .incoming(handle, from: from)
        return [.tone(.ring), .say("\(from) is calling")]
    }

    /// Back to waiting, or to the end.
    private mutating func over(_ words: String, code: Int32) -> [Effect] {
        let wasConnected = call != nil
        (call, isHeld, typed) = (nil, false, "")
        state = stays ? .idle : .done(code: code)
        return (wasConnected ? [.disconnect] : []) + [.tone(.none), .say(words)]
    }

    private func subject(of event: UserAgentEvent) -> CallHandle? {
        switch event {
        case .acknowledged(let call, _), .progress(let call, _, _), .answered(let call, _),
            .failed(let call, _, _, _), .reoffered(let call, _), .reofferAnswered(let call, _),
            .reofferFailed(let call, _), .ended(let call, _):
            call
        default: nil
        }
    }

    private static func words(_ status: Int, _ reason: String) -> String {
        switch status {
        case 401, 407: "the server asks for an account (--register user:password@server)"
        case 404: "404, there is no such number"
        case 408: "nobody answers at that address"
        case 486, 600: "\(status), busy"
        case 487: "cancelled"
        default: "\(status) \(reason)"
        }
    }

    private static func words(_ cause: EndCause) -> String {
        switch cause {
        case .byPeer: "the other side has hung up"
        case .noAcknowledgement, .timeout, .sessionExpired: "the other side answers no more"
        case .dialogLost(let status): "the other side has lost the call (\(status))"
        case .replaced: "another call took its place"
        }
    }
}
