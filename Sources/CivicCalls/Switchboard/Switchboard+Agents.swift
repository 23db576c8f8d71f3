import Logging
import CivicCRM
import CivicCore
import CivicDialplan
import CivicMedia
import CivicQueue
import CivicSDP
import CivicSIP
import Foundation

// The agent's device: the card first, then the ring, then the talk.
extension Switchboard {
    /// The card goes out first; the device rings when the page has had time to show it.
    func pushCardAndRing(_ conversation: Conversation, _ lease: Lease) {
        guard let offer = conversation.waitingOffer, offer.lease == lease, let place = conversation.place,
            desks[lease.agent] != nil
        else { return }
        conversation.waitingOffer = nil
        desks[lease.agent]?.contact = nil
        desks[lease.agent]?.earlyWrapUp = nil
        desks[lease.agent]?.call = DeskCall(
            conversation: conversation.reference, placeId: place.id, queue: place.queue, joinedAt: place.joinedAt,
            answeredAt: nil, endedAt: nil, callerNumber: conversation.number?.raw, language: conversation.language,
            card: conversation.card ?? CallerCard(candidates: [], openCases: [], timeline: []),
            trail: conversation.trail, known: conversation.known,
            citizenPresent: conversation.callingBack == nil, isRecorded: isRecording(conversation),
            isLifeAndLimb: place.mark == .lifeAndLimb)
        publish("card", to: lease.agent)
        note("card-pushed", of: conversation.reference, by: lease.agent)
        conversation.ringingSoon = lease
        let lead = settings.cardLead
        let enter = self.enter
        Task {
            try? await Task.sleep(for: lead)
            enter.yield(.ring(lease))
        }
    }

    func ring(_ lease: Lease) {
        guard let conversation = waiting(at: lease.placeId), conversation.ringingSoon == lease,
            let seat = desks[lease.agent]?.seat
        else { return }
        conversation.ringingSoon = nil
        carryOut(dispatcher.handle(.ringing(lease), at: MonotonicClock.now, wallClock: Date()))
        if desks[lease.agent]?.browser != nil { return ringBrowser(lease, in: conversation) }
        guard let user = seat.sipUser else {
            return carryOut(
                dispatcher.handle(.offerFailed(lease, .deviceGone), at: MonotonicClock.now, wallClock: Date()))
        }

        let opened: OpenedLeg
        do {
            opened = try media.openLeg(in: conversation.bridge, for: .agent)
        } catch {
            log.warning("\(conversation.reference): no media for the agent's leg: \(error)")
            return carryOut(
                dispatcher.handle(
                    .offerFailed(lease, .deviceGone), at: MonotonicClock.now, wallClock: Date()))
        }
        let audio = LegAudio(
            leg: opened.id, local: local(port: opened.port, settings.encryption.policy(forPhone: user)))
        conversation.agent = AgentLeg(agent: lease.agent, lease: lease, audio: audio)
        legs[opened.id] = .agent(conversation.reference)
        note("agent-ringing", of: conversation.reference, by: lease.agent)
        ringDevice(
            of: user, leg: opened.id, offer: OfferAnswer.offer(audio.local),
            caller: conversation.number?.raw ?? "anonymous", reference: conversation.reference)
    }

    func ringDevice(
        of user: String, leg: LegID, offer: [UInt8], caller: String, reference: ConversationReference,
        headers: [(String, String)] = []
    ) {
        let enter = self.enter
        let signalling = self.signalling
        let party = partyWord(of: leg)
        signalling.submit { agent, now in
            let bindings = agent.bindings(of: user, at: now)
            guard let binding = bindings.first else {
                enter.yield(.unplaced(leg))
                return
            }
            let call = agent.place(
                OutgoingCall(
                    target: binding.contact, destination: binding.destination, fromUser: caller,
                    fromDisplayName: "CivicLine", toUser: user, body: .sdp(offer),
                    headers: [("X-CivicLine-Conversation", reference.text)] + headers, credentials: nil,
                    routes: binding.path, alternatives: bindings.dropFirst().map { CallTarget($0) }),
                at: now)
            if let callID = agent.callID(of: call) { signalling.tie(callID, to: reference, as: party) }
            enter.yield(.placed(leg, call))
        }
    }

    /// Whose leg it is, as the call's messages are labelled.
    private func partyWord(of leg: LegID) -> String {
        switch legs[leg] {
        case .agent: "agent"
        case .guest: "guest"
        case .colleague: "colleague"
        case .citizen: "citizen"
        default: "callee"
        }
    }

