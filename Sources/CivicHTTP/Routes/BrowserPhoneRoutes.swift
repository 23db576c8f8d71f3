import CivicCalls
import Foundation
import HTTPTypes
import Hummingbird

// The agent's browser as their phone, in the shape of WHIP (RFC 9725): an offer is posted, the answer comes back.
extension WebHouse {
    func addBrowserPhones(to routes: inout RouteTable) {
        routes.signedIn(.put, "/api/desk/phone", as: .agent) { request, _, agent in
            let form = try await request.json(as: PhoneForm.self)
            try await desk.keepPhone(window: form.window, claims: form.claims ?? false, agent: agent.id)
            return Response(status: .noContent)
        }
        routes.signedIn(.delete, "/api/desk/phone/:window", as: .agent) { _, context, agent in
            try await desk.dropPhone(window: try context.parameters.require("window"), agent: agent.id)
            return Response(status: .noContent)
        }
        routes.signedIn(.post, "/api/desk/phone/:window/call", as: .agent) { request, context, agent in
            let window = try context.parameters.require("window")
            let offer = try await request.sessionDescription()
            let answer = try await desk.connectPhone(window: window, offer: offer, agent: agent.id)
            return .sessionDescription(answer, at: "/api/desk/phone/\(window)/call")
        }
        routes.signedIn(.delete, "/api/desk/phone/:window/call", as: .agent) { _, _, agent in
            try await desk.hangUp(agent: agent.id)
            return Response(status: .noContent)
        }
        routes.signedIn(.post, "/api/desk/accept", as: .agent) { _, _, agent in
            try await desk.acceptCall(agent: agent.id)
            return Response(status: .noContent)
        }
        routes.signedIn(.post, "/api/desk/decline", as: .agent) { _, _, agent in
            try await desk.declineCall(agent: agent.id)
            return Response(status: .noContent)
        }
    }
}

private struct PhoneForm: Decodable {
    var window: String
    /// Whether to take the phone over from another window.
    var claims: Bool?
}
