import Logging
import CivicCRM
import CivicCore
import CivicDialplan
import CivicMedia
import CivicSDP
import CivicSIP
import Foundation

// What the user agent reports.
extension Switchboard {
    func handle(_ event: UserAgentEvent) {
        switch event {
        case .incoming(let call, let incoming): arrive(call, incoming)
        case .registered(let user, _): deviceChanged(ofSIPUser: user, ready: true)
        case .unregistered(let user): deviceChanged(ofSIPUser: user, ready: false)
        case .cancelled(let call), .ended(let call, _): ended(call, event)
        case .acknowledged(let call, let body): acknowledged(call, body)
        case .progress(let call, let status, let body): progress(call, status: status, body)
        case .answered(let call, let body): answered(call, body)
        case .failed(let call, let status, _, _): failed(call, status: status)
        case .reoffered(let call, let body): reoffered(call, body)
        case .reofferAnswered(let call, let body): reofferAnswered(call, body)
        case .reofferFailed(let call, let status): reofferFailed(call, status: status)
        case .transferRequested(let call, let transfer, let replaced):
            transferRequested(call, transfer, replaced: replaced)
        case .transferProgress(let call, let status): referralProgress(call, status: status)
        case .provisionalAcknowledged: break  // We offer nothing before the answer.
        case .registrationAccepted(let user, let realm, _): registrationAccepted(user, realm)
        case .registrationFailed(let user, let status, _): registrationFailed(user, status: status)
        case .probed(let id, let status): probed(id, status: status)
        case .info(let call, let body): info(call, body)
        }
    }

    private func arrive(_ call: CallHandle, _ incoming: IncomingCall) {
        tallies.callsOffered += 1
        if let replaced = incoming.replaces { return takeOver(call, incoming, replaced: replaced) }
        let plan = plan(for: incoming)
        let isExtension = settings.extensions.contains(incoming.calledUser)
        let isBooth = plan == nil && !isExtension && isBooth(incoming)
        let outside = plan == nil && !isExtension && !isBooth ? outsideNumber(dialledBy: incoming) : nil
        let limit = settings.admission.strangerRate
        if !incoming.isTrusted, incoming.authenticatedUser == nil, limit > 0,
            strangers.count(incoming.source.host) > limit
        {
            return refuse(call, 503, "Too many calls", because: .strangerRate, retryAfter: .seconds(5))
        }
        switch settings.admission.verdict(
            on: incoming, isKnown: plan != nil || isExtension || isBooth || outside != nil)
        {
        case .challenged:
            tallies.refused[CallRefusalKey(status: 407, reason: .digest), default: 0] += 1
            return signalling.submit { agent, now in agent.challenge(call, at: now) }
        case .refused(let status, let reason):
            return refuse(call, status, reason, because: .admission)
        case .admitted: break
        }
        guard takesCalls, conversations.count + extensionCalls.count + booths.count < settings.admission.mostCalls
        else {
            return refuse(
                call, 503, "All lines are busy", because: takesCalls ? .full : .draining, retryAfter: .seconds(10))
        }
        if let trunk = incoming.trunk, isFull(trunk) {
            lines.full[trunk, default: 0] += 1
            return refuse(call, 503, "All channels are in use", because: .channels, retryAfter: .seconds(10))
        }
        if let plan {
            open(call, incoming, plan: plan)
        } else if isBooth {
            openBooth(call, incoming)
        } else if let outside, let user = incoming.authenticatedUser {
            callOutside(call, incoming, outside, for: user)
        } else {
            connectExtension(call, incoming)
        }
    }

    func refuse(
        _ call: CallHandle, _ status: Int, _ reason: String, because cause: CallRefusal, retryAfter: Duration? = nil
    ) {
        tallies.refused[CallRefusalKey(status: status, reason: cause), default: 0] += 1
        signalling.submit { agent, now in
            agent.reject(call, status: status, reason: reason, retryAfter: retryAfter, at: now)
        }
    }

    /// The description of our side for a new leg of a party with this policy, which comes over this trunk.
    func local(port: UInt16, _ policy: SRTPPolicy, trunk: String? = nil) -> LocalAudio {
        let agreed = trunk.flatMap { settings.trunkAudio[$0] }
        var local = LocalAudio(
            host: settings.mediaHost, port: port, codecs: agreed?.codecs ?? settings.codecs,
            telephoneEvents: agreed?.dtmf.describesEvents ?? true, comfortNoise: true, sessionID: random.next() >> 2,
            version: 1, direction: .sendrecv)
        local.security = policy.security
        local.multiplexes = true
        return local
    }

