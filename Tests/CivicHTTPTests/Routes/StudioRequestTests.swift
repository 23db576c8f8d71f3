import Foundation
import Testing

@Suite("The studio's first page and requests to publish")
struct StudioRequestTests {
    private func send(
        _ server: TestServer, _ method: String, _ path: String, as name: String = "wu", form: String = ""
    ) async throws -> TestClient.Answer {
        let headers = server.client.here.merging(["Cookie": try await server.signIn(as: name)]) { $1 }
        return try await server.client.send(
            method, path, headers: headers, body: method == "GET" ? nil : form,
            type: "application/x-www-form-urlencoded")
    }

    @Test("are the administrator's alone")
    func roles() async throws {
        try await TestServer.run { server in
            for (method, path) in [
                ("POST", "/studio"), ("GET", "/studio/requests/5"), ("POST", "/studio/requests/5/approve"),
                ("POST", "/studio/requests/5/decline"),
            ] {
                let answer = try await send(server, method, path, as: "qin")
                #expect(answer.status == 403, "\(path)")
            }
            #expect(await server.office.decisions.isEmpty)
            #expect(await server.office.made.isEmpty)
        }
    }

    @Test("a new plan is made by a form, and a refusal comes back with what was typed")
    func create() async throws {
        try await TestServer.run { server in
            let made = try await send(
                server, "POST", "/studio", form: "name=tax&answers=12366%2C+12367&from=county")
            #expect(made.status == 303 && made.headers["location"] == "/studio/tax")
            #expect(await server.office.made == ["tax county 12366+12367 wu"])
            let refused = try await send(server, "POST", "/studio", form: "name=county&answers=1&from=")
            #expect(refused.status == 200 && refused.body.contains("value=\"county\""))
            #expect(refused.body.contains("role=\"alert\"") && !refused.body.contains("<script>alert"))
        }
    }

    @Test("what waits is listed, shown with its difference, and decided on with a note")
    func decide() async throws {
        try await TestServer.run { server in
            let front = try await send(server, "GET", "/studio")
            #expect(front.body.contains("/studio/requests/5") && !front.body.contains("<script>alert"))
            let page = try await send(server, "GET", "/studio/requests/5")
            #expect(page.status == 200 && page.body.contains("/studio/requests/5/approve"))
            #expect(page.body.contains("class=\"plus\"") && !page.body.contains("<script>alert"))
            let done = try await send(server, "POST", "/studio/requests/5/approve", form: "note=+fine+")
            #expect(done.status == 303)
            _ = try await send(server, "POST", "/studio/requests/5/decline", form: "note=no")
            #expect(await server.office.decisions == ["approve 5 wu fine", "decline 5 wu no"])
            let own = try await send(server, "POST", "/studio/requests/5/approve", form: "note=own")
            #expect(own.status == 200 && own.body.contains("role=\"alert\""))
            #expect(try await send(server, "GET", "/studio/requests/6").status == 404)
            #expect(try await send(server, "GET", "/studio/requests/x").status == 404)
        }
    }
}
