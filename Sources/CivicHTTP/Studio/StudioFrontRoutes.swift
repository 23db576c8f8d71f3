import Foundation
import HTTPTypes
import Hummingbird

// The studio's first page: plans, what waits for a second person, versions, and a form for a new plan.
extension WebHouse {
    func addStudioFront(to routes: inout RouteTable) {
        routes.signedIn(.get, "/studio", as: .administrator) { request, _, agent in
            try await studioFront(for: agent, request)
        }
        routes.signedIn(.post, "/studio", as: .administrator) { request, _, agent in
            let fields = try await request.form()
            let name = (fields["name"] ?? "").trimmingCharacters(in: .whitespaces)
            let answers = (fields["answers"] ?? "").split { $0 == "," || $0 == " " || $0 == "，" || $0 == "、" }
                .map(String.init)
            guard answers.count <= 20, answers.allSatisfy({ $0.count <= 40 }) else {
                throw Problem.invalid("answers", "Those are too many numbers.", remedy: "Name up to 20.")
            }
            let model = fields["from"].flatMap { $0.isEmpty ? nil : $0 }
            let outcome = try await asking {
                try await plans.create(name, from: model, answers: answers, by: agent.id, note: "a new plan")
            }
            if outcome.refusal == nil { return .seeOther(outcome.request == nil ? "/studio/\(name)" : "/studio") }
            return try await studioFront(for: agent, request, message: outcome, form: fields)
        }
    }

    private func studioFront(
        for agent: DeskAgent, _ request: Request, message: PlanOutcome? = nil, form: [String: String] = [:]
    ) async throws -> Response {
        let page = StudioPage(site: site, language: PageLanguage(of: request))
        let (all, open, versions) = try await asking {
            (try await plans.plans(), try await plans.requests(open: true), try await plans.versions(of: nil))
        }
        return overseerPage(
            "studio", at: "/studio", for: agent, of: request,
            values: ["name": form["name"] ?? "", "numbers": form["answers"] ?? ""],
            markup: [
                "plans": page.plans(all), "requests": page.requests(open),
                "versions": page.versions(Array(versions.prefix(100))), "message": message.map(page.refusal) ?? "",
                "models": page.models(all, chosen: form["from"]),
            ])
    }
}
