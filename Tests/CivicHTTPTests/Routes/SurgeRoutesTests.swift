import CivicHTTP
import Foundation
import Testing

struct SurgeRoutesTests {
    private func send(
        _ server: TestServer, _ method: String, _ path: String, as name: String = "qin", body: String? = nil
    ) async throws -> TestClient.Answer {
        var headers = server.client.here
        headers["Cookie"] = try await server.signIn(as: name)
        return try await server.client.send(method, path, headers: headers, body: body, type: "application/json")
    }

    @Test(
        "supervisors and administrators alone see and change what is in front",
        arguments: [
            ("GET", "/surge"), ("GET", "/api/surge"), ("POST", "/api/surge"), ("POST", "/api/surge/1/end"),
            ("POST", "/api/surge/voice"), ("GET", "/api/surge/texts/surge.flood/sound"),
        ])
    func roles(method: String, path: String) async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            #expect(try await server.client.send(method, path, headers: server.client.here).status == 401)
            for name in ["lin", "he"] {
                #expect(try await send(server, method, path, as: name).status == 403, "\(name)")
            }
        }
    }

    @Test(
        "one request puts a text in front, one takes it away, and /calls shows it meanwhile", arguments: ["qin", "wu"])
    func onAndOff(name: String) async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            #expect(try await send(server, "GET", "/surge", as: name).body.contains("surge.js"))
            #expect(try await !send(server, "GET", "/calls", as: name).body.contains("Leave the river."))
            let on = try await send(
                server, "POST", "/api/surge", as: name, body: #"{"text":"surge.flood","hours":6,"plan":"county"}"#)
            #expect(on.status == 200)
            let active = try #require(try on.json()["active"] as? [[String: Any]])
            #expect(active.map { $0["text"] as? String } == ["surge.flood"])
            #expect(active.first?["plan"] as? String == "county" && active.first?["author"] as? String == name)
            let calls = try await send(server, "GET", "/calls?lang=en", as: name).body
            #expect(calls.contains("Leave the river.") && calls.contains("(county)"))
            #expect(try await send(server, "POST", "/api/surge/1/end", as: name).status == 200)
            let gone = try await send(server, "POST", "/api/surge/1/end", as: name)
            #expect(gone.status == 404 && gone.body.contains("no-such-surge"))
            #expect(await server.surges.authors == [name, name])
        }
    }

    @Test("words of callers' texts cannot become markup on /calls")
    func markup() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            _ = try await send(
                server, "POST", "/api/surge", body: #"{"words":{"en":"<b>run</b>","zh-CN":"<b>跑</b>"},"hours":1}"#)
            let page = try await send(server, "GET", "/calls?lang=en").body
            #expect(page.contains("&lt;b&gt;run&lt;/b&gt;") && !page.contains("<b>run"))
        }
    }

    @Test("own words are heard before they are put in front, and a prepared text as callers hear it")
    func hearing() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let heard = try await send(
                server, "POST", "/api/surge/voice", body: #"{"words":"Stay in.","language":"en"}"#)
            #expect(heard.body == "RIFF en Stay in." && heard.headers["content-type"] == "audio/wav")
            let text = try await send(server, "GET", "/api/surge/texts/surge.flood/sound?language=zh-CN")
            #expect(text.body == "RIFF zh-CN")
            #expect(try await send(server, "GET", "/api/surge/texts/welcome/sound?language=en").status == 404)
        }
    }

    @Test(
        "a refusal says why, and what to do",
        arguments: [
            (SurgeRefusal.notAnnounced, 409, "surge-not-announced"),
            (.missingWords(["en"]), 422, "surge-words-missing"),
            (.tooLong(language: "en"), 422, "surge-too-long"), (.hours, 422, "invalid"), (.beginning, 422, "invalid"),
            (.noVoice("en"), 409, "surge-no-voice"), (.voiceFailed("it broke"), 503, "surge-voice-failed"),
            (.silent(["en"]), 409, "surge-silent"), (.unknownText("x"), 404, "no-such-surge-text"),
            (.unknownPlan("x"), 404, "no-such-plan"),
        ])
    func refusals(refusal: SurgeRefusal, status: Int, kind: String) async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            await server.surges.refuse(refusal)
            let answer = try await send(server, "POST", "/api/surge", body: #"{"text":"surge.flood","hours":6}"#)
            #expect(answer.status == status)
            let problem = try answer.json()
            #expect((problem["type"] as? String)?.hasSuffix(":\(kind)") == true)
            #expect((problem["remedy"] as? String)?.isEmpty == false)
            #expect(await server.surges.active.isEmpty)
        }
    }
}
