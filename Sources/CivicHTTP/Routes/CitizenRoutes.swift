import CivicCore
import Logging
import CivicCRM
import CivicCalls
import Foundation
import HTTPTypes
import Hummingbird

// A citizen's card and the search; every look is in the audit book before it is shown. A search shows who somebody is, to
// choose by; the file behind it opens for a call or a reason.
extension WebHouse {
    func addCitizens(to routes: inout RouteTable) {
        routes.signedIn(.get, "/api/desk/citizen/:id", as: .agent) { _, context, agent in
            let id = try recordId(context, "citizen")
            guard let citizen = try await asking({ try await records.citizen(id) }) else {
                throw Problem.noSuch("citizen", remedy: "Search again; the record may have been merged.")
            }
            let call = try? await desk.state(of: agent.id).call
            try await note(
                FileOpening(
                    by: agent.id, look: .citizen, citizenId: id,
                    ground: try ground(ofCitizen: id, for: agent, in: call), conversation: call?.conversation))
            let known = KnownCitizen(id: id, level: .confirmed)
            let card = try await asking { try await records.card(forNumber: nil, known: known) }
            let cases = try await asking { try await records.cases(ofCitizen: id) }
            return try .json(
                CitizenCardView(
                    citizen: CitizenView(citizen), card: CardView(card, articles: knowledge?.articles ?? []),
                    cases: cases))
        }
        // The page uses POST, so that a name is in no proxy's log; GET is for programs on the spot.
        routes.signedIn(.get, "/api/desk/search", as: .agent) { request, _, agent in
            try await search(request.uri.queryParameters["q"].map { String($0.replacing("+", with: " ")) } ?? "", agent)
        }
        routes.signedIn(.post, "/api/desk/search", as: .agent) { request, _, agent in
            try await search(try await request.json(as: SearchForm.self).q, agent)
        }
    }

    private func search(_ text: String, _ agent: DeskAgent) async throws -> Response {
        let text = try TextRule.search.check(text, field: "q")
        return try .json(SearchView(citizens: try await search(text, by: agent).map(CitizenView.init)))
    }

    /// At most twenty, each of them in the audit book.
    func search(_ text: String, by agent: DeskAgent) async throws -> [Citizen] {
        let found = try await asking { try await records.search(text, limit: 20) }
        let conversation = try? await desk.state(of: agent.id).call?.conversation
        try await asking {
            for citizen in found.isEmpty ? [nil] : found.map({ Optional($0.id) }) {
                try await accounts.audit(
                    agent: agent.id, action: .search, citizen: citizen, conversation: conversation)
            }
        }
        return found
    }

    /// The record number of the path.
    func recordId(_ context: WebContext, _ what: String) throws -> Int64 {
        guard let id = context.parameters.get("id").flatMap({ Int64($0) }), id > 0 else {
            throw Problem.noSuch(what, remedy: "Use the number that the page was given.")
        }
        return id
    }

    /// Runs a question to the records; what fails there is told as "try again", without its text.
    func asking<Answer: Sendable>(_ question: () async throws -> Answer) async throws -> Answer {
        do {
            return try await question()
        } catch let problem as Problem {
            throw problem
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            logger.error("the records failed: \(type(of: error))")
            throw Problem.recordsUnavailable
        }
    }
}

private struct SearchForm: Decodable {
    var q: String
}

private struct SearchView: Encodable {
    var citizens: [CitizenView]
}

private struct CitizenCardView: Encodable {
    var citizen: CitizenView
    var card: CardView
    /// All of them, closed ones too.
    var cases: [CaseView]

    init(citizen: CitizenView, card: CardView, cases: [Case]) {
        self.citizen = citizen
        self.card = card
        self.cases = cases.map(CaseView.init)
    }
}
