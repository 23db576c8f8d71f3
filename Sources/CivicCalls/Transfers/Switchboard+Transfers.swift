import CivicCRM
import CivicCore
import CivicDialplan
import CivicMedia
import CivicQueue
import CivicReports
import CivicSDP
import CivicSIP
import Foundation
import Logging

// Transfers that an agent's phone asks for by REFER. The citizen's leg stays where it is: what changes is who else is in
// the bridge. Until the new phone has answered, the agent's leg stays too, and has the citizen back when it fails.
extension Switchboard {
    /// How long the phone that the citizen is passed on to may ring.
    static let guestPatience = Duration.seconds(30)

    /// Some phones hang up by themselves when they hear that their transfer has failed: so soon after it, a BYE ends the
    /// agent's part and not the citizen's call.
    private static let failureGrace = Duration.seconds(3)

    /// Only an agent who talks with a citizen may pass the citizen on. Of the target only the user part counts: whatever
    /// its host says, the call stays in the house.
    func transferRequested(_ call: CallHandle, _ transfer: TransferRequest, replaced: CallHandle?) {
        if transfer.replaces != nil { return join(call, with: replaced) }
        guard case .agent(let reference) = parties[call], let conversation = conversations[reference],
            let agent = conversation.agent, case .talking(let since) = agent.stage, conversation.guest == nil,
            conversation.proof == nil
        else { return refuseTransfer(call, status: 603) }
        let target = transfer.target.userText
        if settings.queues.contains(where: { $0.id == target }) {
            acceptTransfer(call)
            conversation.place?.queue = target
            tellTransfer(call, status: 200)
            finishTalk(conversation, agent, .transferred(toQueue: target))
        } else if settings.extensions.contains(target) {
            guard target != desks[agent.agent]?.seat.sipUser else { return refuseTransfer(call, status: 486) }
            ringGuest(target, for: conversation, referrer: call)
        } else if let plan = plans.first(where: { $0.answers.contains(target) }) {
            acceptTransfer(call)
            tellTransfer(call, status: 200)
            passOn(conversation, agent, since: since)
            begin(plan, at: target, in: conversation)
        } else if let number = outsideNumber(target) {
            passOutside(number, for: conversation, by: agent.agent, referrer: call)
        } else {
            refuseTransfer(call, status: 404)
        }
    }

    /// The citizen walks through the dialplan of another number of the house, from its start.
    private func begin(_ plan: Plan, at number: String, in conversation: Conversation) {
        conversation.queueToken = nil
        let context = CallerContext(
            callerNumber: conversation.number?.key, calledNumber: number, language: conversation.language)
        keepWalk(of: conversation)
        conversation.walk = RecordedWalk(plan: plan, context: context, at: MonotonicClock.now, wallClock: Date())
        walk(conversation, .started)
    }

    /// - Parameter outside: a number that was admitted beyond the house, over a trunk; `user` then says only that.
    /// - Parameter referrer: the call whose REFER asked for it; `nil` where the desk did.
    /// - Returns: `false` where there are no media for it; the referrer has been told.
    @discardableResult
    func ringGuest(
        _ user: String, for conversation: Conversation, referrer: CallHandle?, outside: PhoneNumber? = nil,
        hearsRinging: Bool = true
    ) -> Bool {
        let opened: OpenedLeg
        do {
            // A phone outside may be silent for longer than one of the house.
            opened = try media.openLeg(in: conversation.bridge, for: outside == nil ? .agent : .citizen)
        } catch {
            log.warning("\(conversation.reference): no media for a transfer: \(error)")
            if outside != nil { lines.guardian.ended() }
            if let referrer { refuseTransfer(referrer, status: 503) }
            return false
        }
        if let referrer { acceptTransfer(referrer) }
        let audio = LegAudio(
            leg: opened.id, local: local(port: opened.port, settings.encryption.policy(forPhone: user)))
        conversation.guest = GuestLeg(audio: audio, referrer: referrer)
        legs[opened.id] = .guest(conversation.reference)
        note("transfer-begun", of: conversation.reference, by: conversation.agent?.agent ?? "system", ["to": user])
        if hearsRinging { playRingback(in: conversation) }
        // A carrier that makes the call by itself takes the citizen along: not where somebody is only asked.
        if let outside, hearsRinging, refers(conversation) {
            refer(conversation, to: outside, leg: opened.id)
        } else if let outside {
            limitRinging(of: opened.id)
            ringOutside(outside, leg: opened.id)
        } else {
            limitRinging(of: opened.id)
            ringDevice(
                of: user, leg: opened.id, offer: OfferAnswer.offer(audio.local),
                caller: conversation.number?.raw ?? "anonymous", reference: conversation.reference)
        }
        return true
    }

