import CivicHTTP
import Foundation
import Testing

@Suite("The studio's routes")
struct StudioTests {
    /// The administrator's cookie.
    func wu(_ server: TestServer) async throws -> [String: String] {
        server.client.here.merging(["Cookie": try await server.signIn(as: "wu")]) { _, new in new }
    }

    @Test("are the administrator's alone")
    func roles() async throws {
        try await TestServer.run { server in
            for (method, path) in [
                ("GET", "/studio"), ("GET", "/studio/steps"), ("GET", "/studio/county"), ("GET", "/api/studio/county"),
                ("GET", "/api/studio/county/versions/1"), ("GET", "/lib/editor/codemirror.js"),
                ("POST", "/api/studio/county/check"), ("POST", "/api/studio/county/publish"),
                ("POST", "/api/studio/county/rollback"), ("POST", "/api/studio/county/draft"),
                ("POST", "/api/studio/county/discard"), ("POST", "/api/studio/county/walk"),
                ("GET", "/api/studio/county/past"), ("POST", "/api/studio/county/what-if"),
                ("GET", "/api/replays/C-7K2M4Q9XTB"),
                ("GET", "/api/studio/county/tests"), ("POST", "/api/studio/county/tests"),
                ("POST", "/api/studio/county/tests/check"), ("POST", "/api/studio/county/tests/add"),
                ("POST", "/api/studio/county/tests/save"),
            ] {
                let bare = try await server.client.send(method, path, headers: server.client.here, body: "{}")
                #expect(bare.status == 401, "\(path)")
                for name in ["lin", "qin", "he"] {
                    let headers = server.client.here.merging(["Cookie": try await server.signIn(as: name)]) { _, new in
                        new
                    }
                    let answer = try await server.client.send(method, path, headers: headers, body: "{}")
                    #expect(answer.status == 403, "\(name) \(path)")
                }
            }
        }
    }

    @Test("a page of another site publishes nothing")
    func foreign() async throws {
        try await TestServer.run { server in
            var headers = try await wu(server)
            headers["Origin"] = "https://evil.example"
            let answer = try await server.client.send(
                "POST", "/api/studio/county/publish", headers: headers, body: #"{"text":"x","base":2}"#)
            #expect(answer.status == 403)
            #expect(await server.office.published.isEmpty)
        }
    }

    @Test(
        "the pages show plans and versions, and no text becomes markup",
        arguments: ["/studio", "/studio/county", "/studio/steps"])
    func pages(path: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.client.send("GET", path, headers: try await wu(server))
            #expect(answer.status == 200)
            #expect(answer.body.contains(path == "/studio/steps" ? "id=\"step-say\"" : "county"))
            #expect(!answer.body.contains("<script>alert"))
            #expect(!answer.body.contains("\n</script>\n"), "the plan's text leaves its data block")
        }
    }

