import CivicSIP
import Logging
import CivicCRM
import CivicCore
import CivicDialplan
import CivicMedia
import CivicQueue
import CivicSpeech
import Foundation

// What the dialplan wants.
extension Switchboard {
    func carryOut(_ effects: [WalkEffect], in conversation: Conversation) {
        defer {
            if conversations[conversation.reference] != nil { armDeadline(of: conversation) }
        }
        for (index, effect) in effects.enumerated() {
            guard conversation.stage != .ending else { return }
            if conversation.awaitsAnswerInACK {
                conversation.deferred += effects[index...]
                return
            }
            carryOut(effect, in: conversation)
        }
    }

    private func carryOut(_ effect: WalkEffect, in conversation: Conversation) {
        let leg = conversation.audio.leg
        switch effect {
        case .ring:
            guard let call = conversation.line.call else { return }
            signalling.submit { agent, now in agent.ring(call, body: nil, at: now) }
        case .answer:
            answer(conversation)
        case .say(let token, let utterances, let language, let interruptible):
            say(utterances, language, token: token, interruptible: interruptible, in: conversation)
        case .stopSpeaking:
            conversation.speaking = nil
            media.stopPlaying(leg)
            playMusic(in: conversation)
        case .music(let clip):
            conversation.music = clip
            if conversation.speaking == nil {
                if clip == nil { media.stopPlaying(leg) } else { playMusic(in: conversation) }
            }
        case .tone(let token, let hertz, let level, let duration):
            let playback = PlaybackToken(value: token.value)
            conversation.speaking = playback
            media.play(
                [.tone(frequencies: [hertz], levelDBFS: level, duration: duration)], to: leg, token: playback,
                loop: false, interruptible: true)
        case .countryTone(let token, let tone, let duration):
            let playback = PlaybackToken(value: token.value)
            conversation.speaking = playback
            media.play(
                [.progress(tone.rawValue, duration: duration)], to: leg, token: playback, loop: false,
                interruptible: true)
        case .loopBack(let on):
            media.loopBack(leg, on)
        case .lookUp(let token, AnnounceSurgeStep.source, let arguments):
            tellSurge(arguments, token: token, for: conversation)
        case .lookUp(let token, let source, let arguments):
            lookUp(source, arguments, token: token, for: conversation)
        case .record(let token, let longest, _):
            record(token, longest: longest, in: conversation)
        case .stopRecording:
            media.stopRecording(leg)
        case .openCase(let token, let service, let withRecording, let summary):
            openCase(
                token, service: service,
                recording: withRecording ? conversation.recording?.file ?? conversation.lastRecording : nil,
                summary: summary, for: conversation)
        case .enqueue(let token, let queue, let language):
            joinQueue(queue, language: language, token: token, conversation)
        case .leaveQueue(_, let reason):
            if reason == .callBack { hold(conversation) } else { leaveQueue(conversation, Place.Leaving(reason)) }
        case .transfer(let token, .relay, let ringFor, _):
            ringCitizen(token, ringFor: ringFor, in: conversation)
        case .transfer(let token, let target, let ringFor, let story):
            putThrough(token, to: target, ringFor: ringFor, story: story, in: conversation)
        case .endTransfer(let token):
            endPutThrough(token, in: conversation)
        case .survey(let name, let answers, let commentSeconds):
            keepSurvey(name, answers, commentSeconds: commentSeconds, of: conversation)
        case .comment(let seconds): keepComment(seconds: seconds, of: conversation)
        case .receipt(let article, let language, let heard, let seconds):
            keepReceipt(of: article, language, heard: heard, seconds: seconds, in: conversation)
        case .setLanguage(let language):
            conversation.language = language
        case .rememberLanguage(let language): remember(language, of: conversation)
        case .trail(let step, let note):
            addToTrail(of: conversation, step: step, note)
        case .hangUp(let reason):
            end(conversation, outcome: "\(reason)")
        }
    }

    func say(
        _ utterances: [Utterance], _ language: Language, token: WalkToken, interruptible: Bool,
        in conversation: Conversation
    ) {
        let parts = catalogue.render(utterances, in: language).playback
        let playback = PlaybackToken(value: token.value)
        conversation.speaking = playback
        media.play(parts, to: conversation.audio.leg, token: playback, loop: false, interruptible: interruptible)
    }

    /// Loops the comfort music when nothing is being said.
    func playMusic(in conversation: Conversation) {
        guard conversation.speaking == nil, conversation.stage != .ending, let clip = conversation.music else { return }
        let parts = catalogue.render([.prompt(clip)], in: conversation.language).parts
            .compactMap { part -> PlaybackPart? in
                if case .clip(let name) = part { .clip(name) } else { nil }
            }
        media.play(
            parts, to: conversation.audio.leg, token: Self.musicToken, loop: true, interruptible: false)
    }

