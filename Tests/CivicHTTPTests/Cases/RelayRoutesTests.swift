import CivicCRM
import Foundation
import Testing

@Suite("Calling a citizen from the page of a case")
struct RelayRoutesTests {
    private static let offer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"

    private func send(
        _ server: TestServer, _ method: String, _ path: String, as name: String = "zhou", body: String? = nil,
        type: String = "application/json"
    ) async throws -> TestClient.Answer {
        var headers = server.client.here
        headers["Cookie"] = try await server.signIn(as: name)
        return try await server.client.send(method, path, headers: headers, body: body, type: type)
    }

    @Test("the unit that has a case gets a number and a code, and nothing of the citizen")
    func code() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let file = try await send(server, "GET", "/api/cases/13").json()
            #expect(file["mayRelay"] as? Bool == true)
            let answer = try await send(server, "POST", "/api/cases/13/relay", body: "{}")
            let leave = try answer.json()
            #expect(leave["number"] as? String == "12349" && leave["code"] as? String == "40719328")
            #expect(leave["calls"] as? Int == RelayPermit.mostCalls && leave["hasPhone"] as? Bool == true)
            #expect(leave["from"] != nil, "the citizen's hours are told")
            #expect(!answer.body.contains("13800000001") && !answer.body.contains("禾"))
        }
    }

    @Test("nobody else does, and a case of another unit looks like one that is not there", arguments: [11, 4711])
    func strangers(id: Int) async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let answer = try await send(server, "POST", "/api/cases/\(id)/relay", body: "{}")
            #expect(answer.status == 409 && answer.body.contains("relay-not-yours"))
            for name in ["lin", "qin", "he", "wu"] {
                #expect(try await send(server, "POST", "/api/cases/13/relay", as: name, body: "{}").status == 403)
                #expect(try await send(server, "POST", "/api/relay/13/phone", as: name, body: "{}").status == 403)
            }
        }
    }

    @Test("the worker's own telephone is rung, or the browser connected, with the leave of that worker")
    func calls() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            #expect(try await send(server, "POST", "/api/relay/13/phone", body: "{}").status == 204)
            let call = try await send(
                server, "POST", "/api/relay/13/call", body: Self.offer, type: "application/sdp")
            #expect(call.headers["location"] == "/api/relay-calls/a-call")
            let asked = await server.desk.asked
            #expect(asked.contains("relay 13 rings zhou") && asked.contains("relay 13 of zhou to 12349"))
            #expect(try await send(server, "DELETE", "/api/relay-calls/a-call").status == 204)
            #expect(try await send(server, "DELETE", "/api/relay-calls/another").status == 404)
        }
    }

    @Test("leave that is over rings nobody")
    func noLeave() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let answer = try await send(server, "POST", "/api/relay/98/phone", body: "{}")
            #expect(answer.status == 409 && answer.body.contains("relay-no-leave"))
        }
    }

    @Test("a worker without a telephone is told to dial")
    func noPhone() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let answer = try await send(server, "POST", "/api/relay/99/phone", body: "{}")
            #expect(answer.status == 503 && answer.body.contains("relay-no-phone"))
        }
    }
}
