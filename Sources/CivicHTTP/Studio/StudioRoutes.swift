import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// The studio: where administrators read, edit, try out, publish and take back dialplans.
extension WebHouse {
    /// A plan of the largest size with its JSON escapes.
    static let longestPlan = 6 << 20

    func addStudio(to routes: inout RouteTable) {
        routes.signedIn(.get, "/studio/:plan", as: .administrator) { request, context, agent in
            let language = PageLanguage(of: request)
            let state = try await studioState(context)
            let words = Dictionary(
                uniqueKeysWithValues: PageLanguage.allCases.map { ($0.rawValue, site.words(in: $0)) })
            let data = StudioPageData(state: state, vocabulary: await plans.vocabulary(), words: words)
            let json = String(decoding: try WireJSON.encode(data), as: UTF8.self)
            return .page(
                site.render(
                    "studio-plan", in: language, values: ["agent": agent.name, "plan": state.plan.name],
                    markup: ["data": HTMLText.scriptData(json), "editor": editor.head])
            ).remembering(language, of: request)
        }
        routes.signedIn(.get, "/lib/editor/:name", as: .administrator) { [editor] _, context, _ in
            try editor.file(try context.parameters.require("name"))
        }
        routes.signedIn(.get, "/api/studio/:plan", as: .administrator) { _, context, _ in
            try .json(try await studioState(context))
        }
        routes.signedIn(.get, "/api/studio/:plan/versions/:serial", as: .administrator) { _, context, _ in
            let plan = try context.parameters.require("plan")
            guard let serial = context.parameters.get("serial").flatMap({ Int($0) }),
                let text = try await asking({ try await plans.text(of: plan, serial: serial) })
            else { throw Problem.noSuch("version", remedy: "Load the page again for the list.") }
            return try .json(["text": text])
        }
        routes.signedIn(.get, "/api/studio/:plan/clip", as: .administrator) { request, _, _ in
            guard let name = request.uri.queryParameters["name"], let wav = await plans.clip(String(name)) else {
                throw Problem.noSuch("clip", remedy: "Make it with 'civicline prompts --make'.")
            }
            return Response(
                status: .ok, headers: [.contentType: "audio/wav"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: wav)))
        }
        addStudioFront(to: &routes)
        addStudioSteps(to: &routes)
        addStudioRequests(to: &routes)
        addStudioTrials(to: &routes)
        addStudioTests(to: &routes)
        addStudioChanges(to: &routes)
    }

    /// What changes nothing.
    private func addStudioTrials(to routes: inout RouteTable) {
        routes.signedIn(.post, "/api/studio/:plan/check", as: .administrator) { request, context, _ in
            let form = try await request.json(as: TextForm.self, upTo: Self.longestPlan)
            return try .json(await plans.check(form.text, as: try context.parameters.require("plan")))
        }
        routes.signedIn(.post, "/api/studio/:plan/walk", as: .administrator) { request, context, _ in
            let call = try await request.json(as: TrialCall.self, upTo: Self.longestPlan)
            try Self.bound(call)
            return try .json(await plans.walk(call, through: try context.parameters.require("plan")))
        }
        routes.signedIn(.post, "/api/studio/:plan/picture", as: .administrator) { request, context, _ in
            let form = try await request.json(as: PictureForm.self, upTo: Self.longestPlan)
            return try .json(
                await plans.picture(
                    of: form.text, as: try context.parameters.require("plan"), language: form.language,
                    traffic: form.traffic ?? .none))
        }
        routes.signedIn(.post, "/api/studio/:plan/diff", as: .administrator) { request, _, _ in
            let form = try await request.json(as: DiffForm.self, upTo: 2 * Self.longestPlan)
            return try .json(await plans.difference(from: form.from, to: form.to))
        }
    }

    /// What everybody hears of.
    private func addStudioChanges(to routes: inout RouteTable) {
        routes.signedIn(.post, "/api/studio/:plan/publish", as: .administrator) { request, context, agent in
            let plan = try context.parameters.require("plan")
            let form = try await request.json(as: PublishForm.self, upTo: Self.longestPlan)
            let note = try Self.note(form.note)
            return try .json(
                try await asking {
                    try await plans.publish(form.text, as: plan, base: form.base, by: agent.id, note: note)
                })
        }
        routes.signedIn(.post, "/api/studio/:plan/rollback", as: .administrator) { request, context, agent in
            let plan = try context.parameters.require("plan")
            let form = try await request.json(as: RollbackForm.self)
            let note = try Self.note(form.note)
            return try .json(
                try await asking {
                    try await plans.rollBack(plan, to: form.to, base: form.base, by: agent.id, note: note)
                })
        }
        routes.signedIn(.post, "/api/studio/:plan/draft", as: .administrator) { request, context, agent in
            let plan = try context.parameters.require("plan")
            let form = try await request.json(as: DraftForm.self, upTo: Self.longestPlan)
            let (outcome, serial) = try await asking {
                try await plans.saveDraft(form.text, as: plan, base: form.base, over: form.over, by: agent.id)
            }
            return try .json(DraftAnswer(outcome: outcome, serial: serial))
        }
        routes.signedIn(.post, "/api/studio/:plan/discard", as: .administrator) { _, context, agent in
            let plan = try context.parameters.require("plan")
            try await asking { try await plans.discardDraft(of: plan, by: agent.id) }
            return try .json(try await studioState(context))
        }
    }

    private func studioState(_ context: WebContext) async throws -> StudioState {
        let name = try context.parameters.require("plan")
        return try await asking {
            guard let plan = try await plans.plans().first(where: { $0.name == name }) else {
                throw Problem.noSuch("plan", remedy: "The studio's first page lists them.")
            }
            let versions = Array(try await plans.versions(of: name).prefix(200))
            let live = try await plans.text(of: name, serial: plan.live.serial) ?? ""
            var draft: String?
            if let serial = plan.draft { draft = try await plans.text(of: name, serial: serial) }
            return StudioState(plan: plan, versions: versions, live: live, draft: draft)
        }
    }

    /// A text for the ledger: one line of at most 500 characters.
    static func note(_ text: String?) throws -> String {
        let note = (text ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard note.count <= 500, !note.contains(where: \.isNewline) else {
            throw Problem.invalid("note", "It is longer than one line of 500 characters.", remedy: "Shorten it.")
        }
        return note
    }
}

/// A plan as the editor begins with it.
struct StudioState: Encodable {
    var plan: PlanView
    var versions: [PlanVersionView]
    var live: String
    var draft: String?
}

private struct StudioPageData: Encodable {
    var state: StudioState
    var vocabulary: PlanVocabulary
    /// Both languages, so that switching needs no reload and loses no edit.
    var words: [String: [String: String]]
}

private struct TextForm: Decodable {
    var text: String
}

private struct PictureForm: Decodable {
    var text: String
    var language: String
    var traffic: PictureTraffic?
}

private struct DiffForm: Decodable {
    var from: String
    var to: String
}

private struct PublishForm: Decodable {
    var text: String
    var base: Int?
    var note: String?
}

private struct RollbackForm: Decodable {
    var to: Int
    var base: Int?
    var note: String?
}

private struct DraftForm: Decodable {
    var text: String
    var base: Int?
    var over: Int?
}

private struct DraftAnswer: Encodable {
    var outcome: PlanOutcome
    var serial: Int?
}
