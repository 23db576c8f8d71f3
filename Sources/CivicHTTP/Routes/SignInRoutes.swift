import Logging
import CivicCalls
import HTTPTypes
import Hummingbird

// Signing in and out: plain forms that work without script.
extension WebHouse {
    func addSignIn(to routes: inout RouteTable) {
        routes.open(.get, "/sign-in") { request, context in
            if context.agent != nil { return .seeOther("/desk") }
            return signInPage(request, message: nil, status: .ok)
        }
        routes.open(.post, "/sign-in") { request, context in
            try await signIn(request, context)
        }
        routes.open(.post, "/sign-out") { request, context in
            try await signOut(request, context)
        }
    }

    private func signIn(_ request: Request, _ context: WebContext) async throws -> Response {
        let fields = try await request.form()
        let name = fields["name"] ?? ""
        let password = fields["password"] ?? ""
        guard (1...64).contains(name.count), (1...256).contains(password.count) else {
            return signInPage(request, message: "sign-in.empty", status: .unprocessableContent)
        }
        do {
            guard let agent = try await accounts.signIn(name: name, password: password, source: context.peer) else {
                return signInPage(request, message: "sign-in.wrong", status: .unauthorized)
            }
            if let old = context.session { try await accounts.endSession(old) }
            let session = try await accounts.createSession(for: agent)
            try await accounts.audit(agent: agent.id, action: .signIn, citizen: nil, conversation: nil)
            guard let cookie = SessionReader.cookie(session, secure: secureCookies) else { throw Problem.internalFault }
            var response = Response.seeOther("/desk")
            response.setCookie(cookie)
            return response
        } catch SignInRefusal.throttled(let seconds) {
            return Problem.throttled(retryAfter: seconds).decorate(
                signInPage(
                    request, message: "sign-in.throttled", status: .tooManyRequests,
                    values: ["seconds": String(seconds)]))
        }
    }

    private func signOut(_ request: Request, _ context: WebContext) async throws -> Response {
        if let agent = context.agent, let session = context.session {
            // A call in progress goes on: its leg belongs to the server, not to the page.
            do {
                try await desk.choose(.signedOut, agent: agent.id)
            } catch {
                logger.info("sign-out during a call or without a desk", metadata: ["agent": "\(agent.id)"])
            }
            try await accounts.endSession(session)
            try await accounts.audit(agent: agent.id, action: .signOut, citizen: nil, conversation: nil)
        }
        var response = Response.seeOther("/sign-in")
        if let cookie = SessionReader.cookie(nil, secure: secureCookies) { response.setCookie(cookie) }
        return response
    }

    private func signInPage(
        _ request: Request, message: String?, status: HTTPResponse.Status, values: [String: String] = [:]
    ) -> Response {
        let language = PageLanguage(of: request)
        var text = message.flatMap { site.words(in: language)[$0] } ?? ""
        for (name, value) in values { text = text.replacing("{\(name)}", with: value) }
        var page = Response.page(
            site.render(
                "sign-in", in: language,
                values: [
                    "message": text, "message-class": message == nil ? "hidden" : "message",
                    "hotline": language == .chinese ? catalogue.hotline.zh : catalogue.hotline.en,
                ]), status: status)
        page = page.remembering(language, of: request)
        return page
    }
}
