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

// Calls to citizens whose place was kept. The citizen's phone rings first and the agent's when the call is taken: an
// agent who is reserved goes on with what lies on the desk, instead of listening to phones that nobody answers; and
// who answers hears the greeting at once, and the agent's phone a moment after the key.
extension Switchboard {
    /// The attempt is written; the citizen's phone rings, or the card goes to another agent while it does.
    func callBack(_ place: Place, for lease: Lease) {
        if let conversation = waiting(at: place.id), conversation.callingBack != nil {
            conversation.callingBack?.lease = lease
            return showCallBack(conversation, to: lease)
        }
        guard dispatcher.isDialling(place.id) else { return }
        guard let plan = plans.first(where: { $0.callBackStep(of: place.queue) != nil }),
            let number = place.callbackNumber.flatMap({ settings.numbering.number(from: $0) })
        else { return callBackFailed(place.id, .invalidNumber) }
        let isOfHouse = settings.extensions.contains(number.key)
        if !isOfHouse {
            switch admit(number, cause: .dialplan(plan.name), of: place.conversation) {
            case nil: break
            case .prefix, .noCause: return callBackFailed(place.id, .invalidNumber)
            case .rate, .rateOfOne, .concurrent, .night: return callBackFailed(place.id, .congestion)
            }
        }
        guard takesCalls, let conversation = open(place, number, plan) else {
            if !isOfHouse { lines.guardian.ended() }
            return callBackFailed(place.id, .congestion)
        }
        conversation.callingBack = CallingBack(placeId: place.id, lease: lease)
        note("calling-back", of: conversation.reference, ["attempt": String(place.callBack?.attempts ?? 0)])
        showCallBack(conversation, to: lease)
        limitRinging(of: conversation)
        if isOfHouse {
            ringDevice(
                of: number.key, leg: conversation.audio.leg, offer: OfferAnswer.offer(conversation.audio.local),
                caller: plan.answers.first ?? "civicline", reference: conversation.reference)
        } else {
            ringOutside(number, leg: conversation.audio.leg)
        }
    }

    private func open(_ place: Place, _ number: PhoneNumber, _ plan: Plan) -> Conversation? {
        let opened: OpenedLeg
        let bridge: BridgeID
        do {
            (bridge, opened) = try media.openBridgeWithLeg()
        } catch {
            log.warning("nobody was called back for want of media: \(error)")
            return nil
        }
        let reference = ConversationReference(using: &random)
        let (now, wallClock) = (MonotonicClock.now, Date())
        let context = CallerContext(
            callerNumber: number.key, calledNumber: plan.answers.first ?? "", language: place.language)
        var walk = RecordedWalk(plan: plan, context: context, at: now, wallClock: wallClock)
        guard walk.begin(callingBackIn: place.queue) else { return nil }
        let audio = LegAudio(
            leg: opened.id, local: local(port: opened.port, settings.encryption.policy(forPhone: number.key)))
        let conversation = Conversation(
            reference: reference, number: number, bridge: bridge, audio: audio, walk: walk, language: place.language,
            at: now, wallClock: wallClock)
        if settings.longestCall > settings.longestCallWarning {
            conversation.warnAt = now + (settings.longestCall - settings.longestCallWarning)
        }
        conversation.hadPlace = true
        conversation.place = place
        conversation.trail = [
            TrailEntry(
                at: wallClock, kind: "note", step: walk.currentStep,
                text: "called back, attempt \(place.callBack?.attempts ?? 1), first call \(place.conversation)")
        ]
        conversations[reference] = conversation
        placesInLine[place.id] = reference
        legs[opened.id] = .citizen(reference)
        log.info("\(reference) calls a citizen back for \(place.conversation)")
        beginContact(of: conversation)
        fetchCard(of: conversation)
        armDeadline(of: conversation)
        return conversation
    }

