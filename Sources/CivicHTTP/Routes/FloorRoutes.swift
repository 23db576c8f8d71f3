import CivicCalls
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// The floor: who is at work and who waits, who serves which queue, what callers hear first, and the supervisors' way into a
// talk. The wall shows the same, large.
extension WebHouse {
    func addFloor(to routes: inout RouteTable) {
        routes.signedIn(.get, "/floor", asOneOf: Self.overseers) { request, _, agent in
            let language = PageLanguage(of: request)
            return overseerPage(
                "floor", at: "/floor", for: agent, of: request,
                markup: floorData(in: language, surges: await surges.board()))
        }
        routes.signedIn(.get, "/wall", asOneOf: Self.overseers) { [site] request, _, _ in
            let language = PageLanguage(of: request)
            return .page(
                site.render(
                    "wall", in: language,
                    values: ["hotline": language == .chinese ? catalogue.hotline.zh : catalogue.hotline.en],
                    markup: floorData(in: language))
            ).remembering(language, of: request)
        }
        routes.signedIn(.get, "/api/floor", asOneOf: Self.overseers) { _, _, _ in try .json(await desk.floor()) }
        let membership = "/api/floor/agents/:agent/membership"
        routes.signedIn(.post, membership, asOneOf: Self.overseers) { request, context, agent in
            let form = try await request.json(as: MembershipForm.self)
            let colleague = String(try context.parameters.require("agent").prefix(128))
            try await asking {
                do {
                    try await desk.changeMembership(
                        of: colleague, queues: form.queues ?? [:], skills: form.skills ?? [:], by: agent.id)
                } catch let refusal as DeskRefusal {
                    throw Problem(refusal)
                }
            }
            return try .json(await desk.floor())
        }
        routes.signedIn(.post, "/api/floor/calls/:reference", as: .supervisor) { request, context, agent in
            let reference = ConversationReference(text: String(try context.parameters.require("reference").prefix(32)))
            let mode = try Self.mode(request.uri.queryParameters["as"].map(String.init))
            let offer = try await request.sessionDescription()
            let answer = try await desk.supervise(reference, as: mode, offer: offer, by: agent.id)
            return .sessionDescription(answer, at: "/api/floor/supervision")
        }
        routes.signedIn(.put, "/api/floor/supervision", as: .supervisor) { request, _, agent in
            let form = try await request.json(as: SupervisionForm.self)
            try await desk.changeSupervision(to: try Self.mode(form.mode), by: agent.id)
            return Response(status: .noContent)
        }
        routes.signedIn(.post, "/api/floor/take-over", as: .supervisor) { _, _, agent in
            try await desk.takeOver(by: agent.id)
            return Response(status: .noContent)
        }
        routes.signedIn(.delete, "/api/floor/supervision", as: .supervisor) { _, _, agent in
            await desk.endSupervision(by: agent.id)
            return Response(status: .noContent)
        }
    }

    private static func mode(_ text: String?) throws -> SupervisionMode {
        guard let mode = text.flatMap(SupervisionMode.init(rawValue:)) else {
            throw Problem.invalid("as", "It is no way to take part.", remedy: "Choose listen, whisper or barge.")
        }
        return mode
    }

    /// The words and names that the page's script needs, as a data block.
    private func floorData(in language: PageLanguage, surges: SurgeBoard? = nil) -> [String: String] {
        struct Data: Encodable {
            var words: [String: String]
            var queues: [String: String]
            /// Prepared texts, where some dialplan would say them.
            var texts: [SurgeBoard.Text]
        }
        let words = site.words(in: language).filter { key, _ in
            ["floor.", "state.", "reason.", "problem.", "surge."].contains { key.hasPrefix($0) }
        }
        let queues = Dictionary(
            catalogue.queues.map { ($0.id, language == .chinese ? $0.zh : $0.en) },
            uniquingKeysWith: { first, _ in first })
        let texts = surges.map { board in board.plans.contains { $0.announces } ? board.texts : [] } ?? []
        let json = (try? WireJSON.encode(Data(words: words, queues: queues, texts: texts))) ?? .init()
        return ["data": HTMLText.scriptData(String(decoding: json, as: UTF8.self))]
    }
}

private struct SupervisionForm: Decodable {
    var mode: String
}

/// What is to be otherwise than now.
private struct MembershipForm: Decodable {
    /// Whether it is served, by queue.
    var queues: [String: Bool]?
    /// The level by skill or tag of a language.
    var skills: [String: Int]?
}
