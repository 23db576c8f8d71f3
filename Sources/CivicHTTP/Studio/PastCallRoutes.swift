import CivicCore
import Foundation
import HTTPTypes
import CivicTrace
import Hummingbird

// Past calls in the studio: walked again, and tried on another text.
extension WebHouse {
    private static let mostListed = 200

    func addPastCalls(to routes: inout RouteTable) {
        routes.signedIn(.get, "/api/studio/:plan/past", as: .administrator) { request, context, _ in
            let plan = try context.parameters.require("plan")
            let query = request.uri.queryParameters
            return try .json(
                try await asking {
                    try await plans.pastCalls(
                        of: plan, from: query["from"].map(String.init), to: query["to"].map(String.init),
                        limit: Self.mostListed)
                })
        }
        routes.signedIn(.get, "/api/replays/:reference", as: .administrator) { request, context, agent in
            guard let reference = context.parameters.get("reference").flatMap(ConversationReference.init(typed:))
            else { throw Problem.noSuch("call", remedy: "References look like C-7K2M4Q9XTB.") }
            let language = PageLanguage(of: request)
            let views = try await asking {
                try await plans.replay(reference, language: language.rawValue, by: agent.id)
            }
            guard !views.isEmpty else {
                throw Problem.noSuch("call", remedy: "Its walk is not kept: it may be older than the records of walks.")
            }
            return try .json(views)
        }
        routes.signedIn(.post, "/api/studio/:plan/what-if", as: .administrator) { request, context, _ in
            let plan = try context.parameters.require("plan")
            let form = try await request.json(as: WhatIfForm.self, upTo: 6 << 20)
            return try .json(
                try await asking {
                    try await plans.whatIf(
                        form.text, as: plan, from: form.from, to: form.to, language: form.language)
                })
        }
    }
}

private struct WhatIfForm: Decodable {
    var text: String
    var from: String?
    var to: String?
    var language: String
}
