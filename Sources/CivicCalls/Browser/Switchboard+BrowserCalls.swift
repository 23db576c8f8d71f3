import CivicCore
import CivicDialplan
import CivicMedia
import Foundation
import Logging

// Citizens' calls from a page: the dialplan is walked as for any call, and there is no SIP.
extension Switchboard: BrowserCallService {
    package func place(_ order: BrowserCallOrder) async throws(BrowserCallRefusal) -> OpenedBrowserCall {
        if let leave = order.leave {
            do throws(RelayCallRefusal) {
                try await checkRelay(permit: leave.permit, account: leave.account)
            } catch {
                throw error == .noLeave ? BrowserCallRefusal.noLeave : .busy
            }
        }
        guard let most = order.leave == nil ? settings.mostBrowserCalls : settings.admission.mostCalls else {
            throw .noSuchNumber
        }
        guard let plan = plans.first(where: { $0.answers.contains(order.called) }) else { throw .noSuchNumber }
        let limit = settings.admission.strangerRate
        guard takesCalls, browserCalls.count < most,
            conversations.count + extensionCalls.count + booths.count < settings.admission.mostCalls,
            limit <= 0 || order.leave != nil || strangers.count(order.host) <= limit
        else { throw .busy }
        tallies.callsOffered += 1
        let bridge: BridgeID
        do { bridge = try media.openBridge() } catch { throw .busy }
        let opened: (audio: LegAudio, answer: [UInt8])
        do {
            opened = try openBrowserLeg(in: bridge, for: .citizen, offer: order.offer)
        } catch {
            media.closeBridge(bridge)
            switch error {
            case .noMedia: throw .busy
            case .offer(let reason): throw .offer(reason)
            }
        }
        let id = UUID().uuidString.lowercased()
        let number = order.caller.flatMap { settings.numbering.number(from: $0) }
        let conversation = begin(
            .browser(id), plan: plan, number: number, called: order.called, bridge: bridge, audio: opened.audio)
        if let leave = order.leave {
            conversation.beginRelay(by: RelayLeave(permit: leave.permit, worker: leave.account))
        }
        browserCalls[id] = conversation.reference
        note("browser-call", of: conversation.reference)
        begin(conversation)
        return OpenedBrowserCall(id: id, conversation: conversation.reference, answer: opened.answer)
    }

    package func endCall(_ id: String) -> Bool {
        guard let reference = browserCalls[id], let conversation = conversations[reference] else { return false }
        citizenLeft(conversation)
        return true
    }

    /// A browser is gone, or never found its way.
    func webLost(_ leg: LegID, _ reason: String) {
        switch legs[leg] {
        case .citizen(let reference):
            guard let conversation = conversations[reference] else { return }
            log.info("\(reference): the caller's browser is gone: \(reason)")
            citizenLeft(conversation)
        case .agent(let reference):
            guard let conversation = conversations[reference] else { return }
            log.info("\(reference): the agent's browser: \(reason)")
            browserAway(conversation)
        case .guest(let reference):
            if let conversation = conversations[reference] { guestLeft(conversation, hungUp: false) }
        case .colleague(let reference):
            if let conversation = conversations[reference] { colleagueLost(conversation) }
        case .supervisor(let reference):
            if let conversation = conversations[reference] { endSupervision(of: conversation) }
        default: break
        }
    }
}
