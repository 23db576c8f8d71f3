import CivicCRM
import CivicCore
import CivicMedia
import CivicQueue
import CivicSDP
import CivicSIP
import Foundation
import Logging

// An agent asks somebody during a call: who is asked comes into the citizen's bridge, and everything else is who hears whom.
extension Switchboard: ConsultationService {
    package func colleagues(of agent: String) throws(DeskRefusal) -> [Colleague] {
        guard desks[agent] != nil else { throw .unknownAgent }
        return desks.filter { $0.key != agent && $0.value.isSignedIn }
            .map { id, desk in
                Colleague(
                    id: id, name: desk.seat.displayName, state: desk.state.word, reason: desk.state.reason,
                    since: desk.since, queues: desk.profile.queues.sorted(),
                    languages: desk.profile.languages)
            }
            .sorted { ($0.state == "ready" ? 0 : 1, $0.name) < ($1.state == "ready" ? 0 : 1, $1.name) }
    }

    package func consult(_ target: ConsultationTarget, agent: String) throws(DeskRefusal) {
        let (conversation, leg) = try freeTalk(of: agent)
        switch target {
        case .colleague(let name):
            guard let desk = desks[name], name != agent else {
                throw .invalid(field: "id", reason: "no colleague has this name")
            }
            carryOut(
                dispatcher.handle(
                    .consulted(agent: name, placeId: leg.lease.placeId), at: MonotonicClock.now, wallClock: Date()))
            guard case .consulted(leg.lease.placeId, _) = dispatcher.state(of: name) else {
                throw .wrongState("\(desk.seat.displayName) is not ready now")
            }
            begin(Consultation(target: target, name: desk.seat.displayName, since: Date()), of: conversation)
            ring(colleague: name, in: conversation, for: leg)
        case .unit(let id):
            let number = try phone(ofUnit: id)
            try call(number, Consultation(target: target, name: id, since: Date()), in: conversation, by: agent)
        case .number(let number):
            try call(number, Consultation(target: target, name: number, since: Date()), in: conversation, by: agent)
        }
    }

    package func hear(_ hearing: ConsultationHearing, agent: String) throws(DeskRefusal) {
        let (conversation, _) = try talk(of: agent)
        guard let consultation = conversation.consultation else { throw .wrongState("nobody is asked in this call") }
        guard consultation.answeredAt != nil || hearing != .everyone else {
            throw .wrongState("\(consultation.name) has not answered yet")
        }
        guard consultation.hearing != hearing else { return }
        conversation.consultation?.hearing = hearing
        settleHearing(in: conversation)
        note("consultation-hearing", of: conversation.reference, by: agent, ["who": hearing.rawValue])
        show(conversation)
    }

    package func completeTransfer(agent: String) throws(DeskRefusal) {
        let (conversation, leg) = try talk(of: agent)
        guard let consultation = conversation.consultation else { throw .wrongState("nobody is asked in this call") }
        guard consultation.answeredAt != nil else { throw .wrongState("\(consultation.name) has not answered yet") }
        complete(conversation, leg)
    }

    package func endConsultation(agent: String) throws(DeskRefusal) {
        let (conversation, _) = try talk(of: agent)
        guard conversation.consultation != nil else { throw .wrongState("nobody is asked in this call") }
        endConsultation(of: conversation, nil)
    }

    package func pass(to target: ConsultationTarget, agent: String) throws(DeskRefusal) {
        let (conversation, leg) = try freeTalk(of: agent)
        switch target {
        case .colleague(let name):
            guard let desk = desks[name], name != agent else {
                throw .invalid(field: "id", reason: "no colleague has this name")
            }
            guard case .ready = dispatcher.state(of: name), let place = conversation.place else {
                throw .wrongState("\(desk.seat.displayName) is not ready now")
            }
            let queues = desk.profile.queues
            guard let queue = queues.contains(place.queue) ? place.queue : queues.min() else {
                throw .wrongState("\(desk.seat.displayName) serves no queue")
            }
            conversation.place?.queue = queue
            note("passed-on", of: conversation.reference, by: agent, ["to": name])
            finishTalk(conversation, leg, .passed(toQueue: queue, agent: name))
        case .unit(let id):
            try passOn(to: phone(ofUnit: id), conversation, leg)
        case .number(let number):
            try passOn(to: number, conversation, leg)
        }
    }

    // MARK: Calling

