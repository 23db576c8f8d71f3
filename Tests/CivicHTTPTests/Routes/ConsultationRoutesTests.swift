import CivicCalls
import CivicHTTP
import Testing

@Suite("Asking others and passing on, from the desk")
struct ConsultationRoutesTests {
    @Test("colleagues are listed with their presence, and each wish reaches the call")
    func wishes() async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            let headers = server.client.here.merging(["Cookie": session]) { $1 }
            let list = try await server.client.send("GET", "/api/desk/colleagues", headers: ["Cookie": session])
            let colleagues = try #require(list.json()["colleagues"] as? [[String: Any]])
            #expect(colleagues.map { $0["state"] as? String } == ["ready"])
            for (path, body) in [
                ("consult", #"{"kind":"colleague","id":"wang"}"#), ("hear", #"{"who":"everyone"}"#),
                ("complete-transfer", "{}"), ("end-consultation", "{}"),
                ("pass", #"{"kind":"unit","id":"water-company"}"#), ("consult", #"{"kind":"number","id":" 95598 "}"#),
            ] {
                let answer = try await server.client.send(
                    "POST", "/api/desk/\(path)", headers: headers, body: body)
                #expect(answer.status == 200, "\(path): \(answer.body)")
            }
            #expect(
                await server.desk.asked == [
                    #"lin asks colleague("wang")"#, "lin hears everyone", "lin completes", "lin ends asking",
                    #"lin passes to unit("water-company")"#, #"lin asks number("95598")"#,
                ])
        }
    }

    @Test(
        "what cannot be meant is refused by field",
        arguments: [
            ("consult", #"{"kind":"ghost","id":"wang"}"#, "kind"), ("pass", #"{"kind":"unit","id":""}"#, "id"),
            ("hear", #"{"who":"nobody"}"#, "who"),
        ])
    func refusals(path: String, body: String, field: String) async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            let answer = try await server.client.send(
                "POST", "/api/desk/\(path)", headers: server.client.here.merging(["Cookie": session]) { $1 },
                body: body)
            #expect(answer.status == 422)
            #expect(answer.body.contains(field))
            #expect(await server.desk.asked.isEmpty)
        }
    }

    @Test("without a session nobody is asked, and who is not ready is told so")
    func closed() async throws {
        try await TestServer.run { server in
            let body = #"{"kind":"colleague","id":"wang"}"#
            let nobody = try await server.client.send(
                "POST", "/api/desk/consult", headers: server.client.here, body: body)
            #expect(nobody.status == 401)
            let session = try await server.signIn()
            await server.desk.refuse(.wrongState("Wang is not ready now"))
            let refused = try await server.client.send(
                "POST", "/api/desk/consult", headers: server.client.here.merging(["Cookie": session]) { $1 },
                body: body)
            #expect(refused.status == 409)
            #expect(refused.body.contains("Wang is not ready now"))
        }
    }
}