    func limitRinging(of leg: LegID, to patience: Duration = guestPatience) {
        let enter = self.enter
        Task {
            try? await Task.sleep(for: patience)
            enter.yield(.guestUnanswered(leg))
        }
    }

    /// An agent's phone is on hold meanwhile; the citizen hears that something goes on.
    func playRingback(in conversation: Conversation) {
        media.play(
            [.progress(CountryTone.ringback.rawValue, duration: .seconds(5))], to: conversation.audio.leg,
            token: PlaybackToken(value: .max - 2), loop: true, interruptible: false)
    }

    func guestUnanswered(_ leg: LegID) {
        guard case .guest(let reference) = legs[leg], let conversation = conversations[reference],
            conversation.guest?.audio.leg == leg, [.ringing, .referred].contains(conversation.guest?.stage)
        else { return }
        guestFailed(conversation, status: 408)
    }

    /// A description in it is early media of the network outside: the citizen hears that instead of our ringback.
    func guestProgress(_ reference: ConversationReference, status: Int, _ body: SIPBody?) {
        guard status >= 180 else { return }
        tellReferrer(of: reference, status: 180)
        guard let body, let conversation = conversations[reference], var guest = conversation.guest,
            guest.stage == .ringing, !guest.isCitizen, (try? guest.audio.accept(body.bytes)) != nil
        else { return }
        conversation.guest = guest
        connect(guest.audio)
        guard conversation.consultation == nil else { return settleHearing(in: conversation) }
        media.stopPlaying(conversation.audio.leg)
    }

    func guestAnswered(_ reference: ConversationReference, _ body: SIPBody?) {
        guard let conversation = conversations[reference], var guest = conversation.guest, guest.stage == .ringing
        else { return }
        do {
            try guest.audio.accept(body?.bytes ?? [])
        } catch {
            log.notice("\(reference): the phone of a transfer answered without usable audio")
            return guestFailed(conversation, status: 488)
        }
        if guest.isCitizen { return askCitizen(conversation, guest) }
        connect(guest.audio)
        guard conversation.consultation != nil else { return talk(conversation, with: guest) }
        guest.stage = .talking(since: Date())
        conversation.guest = guest
        consultationAnswered(in: conversation)
    }

    /// The citizen talks with the guest; the agent is free for wrap-up.
    func talk(_ conversation: Conversation, with guest: GuestLeg) {
        let now = Date()
        conversation.guest = guest
        conversation.guest?.stage = .talking(since: now)
        conversation.guest?.referrer = nil
        if let referrer = guest.referrer { tellTransfer(referrer, status: 200) }
        media.stopPlaying(conversation.audio.leg)
        // They did not while the agent was asking.
        citizenAndGuestHear(in: conversation)
        note("transferred", of: conversation.reference, by: conversation.agent?.agent ?? "system")
        if let agent = conversation.agent, case .talking(let since) = agent.stage {
            passOn(conversation, agent, since: since)
        }
        conversation.talkingSince = now
        if let token = guest.token { walk(conversation, .transfer(token, .answered)) }
    }

    func citizenAndGuestHear(in conversation: Conversation) {
        guard let guest = conversation.guest?.audio.leg else { return }
        media.hear(conversation.audio.leg, guest, gain: 1)
        media.hear(guest, conversation.audio.leg, gain: 1)
    }

    /// Ends the agent's part; the citizen stays, and the walk waits on.
    func passOn(_ conversation: Conversation, _ agent: AgentLeg, since: Date) {
        if conversation.guest == nil { facts.talkEnds(at: agent.lease.placeId, as: .transferred) }
        let effects = closeTalk(conversation, agent, since: since, .agentHungUp)
        placesInLine[agent.lease.placeId] = nil
        conversation.lastPlace = conversation.place
        conversation.place = nil
        carryOut(effects)
        skipWrittenWrapUp(of: agent.agent)
    }

