import CivicTrace
import Foundation
import HTTPTypes
import Hummingbird

// Requests to publish: what would change, and a second person's word on it.
extension WebHouse {
    func addStudioRequests(to routes: inout RouteTable) {
        routes.signedIn(.get, "/studio/requests/:id", as: .administrator) { request, context, agent in
            try await requestPage(try recordId(context, "request"), for: agent, request, message: nil)
        }
        routes.signedIn(.post, "/studio/requests/:id/approve", as: .administrator) { request, context, agent in
            let id = try recordId(context, "request")
            let note = try Self.note(try await request.form()["note"])
            let outcome = try await asking { try await plans.approve(id, by: agent.id, note: note) }
            if outcome.refusal == nil { return .seeOther("/studio") }
            return try await requestPage(id, for: agent, request, message: outcome)
        }
        routes.signedIn(.post, "/studio/requests/:id/decline", as: .administrator) { request, context, agent in
            let id = try recordId(context, "request")
            let note = try Self.note(try await request.form()["note"])
            let outcome = try await asking { try await plans.decline(id, by: agent.id, note: note) }
            if outcome.refusal == nil { return .seeOther("/studio") }
            return try await requestPage(id, for: agent, request, message: outcome)
        }
    }

    private func requestPage(_ id: Int64, for agent: DeskAgent, _ request: Request, message: PlanOutcome?)
        async throws -> Response
    {
        let page = StudioPage(site: site, language: PageLanguage(of: request))
        let (view, diff) = try await asking {
            guard let (view, text) = try await plans.request(id) else {
                throw Problem.noSuch("request", remedy: "The studio's first page lists those that wait.")
            }
            // Against what is live now: that is what approving would replace.
            let live = try await plans.plans().first { $0.name == view.plan }
            let old = if let live { try await plans.text(of: live.name, serial: live.live.serial) ?? "" } else { "" }
            return (view, await plans.difference(from: old, to: text))
        }
        return overseerPage(
            "studio-request", title: page.title(of: view), at: "/studio/requests/\(id)", for: agent, of: request,
            markup: [
                "facts": page.facts(of: view), "steps": page.steps(of: diff), "diff": page.diff(diff),
                "message": message.map(page.refusal) ?? "",
                "decide": view.state == "open" ? page.decision(on: view, isOwn: view.author == agent.id) : "",
            ])
    }
}
