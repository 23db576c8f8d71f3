import CivicCRM
import CivicCore
import CivicHTTP
import Foundation
import Testing

/// What applications meet at `/api/v1`.
struct APITests {
    static func run(_ body: @escaping @Sendable (APIConversation) async throws -> Void) async throws {
        let filings = FakeFilings()
        try await TestServer.run(channels: filings.channels()) { server in
            try await body(APIConversation(server: server, filings: filings))
        }
    }

    static let matter = """
        {"service":"water","text":"停水三天了","place":{"township":"青山镇","village":"李村"},\
        "reporter":{"name":"张三","number":"13800000001"},"happenedOn":"2026-11-20","answerBy":"phone"}
        """

    @Test("opens a case of the token's channel and tells number, code and clock")
    func opens() async throws {
        try await Self.run { api in
            let answer = try await api.post("/cases", Self.matter, key: "k1")
            #expect(answer.status == 201)
            let body = try answer.json()
            let number = try #require(body["number"] as? String)
            #expect(answer.headers["location"] == "/api/v1/cases/\(number)")
            #expect(body["code"] as? String == FakeFilings.code && body["state"] as? String == "received")
            let entry = try #require(await api.filings.entries.first)
            #expect(entry.source == "api:all" && entry.filing.words == "停水三天了" && entry.filing.answer == .phone)
            #expect(entry.filing.number?.key == "+8613800000001")
        }
    }

