import CivicCore
import CivicDialplan
import CivicMedia
import CivicSDP
import CivicSIP
import Foundation
import Logging

// Calls to numbers beyond the house: the guard is asked first, then one server of one trunk after the other is tried.
extension Switchboard {
    /// How long a server may leave our INVITE without any response before the next one is tried.
    private static let serverPatience = Duration.seconds(4)

    // MARK: Admission

    /// The number beyond the house that a caller with a password has dialled. From a trunk or a stranger it leads nowhere.
    func outsideNumber(dialledBy incoming: IncomingCall) -> PhoneNumber? {
        incoming.authenticatedUser == nil ? nil : outsideNumber(incoming.calledUser)
    }

    func outsideNumber(_ dialled: String) -> PhoneNumber? {
        lines.guardian.isOpen ? settings.numbering.number(from: dialled) : nil
    }

    /// Asks the guard; an admitted call is counted until `releaseOutside`.
    func admit(_ number: PhoneNumber, cause: OutboundCause, of reference: ConversationReference?)
        -> OutboundGuard.Refusal?
    {
        let seconds = LocalTime(timeZone: settings.nightZone).reading(at: Date()).seconds
        let verdict = lines.guardian.admit(
            number, cause: cause, minuteOfDay: Int(seconds / 60), at: MonotonicClock.now)
        guard case .refused(let reason) = verdict else { return nil }
        log.notice("a call to the outside was not admitted: \(reason.rawValue)")
        note("outside-refused", of: reference, by: cause.actor, ["reason": reason.rawValue])
        return reason
    }

    /// An account's phone calls a number beyond the house.
    func callOutside(_ call: CallHandle, _ incoming: IncomingCall, _ number: PhoneNumber, for user: String) {
        switch admit(number, cause: .account(user), of: nil) {
        case nil: connectExtension(call, incoming, outside: number)
        case .rate, .rateOfOne, .concurrent:
            refuse(call, 503, "Too many calls", because: .outside, retryAfter: .seconds(60))
        case .prefix, .night, .noCause:
            refuse(call, 403, "This number may not be called", because: .outside)
        }
    }

    /// An agent's phone passes the citizen on to a number beyond the house.
    func passOutside(
        _ number: PhoneNumber, for conversation: Conversation, by agent: String, referrer: CallHandle
    ) {
        switch admit(number, cause: .account(agent), of: conversation.reference) {
        case nil: ringGuest("outside", for: conversation, referrer: referrer, outside: number)
        case .rate, .rateOfOne, .concurrent: refuseTransfer(referrer, status: 503)
        case .prefix, .night, .noCause: refuseTransfer(referrer, status: 403)
        }
    }

    // MARK: Trying

    /// Rings `number`, which was admitted, for the leg that waits for it.
    func ringOutside(_ number: PhoneNumber, leg: LegID) {
        let now = MonotonicClock.now
        let names = (settings.outbound.trunks ?? settings.trunks.map(\.name)).filter { name in
            guard isFull(name), trunk(named: name)?.callServers.isEmpty == false else { return true }
            lines.full[name, default: 0] += 1
            return false
        }
        var route = OutboundRoute(lines.keeper.targets(over: names, at: now))
        let step = route.begin()
        lines.outside[leg] = OutsideCall(number: number, route: route)
        take(step, for: leg)
    }

    private func take(_ step: OutboundRoute.Step, for leg: LegID) {
        switch step {
        case .place(let target): place(leg, at: target)
        case .giveUp(let status): outsideFailed(leg, status: status)
        }
    }