    private func open(_ call: CallHandle, _ incoming: IncomingCall, plan: Plan) {
        let bridge: BridgeID
        let opened: OpenedLeg
        do {
            (bridge, opened) = try media.openBridgeWithLeg()
        } catch {
            log.warning("a call was refused for want of media: \(error)")
            return refuse(call, 503, "All lines are busy", because: .media, retryAfter: .seconds(10))
        }
        let policy = settings.encryption.policy(for: incoming)
        var audio = LegAudio(leg: opened.id, local: local(port: opened.port, policy, trunk: incoming.trunk))
        audio.digits = digitWays(of: incoming.trunk)
        audio.peerHost = incoming.source.host
        if let offer = incoming.offer {
            // Worked out now, so that a description that we cannot serve is refused before the dialplan runs.
            do {
                var trial = audio
                _ = try trial.answer(offer.bytes)
                audio.offer = offer.bytes
            } catch {
                media.close(opened.id)
                media.closeBridge(bridge)
                let (status, reason) = refusal(for: error)
                return refuse(call, status, reason, because: .audio)
            }
        }
        let number =
            incoming.isAnonymous
            ? nil : incoming.callerNumber.flatMap { numbering(of: incoming.trunk).number(from: $0) }
        let conversation = begin(
            .sip(call), plan: plan, number: number, called: incoming.calledUser, trunk: incoming.trunk,
            isOfAccount: incoming.authenticatedUser != nil, bridge: bridge, audio: audio)
        parties[call] = .citizen(conversation.reference)
        occupy(incoming.trunk)
        noteForwarding(of: incoming, in: conversation)
        signalling.tie(incoming.callID, to: conversation.reference, as: "citizen")
        begin(conversation)
    }

    /// A conversation of its own for a call that is let in: its walk, its row, its card.
    func begin(
        _ line: CitizenLine, plan: Plan, number: PhoneNumber?, called: String, trunk: String? = nil,
        isOfAccount: Bool = false, bridge: BridgeID, audio: LegAudio
    ) -> Conversation {
        let now = MonotonicClock.now
        let reference = ConversationReference(using: &random)
        let language = plan.languages.first ?? .mandarin
        let context = CallerContext(callerNumber: number?.key, calledNumber: called, language: language)
        let conversation = Conversation(
            reference: reference, line: line, trunk: trunk, isOfAccount: isOfAccount, number: number, bridge: bridge,
            audio: audio, walk: RecordedWalk(plan: plan, context: context, at: now, wallClock: Date()),
            language: language, at: now, wallClock: Date())
        if settings.longestCall > settings.longestCallWarning {
            conversation.warnAt = now + (settings.longestCall - settings.longestCallWarning)
        }
        conversations[reference] = conversation
        legs[audio.leg] = .citizen(reference)
        log.info("\(reference) arrived for \(plan.name)")
        note(
            "call-arrived", of: reference,
            ["plan": plan.name, "version": plan.contentHash, "trunk": self.trunk(of: conversation)])
        beginContact(of: conversation)
        fetchCard(of: conversation)
        return conversation
    }

    /// The agent sees over which number the citizen came, where a trunk says so.
    private func noteForwarding(of incoming: IncomingCall, in conversation: Conversation) {
        guard incoming.isTrusted, let first = incoming.diversions.first,
            let number = numbering(of: incoming.trunk).number(from: first.number)
        else { return }
        conversation.trail.append(
            TrailEntry(
                at: Date(), kind: "note", step: conversation.walk.currentStep, text: "forwarded by \(number.key)"))
    }

    func refusal(for error: SDPRefusal) -> (Int, String) {
        switch error {
        case .malformed: (400, "Session description not readable")
        case .encryptionRequired: (488, "Encrypted audio only: RTP/SAVP with a=crypto")
        case .noCommonCrypto: (488, "No a=crypto line that we can honour")
        case .incompleteWeb(let line): (488, "A browser's audio needs \(line)")
        case .unsupportedTransport, .noAudio, .noCommonCodec, .noAddress, .answerDoesNotMatch:
            (488, "No audio that we speak: PCMA or PCMU over RTP/AVP")
        }
    }

