import HTTPTypes
import Hummingbird

/// The routes as they are added, so that a known path with a wrong method gets 405 with `Allow` (RFC 9110 §15.5.6)
/// rather than 404.
struct RouteTable {
    private let router: Router<WebContext>
    /// By path.
    private(set) var methods: [String: [HTTPRequest.Method]] = [:]

    init(router: Router<WebContext>) {
        self.router = router
    }

    /// A route that needs no sign-in.
    mutating func open(
        _ method: HTTPRequest.Method, _ path: String,
        use handler: @escaping @Sendable (Request, WebContext) async throws -> Response
    ) {
        methods[path, default: []].append(method)
        router.on(RouterPath(path), method: method) { try await handler($0, $1) }
    }

    /// A route that needs no sign-in and is there while `isOpen` says so.
    mutating func open(
        _ method: HTTPRequest.Method, _ path: String, while isOpen: @escaping @Sendable () -> Bool,
        use handler: @escaping @Sendable (Request, WebContext) async throws -> Response
    ) {
        open(method, path) { request, context in
            guard isOpen() else { throw Problem.notFound }
            return try await handler(request, context)
        }
    }

    /// A route for a signed-in agent who has `role`.
    mutating func signedIn(
        _ method: HTTPRequest.Method, _ path: String, as role: DeskRole,
        use handler: @escaping @Sendable (Request, WebContext, DeskAgent) async throws -> Response
    ) {
        open(method, path) { request, context in
            guard let agent = context.agent else { throw Problem.signInFirst }
            guard agent.roles.contains(role) else { throw Problem.roleMissing(role) }
            return try await handler(request, context, agent)
        }
    }

    /// A route for a signed-in person who has one of `roles`; the first is named where none is there.
    mutating func signedIn(
        _ method: HTTPRequest.Method, _ path: String, asOneOf roles: [DeskRole],
        use handler: @escaping @Sendable (Request, WebContext, DeskAgent) async throws -> Response
    ) {
        open(method, path) { request, context in
            guard let agent = context.agent else { throw Problem.signInFirst }
            guard !agent.roles.isDisjoint(with: roles) else { throw Problem.roleMissing(roles.first ?? .administrator) }
            return try await handler(request, context, agent)
        }
    }

    /// Closes the table.
    func refuseOtherMethods() {
        for (path, allowed) in methods {
            for method in [.get, .post, .put, .patch, .delete, .options, .trace, .safeQuery]
                as [HTTPRequest.Method]
            where !allowed.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    throw Problem.methodNotAllowed(allowed)
                }
            }
        }
    }
}

extension HTTPRequest.Method {
    /// QUERY, a GET with a body.
    fileprivate static let safeQuery = HTTPRequest.Method("QUERY")!
}
