import CivicCore
import CivicMedia
import CivicSDP
import CivicSIP
import Foundation
import Logging

// Attended transfers: the agent has asked a colleague first, in a call between extensions, and now joins the two. The
// colleague's phone is moved into the citizen's bridge by re-INVITE; or it calls in by itself with Replaces.
extension Switchboard {
    /// REFER with Replaces: of the two calls, one is the agent's with the citizen and the other the one between
    /// extensions, in either order.
    func join(_ call: CallHandle, with replaced: CallHandle?) {
        guard let replaced else { return refuseTransfer(call, status: 481) }
        for (one, two) in [(call, replaced), (replaced, call)] {
            guard case .agent(let reference) = parties[one], let key = extensionKey(of: two),
                let conversation = conversations[reference], let agent = conversation.agent,
                case .talking = agent.stage, conversation.guest == nil, conversation.proof == nil,
                let pair = extensionCalls[key],
                pair.isAnswered, pair.joining == nil, let (other, audio) = opposite(of: two, in: pair)
            else { continue }
            return move(other, audio, from: key, into: conversation, referrer: call)
        }
        refuseTransfer(call, status: 603)
    }

    private func extensionKey(of call: CallHandle) -> LegID? {
        switch parties[call] {
        case .extensionCaller(let key), .extensionCallee(let key): key
        default: nil
        }
    }

    private func opposite(of call: CallHandle, in pair: ExtensionCall) -> (CallHandle, LegAudio)? {
        if call == pair.callerCall { return pair.calleeCall.map { ($0, pair.callee) } }
        return (pair.callerCall, pair.caller)
    }

    private func move(
        _ other: CallHandle, _ old: LegAudio, from key: LegID, into conversation: Conversation, referrer: CallHandle
    ) {
        let opened: OpenedLeg
        do {
            opened = try media.openLeg(in: conversation.bridge, for: .agent)
        } catch {
            log.warning("\(conversation.reference): no media for a transfer: \(error)")
            return refuseTransfer(referrer, status: 503)
        }
        var local = old.local
        local.port = opened.port
        local.version += 1
        local.security?.renew()  // another leg counts from the start
        extensionCalls[key]?.joining = conversation.reference
        conversation.guest = GuestLeg(
            audio: LegAudio(leg: opened.id, local: local), call: other, stage: .joining(from: key),
            referrer: referrer)
        legs[opened.id] = .guest(conversation.reference)
        note("transfer-begun", of: conversation.reference, by: conversation.agent?.agent ?? "system")
        let offer = OfferAnswer.offer(local)
        signalling.submit { agent, now in
            agent.acceptTransfer(referrer, at: now)
            agent.reoffer(other, body: .sdp(offer), at: now)
        }
    }

    /// The conversation that this side of an extension call is being moved to.
    private func joining(_ call: CallHandle) -> Conversation? {
        guard let key = extensionKey(of: call), let reference = extensionCalls[key]?.joining,
            let conversation = conversations[reference], conversation.guest?.call == call
        else { return nil }
        return conversation
    }

    /// Our re-INVITE was answered: the phone is in the citizen's bridge. Or a refresh brought another address.
    func reofferAnswered(_ call: CallHandle, _ body: SIPBody?) {
        guard let conversation = joining(call), var guest = conversation.guest,
            case .joining(let key) = guest.stage
        else {
            guard let key = extensionKey(of: call), extensionCalls[key]?.comesBack == true else {
                return refreshed(call, body)
            }
            return bringBack(call, key)
        }
        do {
            try guest.audio.accept(body?.bytes ?? [])
        } catch {
            guestFailed(conversation, status: 488)
            return bringBack(call, key)
        }
        connect(guest.audio, after: extensionCalls[key]?.audio(of: call).leg)
        parties[call] = .guest(conversation.reference)
        guest.stage = .talking(since: Date())
        // The referrer hears of it before its call between the extensions ends.
        talk(conversation, with: guest)
        extensionCalls[key]?.joining = nil
        endExtension(key, sparing: call)
    }

    func reofferFailed(_ call: CallHandle, status: Int) {
        if let conversation = joining(call) { guestFailed(conversation, status: status) }
        if let key = extensionKey(of: call) { extensionCalls[key]?.comesBack = false }
    }

