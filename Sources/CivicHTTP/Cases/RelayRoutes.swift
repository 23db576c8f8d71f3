import CivicCRM
import CivicCalls
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// Somebody of a unit reaches the citizen of a case without the number: a code to be dialled, a call to their own telephone, or
// the browser. Nothing of the citizen is shown; the record writes each step into its ledger.
extension WebHouse {
    func addRelays(to routes: inout RouteTable) {
        routes.signedIn(.post, "/api/cases/:id/relay", as: .unit) { _, context, agent in
            let worker = try CaseWorker(agent, cases.catalogue)
            let (id, unit, at) = (try recordId(context, "case"), worker.unit?.id ?? "", now())
            guard let number = await desk.relayNumber() else { throw Problem(RelayCallRefusal.noNumber) }
            let permit = try await asking {
                do {
                    return try await cases.permitRelay(ofCase: id, to: agent.id, of: unit, at: at)
                } catch let refusal as RelayRefusal {
                    throw Problem(refusal)
                } catch RecordsRefusal.unknownCase {
                    // As for a case that is with another unit.
                    throw Problem(RelayRefusal.notYours)
                }
            }
            return try .json(
                RelayView(permit, number: number, hasPhone: await desk.hasRelayPhone(agent.id), at: at))
        }
        routes.signedIn(.post, "/api/relay/:id/phone", as: .unit) { _, context, agent in
            let permit = try recordId(context, "relay")
            do {
                try await desk.ringRelay(permit: permit, account: agent.id)
            } catch let refusal as RelayCallRefusal {
                throw Problem(refusal)
            }
            return Response(status: .noContent)
        }
        routes.signedIn(.post, "/api/relay/:id/call", as: .unit) { request, context, agent in
            let permit = try recordId(context, "relay")
            guard let number = await desk.relayNumber() else { throw Problem(RelayCallRefusal.noNumber) }
            let offer = try await request.sessionDescription()
            var order = BrowserCallOrder(called: number, caller: nil, offer: offer, host: context.peer)
            order.leave = (permit: permit, account: agent.id)
            let call = try await desk.place(order)
            return .sessionDescription(call.answer, at: "/api/relay-calls/\(call.id)")
        }
        routes.signedIn(.delete, "/api/relay-calls/:id", as: .unit) { _, context, _ in
            guard await desk.endCall(try context.parameters.require("id")) else {
                throw Problem.noSuch("call", remedy: "It has ended already.")
            }
            return Response(status: .noContent)
        }
    }
}

/// What the page shows of leave to call: once, since the code is nowhere to be read again.
private struct RelayView: Encodable {
    var id: Int64
    /// To be dialled.
    var number: String
    var code: String
    var until: Date
    var calls: Int
    /// Not before; nil where the citizen may be called now.
    var from: Date?
    /// Whether the account's own telephone can be rung.
    var hasPhone: Bool
    var now: Date

    init(_ permit: RelayPermit, number: String, hasPhone: Bool, at now: Date) {
        id = permit.id
        self.number = number
        code = permit.code
        until = permit.until
        calls = RelayPermit.mostCalls
        if case .later(let due) = permit.reach { from = due }
        self.hasPhone = hasPhone
        self.now = now
    }
}

extension Problem {
    fileprivate init(_ refusal: RelayRefusal) {
        let (title, remedy) =
            switch refusal {
            case .notYours: ("The case is not in your unit's hands", "Ask the hotline centre.")
            case .noNumber: ("The citizen left no number", "Answer in writing, or ask the hotline centre.")
            case .otherWay:
                ("The citizen does not want to be called", "Ask the hotline centre for the way that they want.")
            }
        self.init(kind: refusal.word, title: title, status: .conflict, remedy: remedy)
    }

    fileprivate init(_ refusal: RelayCallRefusal) {
        let (title, remedy) =
            switch refusal {
            case .noPhone: ("No telephone of yours is registered", "Dial the number and key the code instead.")
            case .noNumber: ("Citizens are not called through the hotline here", "Ask the hotline centre.")
            case .busy: ("All lines are busy", "Try again in a minute.")
            case .noLeave: ("Leave to call the citizen is over", "Ask for a new code on the page of the case.")
            }
        self.init(
            kind: refusal.rawValue, title: title, status: refusal == .noLeave ? .conflict : .serviceUnavailable,
            remedy: remedy)
    }
}
