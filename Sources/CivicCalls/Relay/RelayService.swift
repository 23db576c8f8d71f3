import CivicCRM
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
    /// All lines are busy, or the account calls a citizen already.
    case busy = "relay-busy"
    /// Leave is over, used up, or not the account's.
    case noLeave = "relay-no-leave"
}

extension Switchboard: RelayService {
    private static let workerRingsFor = Duration.seconds(40)
    /// Calls from pages at a time.
    private static let mostFromPages = 10

    private var relayPlan: (plan: Plan, number: String)? {
        plans.lazy.compactMap { plan in plan.relayNumber.map { (plan, $0) } }.first
    }

    package func relayNumber() -> String? { settings.relays == nil ? nil : relayPlan?.number }

    package func hasRelayPhone(_ account: String) -> Bool {
        desks[account].map { $0.seat.sipUser != nil && $0.phoneReady } ?? false
    }

    /// Before anything is opened for a call from a page.
    func checkRelay(permit: Int64, account: String) async throws(RelayCallRefusal) {
        let holds: Bool
        do {
            holds = try await settings.relays?.mayRelay(permit: permit, by: account, at: Date()) ?? false
        } catch {
            log.error("leave to call a citizen was not looked up: \(type(of: error))")
            throw .busy
        }
        guard holds else { throw .noLeave }
        // After the wait: another call of theirs may have begun meanwhile.
        let relays = conversations.values.filter(\.isRelay)
        guard !relays.contains(where: { ($0.relayWorker ?? $0.relay?.call.worker) == account }),
            relays.count(where: { $0.relayWorker != nil }) < Self.mostFromPages
        else { throw .busy }
    }

    package func ringRelay(permit: Int64, account: String) async throws(RelayCallRefusal) {
        try await checkRelay(permit: permit, account: account)
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
        conversation.beginRelay(by: RelayLeave(permit: permit, worker: account))
        log.info("\(conversation.reference) calls somebody of a unit for a case")
        note("relay-worker-called", of: conversation.reference, by: account)
        takeUp(conversation)
        ring(phone, for: conversation, ringFor: Self.workerRingsFor)
    }
}