    /// Answers the citizen's call; media starts with the answer, or with the ACK when the offer is ours.
    func answer(_ conversation: Conversation) {
        guard conversation.stage == .arriving else { return }
        conversation.stage = .answered(at: Date())
        conversation.wasAnswered = true
        tallies.callsAnswered += 1
        guard let call = conversation.line.call else {
            // A page's offer was answered when it came.
            note("call-answered", of: conversation.reference)
            return recordWhole(conversation)
        }
        do {
            let body: [UInt8]
            if let offer = conversation.audio.offer {
                body = try conversation.audio.answer(offer)
                connect(conversation.audio)
            } else {
                body = OfferAnswer.offer(conversation.audio.local)
                conversation.awaitsAnswerInACK = true
            }
            signalling.submit { agent, now in agent.answer(call, body: .sdp(body), at: now) }
            note("call-answered", of: conversation.reference)
            recordWhole(conversation)
        } catch {
            let (status, reason) = refusal(for: error)
            refuse(call, status, reason, because: .audio)
            forget(conversation, outcome: "refused")
        }
    }

    /// - Parameter former: the leg that the phone has had until now.
    func connect(_ audio: LegAudio, after former: LegID? = nil) {
        guard let plan = audio.plan else { return }
        media.connect(audio.leg, plan, after: former)
        media.setHeld(audio.leg, audio.isHeld)
    }

    private func acknowledged(_ call: CallHandle, _ body: SIPBody?) {
        switch parties[call] {
        case .citizen(let reference):
            guard let conversation = conversations[reference], conversation.awaitsAnswerInACK else { return }
            conversation.awaitsAnswerInACK = false
            do {
                try conversation.audio.accept(body?.bytes ?? [])
            } catch {
                log.notice("\(reference) acknowledged without a usable session description")
                return end(conversation, outcome: "no-media")
            }
            connect(conversation.audio)
            let waiting = conversation.deferred
            conversation.deferred = []
            carryOut(waiting, in: conversation)
        case .extensionCaller(let leg): extensionAcknowledged(leg, body)
        default: break
        }
    }

    private func progress(_ call: CallHandle, status: Int, _ body: SIPBody?) {
        switch parties[call] {
        case .extensionCallee(let leg): extensionProgress(leg, status: status, body)
        case .guest(let reference): guestProgress(reference, status: status, body)
        default: break
        }
    }

    private func answered(_ call: CallHandle, _ body: SIPBody?) {
        switch parties[call] {
        case .citizen(let reference): citizenAnswered(reference, body)
        case .agent(let reference): agentAnswered(reference, body)
        case .extensionCallee(let leg): extensionAnswered(leg, body)
        case .guest(let reference): guestAnswered(reference, body)
        case .colleague(let reference): colleagueAnswered(reference, body)
        default: break
        }
    }

    private func failed(_ call: CallHandle, status: Int) {
        if triesElsewhere(call, status: status) { return }
        switch parties.removeValue(forKey: call) {
        case .citizen(let reference): citizenUnreached(reference, status: status)
        case .agent(let reference): agentFailed(reference, status: status)
        case .extensionCallee(let leg): extensionFailed(leg, status: status)
        case .guest(let reference):
            if let conversation = conversations[reference] { guestFailed(conversation, status: status) }
        case .colleague(let reference):
            if let conversation = conversations[reference] { colleagueLeft(conversation, status: status) }
        default: break
        }
    }

    private func ended(_ call: CallHandle, _ event: UserAgentEvent) {
        switch parties.removeValue(forKey: call) {
        case .citizen(let reference):
            guard let conversation = conversations[reference] else { return }
            citizenLeft(conversation)
        case .agent(let reference):
            var byPeer = false
            if case .ended(_, .byPeer) = event { byPeer = true }
            agentLeft(reference, hungUp: byPeer)
        case .extensionCaller(let leg), .extensionCallee(let leg):
            if !abandons(call, leg) { endExtension(leg) }
        case .guest(let reference):
            var byPeer = false
            if case .ended(_, .byPeer) = event { byPeer = true }
            if let conversation = conversations[reference] { guestLeft(conversation, hungUp: byPeer) }
        case .colleague(let reference):
            if let conversation = conversations[reference] { colleagueLeft(conversation, status: 200) }
        case .booth(let leg): endBooth(leg, reason: "hung-up", hangsUp: false)
        case .supervisor, nil: break
        }
    }

