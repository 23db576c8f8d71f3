import CivicCalls
import Foundation
import HTTPTypes
import Hummingbird

// A proof that the citizen keys in the talk, and who waits meanwhile.
extension WebHouse {
    func addProofs(to routes: inout RouteTable) {
        routes.signedIn(.post, "/api/desk/proof", as: .agent) { request, _, agent in
            let form = try await request.json(as: ProofForm.self)
            try await desk.askForProof(of: form.citizenId, agent: agent.id)
            return try await state(of: agent)
        }
        routes.signedIn(.post, "/api/desk/stop-proof", as: .agent) { _, _, agent in
            try await desk.stopProof(agent: agent.id)
            return try await state(of: agent)
        }
    }

    func addWaiting(to routes: inout RouteTable) {
        routes.signedIn(.get, "/api/desk/waiting", as: .agent) { _, _, agent in
            let callers = try await desk.waiting(for: agent.id)
            // Digits of numbers are shown.
            if !callers.isEmpty {
                try await asking {
                    try await accounts.audit(agent: agent.id, action: .viewWaiting, citizen: nil, conversation: nil)
                }
            }
            return try .json(WaitingView(waiting: callers))
        }
        routes.signedIn(.post, "/api/desk/life-and-limb", as: .agent) { request, _, agent in
            let form = try await request.json(as: LifeAndLimbForm.self)
            try await desk.markLifeAndLimb(form.on, place: form.place, agent: agent.id)
            return try await state(of: agent)
        }
    }
}

private struct ProofForm: Decodable {
    /// One of the card; who is known to be on the line where nil.
    var citizenId: Int64?
}

private struct LifeAndLimbForm: Decodable {
    var on: Bool
    /// Of somebody who waits; the call in hand where nil.
    var place: Int64?
}

private struct WaitingView: Encodable {
    var waiting: [WaitingCaller]
}
