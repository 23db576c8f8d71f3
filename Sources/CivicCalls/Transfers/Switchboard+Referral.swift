import CivicCore
import CivicDialplan
import CivicMedia
import CivicSIP
import Foundation
import Logging

// Passing a citizen on to a number outside by REFER (RFC 3515): the carrier makes the call, and no channel of ours is held
// for it. Only on trunks that say `transfers: referred`. Until the carrier has said that the call is answered, everything
// stays as it was; where it fails, we make the call ourselves.
extension Switchboard {
    /// How long the carrier may take.
    private static let referralPatience = Duration.seconds(60)

    /// Whether the citizen's carrier is to make the call that the citizen is passed on to.
    func refers(_ conversation: Conversation) -> Bool { trunk(named: conversation.trunk)?.transfers == .referred }

    /// Asks the citizen's trunk; the guest's leg waits for the case that it does not do it.
    func refer(_ conversation: Conversation, to number: PhoneNumber, leg: LegID) {
        guard let trunk = trunk(named: conversation.trunk), let call = conversation.line.call else {
            return ringOutside(number, leg: leg)
        }
        lines.outside[leg] = OutsideCall(number: number, route: OutboundRoute([]))
        conversation.guest?.stage = .referred
        let dialled = trunk.dials(number, rule: settings.numbering)
        var target = SIPURI(scheme: .tel, user: dialled, host: "")
        if let server = trunk.callServers.first {
            (target.scheme, target.host, target.port) = (server.scheme, server.host, server.port)
            target.parameters = server.parameters
        }
        let order = TransferRequest(
            target: target,
            referredBy: NameAddress(
                uri: SIPURI(user: plans.first?.answers.first ?? "civicline", host: settings.mediaHost)))
        signalling.submit { agent, now in agent.refer(call, to: order, at: now) }
        let enter = self.enter
        Task {
            try? await Task.sleep(for: Self.referralPatience)
            enter.yield(.guestUnanswered(leg))
        }
    }

    func referralProgress(_ call: CallHandle, status: Int) {
        guard case .citizen(let reference) = parties[call], let conversation = conversations[reference],
            let guest = conversation.guest, guest.stage == .referred
        else { return }
        switch status {
        case ..<180: break
        case 180..<200: tellReferrer(of: reference, status: 180)
        case 200..<300: referred(conversation, guest)
        default:
            log.notice("\(reference): the trunk did not pass the citizen on (\(status)); the house does")
            note("referral-failed", of: reference, ["status": String(status)])
            guard let number = lines.outside[guest.audio.leg]?.number else { return }
            conversation.guest?.stage = .ringing
            limitRinging(of: guest.audio.leg)
            ringOutside(number, leg: guest.audio.leg)
        }
    }

    /// The citizen talks elsewhere, and what is left here ends (RFC 5589 §6.1).
    private func referred(_ conversation: Conversation, _ guest: GuestLeg) {
        note(
            "transferred", of: conversation.reference, by: conversation.agent?.agent ?? "system", ["how": "referral"])
        conversation.guest = nil
        closeGuest(guest, of: conversation)
        if let referrer = guest.referrer { tellTransfer(referrer, status: 200) }
        if let agent = conversation.agent, case .talking(let since) = agent.stage {
            passOn(conversation, agent, since: since)
        }
        end(conversation, outcome: "referred")
    }
}