    @Test("the same key and body hear the same answer; however the body is spaced and ordered")
    func repeated() async throws {
        try await Self.run { api in
            let first = try await api.post(
                "/cases", #"{"service":"water","text":"x","place":{"township":"a"}}"#, key: "k")
            let second = try await api.post(
                "/cases", #"{ "place": {"township" : "a"}, "text":"x", "service":"water" }"#, key: "k")
            #expect(second.status == 201 && second.body == first.body)
            #expect(first.headers["idempotent-replayed"] == nil && second.headers["idempotent-replayed"] == "true")
            let other = try await api.post("/cases", Self.matter, key: "k")
            #expect(other.status == 422 && other.body.contains("key-taken"))
            #expect(await api.filings.entries.count == 1)
        }
    }

    @Test(
        "what is wrong is named with its place and remedy",
        arguments: [
            (#"{"service":"water","text":"x"}"#, 422, "place"),
            (#"{"service":"water","text":"x","place":{}}"#, 422, "place.township"),
            (#"{"service":"water","text":"x","place":{"township":"a","county":"b"}}"#, 422, "place.county"),
            (#"{"service":"water","text":"x","place":{"township":"a"},"colour":1}"#, 422, "colour"),
            (#"{"service":"water","text":7,"place":{"township":"a"}}"#, 422, "text"),
            (#"{"service":"water","text":null,"place":{"township":"a"}}"#, 422, "text"),
            (#"{"service":"water","text":"\u0000","place":{"township":"a"}}"#, 422, "text"),
            (#"{"service":"wahter","text":"x","place":{"township":"a"}}"#, 422, "service"),
            (#"{"service":"water","text":"x","place":{"township":"a"},"answerBy":"pigeon"}"#, 422, "answerBy"),
            (#"{"service":"water","text":"x","place":{"township":"a"},"answerBy":"phone"}"#, 422, "reporter.number"),
            (#"{"service":"water","text":"x","place":{"township":"a"},"happenedOn":"2026-02-30"}"#, 422, "happenedOn"),
            (
                #"{"service":"water","text":"x","place":{"township":"a"},"reporter":{"idNumber":"110105194912310021"}}"#,
                422, "reporter.idNumber"
            ),
            ("[]", 422, "body"), ("\"x\"", 422, "body"),
        ])
    func faults(body: String, status: Int, field: String) async throws {
        try await Self.run { api in
            let answer = try await api.post("/cases", body, key: "k")
            #expect(answer.status == status && answer.headers["content-type"] == "application/problem+json")
            let problem = try answer.json()
            #expect(problem["field"] as? String == field)
            #expect((problem["remedy"] as? String)?.isEmpty == false)
            #expect(await api.filings.entries.isEmpty)
        }
    }

    @Test("several faults are told at once")
    func several() async throws {
        try await Self.run { api in
            let answer = try await api.post(
                "/cases", #"{"service":"a","text":"x","place":{"township":" "},"happenedOn":"x"}"#, key: "k")
            let errors = try #require(try answer.json()["errors"] as? [[String: String]])
            #expect(errors.map { $0["field"] } == ["service", "place.township", "happenedOn"])
        }
    }

    @Test("no JSON, another kind of body, one too large and no key are each refused")
    func bodies() async throws {
        try await Self.run { api in
            let notJSON = try await api.post("/cases", "{", key: "k")
            #expect(notJSON.status == 400)
            let notTyped = try await api.post("/cases", "{}", key: "k", type: "text/plain")
            #expect(notTyped.status == 415)
            let noKey = try await api.post("/cases", Self.matter, key: nil)
            #expect(noKey.status == 400)
            let longKey = try await api.post("/cases", Self.matter, key: String(repeating: "k", count: 201))
            #expect(longKey.status == 422)
            let long = String(repeating: "x", count: 70_000)
            let tooLong = try await api.post("/cases", "{\"text\":\"\(long)\"}", key: "k")
            #expect(tooLong.status == 413)
            #expect(await api.filings.entries.isEmpty)
        }
    }

    @Test(
        "without a token, or with one without the right, nothing is done",
        arguments: [
            ("GET", "/cases"), ("GET", "/cases/00000018"), ("POST", "/cases"), ("GET", "/services"), ("GET", "/units"),
        ])
    func tokens(method: String, path: String) async throws {
        try await Self.run { api in
            for token in [nil, "wrong", "all extra"] {
                let answer = try await api.send(method, path, token: token, accept: "text/html")
                #expect(answer.status == 401 && answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
                #expect(answer.headers["content-type"] == "application/problem+json")
            }
            if method == "POST" {
                #expect(try await api.send(method, path, token: "reader").status == 403)
            }
        }
    }

    @Test("a desk's session is no token, and a token opens no desk")
    func sessions() async throws {
        try await Self.run { api in
            let cookie = try await api.server.signIn()
            let answer = try await api.server.client.send("GET", "/api/v1/cases", headers: ["Cookie": cookie])
            #expect(answer.status == 401)
            let desk = try await api.server.client.send(
                "GET", "/api/desk/state", headers: ["Authorization": "Bearer all"])
            #expect(desk.status == 401)
        }
    }

    @Test("a token's rate holds, and its answer says when to go on")
    func rate() async throws {
        try await Self.run { api in
            for _ in 0..<2 { #expect(try await api.send("GET", "/services", token: "hasty").status == 200) }
            let third = try await api.send("GET", "/services", token: "hasty")
            #expect(third.status == 429 && third.headers["retry-after"] == "30")
            #expect(try await api.send("GET", "/services", token: "all").status == 200)
        }
    }

    @Test("a case shows its answer and its history, without what units write for each other")
    func reads() async throws {
        try await Self.run { api in
            let number = try #require(try await api.post("/cases", Self.matter, key: "k").json()["number"] as? String)
            await api.filings.answer(try #require(CaseNumber(number)), "修好了", at: SampleCounty.now)
            let added = try await api.post("/cases/\(number)/messages", #"{"text":"谢谢"}"#, key: "m")
            #expect(added.status == 201 && added.body.contains("谢谢"))
            let again = try await api.post("/cases/\(number)/messages", #"{"text":"谢谢"}"#, key: "m")
            #expect(again.status == 201 && again.body == added.body && again.headers["idempotent-replayed"] == "true")
            let shown = try await api.send("GET", "/cases/\(number)")
            let body = try shown.json()
            #expect(body["answer"] as? String == "修好了" && body["state"] as? String == "answered")
            let events = try #require(body["events"] as? [[String: Any]])
            #expect(events.map { $0["text"] as? String } == ["停水三天了", "修好了", "谢谢"])
            #expect(events.map { $0["by"] as? String } == ["filer", "hotline", "filer"])
            #expect(!shown.body.contains("inside only") && body["code"] == nil)
            #expect(await api.server.accounts.book.contains { $0.agent == "api:all" && $0.action == .viewCase })
            // Others see nothing of it.
            #expect(try await api.send("GET", "/cases/\(number)", token: "reader").status == 404)
            #expect(try await api.send("GET", "/cases/12345678").status == 404)
            #expect(try await api.send("GET", "/cases/%27%20OR%201").status == 404)
        }
    }

    @Test("an unchanged answer is not sent again")
    func notModified() async throws {
        try await Self.run { api in
            let number = try #require(try await api.post("/cases", Self.matter, key: "k").json()["number"] as? String)
            for path in ["/cases/\(number)", "/cases", "/services", "/units", "/openapi.json"] {
                let tag = try #require(try await api.send("GET", path).headers["etag"])
                #expect(try await api.send("GET", path, match: tag).status == 304, "\(path)")
            }
            let tag = try #require(try await api.send("GET", "/cases/\(number)").headers["etag"])
            await api.filings.answer(try #require(CaseNumber(number)), "x", at: SampleCounty.now)
            #expect(try await api.send("GET", "/cases/\(number)", match: tag).status == 200)
        }
    }

    @Test("pages follow each other without gap or overlap")
    func pages() async throws {
        try await Self.run { api in
            var filed: [String] = []
            for index in 0..<7 {
                let answer = try await api.post("/cases", Self.matter, key: "k\(index)")
                filed.append(try #require(try answer.json()["number"] as? String))
            }
            var seen: [String] = []
            var path: String? = "/cases?limit=3"
            while let now = path {
                let answer = try await api.send("GET", now)
                let body = try answer.json()
                seen += (body["cases"] as? [[String: Any]] ?? []).compactMap { $0["number"] as? String }
                let next = (body["next"] as? String).map { "/cases?limit=3&after=\($0)" }
                #expect(answer.headers["link"] == next.map { "</api/v1\($0)>; rel=\"next\"" })
                path = next
            }
            #expect(seen == filed.reversed())
            for wrong in ["limit=0", "limit=101", "limit=x", "after=12345678", "page=2"] {
                let answer = try await api.send("GET", "/cases?\(wrong)")
                #expect(answer.status == 422, "\(wrong)")
                #expect(try answer.json()["field"] as? String == String(wrong.prefix { $0 != "=" }))
            }
        }
    }

    @Test("the table keeps formulas as text")
    func table() async throws {
        try await Self.run { api in
            let body = #"{"service":"water","text":"=1+1 \"a\"","place":{"township":"@b"}}"#
            _ = try await api.post("/cases", body, key: "k")
            let table = try await api.send("GET", "/cases", accept: "text/csv")
            #expect(table.headers["content-type"] == "text/csv; charset=utf-8")
            #expect(table.body.contains("\"'=1+1 \"\"a\"\"\"") && table.body.contains("'@b"))
            #expect(table.body.hasPrefix("number,service,"))
        }
    }

    @Test("a record that does not answer is told with when to try again")
    func down() async throws {
        try await Self.run { api in
            await api.filings.fail(true)
            for answer in [
                try await api.post("/cases", Self.matter, key: "k"), try await api.send("GET", "/cases"),
                try await api.send("GET", "/cases/00000018"),
                try await api.post("/cases/00000018/messages", #"{"text":"x"}"#, key: "k"),
            ] { #expect(answer.status == 503 && answer.headers["retry-after"] == "5") }
        }
    }
}

/// A talk with the API.
struct APIConversation: Sendable {
    let server: TestServer
    let filings: FakeFilings

    func send(
        _ method: String, _ path: String, token: String? = "all", accept: String? = nil, match: String? = nil,
        key: String? = nil, body: String? = nil, type: String = "application/json"
    ) async throws -> TestClient.Answer {
        var headers: [String: String] = [:]
        headers["Authorization"] = token.map { "Bearer \($0)" }
        headers["Accept"] = accept
        headers["If-None-Match"] = match
        headers["Idempotency-Key"] = key
        return try await server.client.send(method, "/api/v1" + path, headers: headers, body: body, type: type)
    }

    func post(_ path: String, _ body: String, key: String?, type: String = "application/json") async throws
        -> TestClient.Answer
    {
        try await send("POST", path, key: key, body: body, type: type)
    }
}
