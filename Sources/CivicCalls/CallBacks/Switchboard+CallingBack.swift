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
        if let refusal = refusal(to: number, by: plan, of: place.conversation) {
            return callBackFailed(place.id, refusal)
        }
        guard takesCalls, let conversation = open(place, number, plan) else {
            withdraw(callTo: number)
            return callBackFailed(place.id, .congestion)
        }
        conversation.callingBack = CallingBack(placeId: place.id, lease: lease)
        note("calling-back", of: conversation.reference, ["attempt": String(place.callBack?.attempts ?? 0)])
        showCallBack(conversation, to: lease)
        ring(number, for: conversation, ringFor: settings.callBacks.ringFor)
    }

    private func open(_ place: Place, _ number: PhoneNumber, _ plan: Plan) -> Conversation? {
        let conversation = openCall(to: number, by: plan, in: place.language) { $0.begin(callingBackIn: place.queue) }
        guard let conversation else { return nil }
        conversation.hadPlace = true
        conversation.place = place
        conversation.trail = [
            TrailEntry(
                at: conversation.startedAt, kind: "note", step: conversation.walk.currentStep,
                text: "called back, attempt \(place.callBack?.attempts ?? 1), first call \(place.conversation)")
        ]
        placesInLine[place.id] = conversation.reference
        log.info("\(conversation.reference) calls a citizen back for \(place.conversation)")
        takeUp(conversation)
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

    // MARK: How it goes

    /// Nobody has taken the call.
    func notReached(_ conversation: Conversation, _ calling: CallingBack, status: Int) {
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