    @Test("publishing takes the author from the session and the note from the form")
    func publish() async throws {
        try await TestServer.run { server in
            let headers = try await wu(server)
            let answer = try await server.client.send(
                "POST", "/api/studio/county/publish", headers: headers,
                body: #"{"text":"dialplan: county","base":2,"note":" Friday "}"#)
            #expect(answer.status == 200)
            #expect(answer.body.contains(#""after":3"#))
            let published = await server.office.published
            #expect(published.map(\.author) == ["wu"] && published.map(\.note) == ["Friday"])
            let late = try await server.client.send(
                "POST", "/api/studio/county/publish", headers: headers, body: #"{"text":"x","base":1}"#)
            #expect(late.status == 200 && late.body.contains(#""refusal":"changed-meanwhile""#))
            let long = try await server.client.send(
                "POST", "/api/studio/county/publish", headers: headers,
                body: #"{"text":"x","base":2,"note":"\#(String(repeating: "n", count: 501))"}"#)
            #expect(long.status == 422)
        }
    }

    @Test("a text is checked, walked, kept and compared")
    func trials() async throws {
        try await TestServer.run { server in
            let headers = try await wu(server)
            func post(_ path: String, _ body: String) async throws -> String {
                let answer = try await server.client.send(
                    "POST", "/api/studio/county/\(path)", headers: headers, body: body)
                #expect(answer.status == 200, "\(path)")
                return answer.body
            }
            #expect(try await post("check", #"{"text":"wrong"}"#).contains(#""line":2"#))
            #expect(try await post("walk", #"{"text":"x","lines":["1","2"]}"#).contains("⌨ 2"))
            #expect(try await post("picture", #"{"text":"x","language":"en","traffic":"week"}"#).contains("en week"))
            #expect(try await post("picture", #"{"text":"x","language":"en"}"#).contains("en none"))
            #expect(try await post("tests", #"{"text":"x"}"#).contains(#""failure":"expected x""#))
            #expect(try await post("diff", #"{"from":"a","to":"b"}"#).contains(#""changed":["home"]"#))
            #expect(try await post("draft", #"{"text":"mine","base":2}"#).contains(#""serial":3"#))
            let state = try await server.client.send("GET", "/api/studio/county", headers: headers)
            #expect(state.body.contains(#""draft":"mine""#))
            #expect(!(try await post("discard", "{}")).contains(#""draft":"mine""#))
            _ = try await post("rollback", #"{"to":1,"base":2}"#)
            #expect(await server.office.rolledBack == [1])
            let lines = Array(repeating: "1", count: 2_001)
            let long = try await server.client.send(
                "POST", "/api/studio/county/walk", headers: headers,
                body: #"{"text":"x","lines":["\#(lines.joined(separator: #"",""#))"]}"#)
            #expect(long.status == 422)
        }
    }

    @Test("tests are read, checked, grown by a call, and saved by whom the session names")
    func tests() async throws {
        try await TestServer.run { server in
            let headers = try await wu(server)
            func post(_ path: String, _ body: String) async throws -> String {
                let answer = try await server.client.send(
                    "POST", "/api/studio/county/tests\(path)", headers: headers, body: body)
                #expect(answer.status == 200, "\(path)")
                return answer.body
            }
            let file = try await server.client.send("GET", "/api/studio/county/tests", headers: headers)
            #expect(file.status == 200 && file.body.contains(#""base":"abc""#))
            #expect(try await post("/check", #"{"text":"x","tests":"wrong"}"#).contains(#""line":2"#))
            #expect(
                try await post("/add", #"{"call":{"text":"x","lines":["1","2"]},"tests":"a"}"#).contains("a# 12"))
            #expect(try await post("/save", #"{"tests":"a","base":"old"}"#).contains("changed-meanwhile"))
            #expect(try await post("/save", #"{"tests":"a","base":"abc"}"#).contains(#""base":"def""#))
            let saved = await server.office.savedTests
            #expect(saved.map(\.author) == ["wu"] && saved.map(\.tests) == ["a"])
            let none = try await server.client.send("GET", "/api/studio/none/tests", headers: headers)
            #expect(none.status == 404)
        }
    }

    @Test("what is not there is 404: a plan, a version, a clip, a file of the editor")
    func missing() async throws {
        try await TestServer.run { server in
            let headers = try await wu(server)
            for path in [
                "/studio/none", "/api/studio/none", "/api/studio/county/versions/9", "/api/studio/county/versions/x",
                "/api/studio/county/clip?name=../../etc/passwd", "/api/studio/county/clip", "/lib/editor/passwd",
            ] {
                #expect(try await server.client.send("GET", path, headers: headers).status == 404, "\(path)")
            }
            let clip = try await server.client.send("GET", "/api/studio/county/clip?name=en/welcome", headers: headers)
            #expect(clip.status == 200 && clip.headers["content-type"] == "audio/wav")
        }
    }

    @Test("takes a plan of two megabytes and refuses one beyond all bounds")
    func sizes() async throws {
        try await TestServer.run { server in
            let headers = try await wu(server)
            for (size, status) in [(2 << 20, 200), (7 << 20, 413)] {
                let answer = try await server.client.send(
                    "POST", "/api/studio/county/check", headers: headers,
                    body: #"{"text":"\#(String(repeating: "x", count: size))"}"#)
                #expect(answer.status == status)
            }
        }
    }

    @Test("the editor comes from Debian's package, in every file that the page loads")
    func editor() async throws {
        try await TestServer.run { server in
            let headers = try await wu(server)
            let page = try await server.client.send("GET", "/studio/county", headers: headers).body
            let files = page.matches(of: /\/lib\/editor\/[\w.-]+/).map { String($0.output) }
            #expect(files.count == 13)
            for file in files {
                #expect(try await server.client.send("GET", file, headers: headers).status == 200, "\(file)")
            }
        }
    }

    @Test("past calls: listed, walked again for the one who asks, and tried on a text")
    func pastCalls() async throws {
        try await TestServer.run { server in
            let headers = try await wu(server)
            let list = try await server.client.send("GET", "/api/studio/county/past?from=never", headers: headers)
            #expect(list.status == 200 && list.body.contains("C-7K2M4Q9XTB") && list.body.contains("no time"))
            let replay = try await server.client.send(
                "GET", "/api/replays/C-7K2M4Q9XTB?lang=zh-CN", headers: headers)
            #expect(replay.status == 200 && replay.body.contains("zh-CN for wu"))
            for path in ["/api/replays/C-7K2M4Q9XTC", "/api/replays/nonsense"] {
                #expect(try await server.client.send("GET", path, headers: headers).status == 404, "\(path)")
            }
            let whatIf = try await server.client.send(
                "POST", "/api/studio/county/what-if", headers: headers,
                body: #"{"text":"abc","from":"","to":"","language":"en"}"#)
            #expect(whatIf.status == 200 && whatIf.body.contains(#""calls":3"#))
        }
    }
}
