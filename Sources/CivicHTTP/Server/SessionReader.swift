import Hummingbird

/// Finds out who is asking, by the session cookie; routes decide what that allows.
struct SessionReader: RouterMiddleware {
    static let cookieName = "civicline-session"

    let accounts: any DeskAccounts

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard let session = request.cookies[Self.cookieName]?.value, (1...256).contains(session.utf8.count) else {
            return try await next(request, context)
        }
        var context = context
        if let agent = try await accounts.agent(forSession: session) {
            context.session = session
            context.agent = agent
        }
        return try await next(request, context)
    }

    /// The cookie that carries `session`, or that takes it away when nil.
    static func cookie(_ session: String?, secure: Bool) -> Cookie? {
        try? Cookie.validated(
            name: cookieName, value: session ?? "gone", maxAge: session == nil ? 0 : nil, path: "/", secure: secure,
            httpOnly: true, sameSite: .strict)
    }
}
