package import CivicCore
import CivicMedia
import CivicQueue
import Foundation
import Logging

/// A supervisor's browser in a conversation.
struct SupervisorLeg {
    let supervisor: String
    var audio: LegAudio
    var mode: SupervisionMode
}

// Supervisors in a talk: listen, whisper, barge are who hears whom on the conversation's bridge. Each is in the ledger, and
// the agent's desk shows it.
extension Switchboard: SupervisionService {
    package func supervise(
        _ reference: ConversationReference, as mode: SupervisionMode, offer: [UInt8], by supervisor: String
    ) throws(DeskRefusal) -> [UInt8] {
        guard let conversation = conversations[reference], case .talking = conversation.agent?.stage else {
            throw .notInCall
        }
        if let other = conversation.supervisor, other.supervisor != supervisor {
            throw .wrongState("another supervisor takes part in this call")
        }
        endSupervision(by: supervisor)
        let opened: (audio: LegAudio, answer: [UInt8])
        do {
            opened = try openBrowserLeg(in: conversation.bridge, for: .agent, offer: offer)
        } catch {
            switch error {
            case .noMedia: throw .wrongState("the media threads have no room for another leg")
            case .offer(let reason): throw .invalid(field: "offer", reason: reason)
            }
        }
        legs[opened.audio.leg] = .supervisor(reference)
        conversation.supervisor = SupervisorLeg(supervisor: supervisor, audio: opened.audio, mode: mode)
        hearSupervisor(in: conversation)
        note("supervision-begun", of: reference, by: supervisor, ["as": mode.rawValue])
        showSupervision(of: conversation)
        return opened.answer
    }

    package func changeSupervision(to mode: SupervisionMode, by supervisor: String) throws(DeskRefusal) {
        guard let conversation = supervised(by: supervisor) else { throw .notInCall }
        guard conversation.supervisor?.mode != mode else { return }
        conversation.supervisor?.mode = mode
        hearSupervisor(in: conversation)
        note("supervision-changed", of: conversation.reference, by: supervisor, ["as": mode.rawValue])
        showSupervision(of: conversation)
    }

    package func endSupervision(by supervisor: String) {
        if let conversation = supervised(by: supervisor) { endSupervision(of: conversation) }
        if let taken = conversations.values.first(where: { $0.guest?.supervisor == supervisor }) {
            guestLeft(taken, hungUp: true)
        }
    }

    package func takeOver(by supervisor: String) throws(DeskRefusal) {
        guard let conversation = supervised(by: supervisor), let part = conversation.supervisor else {
            throw .notInCall
        }
        guard let agent = conversation.agent, case .talking(let since) = agent.stage else { throw .notInCall }
        guard conversation.consultation == nil, conversation.guest == nil else {
            throw .wrongState("somebody else is in this call; wait until that is over")
        }
        if let until = conversation.proof?.keysUntil, until > MonotonicClock.now {
            throw .wrongState("the citizen is keying a proof")
        }
        if desks[agent.agent]?.call?.heldSince != nil { stopHolding(conversation) }
        dropProof(of: conversation)
        conversation.supervisor = nil
        let leg = part.audio.leg
        legs[leg] = .guest(conversation.reference)
        conversation.guest = GuestLeg(audio: part.audio, stage: .talking(since: Date()), supervisor: supervisor)
        citizenAndGuestHear(in: conversation)
        note("taken-over", of: conversation.reference, by: supervisor)
        passOn(conversation, agent, since: since)
        conversation.talkingSince = Date()
    }

    /// The talk is over, or the supervisor has gone.
    func endSupervision(of conversation: Conversation) {
        guard let leg = conversation.supervisor else { return }
        conversation.supervisor = nil
        closeLeg(leg.audio.leg, of: conversation, as: "supervisor")
        note("supervision-ended", of: conversation.reference, by: leg.supervisor)
        showSupervision(of: conversation)
    }

    /// Again after every change of who is in the bridge: a new party hears all others by itself.
    func hearSupervisor(in conversation: Conversation) {
        guard let supervisor = conversation.supervisor else { return }
        let leg = supervisor.audio.leg
        let mode = supervisor.mode
        media.hear(conversation.audio.leg, leg, gain: mode == .barge && conversation.proof == nil ? 1 : 0)
        if let guest = conversation.guest?.audio.leg { media.hear(guest, leg, gain: mode == .barge ? 1 : 0) }
        if let colleague = conversation.consultation?.colleague?.audio?.leg {
            media.hear(colleague, leg, gain: mode == .barge ? 1 : 0)
        }
        media.hear(leg, conversation.audio.leg, gain: conversation.proof == nil ? 1 : 0)
        if let agent = conversation.agent?.audio?.leg { media.hear(agent, leg, gain: mode == .listen ? 0 : 1) }
    }

    private func supervised(by supervisor: String) -> Conversation? {
        conversations.values.first { $0.supervisor?.supervisor == supervisor }
    }

    private func showSupervision(of conversation: Conversation) {
        guard let agent = conversation.agent?.agent, desks[agent]?.call?.conversation == conversation.reference else {
            return
        }
        desks[agent]?.call?.supervision = conversation.supervisor?.mode
        publish("state", to: agent)
    }
}
