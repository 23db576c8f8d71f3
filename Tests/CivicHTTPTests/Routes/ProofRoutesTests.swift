import CivicCalls
import CivicDialplan
import CivicHTTP
import Foundation
import Testing

struct ProofRoutesTests {
    private func send(
        _ server: TestServer, _ method: String, _ path: String, _ body: String = "{}", as name: String = "lin"
    ) async throws -> TestClient.Answer {
        let headers = server.client.here.merging(["Cookie": try await server.signIn(as: name)]) { $1 }
        return try await server.client.send(method, path, headers: headers, body: method == "GET" ? nil : body)
    }

    @Test("an agent lets the citizen key a proof, of one of the card or of who is known, and takes the citizen back")
    func proof() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            #expect(try await send(server, "POST", "/api/desk/proof", #"{"citizenId":101}"#).status == 200)
            #expect(try await send(server, "POST", "/api/desk/proof").status == 200)
            #expect(try await send(server, "POST", "/api/desk/stop-proof").status == 200)
            #expect(
                await server.desk.asked == ["lin proof of 101", "lin proof of the known", "lin stops the proof"])
            #expect(try await send(server, "POST", "/api/desk/proof", #"{"citizenId":"x"}"#).status == 422)
        }
    }

    @Test("the desk is told that a proof is keyed, and how it ended")
    func shown() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            var state = SampleCounty.state("talking", at: SampleCounty.now)
            var proof = DeskProof(citizenId: 101, since: SampleCounty.now)
            proof.end = .proven
            state.call?.proof = proof
            state.call?.isLifeAndLimb = true
            await server.desk.put(state, for: "lin")
            let call = try #require(try await send(server, "GET", "/api/desk/state").json()["call"] as? [String: Any])
            #expect((call["proof"] as? [String: Any])?["end"] as? String == "proven")
            #expect((call["proof"] as? [String: Any])?["citizenId"] as? Int == 101)
            #expect(call["isLifeAndLimb"] as? Bool == true)
        }
    }

    @Test("who waits is shown with the last digits alone, and the look is in the book")
    func waiting() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let answer = try await send(server, "GET", "/api/desk/waiting")
            let waiting = try #require(try answer.json()["waiting"] as? [[String: Any]])
            #expect(waiting.map { $0["lastDigits"] as? String } == ["0009"])
            #expect(await server.accounts.book.contains { $0.agent == "lin" && $0.action == .viewWaiting })
        }
    }

    @Test("life and limb is marked for who waits and for the call in hand")
    func lifeAndLimb() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            for body in [#"{"on":true,"place":7}"#, #"{"on":true}"#, #"{"on":false}"#] {
                #expect(try await send(server, "POST", "/api/desk/life-and-limb", body).status == 200)
            }
            #expect(
                await server.desk.asked == [
                    "lin life and limb true 7", "lin life and limb true in hand", "lin life and limb false in hand",
                ])
            await server.desk.refuse(.invalid(field: "place", reason: "nobody waits there"))
            #expect(try await send(server, "POST", "/api/desk/life-and-limb", #"{"on":true,"place":9}"#).status == 422)
        }
    }

    @Test(
        "nobody but agents",
        arguments: [
            ("POST", "/api/desk/proof"), ("POST", "/api/desk/stop-proof"), ("GET", "/api/desk/waiting"),
            ("POST", "/api/desk/life-and-limb"),
        ])
    func roles(method: String, path: String) async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            #expect(try await send(server, method, path, as: "he").status == 403)
            #expect(try await server.client.send(method, path, headers: server.client.here, body: "{}").status == 401)
        }
    }
}
