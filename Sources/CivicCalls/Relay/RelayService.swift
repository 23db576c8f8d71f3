import CivicCore
import CivicDialplan
import Foundation
import Logging

/// What the page of a case asks of the living calls, for somebody who has leave to reach its citizen.
package protocol RelayService: Sendable {
    /// The number of the house that codes are dialled at; nil where no dialplan has a step `relay`.
    func relayNumber() async -> String?
    /// Whether a telephone of the account is registered.
    func hasRelayPhone(_ account: String) async -> Bool
    /// Rings the account's own telephone; the citizen is called when it is answered.
    func ringRelay(permit: Int64, account: String) async throws(RelayCallRefusal)
}

/// Why the page's call is not made.
package enum RelayCallRefusal: String, Error, Sendable, CaseIterable {
    case noPhone = "relay-no-phone"
    /// No dialplan has a step `relay`.
    case noNumber = "relay-not-here"
    case busy = "relay-busy"
}

extension Switchboard: RelayService {
    private static let workerRingsFor = Duration.seconds(40)

    private var relayPlan: (plan: Plan, number: String)? {
        plans.lazy.compactMap { plan in plan.relayNumber.map { (plan, $0) } }.first
    }

    package func relayNumber() -> String? { settings.relays == nil ? nil : relayPlan?.number }

    package func hasRelayPhone(_ account: String) -> Bool {
        desks[account].map { $0.seat.sipUser != nil && $0.phoneReady } ?? false
    }

    package func ringRelay(permit: Int64, account: String) throws(RelayCallRefusal) {
        guard let user = desks[account]?.seat.sipUser else { throw .noPhone }
        guard let (plan, called) = relayPlan else { throw .noNumber }
        guard takesCalls, conversations.count + extensionCalls.count + booths.count < settings.admission.mostCalls
        else {
            throw .busy
        }
        let phone = PhoneNumber(raw: user, key: user)
        let opened = openCall(to: phone, by: plan, called: called, in: plan.languages.first ?? .mandarin) { walk in
            walk.beginAnswered()
            return true
        }
        guard let conversation = opened else { throw .busy }
        conversation.relayLeave = RelayLeave(permit: permit, worker: account)
        conversation.isRelay = true
        log.info("\(conversation.reference) calls somebody of a unit for a case")
        note("relay-worker-called", of: conversation.reference, by: account)
        takeUp(conversation)
        ring(phone, for: conversation, ringFor: Self.workerRingsFor)
    }
}