    /// The account has no phone registered any more.
    func unplaced(_ leg: LegID) {
        if case .agent(let reference) = legs[leg] { agentFailed(reference, status: 404) }
        if case .citizen(let reference) = legs[leg] { citizenUnreached(reference, status: 480) }
        if case .extensionCallee(let key) = legs[leg] { extensionFailed(key, status: 480) }
        if case .colleague(let reference) = legs[leg], let conversation = conversations[reference] {
            colleagueLeft(conversation, status: 480)
        }
        if case .guest(let reference) = legs[leg], let conversation = conversations[reference] {
            guestFailed(conversation, status: 480)
        }
    }

    func cardIsLate(_ lease: Lease) {
        guard let reference = placesInLine[lease.placeId], let conversation = conversations[reference] else { return }
        pushCardAndRing(conversation, lease)
    }

    func agentAnswered(_ reference: ConversationReference, _ body: SIPBody?) {
        guard let conversation = conversations[reference], var agent = conversation.agent, var audio = agent.audio
        else { return }
        do {
            try audio.accept(body?.bytes ?? [])
        } catch {
            log.notice("\(reference): the agent's phone answered without usable audio")
            if let call = agent.call {
                parties[call] = nil
                hangUp(call)
            }
            return agentFailed(reference, status: 488)
        }
        agent.audio = audio
        conversation.agent = agent
        connect(audio)
        carryOut(dispatcher.handle(.accepted(agent.lease), at: MonotonicClock.now, wallClock: Date()))
    }

    func won(_ lease: Lease) {
        guard let conversation = waiting(at: lease.placeId), conversation.agent?.lease == lease else { return }
        let now = Date()
        conversation.agent?.stage = .talking(since: now)
        conversation.servedBy = lease.agent
        conversation.talkingSince = now
        desks[lease.agent]?.call?.answeredAt = now
        note("agent-answered", of: conversation.reference, by: lease.agent)
        conversation.music = nil
        if let token = conversation.queueToken { walk(conversation, .queue(token, .answered)) }
        conversation.speaking = nil
        media.stopPlaying(conversation.audio.leg)
        publish("state", to: lease.agent)
    }

    /// Stops ringing or talking to an agent's device whose offer is no longer good.
    func withdraw(_ lease: Lease) {
        guard let conversation = waiting(at: lease.placeId) ?? ringing(lease) else { return clearCall(of: lease) }
        if conversation.waitingOffer?.lease == lease { conversation.waitingOffer = nil }
        if conversation.ringingSoon == lease { conversation.ringingSoon = nil }
        if let agent = conversation.agent, agent.lease == lease {
            conversation.agent = nil
            closeAgentLeg(agent, of: conversation)
        }
        clearCall(of: lease)
    }

    /// An answer that came too late; never the winner's own leg.
    func refuseLate(_ lease: Lease) {
        if let conversation = waiting(at: lease.placeId), conversation.agent?.lease == lease,
            case .talking = conversation.agent?.stage
        {
            return
        }
        withdraw(lease)
    }

    private func clearCall(of lease: Lease) {
        guard desks[lease.agent]?.call?.placeId == lease.placeId, desks[lease.agent]?.call?.answeredAt == nil else {
            return
        }
        desks[lease.agent]?.call = nil
        publish("ended", to: lease.agent)
    }

    private func ringing(_ lease: Lease) -> Conversation? {
        conversations.values.first { $0.agent?.lease == lease }
    }

    func closeAgentLeg(_ agent: AgentLeg, of conversation: Conversation) {
        if !agent.hasLeft, let audio = agent.audio { closeLeg(audio.leg, of: conversation, as: "agent") }
        if let call = agent.call {
            parties[call] = nil
            hangUp(call)
        }
    }

    /// The device refused, did not answer, or could not be reached.
    func agentFailed(_ reference: ConversationReference, status: Int) {
        guard let conversation = conversations[reference], let agent = conversation.agent else { return }
        conversation.agent = nil
        if let audio = agent.audio { closeLeg(audio.leg, of: conversation, as: "agent") }
        let failure: OfferFailure
        switch status {
        case 408, 480, 487: failure = .noAnswer
        case 300...399, 486, 600, 603: failure = .declined  // A phone that forwards its calls takes none itself.
        default: failure = .deviceGone
        }
        carryOut(dispatcher.handle(.offerFailed(agent.lease, failure), at: MonotonicClock.now, wallClock: Date()))
        clearCall(of: agent.lease)
    }

