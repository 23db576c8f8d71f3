import CivicCRM
import CivicCore
import CivicDialplan
import CivicMedia
import CivicSDP
import CivicSIP
import Foundation
import Logging

// The dialplan puts a citizen through, without an agent: to a phone of the house or to a number outside, which the guard
// has to admit. Whatever stands in the way is told to the walk at once, so that nobody waits for a call that is not made.
extension Switchboard {
    func putThrough(
        _ token: WalkToken, to target: TransferTarget, ringFor: Duration, story: String?, in conversation: Conversation
    ) {
        guard conversation.guest == nil, conversation.agent == nil else {
            return refusePutThrough(token, conversation, "busy")
        }
        let isOfHouse = settings.extensions.contains(target.number)
        guard let number = isOfHouse ? nil : outsideNumber(target.number) else {
            guard isOfHouse else { return refusePutThrough(token, conversation, "no-way-out") }
            return ring(token, target, ringFor, story, outside: nil, in: conversation)
        }
        let cause = OutboundCause.dialplan(conversation.walk.plan.name)
        guard admit(number, cause: cause, of: conversation.reference) == nil else {
            return refusePutThrough(token, conversation, "not-admitted")
        }
        ring(token, target, ringFor, story, outside: number, in: conversation)
    }

    private func ring(
        _ token: WalkToken, _ target: TransferTarget, _ ringFor: Duration, _ story: String?, outside: PhoneNumber?,
        in conversation: Conversation
    ) {
        let opened: OpenedLeg
        do {
            opened = try media.openLeg(in: conversation.bridge, for: outside == nil ? .agent : .citizen)
        } catch {
            log.warning("\(conversation.reference): no media for a transfer: \(error)")
            if outside != nil { lines.guardian.ended() }
            return refusePutThrough(token, conversation, "no-media")
        }
        let user = outside == nil ? target.number : "outside"
        let audio = LegAudio(
            leg: opened.id, local: local(port: opened.port, settings.encryption.policy(forPhone: user)))
        conversation.guest = GuestLeg(audio: audio, token: token, story: story)
        legs[opened.id] = .guest(conversation.reference)
        note(
            "transfer-begun", of: conversation.reference, by: "dialplan \(conversation.walk.plan.name)",
            ["to": target.word(isOutside: outside != nil)])
        playRingback(in: conversation)
        limitRinging(of: opened.id, to: ringFor)
        if let outside {
            ringOutside(outside, leg: opened.id)
        } else {
            ringDevice(
                of: target.number, leg: opened.id, offer: OfferAnswer.offer(audio.local),
                caller: conversation.number?.raw ?? "anonymous", reference: conversation.reference,
                headers: Self.header(of: story))
        }
    }

    /// By way of the queue of inputs: the walk is in the middle of what it wants.
    func refusePutThrough(_ token: WalkToken, _ conversation: Conversation, _ reason: String) {
        log.notice("\(conversation.reference): nobody was put through: \(reason)")
        note("transfer-failed", of: conversation.reference, ["reason": reason])
        enter.yield(.notPutThrough(conversation.reference, token))
    }

    func notPutThrough(_ reference: ConversationReference, _ token: WalkToken) {
        if let conversation = conversations[reference] { walk(conversation, .transfer(token, .failed)) }
    }

    /// The walk wants no more of it.
    func endPutThrough(_ token: WalkToken, in conversation: Conversation) {
        guard let guest = conversation.guest, guest.token == token else { return }
        conversation.guest = nil
        if guest.isCitizen { endRelay(of: conversation, .givenUp) }
        closeGuest(guest, of: conversation)
        media.stopPlaying(conversation.audio.leg)
        note("transfer-failed", of: conversation.reference, ["reason": "given-up"])
    }

    /// What the other side is told of the citizen's way so far: Subject (RFC 3261 §20.36), on one line.
    static func header(of story: String?) -> [(String, String)] {
        guard let story else { return [] }
        let line = String(story.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
        return line.isEmpty ? [] : [("Subject", String(line.prefix(longestStory)))]
    }

    /// In signs; an INVITE has to fit into one datagram.
    private static let longestStory = 120
}

extension TransferTarget {
    /// For the ledger, which holds no numbers.
    fileprivate func word(isOutside: Bool) -> String {
        switch self {
        case .number: isOutside ? "outside" : "house"
        case .unit(let name, _): name
        case .relay: number
        }
    }
}
