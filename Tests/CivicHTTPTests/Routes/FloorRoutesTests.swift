import CivicCalls
import CivicHTTP
import Foundation
import Testing

struct FloorRoutesTests {
    private static let offer = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"

    @Test("a supervisor sees the floor and takes part in a talk")
    func supervisor() async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn(as: "qin")]) { $1 }
            for page in ["/floor", "/wall"] {
                let answer = try await server.client.send("GET", page, headers: headers)
                #expect(answer.status == 200)
                #expect(answer.body.contains("floor-data"))
            }
            let floor = try await server.client.send("GET", "/api/floor", headers: headers)
            #expect(try floor.json()["calls"] as? Int == 3)
            let part = try await server.client.send(
                "POST", "/api/floor/calls/C-7K2M9XQ4TB?as=whisper", headers: headers, body: Self.offer,
                type: "application/sdp")
            #expect(part.status == 201)
            #expect(part.headers["location"] == "/api/floor/supervision")
            let changed = try await server.client.send(
                "PUT", "/api/floor/supervision", headers: headers, body: #"{"mode":"barge"}"#)
            #expect(changed.status == 204)
            let own = try await server.client.send("POST", "/api/floor/take-over", headers: headers)
            #expect(own.status == 204)
            let left = try await server.client.send("DELETE", "/api/floor/supervision", headers: headers)
            #expect(left.status == 204)
            #expect(
                await server.desk.asked.map { $0.split(separator: " ").dropFirst().joined(separator: " ") } == [
                    "whisper C-7K2M9XQ4TB", "now barge", "takes over", "leaves",
                ])
        }
    }

    @Test("supervisors and administrators change what an agent serves", arguments: ["qin", "wu"])
    func membership(name: String) async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let headers = server.client.here.merging(["Cookie": try await server.signIn(as: name)]) { $1 }
            let path = "/api/floor/agents/li.na/membership"
            let answer = try await server.client.send(
                "POST", path, headers: headers, body: #"{"queues":{"tax":true,"general":false},"skills":{"en":3}}"#)
            #expect(answer.status == 200)
            #expect(try (answer.json()["agents"] as? [Any])?.count == 1)
            let asked = "\(name) li.na [(key: \"general\", value: false), (key: \"tax\", value: true)] [\"en\": 3]"
            #expect(await server.desk.asked == [asked])
            for (body, status) in [(#"{"queues":{"tax":1}}"#, 422), (#"{"skills":{"en":"x"}}"#, 422), ("[", 400)] {
                let refused = try await server.client.send("POST", path, headers: headers, body: body)
                #expect(refused.status == status, "\(body)")
            }
            await server.desk.refuse(.unknownQueue("tax"))
            let refused = try await server.client.send(
                "POST", path, headers: headers, body: #"{"queues":{"tax":true}}"#)
            #expect(refused.status == 422 && refused.body.contains("unknown-queue"))
            #expect(await server.desk.asked == [asked])
        }
    }

    @Test("the floor's page has the texts that can be put in front, the wall has none")
    func texts() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let headers = server.client.here.merging(["Cookie": try await server.signIn(as: "qin")]) { $1 }
            #expect(try await server.client.send("GET", "/floor", headers: headers).body.contains("surge.flood\""))
            #expect(try await !server.client.send("GET", "/wall", headers: headers).body.contains("surge.flood\""))
        }
    }

    @Test("ways that are none are refused by name")
    func refusals() async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn(as: "qin")]) { $1 }
            for (path, status) in [
                ("/api/floor/calls/C-7K2M9XQ4TB?as=shout", 422), ("/api/floor/calls/C-7K2M9XQ4TB", 422),
            ] {
                let answer = try await server.client.send(
                    "POST", path, headers: headers, body: Self.offer, type: "application/sdp")
                #expect(answer.status == status, "\(path)")
            }
            #expect(await server.desk.asked.isEmpty)
        }
    }

    @Test(
        "an agent neither sees the floor nor takes part",
        arguments: [
            ("GET", "/floor"), ("GET", "/wall"), ("GET", "/api/floor"), ("POST", "/api/floor/calls/C-7K2M9XQ4TB"),
            ("POST", "/api/floor/take-over"), ("PUT", "/api/floor/supervision"), ("DELETE", "/api/floor/supervision"),
            ("POST", "/api/floor/agents/li.na/membership"),
        ])
    func agents(method: String, path: String) async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn()]) { $1 }
            #expect(try await server.client.send(method, path, headers: headers, body: "{}").status == 403)
            #expect(try await server.client.send(method, path, headers: server.client.here, body: "{}").status == 401)
        }
    }
}
