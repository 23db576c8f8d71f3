import CivicCore
import CivicDialplan
import CivicMedia
import CivicQueue
import CivicReports
import CivicSpeech
import Foundation

// Hold: the citizen hears that and then music, and neither side hears the other.
extension Switchboard {
    package func hold(_ isOn: Bool, agent: String) throws(DeskRefusal) {
        let (conversation, leg) = try talk(of: agent)
        guard conversation.consultation == nil else {
            throw .wrongState("somebody is asked in this call; choose whom you talk with")
        }
        guard conversation.proof == nil else { throw .wrongState("the citizen is keying a proof") }
        guard isOn != (desks[agent]?.call?.heldSince != nil) else { return }
        desks[agent]?.call?.heldSince = isOn ? Date() : nil
        if isOn { startHolding(conversation) } else { stopHolding(conversation) }
        agentAndCitizenHear(!isOn, in: conversation)
        note(isOn ? "held" : "resumed", of: conversation.reference, by: agent)
        keep(facts.held(isOn, place: leg.lease.placeId, at: Date()))
        publish("state", to: agent)
    }

    func startHolding(_ conversation: Conversation) {
        conversation.music = "music-comfort"
        say(
            [.prompt("on-hold")], conversation.language, token: WalkToken(value: .max - 4), interruptible: false,
            in: conversation)
    }

    func stopHolding(_ conversation: Conversation) {
        guard conversation.music != nil || conversation.speaking != nil else { return }
        conversation.music = nil
        conversation.speaking = nil
        media.stopPlaying(conversation.audio.leg)
    }

    func agentAndCitizenHear(_ isOn: Bool, in conversation: Conversation) {
        guard let agent = conversation.agent?.audio?.leg else { return }
        let gain: Float = isOn ? 1 : 0
        media.hear(conversation.audio.leg, agent, gain: gain)
        media.hear(agent, conversation.audio.leg, gain: gain)
    }
}