    /// Who passed the citizen on may have written everything before anybody had the call.
    func skipWrittenWrapUp(of agent: String) {
        guard desks[agent]?.call == nil, case .wrapUp = dispatcher.state(of: agent) else { return }
        carryOut(dispatcher.handle(.wrapUpDone(agent: agent), at: MonotonicClock.now, wallClock: Date()))
    }

    /// Nobody is there: the citizen is the agent's again, or goes back in line with the old join time where the agent
    /// has hung up already.
    func guestFailed(_ conversation: Conversation, status: Int) {
        guard let guest = conversation.guest else { return }
        if case .talking = guest.stage { return }
        if conversation.consultation != nil {
            let end: ConsultationEnd =
                [408, 480, 487].contains(status) ? .unanswered : status == 486 || status >= 600 ? .declined : .failed
            return endConsultation(of: conversation, end)
        }
        conversation.guest = nil
        if guest.isCitizen { endRelay(of: conversation, guest.isAsked ? .declined : RelayEnding(status: status)) }
        closeGuest(guest, of: conversation)
        media.stopPlaying(conversation.audio.leg)
        note("transfer-failed", of: conversation.reference, ["status": String(status)])
        if let referrer = guest.referrer { tellTransfer(referrer, status: status >= 300 ? status : 480) }
        if let token = guest.token {
            return walk(conversation, .transfer(token, [408, 480].contains(status) ? .unanswered : .failed))
        }
        conversation.transferFailedUntil = MonotonicClock.now + Self.failureGrace
        guard let agent = conversation.agent, agent.hasLeft, let queue = conversation.place?.queue else { return }
        finishTalk(conversation, agent, .transferred(toQueue: queue))
        skipWrittenWrapUp(of: agent.agent)
    }

    /// The agent's phone hangs up while the citizen is being passed on, as many phones do after REFER.
    func leaveBehind(_ agent: AgentLeg, in conversation: Conversation) {
        conversation.agent?.hasLeft = true
        conversation.guest?.referrer = nil
        if let audio = agent.audio { closeLeg(audio.leg, of: conversation, as: "agent") }
    }

    /// The talk with the guest is over: served, or the guest's phone was lost and the citizen goes back in line.
    func guestLeft(_ conversation: Conversation, hungUp: Bool) {
        guard let guest = conversation.guest else { return }
        guard case .talking(let since) = guest.stage else { return guestFailed(conversation, status: 480) }
        if conversation.consultation != nil { return endConsultation(of: conversation, .left) }
        conversation.guest = nil
        if guest.isCitizen { endRelay(of: conversation, .talked) }
        closeGuest(guest, of: conversation)
        conversation.talkingSince = nil
        conversation.talked += max(0, Int(Date().timeIntervalSince(since)))
        note("guest-left", of: conversation.reference, ["how": hungUp ? "hung-up" : "lost"])
        if let token = guest.token { return walk(conversation, .transfer(token, .over)) }
        guard let token = conversation.queueToken else { return end(conversation, outcome: "served") }
        if !hungUp, let place = conversation.lastPlace {
            joinQueue(
                place.queue, language: conversation.language, token: token, conversation, joinedAt: place.joinedAt)
        } else {
            walk(conversation, .queue(token, .served))
        }
    }

    func closeGuest(_ guest: GuestLeg, of conversation: Conversation) {
        closeLeg(guest.audio.leg, of: conversation, as: "guest")
        releaseOutside(guest.audio.leg)
        if case .joining(let key) = guest.stage { return dropJoining(key) }
        if let call = guest.call {
            parties[call] = nil
            hangUp(call)
        }
    }

    // MARK: What the phone that asked is told

    func acceptTransfer(_ call: CallHandle) {
        signalling.submit { agent, now in agent.acceptTransfer(call, at: now) }
    }

    func refuseTransfer(_ call: CallHandle, status: Int) {
        signalling.submit { agent, now in agent.refuseTransfer(call, status: status, at: now) }
    }

    func tellTransfer(_ call: CallHandle, status: Int) {
        signalling.submit { agent, now in agent.reportTransfer(call, status: status, at: now) }
    }

    func tellReferrer(of reference: ConversationReference, status: Int) {
        if let referrer = conversations[reference]?.guest?.referrer { tellTransfer(referrer, status: status) }
    }
}