    /// A re-INVITE or UPDATE: hold, resume, another address or codec. Without a body it asks for our offer.
    private func reoffered(_ call: CallHandle, _ body: SIPBody?) {
        func renegotiate(_ audio: inout LegAudio) {
            guard let body else {
                let offer = OfferAnswer.offer(audio.local)
                signalling.submit { agent, now in agent.answerReoffer(call, body: .sdp(offer), at: now) }
                return
            }
            do {
                let answer = try audio.answer(body.bytes)
                signalling.submit { agent, now in agent.answerReoffer(call, body: .sdp(answer), at: now) }
                connect(audio)
            } catch {
                let status = refusal(for: error).0
                signalling.submit { agent, now in agent.rejectReoffer(call, status: status, at: now) }
            }
        }
        switch parties[call] {
        case .citizen(let reference):
            guard let conversation = conversations[reference] else { return }
            renegotiate(&conversation.audio)
        case .agent(let reference):
            guard let conversation = conversations[reference], var audio = conversation.agent?.audio else { return }
            renegotiate(&audio)
            conversation.agent?.audio = audio
        case .extensionCaller(let leg):
            guard var pair = extensionCalls[leg] else { return }
            renegotiate(&pair.caller)
            extensionCalls[leg] = pair
        case .extensionCallee(let leg):
            guard var pair = extensionCalls[leg] else { return }
            renegotiate(&pair.callee)
            extensionCalls[leg] = pair
        case .guest(let reference):
            guard let conversation = conversations[reference], var guest = conversation.guest else { return }
            renegotiate(&guest.audio)
            conversation.guest = guest
        case .colleague(let reference):
            guard let conversation = conversations[reference],
                var audio = conversation.consultation?.colleague?.audio
            else { return }
            renegotiate(&audio)
            conversation.consultation?.colleague?.audio = audio
        case .booth(let leg):
            guard var line = booths[leg] else { return }
            renegotiate(&line.audio)
            booths[leg] = line
        case .supervisor, nil:
            signalling.submit { agent, now in agent.rejectReoffer(call, status: 481, at: now) }
        }
    }

    /// Digits by INFO, as `application/dtmf-relay` (`Signal=5`) or `application/dtmf` (`5`).
    private func info(_ call: CallHandle, _ body: SIPBody?) {
        guard let body, let digit = dtmfDigit(in: body) else { return }
        let leg: LegID? =
            switch parties[call] {
            case .citizen(let reference): conversations[reference]?.audio.leg
            case .agent(let reference): conversations[reference]?.agent?.audio?.leg
            case .guest(let reference): conversations[reference]?.guest?.audio.leg
            case .colleague(let reference): conversations[reference]?.consultation?.colleague?.audio?.leg
            case .extensionCaller(let key), .extensionCallee(let key): extensionCalls[key]?.audio(of: call).leg
            case .booth(let leg): leg
            case .supervisor, nil: nil
            }
        if let leg { media.injectDigit(digit, from: leg) }
    }

    func hangUp(_ call: CallHandle) {
        signalling.submit { agent, now in agent.hangUp(call, cause: .normalClearing, at: now) }
    }

    func placed(_ leg: LegID, as call: CallHandle) {
        switch legs[leg] {
        case .agent(let reference):
            parties[call] = .agent(reference)
            conversations[reference]?.agent?.call = call
        case .extensionCallee(let key):
            parties[call] = .extensionCallee(key)
            extensionCalls[key]?.calleeCall = call
        case .citizen(let reference) where conversations[reference]?.isOurs == true:
            parties[call] = .citizen(reference)
            conversations[reference]?.line = .sip(call)
        case .guest(let reference) where conversations[reference]?.guest?.audio.leg == leg:
            parties[call] = .guest(reference)
            conversations[reference]?.guest?.call = call
        case .colleague(let reference)
        where conversations[reference]?.consultation?.colleague?.audio?.leg == leg:
            parties[call] = .colleague(reference)
            conversations[reference]?.consultation?.colleague?.call = call
        default:
            hangUp(call)  // Given up while it was being placed.
        }
    }
}
