import CivicCRM
import CivicCore
import CivicDialplan
import CivicMedia
import CivicQueue
import CivicSDP
import CivicSIP
import CivicSpeech
import Foundation
import Logging

// Units reach citizens through the house. Whoever calls is in the place of the caller, and the citizen is the guest: the house
// makes that call with its own number, and lets the two hear each other once the citizen has pressed the key. Nothing of the
// citizen's side goes on to the other before that: no early media, no answering machine that says its number.
extension Switchboard {
    /// The look-ups of the dialplan's step `relay`.
    func answerRelay(
        _ source: String, _ arguments: [String: DialplanValue], _ token: WalkToken, _ conversation: Conversation
    ) {
        let reference = conversation.reference
        var key: RelayKey?
        if source == "relay-call" {
            // Once: a second try asks for a code.
            key = conversation.relayLeave.map { .permit($0.permit, worker: $0.worker) }
            conversation.relayLeave = nil
        } else if case .text(let code)? = arguments["code"] {
            key = .code(code)
        }
        guard let key, let relays = settings.relays else {
            enter.yield(.lookedUp(reference, token, .notFound, .ofTheHouse))
            return
        }
        conversation.isRelay = true
        let (enter, number, log) = (self.enter, conversation.number?.key, self.log)
        Task {
            var finding = LookUpFinding.ofTheHouse
            do {
                let answer = try await relays.relay(key, in: reference, askedFrom: number, at: Date())
                if case .ready(let call) = answer { finding.relay = call }
                enter.yield(.lookedUp(reference, token, LookUpOutcome(answer), finding))
            } catch {
                log.error("\(reference): leave to call a citizen was not looked up: \(type(of: error))")
                enter.yield(.lookedUp(reference, token, .failed, finding))
            }
        }
    }

    /// The call may be made. It is in the book, so it has an end there, also where whoever asked has hung up meanwhile.
    func relayFound(_ call: RelayCall, in conversation: Conversation?) {
        guard let conversation else { return keepEnd(of: call, .givenUp, seconds: 0) }
        endRelay(of: conversation, .givenUp)
        conversation.relay = Relay(call: call)
    }

    // MARK: Ringing

    func ringCitizen(_ token: WalkToken, ringFor: Duration, in conversation: Conversation) {
        guard let relay = conversation.relay, conversation.guest == nil, conversation.agent == nil,
            let number = settings.numbering.number(from: relay.call.contactNumber)
        else { return refuseRelay(token, conversation, "no-leave") }
        let isOfHouse = settings.extensions.contains(number.key)
        guard
            isOfHouse || admit(number, cause: .account(relay.call.worker), of: conversation.reference) == nil
        else { return refuseRelay(token, conversation, "not-admitted") }
        let opened: OpenedLeg
        do {
            opened = try media.openLeg(in: conversation.bridge, for: .citizen)
        } catch {
            log.warning("\(conversation.reference): no media for a call of a unit: \(error)")
            if !isOfHouse { lines.guardian.ended() }
            return refuseRelay(token, conversation, "no-media")
        }
        let policy = settings.encryption.policy(forPhone: isOfHouse ? number.key : "outside")
        var guest = GuestLeg(audio: LegAudio(leg: opened.id, local: local(port: opened.port, policy)), token: token)
        guest.isCitizen = true
        conversation.guest = guest
        legs[opened.id] = .guest(conversation.reference)
        letHear(false, opened.id, in: conversation)
        playRingback(in: conversation)
        limitRinging(of: opened.id, to: ringFor)
        if isOfHouse {
            ringDevice(
                of: number.key, leg: opened.id, offer: OfferAnswer.offer(guest.audio.local),
                caller: plans.lazy.compactMap(\.answers.first).first ?? "civicline", reference: conversation.reference)
        } else {
            ringOutside(number, leg: opened.id)
        }
    }

    private func refuseRelay(_ token: WalkToken, _ conversation: Conversation, _ reason: String) {
        endRelay(of: conversation, .failed)
        refusePutThrough(token, conversation, reason)
    }

