import CivicCalls
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Turns whatever was thrown into a problem document, or into a page for a browser that asks for one.
///
/// The log gets the error's type only: its text may quote what a citizen said.
struct ProblemMiddleware: RouterMiddleware {
    let site: Site
    let logger: Logger

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let problem: Problem
        do {
            return try await next(request, context)
        } catch let thrown as Problem {
            problem = thrown
        } catch let refusal as DeskRefusal {
            problem = Problem(refusal)
        } catch let refusal as BrowserCallRefusal {
            problem = Problem(refusal)
        } catch is NIOTooManyBytesError {
            problem = .tooLarge(limit: Request.longestBody)
        } catch let error as any HTTPResponseError {
            problem =
                error.status == .notFound
                ? .notFound
                : Problem(kind: "refused", title: error.status.reasonPhrase, status: error.status)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            logger.error("\(request.method.rawValue) \(context.endpointPath ?? "?") failed: \(type(of: error))")
            problem = .internalFault
        }
        // Applications always get a document, whatever their library accepts.
        let wantsPage =
            !request.uri.path.hasPrefix("/api/v1/")
            && request.headers[values: .accept].contains { $0.contains("text/html") }
        return wantsPage
            ? problem.decorate(site.problemPage(problem, in: PageLanguage(of: request))) : try problem.json()
    }
}