    /// The talk is over from the agent's side: hung up, or lost (then the citizen goes back in line).
    func agentLeft(_ reference: ConversationReference, hungUp: Bool) {
        guard let conversation = conversations[reference], let agent = conversation.agent else { return }
        if let consultation = conversation.consultation {
            // Hanging up leaves the citizen with the one who was asked, as it does on a telephone.
            if consultation.answeredAt != nil { return complete(conversation, agent) }
            if consultation.colleague != nil || !hungUp {
                dropConsultation(of: conversation)
            } else {
                conversation.consultation = nil
                stopHolding(conversation)
                playRingback(in: conversation)
            }
        }
        if conversation.guest != nil { return leaveBehind(agent, in: conversation) }
        if let until = conversation.transferFailedUntil, MonotonicClock.now <= until,
            let queue = conversation.place?.queue
        {
            return finishTalk(conversation, agent, .transferred(toQueue: queue))
        }
        finishTalk(conversation, agent, hungUp ? .agentHungUp : .agentDeviceLost)
    }

    func finishTalk(_ conversation: Conversation, _ agent: AgentLeg, _ end: TalkEnd) {
        guard case .talking(let since) = agent.stage else {
            return agentFailed(conversation.reference, status: 410)
        }
        if dropConsultation(of: conversation) { stopHolding(conversation) }
        if let guest = conversation.guest {
            conversation.guest = nil
            closeGuest(guest, of: conversation)
        }
        let effects = closeTalk(conversation, agent, since: since, end)
        if end == .agentHungUp {
            placesInLine[agent.lease.placeId] = nil
            conversation.place = nil
            carryOut(effects)
            if let token = conversation.queueToken { walk(conversation, .queue(token, .served)) }
        } else {
            carryOut(effects)
        }
    }

    /// Closes the agent's side; what the line makes of it is the caller's to carry out.
    func closeTalk(
        _ conversation: Conversation, _ agent: AgentLeg, since: Date, _ end: TalkEnd
    ) -> [QueueEffect] {
        if desks[agent.agent]?.call?.heldSince != nil { stopHolding(conversation) }
        dropProof(of: conversation)
        endSupervision(of: conversation)
        conversation.agent = nil
        closeAgentLeg(agent, of: conversation)
        let talked = max(0, Int(Date().timeIntervalSince(since)))
        conversation.talkingSince = nil
        conversation.talked += talked
        note(
            "talk-ended", of: conversation.reference, by: agent.agent, ["how": "\(end)", "seconds": String(talked)])
        markCallOver(of: conversation, agent: agent.agent)
        noteTalkEnd(end, of: conversation, at: agent.lease.placeId)
        return dispatcher.handle(
            .talkEnded(placeId: agent.lease.placeId, end), at: MonotonicClock.now, wallClock: Date())
    }

    func markCallOver(of conversation: Conversation, agent name: String? = nil) {
        guard let agent = name ?? conversation.agent?.agent, desks[agent]?.call?.conversation == conversation.reference
        else { return }
        if desks[agent]?.call?.maskedUntil != nil { mask(conversation, for: .zero) }
        desks[agent]?.call?.maskedUntil = nil
        desks[agent]?.call?.consultation = nil
        desks[agent]?.call?.proof = nil
        desks[agent]?.call?.endedAt = Date()
        desks[agent]?.call?.citizenPresent = false
        desks[agent]?.call?.trail = conversation.trail
        publish("ended", to: agent)
    }

    func agentChanged(_ agent: String, _ state: AgentState) {
        guard desks[agent] != nil else { return }
        if desks[agent]?.state.word != state.word { desks[agent]?.since = Date() }
        desks[agent]?.state = state
        switch state {
        case .ready, .notReady, .signedOut:
            if desks[agent]?.call?.endedAt != nil { desks[agent]?.call = nil }
        case .reserved, .ringing, .talking, .consulted, .wrapUp: break
        }
        note("agent-state", of: nil, by: agent, ["state": state.word, "reason": state.reason ?? ""])
        publish("state", to: agent)
        if state == .signedOut, desks[agent]?.isGone == true { desks[agent] = nil }
    }

    func deviceChanged(ofSIPUser user: String, ready: Bool) {
        for (id, desk) in desks where desk.seat.sipUser == user {
            desks[id]?.phoneReady = ready
            deviceShows(at: id, hasChanged: desk.phoneReady != ready)
        }
    }

    /// One of an agent's devices has come, gone, or shown that it is still there.
    func deviceShows(at agent: String, hasChanged: Bool) {
        guard let desk = desks[agent] else { return }
        // Also at a refresh: it ends "device-lost".
        if desk.isSignedIn {
            carryOut(
                dispatcher.handle(
                    .deviceChanged(agent: agent, ready: desk.deviceReady), at: MonotonicClock.now, wallClock: Date()))
        }
        if hasChanged { publish("state", to: agent) }
    }
}
