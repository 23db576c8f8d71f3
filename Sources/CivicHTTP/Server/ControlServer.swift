package import CivicCalls
package import CivicTrace
import CivicCore
import Foundation
import Hummingbird
import HummingbirdCore
import Logging

/// Answers `civicline calls`, `civicline plans` and `civicline reload` over a Unix socket: HTTP/1.1 with JSON, no sign-in.
/// Who may open the socket may ask.
package struct ControlServer: Sendable {
    private let path: String
    private let journal: any CallJournal
    private let plans: any PlanOffice
    private let surges: any SurgeOffice

    package init(path: String, journal: any CallJournal, plans: any PlanOffice, surges: any SurgeOffice) {
        self.path = path
        self.journal = journal
        self.plans = plans
        self.surges = surges
    }

    /// What `civicline plans publish` sends.
    package struct Publication: Codable, Sendable {
        package var text: String
        package var base: Int?
        package var author: String
        package var note: String

        package init(text: String, base: Int?, author: String, note: String) {
            self.text = text
            self.base = base
            self.author = author
            self.note = note
        }
    }

    /// What `civicline plans rollback` sends.
    package struct Rollback: Codable, Sendable {
        package var to: Int
        package var base: Int?
        package var author: String
        package var note: String

        package init(to: Int, base: Int?, author: String, note: String) {
            self.to = to
            self.base = base
            self.author = author
            self.note = note
        }
    }

    /// What `civicline plans approve` and `decline` send.
    package struct Decision: Codable, Sendable {
        package var author: String
        package var note: String

        package init(author: String, note: String) {
            self.author = author
            self.note = note
        }
    }

    /// What `civicline reload` sends.
    package struct Reload: Codable, Sendable {
        package var author: String

        package init(author: String) { self.author = author }
    }

    /// What `civicline surge on` sends.
    package struct SurgeOrder: Codable, Sendable {
        package var wish: SurgeWish
        package var author: String

        package init(wish: SurgeWish, author: String) {
            self.wish = wish
            self.author = author
        }
    }

    /// What is in front of calls after an order, and why it is not what was ordered.
    package struct SurgeAnswer: Codable, Sendable {
        package var active: [SurgeNotice] = []
        package var refusal: String?
    }

    /// A plan of the largest size, and its JSON escapes.
    private static let longestBody = 8 << 20

    /// Serves until the task is cancelled or its service group shuts down gracefully.
    package func run() async throws {
        let router = Router(context: BasicRequestContext.self)
        addCalls(to: router)
        addPlans(to: router)
        addSurges(to: router)
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path)),
            logger: Logger(label: "control", factory: { _ in SwiftLogNoOpLogHandler() }))
        try await application.run()
    }

    private func addCalls(to router: Router<BasicRequestContext>) {
        let journal = journal
        router.get("/calls") { request, _ in
            let limit = request.uri.queryParameters["limit"].flatMap { Int($0) } ?? 50
            return try Self.answer(try await journal.recentCalls(limit: limit))
        }
        router.get("/calls/:reference") { _, context in
            guard let reference = context.parameters.get("reference").flatMap(ConversationReference.init(typed:)),
                let story = try await journal.story(of: reference)
            else { throw HTTPError(.notFound) }
            return try Self.answer(story)
        }
    }

    private func addPlans(to router: Router<BasicRequestContext>) {
        let plans = plans
        router.get("/plans") { _, _ in try Self.answer(try await plans.plans()) }
        router.post("/plans/:plan/publish") { request, context in
            let plan = try context.parameters.require("plan")
            let body = try await Self.body(Publication.self, of: request)
            return try Self.answer(
                try await plans.publish(body.text, as: plan, base: body.base, by: body.author, note: body.note))
        }
        router.post("/plans/:plan/rollback") { request, context in
            let plan = try context.parameters.require("plan")
            let body = try await Self.body(Rollback.self, of: request)
            return try Self.answer(
                try await plans.rollBack(plan, to: body.to, base: body.base, by: body.author, note: body.note))
        }
        router.post("/requests/:id/approve") { request, context in
            let id = Int64(try context.parameters.require("id")) ?? 0
            let body = try await Self.body(Decision.self, of: request)
            return try Self.answer(try await plans.approve(id, by: body.author, note: body.note))
        }
        router.post("/requests/:id/decline") { request, context in
            let id = Int64(try context.parameters.require("id")) ?? 0
            let body = try await Self.body(Decision.self, of: request)
            return try Self.answer(try await plans.decline(id, by: body.author, note: body.note))
        }
        router.post("/reload") { request, _ in
            let body = try await Self.body(Reload.self, of: request)
            return try Self.answer(try await plans.reload(by: body.author))
        }
    }

    private func addSurges(to router: Router<BasicRequestContext>) {
        let surges = surges
        router.get("/surge") { _, _ in try Self.answer(await surges.board()) }
        router.post("/surge") { request, _ in
            let body = try await Self.body(SurgeOrder.self, of: request)
            var answer = SurgeAnswer()
            do {
                _ = try await surges.putInFront(body.wish, by: body.author)
            } catch let refusal as SurgeRefusal {
                answer.refusal = Problem(refusal).line
            }
            answer.active = await surges.board().active
            return try Self.answer(answer)
        }
        router.post("/surge/:id/end") { request, context in
            let id = Int64(try context.parameters.require("id")) ?? 0
            let body = try await Self.body(Reload.self, of: request)
            var answer = SurgeAnswer()
            do {
                try await surges.takeAway(id, by: body.author)
            } catch let refusal as SurgeRefusal {
                answer.refusal = Problem(refusal).line
            }
            answer.active = await surges.board().active
            return try Self.answer(answer)
        }
    }

    private static func body<Body: Decodable>(_ type: Body.Type, of request: Request) async throws -> Body {
        let bytes = try await request.body.collect(upTo: longestBody)
        guard let body = try? JSONDecoder().decode(type, from: Data(bytes.readableBytesView)) else {
            throw HTTPError(.badRequest)
        }
        return body
    }

    private static func answer(_ value: some Encodable) throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(value))))
    }
}
