import CivicCore
import CivicDialplan
import CivicMedia
import CivicSpeech
import Logging

// The longest call: its parties hear a minute before that it ends.
extension Switchboard {
    /// Says it to the citizen and to whoever talks with the citizen. A prompt or a message that is being spoken is not cut
    /// short: the warning waits a second for its turn.
    func warn(_ conversation: Conversation, at now: MonotonicInstant) {
        guard case .answered = conversation.stage, conversation.speaking == nil, conversation.recording == nil else {
            conversation.warnAt = now + .seconds(1)
            return
        }
        conversation.warnAt = nil
        tallies.longestWarned += 1
        note("longest-call-warned", of: conversation.reference)
        say(
            [.prompt("call-ends-soon")], conversation.language, token: WalkToken(value: .max - 3),
            interruptible: true, in: conversation)
        for leg in [conversation.agent?.audio?.leg, conversation.guest?.audio.leg].compactMap(\.self) {
            warn(leg, in: conversation.language)
        }
    }

    private func warn(_ leg: LegID, in language: Language) {
        let parts = catalogue.render([.prompt("call-ends-soon")], in: language).playback
        media.play(parts, to: leg, token: PlaybackToken(value: .max - 3), loop: false, interruptible: false)
    }

    /// Calls between phones, and to the outside, have the same longest time.
    func limitExtensionCalls(at now: MonotonicInstant) {
        for (key, pair) in extensionCalls {
            let end = pair.startedAt + settings.longestCall
            if end <= now {
                log.info("a call between phones ended: longest-call")
                endExtension(key)
            } else if pair.isAnswered, !pair.isWarned, settings.longestCall > settings.longestCallWarning,
                end - settings.longestCallWarning <= now
            {
                extensionCalls[key]?.isWarned = true
                let language = plans.first?.languages.first ?? .mandarin
                for leg in [pair.caller.leg, pair.callee.leg] { warn(leg, in: language) }
            }
        }
    }
}
