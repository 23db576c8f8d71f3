import CivicCRM
import CivicHTTP
import Foundation
import Testing

@Suite("Opening files")
struct OpeningTests {
    private func send(
        _ server: TestServer, _ method: String, _ path: String, as name: String = "lin", body: String? = nil,
        type: String = "application/json", language: String = "en"
    ) async throws -> TestClient.Answer {
        var headers = server.client.here
        headers["Cookie"] = "\(try await server.signIn(as: name)); civicline-language=\(language)"
        return try await server.client.send(method, path, headers: headers, body: body, type: type)
    }

    @Test(
        "without a call or an assignment a file stays closed until a reason is given, and the look says which",
        arguments: [
            ("lin", "/api/desk/citizen/101", "citizen/101"), ("lin", "/api/desk/citizen/101/likely", "citizen/101"),
            ("lin", "/api/desk/case/12", "case/12"), ("qin", "/api/cases/12", "case/12"),
        ])
    func asks(name: String, path: String, about: String) async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let refused = try await send(server, "GET", path, as: name)
            #expect(refused.status == 403 && !refused.body.contains("禾"))
            #expect(try refused.json()["type"] as? String == "urn:civicline:problem:reason-needed")
            #expect(try refused.json()["about"] as? String == about)
            #expect(await server.openings.book.isEmpty)
            #expect(try await server.stateReason(about, as: name, "correction") == 200)
            for _ in 0..<2 { #expect(try await send(server, "GET", path, as: name).status == 200) }
            #expect(await server.openings.grounds == ["correction", "correction"])
        }
    }

    @Test("one person's reason opens nothing for another, and one file's nothing of another")
    func nobodyElse() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            #expect(try await server.stateReason("citizen/101", as: "lin") == 200)
            #expect(try await send(server, "GET", "/api/desk/citizen/102").status == 403)
            #expect(try await send(server, "GET", "/api/desk/case/12").status == 403)
            #expect(try await send(server, "GET", "/api/cases/12", as: "qin").status == 403)
            // Her own cases are open with her file.
            #expect(try await send(server, "GET", "/api/desk/case/11").status == 200)
        }
    }

    @Test("a call opens the files of those who may be calling, and of nobody else once one is confirmed")
    func liveCall() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            await server.desk.put(SampleCounty.state("ringing", at: SampleCounty.now), for: "lin")
            for path in ["citizen/101", "citizen/102", "case/12"] {
                #expect(try await send(server, "GET", "/api/desk/\(path)").status == 200, "\(path)")
            }
            #expect(await Set(server.openings.grounds) == ["live-call"])
            await server.desk.put(SampleCounty.state("ready", at: SampleCounty.now), for: "lin")
            #expect(try await send(server, "GET", "/api/desk/citizen/101").status == 403)
        }
    }

    @Test(
        "who is confirmed though the number does not know them is vouched for",
        arguments: [(101, "live-call"), (9, "vouched")])
    func vouched(citizen: Int, ground: String) async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let confirm = #"{"citizenId":\#(citizen)}"#
            #expect(try await send(server, "POST", "/api/desk/confirm-citizen", body: confirm).status == 409)
            #expect(await server.openings.book.isEmpty)
            await server.desk.put(SampleCounty.state("ringing", at: SampleCounty.now), for: "lin")
            _ = try await send(server, "POST", "/api/desk/confirm-citizen", body: confirm)
            #expect(await server.openings.grounds.first == ground)
        }
    }

    @Test(
        "a unit's own case is assigned to it; the centre's are those that wait for it, also just after it sent them on")
    func assigned() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            #expect(try await send(server, "GET", "/api/cases/13", as: "zhou").status == 200)
            #expect(try await send(server, "GET", "/api/cases/13", as: "qin").status == 403)
            let refusal = #"{"act":"refuse","unit":"water-company","rule":"条例第七条","note":"是水管","version":1}"#
            #expect(try await send(server, "POST", "/api/cases/13", as: "zhou", body: refusal).status == 200)
            #expect(try await send(server, "GET", "/api/cases/13", as: "qin").status == 200)
            let dispatch = #"{"act":"dispatch","unit":"water-company","version":2}"#
            #expect(try await send(server, "POST", "/api/cases/13", as: "qin", body: dispatch).status == 200)
            #expect(try await send(server, "GET", "/api/cases/13", as: "qin").status == 200)
            #expect(await Set(server.openings.grounds) == ["assigned"])
        }
    }

    @Test(
        "a reason is one of the list, and 'other' is said in words",
        arguments: [
            (#"{"about":"citizen/101","reason":"curiosity"}"#, "reason"),
            (#"{"about":"citizen/101","reason":"other"}"#, "words"),
            (#"{"about":"citizen/101","reason":"other","words":" "}"#, "words"),
            (#"{"about":"house/1","reason":"check"}"#, "about"), (#"{"reason":"check"}"#, "about"),
        ])
    func reasons(body: String, field: String) async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let answer = try await send(server, "POST", "/api/openings", body: body)
            #expect(answer.status == 422)
            #expect(try answer.json()["field"] as? String == field)
            #expect(try await send(server, "GET", "/api/desk/citizen/101").status == 403)
        }
    }

    @Test("supervisors and auditors see who opened what and why, each citizen noted", arguments: ["en", "zh-CN"])
    func page(language: String) async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            for name in ["lin", "wu", "zhou"] {
                #expect(try await send(server, "GET", "/openings", as: name).status == 403)
            }
            let words = #"{"about":"citizen/101","reason":"other","words":"<b>她儿子来信</b>"}"#
            _ = try await send(server, "POST", "/api/openings", body: words)
            _ = try await send(server, "GET", "/api/desk/citizen/101")
            _ = try await send(server, "GET", "/api/cases/12", as: "ping")
            for name in ["qin", "he"] {
                let page = try await send(server, "GET", "/openings", as: name, language: language).body
                #expect(page.contains("禾小兰") && page.contains("林坐席") && page.contains("&lt;b&gt;她儿子来信"))
                #expect(!page.contains("禾大川") && !page.contains("opening.") && !page.contains("openings."))
                #expect(!page.contains("{{"))
            }
            #expect(try await send(server, "GET", "/openings?show=all", as: "qin").body.contains("禾大川"))
            #expect(
                await server.accounts.book.contains {
                    $0.agent == "he" && $0.action == .watchOpenings && $0.citizen == 101
                })
            for query in ["show=none", "days=0", "days=x"] {
                #expect(try await send(server, "GET", "/openings?\(query)", as: "qin").status == 422)
            }
        }
    }

    @Test("too many files within an hour are marked")
    func marked() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            for id in 1...11 {
                try await server.openings.note(
                    FileOpening(by: "lin", look: .citizen, citizenId: Int64(id), ground: .stated(.check, words: "")),
                    at: SampleCounty.now)
            }
            let page = try await send(server, "GET", "/openings?show=unusual", as: "qin").body
            #expect(page.contains("many in an hour") && page.contains("№ 11") && !page.contains("№ 10"))
        }
    }

    @Test(
        "a unit's copy of a confidential case is marked for the one who is shown it, and the mark is read from text and code"
    )
    func watermark() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let shown = try await send(server, "GET", "/api/cases/13", as: "zhou").json()
            let summary = try #require(shown["summary"] as? String)
            let code = try #require(shown["mark"] as? String)
            #expect(Watermark.read(summary).map(\.shown) == [code])
            for text in [summary, "leaked: \(code)"] {
                let form = "text=" + (text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
                let type = "application/x-www-form-urlencoded"
                let page = try await send(server, "POST", "/openings/mark", as: "qin", body: form, type: type)
                #expect(page.status == 200 && page.body.contains("zhou") && page.body.contains("禾小兰"))
                #expect(
                    try await send(server, "POST", "/openings/mark", as: "zhou", body: form, type: type).status == 403)
            }
            let none = try await send(
                server, "POST", "/openings/mark", as: "he", body: "text=0000-0000-00",
                type: "application/x-www-form-urlencoded")
            #expect(none.body.contains("no mark of ours"))
            // Others are not marked: the centre's copy, and cases that are not confidential.
            _ = try await server.stateReason("case/13", as: "qin")
            #expect(try await send(server, "GET", "/api/cases/13", as: "qin").json()["mark"] == nil)
            #expect(try await send(server, "GET", "/api/cases/12", as: "ping").json()["mark"] == nil)
        }
    }

    @Test("a page that needs a reason asks for it in a form, and goes on where it was asked")
    func form() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let unit = CaseActor("someone", .unit("social-security"))
            let agent = CaseActor("wang", .agent)
            let at = SampleCounty.now
            _ = try server.cases.act(.answer, onCase: 11, note: "已经补发。", seen: nil, by: unit, at: at)
            _ = try server.cases.act(.agree, onCase: 11, note: "", seen: nil, by: agent, at: at)
            let asked = try await send(server, "GET", "/visits/11")
            #expect(asked.status == 403 && asked.body.contains("name=\"about\" value=\"case/11\""))
            #expect(!asked.body.contains("禾小兰") && !asked.body.contains("opening."))
            let type = "application/x-www-form-urlencoded"
            let wrong = try await send(
                server, "POST", "/openings", body: "about=case%2F11&reason=other&back=%2Fvisits%2F11", type: type)
            #expect(wrong.status == 422 && wrong.body.contains("value=\"other\" required checked"))
            for back in ["https%3A%2F%2Fexample.org", "%2F%2Fexample.org", "%2F%5Cexample.org"] {
                let away = try await send(
                    server, "POST", "/openings", body: "about=case%2F11&reason=check&back=\(back)", type: type)
                #expect(away.status == 422)
            }
            let given = try await send(
                server, "POST", "/openings", body: "about=case%2F11&reason=check&back=%2Fvisits%2F11", type: type)
            #expect(given.status == 303 && given.headers["location"] == "/visits/11")
            #expect(try await send(server, "GET", "/visits/11").body.contains("禾小兰"))
            #expect(await server.openings.grounds == ["check"])
        }
    }
}
