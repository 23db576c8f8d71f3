import HTTPTypes
import Hummingbird

/// Refuses unsafe requests that another site's page could have made a browser send.
///
/// Browsers say where a request comes from: `Sec-Fetch-Site` (on HTTPS and loopback) or `Origin`. One of them must say
/// "from here"; a program that is no browser sends `Origin` as well.
struct SameOrigin: RouterMiddleware {
    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        switch request.method {
        case .get, .head, .options: break
        case _ where Self.needsNoSession(request.uri.path): break
        default:
            guard
                Self.isFromHere(
                    fetchSite: request.headers[.fetchSite], origin: request.headers[.origin],
                    host: request.head.authority)
            else { throw Problem.foreignOrigin }
        }
        return try await next(request, context)
    }

    /// Where no session counts: the public's form, which old browsers send without saying whence, and what applications
    /// do with their tokens.
    static func needsNoSession(_ path: String) -> Bool {
        path == WebHouse.askPath || [WebHouse.askPath + "/", "/api/v1/", "/open311/"].contains { path.hasPrefix($0) }
    }

    /// - Parameter host: the request's `Host` (RFC 9110 §7.2).
    static func isFromHere(fetchSite: String?, origin: String?, host: String?) -> Bool {
        if let fetchSite { return fetchSite == "same-origin" }
        guard let origin, let host, !host.isEmpty else { return false }
        // The scheme may differ: TLS can end at a proxy in front of us.
        return ["http://", "https://"].contains { origin.lowercased() == $0 + host.lowercased() }
    }
}
