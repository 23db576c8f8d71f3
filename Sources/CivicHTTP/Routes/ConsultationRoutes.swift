import CivicCalls
import Foundation
import HTTPTypes
import Hummingbird

// Asking others during a call, and passing the citizen on.
extension WebHouse {
    func addConsultations(to routes: inout RouteTable) {
        routes.signedIn(.get, "/api/desk/colleagues", as: .agent) { _, _, agent in
            try .json(ColleaguesView(colleagues: try await desk.colleagues(of: agent.id)))
        }
        routes.signedIn(.post, "/api/desk/consult", as: .agent) { request, _, agent in
            let target = try await request.json(as: TargetForm.self).target()
            try await desk.consult(target, agent: agent.id)
            return try await state(of: agent)
        }
        routes.signedIn(.post, "/api/desk/pass", as: .agent) { request, _, agent in
            let target = try await request.json(as: TargetForm.self).target()
            try await desk.pass(to: target, agent: agent.id)
            return try await state(of: agent)
        }
        routes.signedIn(.post, "/api/desk/hear", as: .agent) { request, _, agent in
            let form = try await request.json(as: HearingForm.self)
            guard let hearing = ConsultationHearing(rawValue: form.who) else {
                throw Problem.invalid(
                    "who", "It is none of guest, everyone and citizen.", remedy: "Send one of the three.")
            }
            try await desk.hear(hearing, agent: agent.id)
            return try await state(of: agent)
        }
        routes.signedIn(.post, "/api/desk/complete-transfer", as: .agent) { _, _, agent in
            try await desk.completeTransfer(agent: agent.id)
            return try await state(of: agent)
        }
        routes.signedIn(.post, "/api/desk/end-consultation", as: .agent) { _, _, agent in
            try await desk.endConsultation(agent: agent.id)
            return try await state(of: agent)
        }
    }
}

private struct ColleaguesView: Encodable {
    var colleagues: [Colleague]
}

private struct HearingForm: Decodable {
    var who: String
}

private struct TargetForm: Decodable {
    var kind: String
    var id: String

    func target() throws -> ConsultationTarget {
        let id = id.trimmingCharacters(in: .whitespaces)
        guard (1...64).contains(id.count) else {
            throw Problem.invalid("id", "It is empty, or longer than 64 characters.", remedy: "Choose whom to call.")
        }
        switch kind {
        case "colleague": return .colleague(id)
        case "unit": return .unit(id)
        case "number": return .number(id)
        default:
            throw Problem.invalid(
                "kind", "It is none of colleague, unit and number.", remedy: "Send one of the three.")
        }
    }
}
