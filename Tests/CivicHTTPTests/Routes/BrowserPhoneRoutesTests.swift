import CivicCalls
import CivicHTTP
import Foundation
import Testing

struct BrowserPhoneRoutesTests {
    private static let offer = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"

    @Test("a window is kept, connected and dropped, each for the one who is signed in")
    func window() async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn()]) { $1 }
            let kept = try await server.client.send(
                "PUT", "/api/desk/phone", headers: headers, body: #"{"window":"w-12345678","claims":true}"#)
            #expect(kept.status == 204)
            let connected = try await server.client.send(
                "POST", "/api/desk/phone/w-12345678/call", headers: headers, body: Self.offer, type: "application/sdp")
            #expect(connected.status == 201)
            #expect(connected.headers["content-type"] == "application/sdp")
            #expect(connected.headers["location"] == "/api/desk/phone/w-12345678/call")
            #expect(connected.body == "v=0\r\n")
            for path in ["accept", "decline"] {
                #expect(try await server.client.send("POST", "/api/desk/\(path)", headers: headers).status == 204)
            }
            let dropped = try await server.client.send("DELETE", "/api/desk/phone/w-12345678", headers: headers)
            #expect(dropped.status == 204)
            #expect(
                await server.desk.asked == [
                    "keep lin w-12345678 true", "connect lin w-12345678 \(Self.offer.utf8.count)", "accept lin",
                    "decline lin", "drop lin w-12345678",
                ])
        }
    }

    @Test(
        "nobody but a signed-in agent on our own page reaches a phone",
        arguments: [
            ("PUT", "/api/desk/phone"), ("DELETE", "/api/desk/phone/w-12345678"),
            ("POST", "/api/desk/phone/w-12345678/call"), ("DELETE", "/api/desk/phone/w-12345678/call"),
            ("POST", "/api/desk/accept"), ("POST", "/api/desk/decline"),
        ])
    func guards(method: String, path: String) async throws {
        try await TestServer.run { server in
            let stranger = try await server.client.send(method, path, headers: server.client.here, body: "{}")
            #expect(stranger.status == 401)
            let session = try await server.signIn()
            let foreign = try await server.client.send(
                method, path, headers: ["Cookie": session, "Origin": "https://elsewhere.example"], body: "{}")
            #expect(foreign.status == 403)
            #expect(await server.desk.asked.isEmpty)
        }
    }

    @Test("an offer of another kind, or too long, is refused")
    func wrongBody() async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn()]) { $1 }
            let path = "/api/desk/phone/w-12345678/call"
            #expect(try await server.client.send("POST", path, headers: headers, body: "{}").status == 415)
            let long = String(repeating: "a=x\r\n", count: 20_000)
            let answer = try await server.client.send(
                "POST", path, headers: headers, body: long, type: "application/sdp")
            #expect(answer.status == 413)
            await server.desk.refuse(.phoneElsewhere)
            let elsewhere = try await server.client.send(
                "POST", path, headers: headers, body: Self.offer, type: "application/sdp")
            #expect(elsewhere.status == 409)
            #expect(elsewhere.body.contains("phone-elsewhere"))
        }
    }

    @Test("a page's call has an address of its own, where DELETE ends it once")
    func pageCall() async throws {
        try await TestServer.run(callPage: .anyNumber) { server in
            let page = try await server.client.send("GET", "/call")
            #expect(page.status == 200)
            #expect(page.body.contains("data-asks=\"yes\""))
            let call = try await server.client.send(
                "POST", "/api/call?from=13900000001", headers: server.client.here, body: Self.offer,
                type: "application/sdp")
            #expect(call.status == 201)
            #expect(call.headers["location"] == "/api/call/a-call")
            #expect(await server.desk.asked == ["call 12345 from 13900000001 at 127.0.0.1"])
            let ended = try await server.client.send("DELETE", "/api/call/a-call", headers: server.client.here)
            #expect(ended.status == 204)
            let other = try await server.client.send("DELETE", "/api/call/another", headers: server.client.here)
            #expect(other.status == 404)
        }
    }

    @Test("who must not choose a number has none; what is refused says why")
    func pageCallBounds() async throws {
        try await TestServer.run(callPage: .anonymous) { server in
            let headers = server.client.here
            _ = try await server.client.send(
                "POST", "/api/call?from=13900000001", headers: headers, body: Self.offer, type: "application/sdp")
            #expect(await server.desk.asked == ["call 12345 from nobody at 127.0.0.1"])
            let number = try await server.client.send(
                "POST", "/api/call?to=110", headers: headers, body: Self.offer, type: "application/sdp")
            #expect(number.status == 404)
            let busy = try await server.client.send(
                "POST", "/api/call", headers: headers, body: String(repeating: "a", count: 1000),
                type: "application/sdp")
            #expect(busy.status == 503)
            #expect(busy.headers["retry-after"] == "10")
            let foreign = try await server.client.send(
                "POST", "/api/call", headers: ["Origin": "https://elsewhere.example"], body: Self.offer,
                type: "application/sdp")
            #expect(foreign.status == 403)
        }
    }

    @Test("where it is off there is no page and no call")
    func off() async throws {
        try await TestServer.run { server in
            #expect(try await server.client.send("GET", "/call").status == 404)
            let call = try await server.client.send(
                "POST", "/api/call", headers: server.client.here, body: Self.offer, type: "application/sdp")
            #expect(call.status == 404)
            #expect(await server.desk.asked.isEmpty)
        }
    }
}
