import CivicHTTP
import Foundation
import Testing

struct PromptRoutesTests {
    private static let recording = "/api/prompts/en/welcome/recording"

    private func send(
        _ server: TestServer, _ method: String, _ path: String, as name: String = "wu", body: String? = nil,
        type: String = "application/json"
    ) async throws -> TestClient.Answer {
        var headers = server.client.here
        headers["Cookie"] = try await server.signIn(as: name)
        return try await server.client.send(method, path, headers: headers, body: body, type: type)
    }

    @Test(
        "administrators alone see and change prompts",
        arguments: [
            ("GET", "/studio/prompts"), ("GET", "/api/prompts"), ("GET", "/api/prompts/en/welcome/recordings"),
            ("GET", "/api/prompts/en/welcome/sound"), ("POST", "/api/prompts/en/welcome/text"),
            ("POST", recording), ("POST", "/api/prompts/en/welcome/restore"), ("POST", "/api/prompts/booth"),
        ])
    func roles(method: String, path: String) async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            #expect(try await server.client.send(method, path, headers: server.client.here).status == 401)
            for name in ["lin", "qin", "he"] {
                #expect(try await send(server, method, path, as: name).status == 403, "\(name)")
            }
        }
    }

    @Test("the page carries the prompts as data that cannot become markup, and no plan hides it")
    func page() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let page = try await send(server, "GET", "/studio/prompts")
            #expect(page.status == 200)
            #expect(page.body.contains("studio-prompts.js") && page.body.contains("\"id\":\"welcome\""))
            #expect(!page.body.contains("</script>\(FakeOffice.evil)") && !page.body.contains("<script>alert(1)"))
        }
    }

    @Test("a recording is taken for the text and in the place of the recording that the page has shown")
    func taking() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            func post(_ query: String, _ body: String = "RIFF1234", type: String = "audio/wav") async throws -> (
                status: Int, kind: String
            ) {
                let answer = try await send(server, "POST", Self.recording + query, body: body, type: type)
                let kind = try answer.json()["type"] as? String ?? ""
                return (answer.status, String(kind.split(separator: ":").last ?? ""))
            }
            #expect(try await post("?source=upload&text=t&base=h").status == 200)
            #expect(try await post("?source=browser&text=t&base=h", type: "audio/x-wav; x=1").status == 200)
            #expect(await server.prompts.taken.map(\.source) == [.upload, .browser])
            #expect(await server.prompts.taken.map(\.author) == ["wu", "wu"])
            #expect(try await post("?source=upload&text=t&base=old") == (409, "prompt-changed-meanwhile"))
            #expect(try await post("?source=upload&text=old&base=h") == (409, "prompt-changed-meanwhile"))
            #expect(try await post("?source=upload&text=t&base=h", "MP3") == (422, "sound-unreadable"))
            #expect(try await post("?source=tape&text=t&base=h") == (422, "invalid"))
            #expect(try await post("?source=upload&text=t&base=h", type: "audio/mpeg") == (415, "not-wav"))
            #expect(await server.prompts.taken.count == 2)
        }
    }

    @Test("a recording of more than 24 MiB is refused by its announced length")
    func tooLarge() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            var headers = server.client.here
            headers["Cookie"] = try await server.signIn(as: "wu")
            headers["Content-Type"] = "audio/wav"
            headers["Content-Length"] = String((24 << 20) + 1)
            // No body follows: the answer must not wait for one.
            let answer = try await server.client.send(
                "POST", Self.recording + "?source=upload&text=t&base=h", headers: headers)
            #expect(answer.status == 413)
        }
    }

    @Test("texts, earlier recordings, sounds and PINs go through, and what is not there is told")
    func theRest() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let path = "/api/prompts/en/welcome"
            let text = try await send(server, "POST", path + "/text", body: "{\"text\":\"Hi.\",\"base\":\"t\"}")
            #expect(text.status == 200 && text.body.contains("a finding"))
            #expect(
                try await send(server, "POST", path + "/text", body: "{\"text\":\"Hi.\",\"base\":\"x\"}").status == 409)
            #expect(
                try await send(server, "POST", path + "/text", body: "{\"text\":\"\",\"base\":\"t\"}").status == 422)
            #expect(await server.prompts.texts.map(\.author) == ["wu"])
            #expect(try await send(server, "GET", path + "/recordings").status == 200)
            let sound = try await send(server, "GET", path + "/sound")
            #expect(sound.status == 200 && sound.headers["content-type"] == "audio/wav")
            #expect(try await send(server, "GET", path + "/sound?serial=9").status == 404)
            #expect(try await send(server, "GET", "/api/prompts/en/nothing/sound").status == 404)
            #expect(
                try await send(server, "POST", path + "/restore", body: "{\"serial\":1,\"base\":\"h\"}").status == 200)
            #expect(
                try await send(server, "POST", path + "/restore", body: "{\"serial\":2,\"base\":\"h\"}").status == 404)
            let name = "{\"language\":\"en\",\"id\":\"welcome\"}"
            let booth = try await send(
                server, "POST", "/api/prompts/booth", body: "{\"prompts\":[\(name)],\"language\":\"en\"}")
            #expect(try booth.json()["pin"] as? String == "012345")
            let many = Array(repeating: name, count: 51).joined(separator: ",")
            for wrong in ["", many] {
                let answer = try await send(
                    server, "POST", "/api/prompts/booth", body: "{\"prompts\":[\(wrong)],\"language\":\"en\"}")
                #expect(answer.status == 422)
            }
        }
    }
}
