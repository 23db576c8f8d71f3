import CivicCRM
import CivicHTTP
import Foundation
import Testing

@Suite("/visits", .timeLimit(.minutes(5)))
struct VisitPageTests {
    /// The pension's case, which its unit has answered.
    private static let visit = 11

    private func run(_ body: @escaping @Sendable (TestServer) async throws -> Void) async throws {
        try await TestServer.run { server in
            let unit = CaseActor("someone", .unit("social-security"))
            _ = try server.cases.act(
                .answer, onCase: Int64(Self.visit), note: "已经补发。", seen: nil, by: unit, at: SampleCounty.now)
            try await body(server)
        }
    }

    private func send(
        _ server: TestServer, _ method: String, _ path: String, as name: String = "lin", body: String? = nil,
        language: String = "en"
    ) async throws -> TestClient.Answer {
        var headers = server.client.here
        headers["Cookie"] = "\(try await server.signIn(as: name)); civicline-language=\(language)"
        return try await server.client.send(
            method, path, headers: headers, body: body,
            type: body == nil ? "application/json" : "application/x-www-form-urlencoded")
    }

    @Test(
        "agents and supervisors ask; the unit, whose work is judged, has no part in it",
        arguments: [
            (nil, 401), ("zhou", 403), ("ping", 403), ("wu", 403), ("he", 403), ("lin", 200), ("qin", 200),
        ] as [(String?, Int)])
    func roles(name: String?, status: Int) async throws {
        try await run { server in
            for path in ["/visits", "/visits/\(Self.visit)"] {
                let answer =
                    if let name {
                        try await send(server, "GET", path, as: name)
                    } else {
                        try await server.client.send("GET", path)
                    }
                #expect(answer.status == status, "\(path)")
            }
            guard let name, status == 403 else { return }
            let post = try await send(server, "POST", "/visits/\(Self.visit)", as: name, body: "word=solved")
            #expect(post.status == 403)
            #expect(server.cases.record(Int64(Self.visit))?.state == .answered)
        }
    }

    @Test("the list names nobody; who is opened is in the book first", arguments: ["en", "zh-CN"])
    func list(language: String) async throws {
        try await run { server in
            let list = try await send(server, "GET", "/visits", language: language)
            #expect(list.body.contains("/visits/\(Self.visit)") && list.body.contains("<html lang=\"\(language)\">"))
            #expect(!list.body.contains("13800000001") && !list.body.contains(SampleCounty.mother.name))
            #expect(!list.body.contains("{{") && !list.body.contains("visits."))
            #expect(await server.accounts.book.allSatisfy { $0.action != .viewCase })
            let one = try await send(server, "GET", "/visits/\(Self.visit)", language: language)
            #expect(one.body.contains(SampleCounty.mother.name) && one.body.contains("已经补发。"))
            #expect(one.body.contains("tel:+8613800000001") && !one.body.contains("visits.grade.1"))
            #expect(
                await server.accounts.book.contains {
                    $0.agent == "lin" && $0.action == .viewCase && $0.citizen == SampleCounty.mother.id
                })
            let cookie = try await server.signIn(as: "lin")
            await server.accounts.shutBook(true)
            let shut = try await server.client.send("GET", "/visits/\(Self.visit)", headers: ["Cookie": cookie])
            #expect(shut.status == 503 && !shut.body.contains(SampleCounty.mother.name))
        }
    }

    @Test(
        "what the citizen says closes the case, or sends it back",
        arguments: [
            ("word=solved&satisfaction=1", CaseState.closed), ("word=not-solved&note=still+dry", .dispatched),
            ("word=not-reached&note=no+answer", .answered),
        ])
    func heard(form: String, state: CaseState) async throws {
        try await run { server in
            let answer = try await send(server, "POST", "/visits/\(Self.visit)", body: form)
            #expect(answer.status == 303 && answer.headers["location"]?.hasPrefix("/visits?done=") == true)
            #expect(server.cases.record(Int64(Self.visit))?.state == state)
            let list = try await send(server, "GET", answer.headers["location"] ?? "/")
            #expect(list.body.contains("Noted:"))
        }
    }

    @Test(
        "what is missing is told, and what was typed stays",
        arguments: [
            ("note=a+word", "Choose what the citizen says"), ("word=not-reached", "Write what was tried"),
            ("word=yes&note=a+word", "Choose what the citizen says"),
        ])
    func faults(form: String, told: String) async throws {
        try await run { server in
            let answer = try await send(server, "POST", "/visits/\(Self.visit)", body: form)
            #expect(answer.status == 422 && answer.body.contains(told))
            if form.contains("note=") { #expect(answer.body.contains("a word</textarea>")) }
            #expect(server.cases.record(Int64(Self.visit))?.state == .answered)
        }
    }

    @Test("who comes second is told, and keeps what was written")
    func second() async throws {
        try await run { server in
            _ = try await send(server, "POST", "/visits/\(Self.visit)", body: "word=solved")
            let late = try await send(server, "POST", "/visits/\(Self.visit)", body: "word=solved&note=mine")
            #expect(late.status == 422 && late.body.contains("gone another way"))
            #expect(server.cases.record(Int64(Self.visit))?.state == .closed)
        }
    }

    @Test("there is no such visit", arguments: ["/visits/999", "/visits/x"])
    func unknown(path: String) async throws {
        try await run { server in
            let answer = try await send(server, "GET", path)
            #expect(answer.status == 404)
        }
    }
}