    /// No walk token comes near it.
    private static var musicToken: PlaybackToken { PlaybackToken(value: .max) }

    private func record(_ token: WalkToken, longest: Duration, in conversation: Conversation) {
        conversation.recordings += 1
        let file = "\(conversation.reference)-\(conversation.recordings).wav"
        conversation.recording = (token, file)
        conversation.speaking = nil
        media.record(
            conversation.audio.leg, to: settings.recordings + "/" + file, token: PlaybackToken(value: token.value),
            longest: longest, silence: .seconds(6), stopOnKey: true)
    }

    /// Into the ledger, for reports; a comment by the name of its recording.
    private func keepSurvey(
        _ name: String, _ answers: [String: Int], commentSeconds: Int?, of conversation: Conversation
    ) {
        var details = Dictionary(uniqueKeysWithValues: answers.map { ("answer.\($0.key)", String($0.value)) })
        details["survey"] = name
        if commentSeconds != nil { details["comment"] = conversation.recording?.file ?? conversation.lastRecording }
        note("survey", of: conversation.reference, details)
        keepGrade(answers, hasComment: commentSeconds != nil, of: conversation)
    }

    private func addToTrail(of conversation: Conversation, step: String, _ note: TrailNote) {
        guard let entry = trailEntry(step: step, note, in: conversation) else { return }
        conversation.trail.append(entry)
        if let agent = conversation.agent?.agent {
            desks[agent]?.call?.trail.append(entry)
            publish("trail", to: agent)
        }
    }

    private func trailEntry(step: String, _ note: TrailNote, in conversation: Conversation) -> TrailEntry? {
        let now = Date()
        switch note {
        case .entered: return nil
        case .said(let utterances):
            let text = catalogue.render(utterances, in: conversation.language).text
            return TrailEntry(at: now, kind: "heard", step: step, text: text)
        case .pressed(let key):
            return TrailEntry(at: now, kind: "pressed", step: step, text: String(key))
        case .collected(let name, let digits):
            return TrailEntry(at: now, kind: "pressed", step: step, text: "\(name): \(digits)")
        case .lookedUp(let source, let outcome):
            return TrailEntry(
                at: now, kind: "looked-up", step: step,
                text: "\(source): \(outcome), \(conversation.lookUpMilliseconds) ms")
        case .recorded(let seconds):
            return TrailEntry(at: now, kind: "recorded", step: step, text: "\(seconds) s")
        case .queued(let queue):
            return TrailEntry(at: now, kind: "queued", step: step, text: queue)
        }
    }

    // MARK: the end

    /// We end the call.
    func end(_ conversation: Conversation, outcome: String) {
        guard conversation.stage != .ending else { return }
        // A message that was being spoken still becomes a case.
        if !conversation.walk.isOver {
            carryOut(conversation.walk.handle(.hungUp, at: MonotonicClock.now), in: conversation)
        }
        hangUpLine(of: conversation)
        forget(conversation, outcome: outcome)
    }

    /// A page notices by its audio's good-bye.
    func hangUpLine(of conversation: Conversation) {
        guard let call = conversation.line.call else { return }
        parties[call] = nil
        hangUp(call)
    }

    /// The citizen hung up, gave up before the answer, or is out of reach.
    func citizenLeft(_ conversation: Conversation) {
        carryOut(conversation.walk.handle(.hungUp, at: MonotonicClock.now), in: conversation)
        forget(conversation, outcome: conversation.agent == nil && conversation.guest == nil ? "hung-up" : "served")
    }

    func forget(_ conversation: Conversation, outcome: String) {
        guard conversations.removeValue(forKey: conversation.reference) != nil else { return }
        deadlines.set(nil, for: conversation.reference)
        conversation.stage = .ending
        dropProof(of: conversation, "left")
        if case .browser(let id) = conversation.line { browserCalls[id] = nil }
        release(conversation.trunk)
        closePlace(of: conversation)
        noteMissed(conversation)
        closeLeg(conversation.audio.leg, of: conversation, as: "citizen")
        dropConsultation(of: conversation)
        endSupervision(of: conversation)
        releaseOutside(conversation.audio.leg)
        if let agent = conversation.agent { closeAgentLeg(agent, of: conversation) }
        if let guest = conversation.guest { closeGuest(guest, of: conversation) }
        endRelay(of: conversation, takesCalls ? .givenUp : .interrupted)
        media.closeBridge(conversation.bridge)
        finishContact(of: conversation, outcome: outcome)
        keepWalk(of: conversation)
        note("call-ended", of: conversation.reference, ["outcome": outcome])
        reportVisit(of: conversation)
        reportRecall(of: conversation)
        log.info("\(conversation.reference) ended: \(outcome)")
    }
}
