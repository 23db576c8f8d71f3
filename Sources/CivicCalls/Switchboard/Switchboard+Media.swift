import Logging
import CivicCRM
import CivicCore
import CivicDialplan
import CivicMedia
import Foundation

// What the media threads report.
extension Switchboard {
    func handle(_ news: MediaNews) {
        if boothHandles(news) || relayHandles(news) { return }
        switch news {
        case .digit(let leg, let digit, let way):
            tallies.digits[way.rawValue, default: 0] += 1
            guard let conversation = citizen(on: leg) else { return passOn(digit, way, from: leg) }
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
        case .webLost(let leg, let reason): webLost(leg, reason)
        case .audioMissing(let leg, let what): audioMissing(on: leg, what)
        case .audioFound(let leg):
            if let (reference, party) = conversation(on: leg) { note("audio-found", of: reference, ["party": party]) }
        case .closed(let leg, let report):
            log.debug("leg \(leg.value) closed: \(report)")
            closed(leg, report)
        case .progress: break  // of calls that go out, which there are none of yet
        }
    }

    /// Keys of a phone that talks to another one are for that one: a department's own menu, a door. What is in the sound is
    /// there already.
    private func passOn(_ digit: Character, _ way: DigitWay, from leg: LegID) {
        guard way != .inBand else { return }
        let other: LegID? =
            switch legs[leg] {
            case .agent(let reference): conversations[reference]?.guest?.audio.leg
            case .extensionCaller(let key): extensionCalls[key]?.callee.leg
            case .extensionCallee(let key): extensionCalls[key]?.caller.leg
            default: nil
            }
        if let other { media.send(digits: String(digit), to: other) }
    }

    func citizen(on leg: LegID) -> Conversation? {
        guard case .citizen(let reference) = legs[leg] else { return nil }
        return conversations[reference]
    }

    /// Which conversation a leg belongs to, and whose it is.
    private func conversation(on leg: LegID) -> (ConversationReference, String)? {
        switch legs[leg] {
        case .citizen(let reference): (reference, "citizen")
        case .agent(let reference): (reference, "agent")
        case .guest(let reference): (reference, "guest")
        case .colleague(let reference): (reference, "colleague")
        case .supervisor(let reference): (reference, "supervisor")
        case .extensionCaller, .extensionCallee, .booth, nil: nil
        }
    }

    /// One-way audio: said while it can still be mended, and kept in the call's record.
    private func audioMissing(on leg: LegID, _ what: MissingAudio) {
        tallies.audioMissing += 1
        guard let (reference, party) = conversation(on: leg) else { return }
        log.notice("\(reference): one-way audio: no \(what.rawValue) from the \(party) for two seconds")
        note("audio-missing", of: reference, ["party": party, "what": what.rawValue])
        guard let conversation = conversations[reference] else { return }
        conversation.trail.append(
            TrailEntry(
                at: Date(), kind: "note", step: conversation.walk.currentStep,
                text: "no \(what.rawValue) from the \(party)"))
    }

    private func mediaLost(_ leg: LegID) {
        tallies.mediaLost += 1
        switch legs[leg] {
        case .citizen(let reference):
            guard let conversation = conversations[reference] else { return }
            log.notice("\(reference) ended: nothing heard from the caller's side any more")
            conversation.isDropped = true
            end(conversation, outcome: "media-lost")
        case .agent(let reference):
            guard let conversation = conversations[reference] else { return }
            if conversation.agent?.isBrowser == true { return browserAway(conversation) }
            guard let call = conversation.agent?.call else { return }
            log.notice("\(reference): the agent's audio is gone")
            parties[call] = nil
            hangUp(call)
            agentLeft(reference, hungUp: false)
        case .guest(let reference):
            guard let conversation = conversations[reference], let guest = conversation.guest else { return }
            if let call = guest.call {
                parties[call] = nil
                hangUp(call)
            } else if guest.supervisor == nil {
                return
            }
            guestLeft(conversation, hungUp: false)
        case .colleague(let reference):
            if let conversation = conversations[reference] { colleagueLost(conversation) }
        case .supervisor(let reference):
            if let conversation = conversations[reference] { endSupervision(of: conversation) }
        case .extensionCaller(let key), .extensionCallee(let key): endExtension(key)
        case .booth(let key): endBooth(key, reason: "media-lost")
        case nil: break
        }
    }
}
