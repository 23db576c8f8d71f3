import CivicCalls
import CivicHTTP
import Testing

struct SignInTests {
    private static let form = "application/x-www-form-urlencoded"

    @Test("the right password opens a session in a cookie that scripts and other sites cannot use")
    func signsIn() async throws {
        try await TestServer.run { server in
            let answer = try await server.client.send(
                "POST", "/sign-in", headers: server.client.here, body: "name=lin&password=correct", type: Self.form)
            #expect(answer.status == 303)
            #expect(answer.headers["location"] == "/desk")
            let cookie = try #require(answer.headers["set-cookie"])
            for attribute in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(cookie.contains(attribute)) }
            let session = String(cookie.prefix { $0 != ";" })
            let state = try await server.client.send("GET", "/api/desk/state", headers: ["Cookie": session])
            #expect(state.status == 200)
            #expect(await server.accounts.book.map(\.action) == [.signIn])
        }
    }

    @Test(
        "a refused sign-in says so on the page",
        arguments: [
            ("name=lin&password=wrong", 401), ("name=nobody&password=correct", 401), ("name=&password=", 422),
            ("", 422), ("name=hasty&password=correct", 429), ("name=%FF%FE&password=%00", 422), ("&&==&=%", 422),
        ])
    func refuses(body: String, status: Int) async throws {
        try await TestServer.run { server in
            let answer = try await server.client.send(
                "POST", "/sign-in", headers: server.client.here, body: body, type: Self.form)
            #expect(answer.status == status)
            #expect(answer.headers["set-cookie"] == nil)
            #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
            if status == 429 { #expect(answer.headers["retry-after"] == "30") }
        }
    }

    @Test("signing out ends the session on the server")
    func signsOut() async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            let answer = try await server.client.send(
                "POST", "/sign-out", headers: server.client.here.merging(["Cookie": session]) { $1 })
            #expect(answer.status == 303)
            #expect(answer.headers["set-cookie"]?.contains("Max-Age=0") == true)
            #expect(try await server.client.send("GET", "/api/desk/state", headers: ["Cookie": session]).status == 401)
            #expect(await server.desk.choices == [.signedOut])
        }
    }

    @Test(
        "without a known session every desk route answers 401",
        arguments: [
            ("GET", "/api/desk/state"), ("GET", "/api/desk/events"), ("GET", "/api/desk/citizen/101"),
            ("GET", "/api/desk/search?q=ab"), ("GET", "/api/desk/case/11"), ("POST", "/api/desk/choice"),
            ("POST", "/api/desk/hang-up"), ("POST", "/api/desk/transfer"), ("POST", "/api/desk/mask"),
            ("GET", "/api/desk/colleagues"), ("POST", "/api/desk/consult"), ("POST", "/api/desk/pass"),
            ("POST", "/api/desk/hear"), ("POST", "/api/desk/complete-transfer"),
            ("POST", "/api/desk/end-consultation"),
            ("POST", "/api/desk/confirm-citizen"),
            ("POST", "/api/desk/wrap-up"), ("POST", "/api/desk/case"), ("POST", "/api/desk/case/11/note"),
            ("POST", "/api/desk/search"),
        ])
    func unknownSession(method: String, path: String) async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": "civicline-session=forged"]) { $1 }
            let answer = try await server.client.send(method, path, headers: headers)
            #expect(answer.status == 401)
            #expect(answer.headers["content-type"] == "application/problem+json")
            #expect(try answer.json()["type"] as? String == "urn:civicline:problem:sign-in-first")
        }
    }

    @Test("an account without the role is refused, and told which role is missing")
    func roleMissing() async throws {
        try await TestServer.run { server in
            let session = try await server.signIn(as: "he")
            let answer = try await server.client.send("GET", "/api/desk/state", headers: ["Cookie": session])
            #expect(answer.status == 403)
            #expect(answer.body.contains("role agent"))
        }
    }

    @Test("the desk without a session leads to the sign-in page")
    func deskLeadsToSignIn() async throws {
        try await TestServer.run { server in
            let answer = try await server.client.send("GET", "/desk")
            #expect(answer.status == 303)
            #expect(answer.headers["location"] == "/sign-in")
        }
    }
}