    private func refreshed(_ call: CallHandle, _ body: SIPBody?) {
        guard let body else { return }
        func take(_ audio: inout LegAudio) {
            guard var agreed = audio.agreed,
                let fresh = try? OfferAnswer.accept(answer: body.bytes, to: audio.local)
            else { return }
            // The numbers are those of the description that was repeated; only where to send may be new.
            (agreed.remote, agreed.direction) = (fresh.remote, fresh.direction)
            (agreed.keys, agreed.multiplexes) = (fresh.keys, fresh.multiplexes)
            agreed.remoteControl = fresh.remoteControl
            audio.agreed = agreed
            connect(audio)
        }
        switch parties[call] {
        case .citizen(let reference):
            if let conversation = conversations[reference] { take(&conversation.audio) }
        case .agent(let reference):
            guard let conversation = conversations[reference], var audio = conversation.agent?.audio else { return }
            take(&audio)
            conversation.agent?.audio = audio
        case .guest(let reference):
            guard let conversation = conversations[reference], var guest = conversation.guest else { return }
            take(&guest.audio)
            conversation.guest = guest
        case .extensionCaller(let key):
            guard var pair = extensionCalls[key] else { return }
            take(&pair.caller)
            extensionCalls[key] = pair
        case .extensionCallee(let key):
            guard var pair = extensionCalls[key] else { return }
            take(&pair.callee)
            extensionCalls[key] = pair
        case .booth(let leg):
            guard var line = booths[leg] else { return }
            take(&line.audio)
            booths[leg] = line
        case .colleague(let reference):
            guard let conversation = conversations[reference],
                var audio = conversation.consultation?.colleague?.audio
            else { return }
            take(&audio)
            conversation.consultation?.colleague?.audio = audio
        case .supervisor, nil: break
        }
    }

    /// Whether the side that asked for the joining has hung up; the other one is not left alone for that.
    func abandons(_ call: CallHandle, _ key: LegID) -> Bool {
        guard let reference = extensionCalls[key]?.joining, let guest = conversations[reference]?.guest,
            guest.call != call
        else { return false }
        extensionCalls[key]?.isAbandoned = true
        if guest.referrer == call { conversations[reference]?.guest?.referrer = nil }
        return true
    }

    /// The joining came to nothing: the two extensions talk on, where both are still there.
    func dropJoining(_ key: LegID) {
        extensionCalls[key]?.joining = nil
        extensionCalls[key]?.comesBack = true
        if extensionCalls[key]?.isAbandoned == true { endExtension(key) }
    }

    /// The phone has taken a leg that is no longer there: its own is offered again.
    private func bringBack(_ call: CallHandle, _ key: LegID) {
        guard var pair = extensionCalls[key] else { return }
        pair.comesBack = false
        let isCaller = call == pair.callerCall
        // One version was the other leg's.
        if isCaller { pair.caller.local.version += 2 } else { pair.callee.local.version += 2 }
        extensionCalls[key] = pair
        let offer = OfferAnswer.offer((isCaller ? pair.caller : pair.callee).local)
        signalling.submit { agent, now in agent.reoffer(call, body: .sdp(offer), at: now) }
    }

    // MARK: Replaces

    /// A phone of the house takes the place of another in a call that is up.
    func takeOver(_ call: CallHandle, _ incoming: IncomingCall, replaced: CallHandle) {
        guard let user = incoming.authenticatedUser, settings.extensions.contains(user) else {
            return refuse(call, 403, "Not an account of ours", because: .takeOver)
        }
        guard let offer = incoming.offer else {
            return refuse(call, 488, "Replaces needs an offer here", because: .takeOver)
        }
        switch parties[replaced] {
        case .agent(let reference):
            guard let conversation = conversations[reference], var agent = conversation.agent,
                case .talking = agent.stage, conversation.guest == nil, conversation.proof == nil,
                let audio = answer(call, offer, of: incoming, in: conversation.bridge)
            else { return refuse(call, 603, "This call cannot be taken over", because: .takeOver) }
            let isOwn = desks[agent.agent]?.seat.sipUser == user
            signalling.tie(incoming.callID, to: reference, as: isOwn ? "agent" : "guest")
            if isOwn {
                closeAgentLeg(agent, of: conversation)
                (agent.audio, agent.call) = (audio, call)
                conversation.agent = agent
                (parties[call], legs[audio.leg]) = (.agent(reference), .agent(reference))
                hearSupervisor(in: conversation)
            } else {
                (parties[call], legs[audio.leg]) = (.guest(reference), .guest(reference))
                talk(conversation, with: GuestLeg(audio: audio, call: call))
            }
        case .guest(let reference):
            guard let conversation = conversations[reference], var guest = conversation.guest,
                case .talking = guest.stage, let audio = answer(call, offer, of: incoming, in: conversation.bridge)
            else { return refuse(call, 603, "This call cannot be taken over", because: .takeOver) }
            closeGuest(guest, of: conversation)
            signalling.tie(incoming.callID, to: reference, as: "guest")
            (guest.audio, guest.call) = (audio, call)
            conversation.guest = guest
            (parties[call], legs[audio.leg]) = (.guest(reference), .guest(reference))
        default: refuse(call, 603, "This call cannot be taken over", because: .takeOver)
        }
    }

    /// Answers a call into a bridge; `nil` where there is no audio in common, or no media to be had.
    private func answer(
        _ call: CallHandle, _ offer: SIPBody, of incoming: IncomingCall, in bridge: BridgeID
    ) -> LegAudio? {
        guard let opened = try? media.openLeg(in: bridge, for: .agent) else { return nil }
        var audio = LegAudio(leg: opened.id, local: local(port: opened.port, settings.encryption.policy(for: incoming)))
        guard let body = try? audio.answer(offer.bytes) else {
            media.close(opened.id)
            return nil
        }
        connect(audio)
        signalling.submit { agent, now in agent.answer(call, body: .sdp(body), at: now) }
        return audio
    }
}
