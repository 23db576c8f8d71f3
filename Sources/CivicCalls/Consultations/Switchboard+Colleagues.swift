import CivicCRM
import CivicCore
import CivicMedia
import CivicQueue
import CivicSDP
import CivicSIP
import Foundation
import Logging

// The colleague whom an agent asks: their desk, their device, and their going.
extension Switchboard {
    func ring(colleague name: String, in conversation: Conversation, for leg: AgentLeg) {
        guard let desk = desks[name], let place = conversation.place else { return }
        desks[name]?.contact = nil
        desks[name]?.earlyWrapUp = nil
        var call = DeskCall(
            conversation: conversation.reference, placeId: place.id, queue: place.queue, joinedAt: place.joinedAt,
            answeredAt: nil, endedAt: nil, callerNumber: conversation.number?.raw, language: conversation.language,
            card: conversation.card ?? CallerCard(candidates: [], openCases: [], timeline: []),
            trail: conversation.trail, known: conversation.known, citizenPresent: true,
            isRecorded: isRecording(conversation), isLifeAndLimb: place.mark == .lifeAndLimb)
        call.askedBy = desks[leg.agent]?.seat.displayName
        desks[name]?.call = call
        publish("card", to: name)
        note("card-pushed", of: conversation.reference, by: name)
        let lease = Lease(id: .max, placeId: place.id, agent: name)
        let (enter, reference, since) = (self.enter, conversation.reference, conversation.consultation?.since)
        Task {
            try? await Task.sleep(for: Dispatcher.consultationRings)
            enter.yield(.colleagueUnanswered(reference, since: since))
        }
        if desk.browser != nil {
            conversation.consultation?.colleague = AgentLeg(agent: name, lease: lease, audio: nil, isBrowser: true)
            return
        }
        guard let user = desk.seat.sipUser, let opened = try? media.openLeg(in: conversation.bridge, for: .agent) else {
            return endConsultation(of: conversation, .failed)
        }
        let audio = LegAudio(
            leg: opened.id, local: local(port: opened.port, settings.encryption.policy(forPhone: user)))
        conversation.consultation?.colleague = AgentLeg(agent: name, lease: lease, audio: audio)
        legs[opened.id] = .colleague(conversation.reference)
        ringDevice(
            of: user, leg: opened.id, offer: OfferAnswer.offer(audio.local),
            caller: conversation.number?.raw ?? "anonymous", reference: conversation.reference)
    }

    func colleagueUnanswered(_ reference: ConversationReference, since: Date?) {
        guard let conversation = conversations[reference], let consultation = conversation.consultation,
            consultation.since == since, consultation.answeredAt == nil, consultation.colleague != nil
        else { return }
        endConsultation(of: conversation, .unanswered)
    }

    /// The colleague's SIP phone was picked up.
    func colleagueAnswered(_ reference: ConversationReference, _ body: SIPBody?) {
        guard let conversation = conversations[reference], var audio = conversation.consultation?.colleague?.audio
        else {
            return
        }
        do {
            try audio.accept(body?.bytes ?? [])
        } catch {
            log.notice("\(reference): the phone of a colleague answered without usable audio")
            return endConsultation(of: conversation, .failed)
        }
        conversation.consultation?.colleague?.audio = audio
        connect(audio)
        consultationAnswered(in: conversation)
    }

    /// The colleague hangs up, declines, or their device is gone.
    func colleagueLeft(_ conversation: Conversation, status: Int) {
        let wasThere = conversation.consultation?.answeredAt != nil
        endConsultation(
            of: conversation, wasThere ? .left : [408, 480, 487].contains(status) ? .unanswered : .declined)
    }

    /// The colleague's audio is gone: a browser that is loaded again has a few seconds to come back.
    func colleagueLost(_ conversation: Conversation) {
        guard let colleague = conversation.consultation?.colleague, colleague.isBrowser, let audio = colleague.audio
        else { return colleagueLeft(conversation, status: 480) }
        closeLeg(audio.leg, of: conversation, as: "colleague")
        conversation.consultation?.colleague?.audio = nil
        let (enter, reference, since) = (self.enter, conversation.reference, conversation.consultation?.since)
        Task {
            try? await Task.sleep(for: Self.awayLasts)
            enter.yield(.colleagueStillAway(reference, since: since))
        }
    }

    func colleagueStillAway(_ reference: ConversationReference, since: Date?) {
        guard let conversation = conversations[reference], let consultation = conversation.consultation,
            consultation.since == since, let colleague = consultation.colleague, colleague.audio == nil
        else { return }
        colleagueLeft(conversation, status: 480)
    }

    /// The browser of the colleague who is asked; it hears nothing until they have answered.
    func connectColleague(_ opened: (audio: LegAudio, answer: [UInt8]), in conversation: Conversation) -> [UInt8] {
        if let old = conversation.consultation?.colleague?.audio {
            closeLeg(old.leg, of: conversation, as: "colleague")
        }
        conversation.consultation?.colleague?.audio = opened.audio
        legs[opened.audio.leg] = .colleague(conversation.reference)
        settleHearing(in: conversation)
        return opened.answer
    }

    /// The conversation in which this agent is asked by a colleague.
    func consultation(of agent: String) -> Conversation? {
        guard let reference = desks[agent]?.call?.conversation, let conversation = conversations[reference],
            conversation.consultation?.colleague?.agent == agent
        else { return nil }
        return conversation
    }
}
