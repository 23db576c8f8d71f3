import CivicCRM
import CivicHTTP
import Foundation
import Testing

@Suite("/doubles", .timeLimit(.minutes(5)))
struct DoublePageTests {
    private static let pair = "/doubles/101/with/102"

    private func send(
        _ server: TestServer, _ method: String, _ path: String, as name: String = "qin", body: String? = nil,
        language: String = "en"
    ) async throws -> TestClient.Answer {
        var headers = server.client.here
        headers["Cookie"] = "\(try await server.signIn(as: name)); civicline-language=\(language)"
        return try await server.client.send(
            method, path, headers: headers, body: body,
            type: body == nil ? "application/json" : "application/x-www-form-urlencoded")
    }

    @Test(
        "agents look, supervisors decide, nobody else sees it",
        arguments: [("zhou", 403, 403), ("wu", 403, 403), ("he", 403, 403), ("lin", 200, 403), ("qin", 200, 303)])
    func roles(name: String, looks: Int, decides: Int) async throws {
        try await TestServer.run { server in
            for path in ["/doubles", Self.pair] {
                #expect(try await send(server, "GET", path, as: name).status == looks, "\(path)")
                #expect(try await server.client.send("GET", path).status == 401)
            }
            let page = try await send(server, "GET", Self.pair, as: name)
            #expect(page.body.contains("<form method=\"post\" action=\"\(Self.pair)\"") == (name == "qin"))
            let act = try await send(
                server, "POST", Self.pair, as: name, body: "act=merge&keep=101&why=said+so")
            #expect(act.status == decides)
            #expect((await server.records.merged != nil) == (decides == 303))
        }
    }

    @Test("the list names nobody; both records are in the book before they are shown", arguments: ["en", "zh-CN"])
    func looks(language: String) async throws {
        try await TestServer.run { server in
            let list = try await send(server, "GET", "/doubles", language: language)
            #expect(list.body.contains(Self.pair) && list.body.contains("<html lang=\"\(language)\">"))
            #expect(!list.body.contains(SampleCounty.mother.name) && !list.body.contains("doubles."))
            #expect(await server.accounts.book.allSatisfy { $0.citizen == nil })
            let page = try await send(server, "GET", Self.pair, language: language)
            #expect(page.body.contains(SampleCounty.mother.name) && page.body.contains(SampleCounty.son.name))
            for hidden in ["042X", "secret-hash", "doubles."] { #expect(!page.body.contains(hidden), "\(hidden)") }
            let seen = await server.accounts.book.filter { $0.action == .viewCitizen }.compactMap(\.citizen)
            #expect(seen == [101, 102])
            let cookie = try await server.signIn(as: "qin")
            await server.accounts.shutBook(true)
            let shut = try await server.client.send("GET", Self.pair, headers: ["Cookie": cookie])
            #expect(shut.status == 503 && !shut.body.contains(SampleCounty.mother.name))
        }
    }

    @Test("two records are made one and parted, with the cases that are given", arguments: ["en", "zh-CN"])
    func mergesAndParts(language: String) async throws {
        try await TestServer.run { server in
            let done = try await send(server, "POST", Self.pair, body: "act=merge&keep=102&why=said+so")
            #expect(done.headers["location"] == "/doubles?done=merged")
            let merge = try #require(await server.records.merged)
            #expect(merge.kept == 102 && merge.gone == 101)
            let list = try await send(server, "GET", "/doubles?done=merged", language: language)
            #expect(list.body.contains("/doubles/merges/5") && list.body.contains("said so"))
            let page = try await send(server, "GET", "/doubles/merges/5", language: language)
            #expect(page.body.contains("name=\"case-11\"") && !page.body.contains("doubles."))
            let parted = try await send(server, "POST", "/doubles/merges/5", body: "case-11=on&case-x=on&why=two")
            #expect(parted.headers["location"] == "/doubles?done=undone")
            #expect(await server.records.given == [11])
            let after = try await send(server, "GET", "/doubles/merges/5", language: language)
            #expect(after.body.contains("two") && !after.body.contains("<textarea"))
        }
    }

    @Test("two people are kept apart, and the pair is not shown again")
    func apart() async throws {
        try await TestServer.run { server in
            let done = try await send(server, "POST", Self.pair, body: "act=apart&why=mother+and+son")
            #expect(done.headers["location"] == "/doubles?done=apart")
            #expect(try await !send(server, "GET", "/doubles").body.contains(Self.pair))
        }
    }

    @Test("what is missing is told, and what was written stays; who comes second is led to the list")
    func faults() async throws {
        try await TestServer.run { server in
            let nothing = try await send(server, "POST", Self.pair, body: "act=merge&keep=102&why=")
            #expect(nothing.status == 422 && nothing.body.contains("Write why."))
            #expect(nothing.body.contains("value=\"102\" checked"))
            _ = try await send(server, "POST", Self.pair, body: "act=merge&keep=101&why=one")
            let second = try await send(server, "POST", Self.pair, body: "act=merge&keep=101&why=one")
            #expect(second.status == 303 && second.headers["location"] == "/doubles")
            _ = try await send(server, "POST", "/doubles/merges/5", body: "why=two")
            let late = try await send(server, "POST", "/doubles/merges/5", body: "why=two")
            #expect(late.status == 422 && late.body.contains("undone meanwhile"))
            for path in ["/doubles/1/with/2", "/doubles/x/with/2", "/doubles/merges/77"] {
                #expect(try await send(server, "GET", path).status == 404, "\(path)")
            }
        }
    }
}