    private func letHear(_ isOn: Bool, _ citizen: LegID, in conversation: Conversation) {
        media.hear(conversation.audio.leg, citizen, gain: isOn ? 1 : 0)
        media.hear(citizen, conversation.audio.leg, gain: isOn ? 1 : 0)
    }

    // MARK: Asking

    /// Somebody has answered the citizen's telephone, and hears who calls.
    func askCitizen(_ conversation: Conversation, _ answered: GuestLeg) {
        var guest = answered
        guest.stage = .asking(RelayAsking())
        conversation.guest = guest
        connect(guest.audio)
        letHear(false, guest.audio.leg, in: conversation)
        carryOut(.say, in: conversation)
    }

    /// Keys of the citizen, and the end of what is said to them; `false` where the news is of anything else.
    func relayHandles(_ news: MediaNews) -> Bool {
        switch news {
        case .digit(let leg, let digit, _):
            guard let conversation = asked(on: leg) else { return false }
            change(conversation) { $0.press(digit) }
            return true
        case .playbackEnded(let leg, Self.announcementToken, let end):
            guard let conversation = asked(on: leg) else { return false }
            // Where a key has ended it, the key says what follows; another key than those two says nothing.
            if end == .finished || end == .interrupted {
                change(conversation) { asking in
                    asking.spoken(at: MonotonicClock.now)
                    return nil
                }
            }
            return true
        default: return false
        }
    }

    /// When the asking next has work.
    func relayDeadline(of conversation: Conversation) -> MonotonicInstant? {
        if case .asking(let asking) = conversation.guest?.stage { asking.nextDeadline } else { nil }
    }

    func advanceRelay(of conversation: Conversation, to now: MonotonicInstant) {
        guard let due = relayDeadline(of: conversation), due <= now else { return }
        change(conversation) { $0.advance(to: now) }
    }

    private func asked(on leg: LegID) -> Conversation? {
        guard case .guest(let reference) = legs[leg], let conversation = conversations[reference],
            conversation.guest?.audio.leg == leg, case .asking = conversation.guest?.stage
        else { return nil }
        return conversation
    }

    private func change(_ conversation: Conversation, _ work: (inout RelayAsking) -> RelayAsking.Effect?) {
        guard case .asking(var asking) = conversation.guest?.stage else { return }
        let effect = work(&asking)
        conversation.guest?.stage = .asking(asking)
        if let effect { carryOut(effect, in: conversation) }
        if conversations[conversation.reference] != nil { armDeadline(of: conversation) }
    }

    private func carryOut(_ effect: RelayAsking.Effect, in conversation: Conversation) {
        guard let relay = conversation.relay, let guest = conversation.guest else { return }
        switch effect {
        case .say:
            let spoken = conversation.walk.plan.languages
            let language = spoken.contains(relay.call.language) ? relay.call.language : spoken[0]
            let parts = catalogue.render(relay.call.announcement(in: catalogue), in: language).playback
            media.play(
                parts, to: guest.audio.leg, token: Self.announcementToken, loop: false, interruptible: true)
        case .take:
            media.stopPlaying(guest.audio.leg)
            conversation.relay?.talkingSince = Date()
            talk(conversation, with: guest)
        case .decline:
            conversation.relay?.ending = .declined
            guestFailed(conversation, status: 480)
        }
    }

    /// No other playback on a guest's leg has it.
    private static var announcementToken: PlaybackToken { PlaybackToken(value: .max - 4) }

    // MARK: The end

    /// How the call ended goes into the case; where they have talked, that is how.
    func endRelay(of conversation: Conversation, _ ending: RelayEnding) {
        guard let relay = conversation.relay else { return }
        conversation.relay = nil
        if let since = relay.talkingSince {
            keepEnd(of: relay.call, .talked, seconds: max(0, Int(Date().timeIntervalSince(since).rounded())))
        } else {
            keepEnd(of: relay.call, relay.ending ?? ending, seconds: 0)
        }
    }

    private func keepEnd(of call: RelayCall, _ ending: RelayEnding, seconds: Int) {
        guard let relays = settings.relays else { return }
        let now = Date()
        writer.write { try await relays.relayEnded(call.id, ending, seconds: seconds, at: now) }
    }
}