    /// The agent who is reserved sees for whom, while the citizen's phone rings.
    func showCallBack(_ conversation: Conversation, to lease: Lease) {
        guard let place = conversation.place, case .reserved(lease, _) = dispatcher.state(of: lease.agent) else {
            return
        }
        let isNew = desks[lease.agent]?.call?.conversation != conversation.reference
        desks[lease.agent]?.contact = nil
        desks[lease.agent]?.earlyWrapUp = nil
        desks[lease.agent]?.call = DeskCall(
            conversation: conversation.reference, placeId: place.id, queue: place.queue, joinedAt: place.joinedAt,
            answeredAt: nil, endedAt: nil, callerNumber: conversation.number?.raw, language: conversation.language,
            card: conversation.card ?? CallerCard(candidates: [], openCases: [], timeline: []),
            trail: conversation.trail,
            known: conversation.known, citizenPresent: false)
        publish("card", to: lease.agent)
        if isNew { note("card-pushed", of: conversation.reference, by: lease.agent) }
    }

    private func limitRinging(of conversation: Conversation) {
        let (enter, reference, patience) = (self.enter, conversation.reference, settings.callBacks.ringFor)
        Task {
            try? await Task.sleep(for: patience)
            enter.yield(.citizenUnanswered(reference))
        }
    }

    // MARK: How it goes

    func citizenUnanswered(_ reference: ConversationReference) {
        guard let conversation = conversations[reference], conversation.callingBack != nil,
            case .arriving = conversation.stage
        else { return }
        hangUpLine(of: conversation)
        citizenUnreached(reference, status: 408)
    }

    func citizenAnswered(_ reference: ConversationReference, _ body: SIPBody?) {
        guard let conversation = conversations[reference], conversation.callingBack != nil,
            case .arriving = conversation.stage
        else { return }
        do {
            try conversation.audio.accept(body?.bytes ?? [])
        } catch {
            log.notice("\(reference): the citizen's phone answered without usable audio")
            hangUpLine(of: conversation)
            return citizenUnreached(reference, status: 503)
        }
        conversation.stage = .answered(at: Date())
        conversation.wasAnswered = true
        conversation.hasBegun = true
        connect(conversation.audio)
        note("call-answered", of: reference)
        // Nobody answers to silence: the greeting is the first thing of the walk.
        walk(conversation, .started)
    }

    func citizenUnreached(_ reference: ConversationReference, status: Int) {
        guard let conversation = conversations[reference], let calling = conversation.callingBack else { return }
        conversation.callingBack = nil
        conversation.place = nil
        placesInLine[calling.placeId] = nil
        forget(conversation, outcome: "not-reached")
        callBackFailed(calling.placeId, CallBackFailure(status: status))
    }

    private func callBackFailed(_ place: Int64, _ failure: CallBackFailure) {
        note("call-back-failed", of: nil, ["place": String(place), "why": failure.rawValue])
        carryOut(
            dispatcher.handle(
                .callBackFailed(placeId: place, failure), at: MonotonicClock.now, wallClock: Date()))
    }

    /// The line has given it up: the phone has rung, or somebody has hesitated, for long enough.
    func stopDialling(_ place: Int64) {
        guard let conversation = waiting(at: place), conversation.callingBack != nil else { return }
        conversation.callingBack = nil
        conversation.place = nil
        placesInLine[place] = nil
        end(conversation, outcome: "not-taken")
    }

    /// Somebody has taken the call: from here on it is like any other that waits, with an agent reserved.
    func placeTaken(_ reference: ConversationReference, _ token: WalkToken) {
        guard let conversation = conversations[reference], let calling = conversation.callingBack,
            let place = conversation.place
        else { return }
        conversation.callingBack = nil
        conversation.queueToken = token
        conversation.place?.callBack = nil
        conversation.place?.conversation = reference
        note("call-back-taken", of: reference)
        facts.goesOn(calling.placeId, in: reference)
        let effects = dispatcher.handle(.taken(placeId: calling.placeId), at: MonotonicClock.now, wallClock: Date())
        let places = self.places
        writer.write { try await places.update(place.id, conversation: reference) }
        walk(
            conversation,
            .queue(
                token,
                .joined(
                    position: dispatcher.position(of: place.id) ?? 1, wait: dispatcher.waitEstimate(of: place.id))))
        carryOut(effects)
    }
}

extension CallBackFailure {
    /// By the answer of the citizen's side (RFC 3261 §21).
    init(status: Int) {
        switch status {
        case 486, 600: self = .busy
        case 408, 480, 487: self = .noAnswer
        case 403, 433, 603, 607, 608: self = .rejected
        case 404, 410, 416, 484, 485, 604: self = .invalidNumber
        default: self = .congestion
        }
    }
}
