package import CivicTrace
import CivicCore
import Foundation
import Hummingbird
import HummingbirdCore
import Logging

/// Answers `civicline calls` over a Unix socket: HTTP/1.1 with JSON, no sign-in. Who may open the socket may ask.
package struct ControlServer: Sendable {
    private let path: String
    private let journal: any CallJournal

    package init(path: String, journal: any CallJournal) {
        self.path = path
        self.journal = journal
    }

    /// Serves until the task is cancelled or its service group shuts down gracefully.
    package func run() async throws {
        let router = Router(context: BasicRequestContext.self)
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
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path)),
            logger: Logger(label: "control", factory: { _ in SwiftLogNoOpLogHandler() }))
        try await application.run()
    }

    private static func answer(_ value: some Encodable) throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(value))))
    }
}
