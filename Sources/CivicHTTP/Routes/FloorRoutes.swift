import CivicCalls
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// The floor: who is at work and who waits, and the supervisors' way into a talk. The wall shows the same, large.
extension WebHouse {
    func addFloor(to routes: inout RouteTable) {
        routes.signedIn(.get, "/floor", asOneOf: Self.overseers) { request, _, agent in
            overseerPage(
                "floor", at: "/floor", for: agent, of: request, markup: floorData(in: PageLanguage(of: request)))
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
    private func floorData(in language: PageLanguage) -> [String: String] {
        struct Data: Encodable {
            var words: [String: String]
            var queues: [String: String]
        }
        let words = site.words(in: language).filter { key, _ in
            ["floor.", "state.", "reason.", "problem."].contains { key.hasPrefix($0) }
        }
        let queues = Dictionary(
            catalogue.queues.map { ($0.id, language == .chinese ? $0.zh : $0.en) },
            uniquingKeysWith: { first, _ in first })
        let json = (try? WireJSON.encode(Data(words: words, queues: queues))) ?? .init()
        return ["data": HTMLText.scriptData(String(decoding: json, as: UTF8.self))]
    }
}

private struct SupervisionForm: Decodable {
    var mode: String
}