    /// A talk in which nobody else is asked or called.
    func freeTalk(of agent: String) throws(DeskRefusal) -> (Conversation, AgentLeg) {
        let (conversation, leg) = try talk(of: agent)
        guard conversation.consultation == nil, conversation.guest == nil else {
            throw .wrongState("somebody else is in this call already")
        }
        guard conversation.proof == nil else { throw .wrongState("the citizen is keying a proof") }
        return (conversation, leg)
    }

    private func phone(ofUnit id: String) throws(DeskRefusal) -> String {
        guard let phone = settings.unitPhones[id] else {
            throw .invalid(field: "id", reason: "no unit with a phone has this id")
        }
        return phone
    }

    private func begin(_ consultation: Consultation, of conversation: Conversation) {
        conversation.consultation = consultation
        if let agent = conversation.agent?.agent {
            if desks[agent]?.call?.heldSince == nil { startHolding(conversation) }
            desks[agent]?.call?.heldSince = nil
            desks[agent]?.call?.consultationEnd = nil
        }
        note(
            "consultation-begun", of: conversation.reference, by: conversation.agent?.agent ?? "system",
            ["to": consultation.target.kind])
        settleHearing(in: conversation)
        show(conversation)
    }

    private func call(
        _ number: String, _ consultation: Consultation, in conversation: Conversation, by agent: String
    ) throws(DeskRefusal) {
        try ring(number, for: conversation, by: agent, hearsRinging: false)
        begin(consultation, of: conversation)
    }

    private func passOn(to number: String, _ conversation: Conversation, _ leg: AgentLeg) throws(DeskRefusal) {
        try ring(number, for: conversation, by: leg.agent, hearsRinging: true)
        if desks[leg.agent]?.call?.heldSince != nil {
            desks[leg.agent]?.call?.heldSince = nil
            stopHolding(conversation)
            playRingback(in: conversation)
        }
        letGo(leg, of: conversation)
    }

    /// Rings a phone of the house or one outside, as the conversation's guest.
    private func ring(
        _ number: String, for conversation: Conversation, by agent: String, hearsRinging: Bool
    ) throws(DeskRefusal) {
        let isOfHouse = settings.extensions.contains(number)
        let outside = isOfHouse ? nil : outsideNumber(number)
        guard isOfHouse || outside != nil else {
            throw .invalid(field: "id", reason: "this number cannot be called from here")
        }
        if let outside, let refusal = admit(outside, cause: .account(agent), of: conversation.reference) {
            throw .invalid(field: "id", reason: "this number may not be called now (\(refusal.rawValue))")
        }
        let isRinging = ringGuest(
            outside == nil ? number : "outside", for: conversation, referrer: nil, outside: outside,
            hearsRinging: hearsRinging)
        guard isRinging else { throw .wrongState("the media threads have no room for another leg") }
    }

    /// The agent's part is over as soon as somebody has the citizen; the agent can write already.
    private func letGo(_ leg: AgentLeg, of conversation: Conversation) {
        leaveBehind(leg, in: conversation)
        if let call = leg.call {
            parties[call] = nil
            hangUp(call)
            conversation.agent?.call = nil
        }
        desks[leg.agent]?.call?.endedAt = Date()
        publish("ended", to: leg.agent)
    }

    // MARK: The answer

    /// Whoever is asked is there; the citizen still hears music.
    func consultationAnswered(in conversation: Conversation) {
        guard conversation.consultation?.answeredAt == nil else { return }
        let now = Date()
        conversation.consultation?.answeredAt = now
        conversation.consultation?.colleague?.stage = .talking(since: now)
        if let name = conversation.consultation?.colleague?.agent {
            carryOut(
                dispatcher.handle(.consultAnswered(agent: name), at: MonotonicClock.now, wallClock: Date()))
            guard isConsulted(name, in: conversation) else { return endConsultation(of: conversation, .unanswered) }
            desks[name]?.call?.answeredAt = now
            publish("state", to: name)
        }
        settleHearing(in: conversation)
        note(
            "consultation-answered", of: conversation.reference,
            by: conversation.consultation?.colleague?.agent ?? conversation.consultation?.target.kind ?? "system")
        show(conversation)
    }

    // MARK: The end

    /// The agent leaves the citizen with the one who was asked.
    func complete(_ conversation: Conversation, _ leg: AgentLeg) {
        guard let consultation = conversation.consultation, case .talking(let since) = leg.stage else { return }
        if let colleague = consultation.colleague, !isConsulted(colleague.agent, in: conversation) {
            return endConsultation(of: conversation, .failed)
        }
        conversation.consultation = nil
        stopHolding(conversation)
        if let colleague = consultation.colleague { return handOver(conversation, from: leg, since, to: colleague) }
        guard conversation.guest != nil else { return }
        citizenAndGuestHear(in: conversation)
        note("transferred", of: conversation.reference, by: leg.agent, ["to": consultation.target.kind])
        conversation.guest?.stage = .talking(since: Date())
        passOn(conversation, leg, since: since)
        conversation.talkingSince = Date()
    }

