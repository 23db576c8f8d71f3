import Logging
import CivicCRM
import CivicCore
import CivicDialplan
import CivicMedia
import Foundation

// What the media threads report.
extension Switchboard {
    func handle(_ news: MediaNews) {
        switch news {
        case .digit(let leg, let digit, let way):
            tallies.digits[way.rawValue, default: 0] += 1
            guard let conversation = citizen(on: leg) else { return }
            walk(conversation, .key(digit))
        case .playbackEnded(let leg, let token, let end):
            guard let conversation = citizen(on: leg), conversation.speaking == token else { return }
            conversation.speaking = nil
            playMusic(in: conversation)
            // After a digit the walk goes on by the digit.
            if end == .finished { walk(conversation, .spoken(WalkToken(value: token.value))) }
        case .recordingEnded(let leg, let token, _, let duration, let heardSpeech):
            guard let conversation = citizen(on: leg), let recording = conversation.recording,
                recording.token.value == token.value
            else { return }
            conversation.recording = nil
            if heardSpeech { conversation.lastRecording = recording.file }
            walk(
                conversation,
                .recorded(
                    recording.token, seconds: Int(duration.inSeconds.rounded()), heardSpeech: heardSpeech))
        case .conversationRecorded(let bridge, _, let report): recorded(bridge, report)
        case .latched: break
        case .mediaLost(let leg): mediaLost(leg)
        case .closed(let leg, let report):
            log.debug("leg \(leg.value) closed: \(report)")
        }
    }

    func citizen(on leg: LegID) -> Conversation? {
        guard case .citizen(let reference) = legs[leg] else { return nil }
        return conversations[reference]
    }

    private func mediaLost(_ leg: LegID) {
        tallies.mediaLost += 1
        switch legs[leg] {
        case .citizen(let reference):
            guard let conversation = conversations[reference] else { return }
            log.notice("\(reference) ended: nothing heard from the caller's side any more")
            end(conversation, outcome: "media-lost")
        case .agent(let reference):
            guard let conversation = conversations[reference], let call = conversation.agent?.call else { return }
            log.notice("\(reference): the agent's audio is gone")
            parties[call] = nil
            hangUp(call)
            agentLeft(reference, hungUp: false)
        case .extensionCaller(let key), .extensionCallee(let key): endExtension(key)
        case nil: break
        }
    }
}
