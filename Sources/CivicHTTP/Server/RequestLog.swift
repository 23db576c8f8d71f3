import Hummingbird
import Logging

/// One line per request: method, route, status and milliseconds; never the path's values, the query or the body,
/// which may name a citizen.
struct RequestLog: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let started = ContinuousClock.now
        let response = try await next(request, context)
        let milliseconds = (ContinuousClock.now - started) / .milliseconds(1)
        logger.debug(
            "\(request.method.rawValue) \(context.endpointPath ?? "?") \(response.status.code) \(Int(milliseconds)) ms",
            metadata: context.agent.map { ["agent": "\($0.id)"] })
        return response
    }
}