    /// Whether the line knows that the colleague talks with the agent.
    private func isConsulted(_ colleague: String, in conversation: Conversation) -> Bool {
        guard let place = conversation.place?.id else { return false }
        return dispatcher.state(of: colleague) == .consulted(placeId: place, until: nil)
    }

    private func handOver(_ conversation: Conversation, from leg: AgentLeg, _ since: Date, to colleague: AgentLeg) {
        let now = Date()
        note("transferred", of: conversation.reference, by: leg.agent, ["to": colleague.agent])
        let effects = closeTalk(conversation, leg, since: since, .handedOver(to: colleague.agent))
        var theirs = colleague
        theirs.stage = .talking(since: now)
        conversation.agent = theirs
        if let audio = theirs.audio {
            legs[audio.leg] = .agent(conversation.reference)
            agentAndCitizenHear(true, in: conversation)
        }
        if let call = theirs.call { parties[call] = .agent(conversation.reference) }
        conversation.servedBy = theirs.agent
        conversation.talkingSince = now
        desks[theirs.agent]?.call?.askedBy = nil
        desks[theirs.agent]?.call?.answeredAt = now
        carryOut(effects)
        publish("card", to: theirs.agent)
    }

    /// The one who was asked goes or never came, and the agent is with the citizen again.
    ///
    /// - Parameter end: what the agent is told; `nil` where the agent has ended it.
    func endConsultation(of conversation: Conversation, _ end: ConsultationEnd?) {
        guard dropConsultation(of: conversation, end) else { return }
        stopHolding(conversation)
        guard let agent = conversation.agent?.agent else { return }
        agentAndCitizenHear(true, in: conversation)
        hearSupervisor(in: conversation)
        desks[agent]?.call?.consultationEnd = end
        show(conversation)
    }

    /// - Returns: `false` where nobody was asked.
    @discardableResult
    func dropConsultation(of conversation: Conversation, _ end: ConsultationEnd? = nil) -> Bool {
        guard let consultation = conversation.consultation else { return false }
        conversation.consultation = nil
        note(
            "consultation-ended", of: conversation.reference, by: conversation.agent?.agent ?? "system",
            ["how": end?.rawValue ?? "ended"])
        if let guest = conversation.guest {
            conversation.guest = nil
            closeGuest(guest, of: conversation)
        }
        guard let colleague = consultation.colleague else { return true }
        if let audio = colleague.audio { closeLeg(audio.leg, of: conversation, as: "colleague") }
        if let call = colleague.call {
            parties[call] = nil
            hangUp(call)
        }
        if desks[colleague.agent]?.call?.conversation == conversation.reference { desks[colleague.agent]?.call = nil }
        carryOut(
            dispatcher.handle(.consultEnded(agent: colleague.agent), at: MonotonicClock.now, wallClock: Date()))
        publish("ended", to: colleague.agent)
        return true
    }

    /// Who hears whom while somebody is asked.
    func settleHearing(in conversation: Conversation) {
        guard let consultation = conversation.consultation else { return }
        let citizen = conversation.audio.leg
        let agent = conversation.agent?.audio?.leg
        let other = consultation.colleague?.audio?.leg ?? conversation.guest?.audio.leg
        let isThere = consultation.answeredAt != nil
        func pair(_ one: LegID?, _ two: LegID?, _ isOn: Bool) {
            guard let one, let two else { return }
            media.hear(one, two, gain: isOn ? 1 : 0)
            media.hear(two, one, gain: isOn ? 1 : 0)
        }
        let hearing = consultation.hearing
        pair(citizen, agent, hearing != .guest)
        pair(citizen, other, isThere && hearing == .everyone)
        // Early media of a number outside is the agent's to hear, before the answer as well.
        pair(agent, other, (isThere || consultation.colleague == nil) && hearing != .citizen)
        hearSupervisor(in: conversation)
        if hearing == .guest {
            if conversation.music == nil { startHolding(conversation) }
        } else {
            stopHolding(conversation)
        }
    }

    func show(_ conversation: Conversation) {
        guard let agent = conversation.agent?.agent else { return }
        desks[agent]?.call?.consultation = conversation.consultation?.shown
        publish("state", to: agent)
    }
}
