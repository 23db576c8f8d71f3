import CivicCore
import CivicMedia
import CivicSDP
import CivicSIP
import CivicSpeech
import Foundation
import Logging

/// A call in the recording booth: one SIP call, one media leg.
struct BoothLine {
    let call: CallHandle
    let reference: ConversationReference
    let bridge: BridgeID
    var audio: LegAudio
    var machine: BoothCall
    var trunk: String?
    var startedAt = MonotonicClock.now
    /// Counts up with everything that is played or recorded, so that late news of the last is told from the present.
    var token: UInt32 = 0
    var file: String?
}

// The recording booth: how an administrator speaks prompts into a phone.
extension Switchboard {
    /// A call there is no conversation with a citizen: none of its audio is anybody's but the speaker's.
    private static let longestVisit = Duration.seconds(1800)
    /// Silence that ends a take, so that nobody has to find the key.
    private static let silence = Duration.seconds(4)
    private static let longestTake = Duration.seconds(120)

    func isBooth(_ incoming: IncomingCall) -> Bool {
        settings.booth?.answers.contains(incoming.calledUser) ?? false
    }

    func openBooth(_ call: CallHandle, _ incoming: IncomingCall) {
        let bridge: BridgeID
        let opened: OpenedLeg
        do {
            (bridge, opened) = try media.openBridgeWithLeg()
        } catch {
            return refuse(call, 503, "All lines are busy", because: .media, retryAfter: .seconds(10))
        }
        var audio = LegAudio(
            leg: opened.id,
            local: local(port: opened.port, settings.encryption.policy(for: incoming), trunk: incoming.trunk))
        audio.digits = digitWays(of: incoming.trunk)
        audio.peerHost = incoming.source.host
        do throws(SDPRefusal) {
            guard let offer = incoming.offer else { throw .noAudio }
            let answer = try audio.answer(offer.bytes)
            let reference = ConversationReference(using: &random)
            booths[opened.id] = BoothLine(
                call: call, reference: reference, bridge: bridge, audio: audio,
                machine: BoothCall(language: catalogue.languages.first ?? .mandarin), trunk: incoming.trunk)
            occupy(incoming.trunk)
            parties[call] = .booth(opened.id)
            legs[opened.id] = .booth(opened.id)
            connect(audio)
            signalling.tie(incoming.callID, to: reference, as: "booth")
            signalling.submit { agent, now in agent.answer(call, body: .sdp(answer), at: now) }
            log.info("\(reference) is in the recording booth")
            booth(opened.id, .answered)
        } catch {
            media.close(opened.id)
            media.closeBridge(bridge)
            let (status, reason) = refusal(for: error)
            refuse(call, status, reason, because: .audio)
        }
    }

    /// Feeds the booth's machine and carries out what it wants.
    func booth(_ leg: LegID, _ event: BoothCall.Event) {
        guard var line = booths[leg] else { return }
        let effects = line.machine.handle(event, at: MonotonicClock.now)
        booths[leg] = line
        carryOut(effects, inBooth: leg)
    }

    /// News of a booth's leg; `false` where it is none.
    func boothHandles(_ news: MediaNews) -> Bool {
        switch news {
        case .digit(let leg, let digit, _):
            guard booths[leg] != nil else { return false }
            booth(leg, .key(digit))
        case .playbackEnded(let leg, let token, let end):
            guard let line = booths[leg] else { return false }
            if line.token == token.value, end == .finished { booth(leg, .spoken) }
        case .recordingEnded(let leg, let token, let end, _, let heardSpeech):
            guard let line = booths[leg] else { return false }
            if line.token == token.value { booth(leg, .recorded(heardSpeech: heardSpeech && end != .failed)) }
        case .mediaLost(let leg):
            guard booths[leg] != nil else { return false }
            endBooth(leg, reason: "media-lost")
        case .closed, .conversationRecorded, .latched, .webLost, .audioMissing, .audioFound, .progress: return false
        }
        return true
    }

    func advanceBooths(to now: MonotonicInstant) {
        for (leg, line) in booths {
            if now >= line.startedAt + Self.longestVisit {
                endBooth(leg, reason: "longest-call")
            } else if let due = line.machine.nextDeadline, due <= now, var line = booths[leg] {
                let effects = line.machine.advance(to: now)
                booths[leg] = line
                carryOut(effects, inBooth: leg)
            }
        }
    }

    /// - Parameter hangsUp: the other side has not done so.
    func endBooth(_ leg: LegID, reason: String, hangsUp: Bool = true) {
        guard let line = booths.removeValue(forKey: leg) else { return }
        parties[line.call] = nil
        if hangsUp { hangUp(line.call) }
        release(line.trunk)
        legs[leg] = nil
        media.close(leg)
        media.closeBridge(line.bridge)
        // What was not kept is of no use to anybody.
        if let file = line.file { try? FileManager.default.removeItem(atPath: file) }
        log.info("\(line.reference) has left the recording booth: \(reason)")
    }

    private func carryOut(_ effects: [BoothCall.Effect], inBooth leg: LegID) {
        guard let booth = settings.booth?.booth else { return }
        let enter = self.enter
        for effect in effects {
            guard var line = booths[leg] else { return }
            switch effect {
            case .say(let pieces, let language, let interruptible):
                line.token += 1
                let played = pieces.flatMap { parts(of: $0, language) }
                media.play(
                    played, to: leg, token: PlaybackToken(value: line.token), loop: false,
                    interruptible: interruptible)
            case .record:
                line.token += 1
                let file = "\(settings.recordings)/booth-\(line.reference)-\(line.token).wav"
                line.file = file
                media.record(
                    leg, to: file, token: PlaybackToken(value: line.token), longest: Self.longestTake,
                    silence: Self.silence, stopOnKey: true)
            case .redeem(let pin):
                Task { enter.yield(.booth(leg, .redeemed(await booth.redeem(pin)))) }
            case .prepare(let prompt):
                guard let file = line.file else { continue }
                Task { enter.yield(.booth(leg, .prepared(await booth.take(from: file, for: prompt)))) }
            case .keep(let take, let prompt, let account):
                Task { enter.yield(.booth(leg, .kept(await booth.keep(take, as: prompt, by: account)))) }
            case .hangUp(let reason):
                endBooth(leg, reason: reason)
                return
            }
            booths[leg] = line
        }
    }

    private func parts(of piece: BoothCall.Piece, _ language: Language) -> [PlaybackPart] {
        switch piece {
        case .sound(let codes): [.codes(codes)]
        case .utterance(let utterance): catalogue.render([utterance], in: language).playback
        }
    }
}