    private func place(_ leg: LegID, at target: TrunkKeeper.Target) {
        guard let call = lines.outside[leg], let trunk = trunk(named: target.trunk),
            trunk.callServers.indices.contains(target.server), let audio = prepare(leg, for: target.trunk)
        else { return outsideFailed(leg, status: 500) }
        release(call.trunk)
        lines.outside[leg]?.trunk = target.trunk
        occupy(target.trunk)
        lines.tried[target.trunk, default: 0] += 1
        var uri = SIPURI(user: trunk.dials(call.number, rule: settings.numbering), host: "")
        let server = trunk.callServers[target.server]
        (uri.scheme, uri.host, uri.port, uri.parameters) = (server.scheme, server.host, server.port, server.parameters)
        let realm = trunk.realm ?? lines.realms[trunk.name] ?? trunk.registration?.registrar.host
        let credentials = trunk.registration.map { account in
            SIPAccountCredentials(
                user: account.user, realm: realm ?? server.host, password: account.password.revealed)
        }
        let shown = trunk.shows ?? trunk.registration?.user ?? plans.first?.answers.first ?? "civicline"
        var order = OutgoingCall(
            target: uri, destination: target.hop, fromUser: shown, toUser: uri.userText,
            body: .sdp(OfferAnswer.offer(audio.local)), credentials: credentials,
            fromHost: trunk.registration?.registrar.host, patience: Self.serverPatience)
        if trunk.callerIdentity == .asserted, trunk.shows != nil {
            order.headers.append(("P-Asserted-Identity", "<sip:\(shown)@\(order.fromHost ?? settings.mediaHost)>"))
        }
        if case .guest(let reference) = legs[leg] {
            order.headers += Self.header(of: conversations[reference]?.guest?.story)
        }
        let (enter, placed) = (self.enter, order)
        signalling.submit { agent, now in enter.yield(.placed(leg, agent.place(placed, at: now))) }
    }

    /// Gives the waiting leg the codecs and the way of keys that were agreed on with the trunk.
    private func prepare(_ leg: LegID, for trunk: String) -> LegAudio? {
        func adapt(_ audio: inout LegAudio) {
            let fresh = local(port: audio.local.port, settings.encryption.policy(forTrunk: trunk), trunk: trunk)
            audio.local = fresh
            audio.digits = digitWays(of: trunk)
        }
        switch legs[leg] {
        case .extensionCallee(let key):
            guard var audio = extensionCalls[key]?.callee else { return nil }
            adapt(&audio)
            extensionCalls[key]?.callee = audio
            return audio
        case .citizen(let reference):
            guard let conversation = conversations[reference], conversation.isOurs else { return nil }
            adapt(&conversation.audio)
            return conversation.audio
        case .guest(let reference):
            guard var audio = conversations[reference]?.guest?.audio, audio.leg == leg else { return nil }
            adapt(&audio)
            conversations[reference]?.guest?.audio = audio
            return audio
        default: return nil
        }
    }

    /// A call that failed goes on at the next server, where it is one of ours over a trunk and the server was at fault.
    func triesElsewhere(_ call: CallHandle, status: Int) -> Bool {
        let leg: LegID? =
            switch parties[call] {
            case .extensionCallee(let key):
                extensionCalls[key]?.calleeCall == call ? extensionCalls[key]?.callee.leg : nil
            case .citizen(let reference): conversations[reference].map(\.audio.leg)
            case .guest(let reference):
                conversations[reference]?.guest?.call == call ? conversations[reference]?.guest?.audio.leg : nil
            default: nil
            }
        guard let leg, let target = lines.outside[leg]?.route.current else { return false }
        if OutboundRoute.isServersFault(status) {
            lines.failed[target.trunk, default: 0] += 1
            lines.keeper.failed(target, at: MonotonicClock.now)
        }
        guard let step = lines.outside[leg]?.route.failed(status: status), case .place(let next) = step else {
            return false
        }
        log.notice("trunk \(target.trunk): \(target.hop) did not take a call (\(status)); \(next.hop) is tried")
        parties[call] = nil
        place(leg, at: next)
        return true
    }

    /// Nobody takes the call.
    private func outsideFailed(_ leg: LegID, status: Int) {
        switch legs[leg] {
        case .extensionCallee(let key): extensionFailed(key, status: status)
        case .citizen(let reference): citizenUnreached(reference, status: status)
        case .guest(let reference):
            if let conversation = conversations[reference] { guestFailed(conversation, status: status) }
        default: releaseOutside(leg)
        }
    }

    func outsideTrunk(of leg: LegID) -> String? { lines.outside[leg]?.trunk }

    /// The call over a trunk is over, whatever became of it.
    func releaseOutside(_ leg: LegID) {
        guard let call = lines.outside.removeValue(forKey: leg) else { return }
        release(call.trunk)
        lines.guardian.ended()
    }
}

extension OutboundCause {
    fileprivate var actor: String {
        switch self {
        case .account(let name): name
        case .dialplan(let name): "dialplan \(name)"
        }
    }
}
