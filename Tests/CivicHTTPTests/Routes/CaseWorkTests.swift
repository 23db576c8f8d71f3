import CivicCRM
import CivicHTTP
import Foundation
import Testing

@Suite("/cases")
struct CaseWorkTests {
    private func send(
        _ server: TestServer, _ method: String, _ path: String, as name: String = "zhou", body: String? = nil
    ) async throws -> TestClient.Answer {
        var headers = server.client.here
        headers["Cookie"] = try await server.signIn(as: name)
        if name == "qin", path.hasPrefix("/api/cases/") {
            _ = try await server.stateReason(String(path.dropFirst(5)).replacing("cases", with: "case"), as: name)
        }
        return try await server.client.send(method, path, headers: headers, body: body)
    }

    private static let note = #"{"act":"note","note":"x","version":1}"#

    @Test(
        "people of units and supervisors alone work on cases",
        arguments: [
            ("GET", "/cases", nil), ("GET", "/api/cases", nil), ("GET", "/api/cases/13", nil),
            ("POST", "/api/cases/13", note),
        ])
    func roles(method: String, path: String, body: String?) async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let stranger = try await server.client.send(method, path, headers: server.client.here, body: body)
            #expect(stranger.status == 401)
            for name in ["lin", "he", "wu"] {
                #expect(try await send(server, method, path, as: name, body: body).status == 403, "\(name)")
            }
            for (version, name) in [(1, "zhou"), (2, "qin")] {
                let fresh = body?.replacing(#""version":1"#, with: "\"version\":\(version)")
                #expect(try await send(server, method, path, as: name, body: fresh).status == 200, "\(name)")
            }
        }
    }

    @Test(
        "a person of a unit reaches nothing else",
        arguments: [
            ("GET", "/api/desk/state"), ("GET", "/api/desk/citizen/101"), ("GET", "/api/desk/search?q=ab"),
            ("POST", "/api/desk/search"), ("GET", "/api/desk/case/13"), ("POST", "/api/desk/case"),
            ("POST", "/api/desk/case/13/note"), ("GET", "/api/desk/events"), ("GET", "/calls"), ("GET", "/floor"),
            ("GET", "/wall"), ("GET", "/trunks"), ("GET", "/surge"), ("GET", "/api/surge"), ("POST", "/api/surge"),
            ("GET", "/studio"), ("GET", "/studio/prompts"),
        ])
    func nothingElse(method: String, path: String) async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let body = method == "POST" ? "{}" : nil
            #expect(try await send(server, method, path, body: body).status == 403)
        }
    }

    @Test("who signs in for a unit comes to its cases")
    func comesToCases() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let desk = try await send(server, "GET", "/desk")
            #expect(desk.status == 303 && desk.headers["location"] == "/cases")
            let page = try await send(server, "GET", "/cases?lang=en").body
            #expect(page.contains("casework.js") && !page.contains("href=\"/calls\""))
            #expect(try await send(server, "GET", "/cases", as: "qin").body.contains("href=\"/calls\""))
        }
    }

    @Test("a unit sees its own cases and no others, not even by their number")
    func ownCases() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let list = try await send(server, "GET", "/api/cases?unit=water-company").json()
            #expect((list["cases"] as? [[String: Any]])?.map { $0["id"] as? Int } == [13])
            #expect(try await send(server, "GET", "/api/cases?shelf=attention").status == 422)
            let unknown = try await send(server, "GET", "/api/cases/99")
            let others = try await send(server, "GET", "/api/cases/11")
            #expect(others.status == 404 && others.body == unknown.body)
            let acted = try await send(server, "POST", "/api/cases/11", body: Self.note)
            #expect(acted.status == 404 && server.cases.record(11)?.version == 1)
            let all = try await send(server, "GET", "/api/cases?shelf=open", as: "qin").json()
            #expect((all["cases"] as? [[String: Any]])?.count == 3)
            let water = try await send(server, "GET", "/api/cases?unit=water-company", as: "qin").json()
            #expect((water["cases"] as? [[String: Any]])?.count == 1)
        }
    }

    @Test("each look at a citizen's case is in the book before it is shown")
    func audited() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            _ = try await send(server, "GET", "/api/cases/13")
            #expect(
                await server.accounts.book.last
                    == FakeAccounts.Entry(agent: "zhou", action: .viewCase, citizen: 101))
            _ = try await send(server, "POST", "/api/cases/13", body: Self.note)
            #expect(
                await server.accounts.book.last
                    == FakeAccounts.Entry(agent: "zhou", action: .updateCase, citizen: 101))
            var headers = server.client.here
            headers["Cookie"] = try await server.signIn(as: "zhou")
            await server.accounts.shutBook(true)
            let withheld = try await server.client.send("GET", "/api/cases/13", headers: headers)
            #expect(withheld.status == 503 && !withheld.body.contains("桥"))
        }
    }

    @Test("a confidential citizen's name and number reach no unit, not even within the texts")
    func confidential() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let unit = try await send(server, "GET", "/api/cases/13").body
            for secret in ["禾小兰", "13800000001", "柳湾村", "听力"] { #expect(!unit.contains(secret), "\(secret)") }
            #expect(unit.contains("＊＊＊"))
            let centre = try await send(server, "GET", "/api/cases/13", as: "qin").body
            #expect(centre.contains("禾小兰") && centre.contains("+8613800000001"))
        }
    }

    @Test("an enterprise sees the family name, and the number once it has accepted")
    func enterprise() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let before = try await send(server, "GET", "/api/cases/12", as: "ping").body
            #expect(before.contains("禾＊") && !before.contains("禾大川") && !before.contains("13800000001"))
            let after = try await send(
                server, "POST", "/api/cases/12", as: "ping", body: #"{"act":"accept","version":1}"#)
            #expect(after.status == 200 && after.body.contains("13800000001") && !after.body.contains("禾大川"))
        }
    }

    @Test(
        "accepting, asking for time, granting and answering go through the page, with the reckoning in both languages")
    func wholeWay() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            func act(_ body: String, as name: String) async throws -> [String: Any] {
                let answer = try await send(server, "POST", "/api/cases/13", as: name, body: body)
                #expect(answer.status == 200, "\(answer.body)")
                return try answer.json()
            }
            let accepted = try await act(#"{"act":"accept","version":1}"#, as: "zhou")
            #expect(accepted["state"] as? String == "in-work")
            #expect((accepted["offers"] as? [String])?.contains("answer") == true)
            let asked = try await act(
                #"{"act":"extension","term":"3d","note":"等桥梁检测","version":2}"#, as: "zhou")
            #expect((asked["wish"] as? [String: Any])?["reason"] as? String == "等桥梁检测")
            #expect((asked["offers"] as? [String])?.contains("grant") == false)
            let waiting = try await send(server, "GET", "/api/cases?shelf=attention", as: "qin").json()
            #expect((waiting["cases"] as? [[String: Any]])?.count == 1)
            let granted = try await act(#"{"act":"grant","version":3}"#, as: "qin")
            let lines = (granted["reckoning"] as? [String: Any])?["lines"] as? [String: [String]]
            #expect(lines?["zh"]?.contains { $0.contains("延期3个工作日：等桥梁检测") } == true)
            #expect(lines?["en"]?.contains { $0.hasPrefix("3 working days more: 等桥梁检测") } == true)
            let answered = try await act(#"{"act":"answer","note":"桥面已修好","version":4}"#, as: "zhou")
            #expect(answered["state"] as? String == "answered")
        }
    }

    @Test("sent back, the case leaves the unit's sight only when it goes elsewhere")
    func sentBack() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let refused = try await send(
                server, "POST", "/api/cases/13",
                body: #"{"act":"refuse","unit":"water-company","rule":"条例第七条","note":"是水管","version":1}"#)
            #expect(try refused.json()["state"] as? String == "refused")
            let centre = try await send(server, "GET", "/api/cases/13", as: "qin").json()
            #expect((centre["proposal"] as? [String: Any])?["unit"] as? String == "water-company")
            _ = try await send(
                server, "POST", "/api/cases/13", as: "qin",
                body: #"{"act":"dispatch","unit":"water-company","version":2}"#)
            #expect(try await send(server, "GET", "/api/cases/13").status == 404)
            #expect(try await send(server, "GET", "/api/cases/13", as: "ping").status == 200)
        }
    }

    @Test("the second of two who act on one version is told, and nothing is lost")
    func secondIsTold() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            _ = try await send(server, "POST", "/api/cases/13", body: #"{"act":"accept","version":1}"#)
            let second = try await send(server, "POST", "/api/cases/13", as: "qin", body: Self.note)
            #expect(second.status == 409 && second.body.contains("case-changed-meanwhile"))
            #expect(second.body.contains("zhou"))
            #expect(server.cases.record(13)?.version == 2)
        }
    }

    @Test(
        "wrong input is refused with its field and a remedy",
        arguments: [
            (#"{"act":"shout","version":1}"#, 422, "act"), (#"{"act":"note"}"#, 422, "version"),
            (#"{"act":"note","note":"","version":1}"#, 422, "note"),
            (#"{"act":"refuse","unit":"transprot","rule":"r","version":1}"#, 422, "unit"),
            (#"{"act":"refuse","unit":"water-company","version":1}"#, 422, "rule"),
            (#"{"act":"extension","term":"soon","note":"x","version":1}"#, 422, "term"),
            (#"{"act":"merge","into":"123","version":1}"#, 422, "into"),
            (#"{"act":"answer","note":"x","version":1}"#, 409, ""), ("[]", 422, "body"),
        ])
    func refusals(body: String, status: Int, field: String) async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let answer = try await send(server, "POST", "/api/cases/13", body: body)
            #expect(answer.status == status, "\(answer.body)")
            let problem = try answer.json()
            #expect(problem["field"] as? String ?? "" == field)
            #expect((problem["remedy"] as? String ?? "").isEmpty == false)
            #expect(server.cases.record(13)?.version == 1)
        }
    }

    @Test("merged and taken out again by the centre")
    func merges() async throws {
        try await TestServer.run { (server: TestServer) async throws -> Void in
            let main = try #require(server.cases.record(12)).number.text
            let merged = try await send(
                server, "POST", "/api/cases/13", as: "qin",
                body: #"{"act":"merge","into":"\#(main)","note":"同一座桥","version":1}"#)
            #expect(try merged.json()["mergedInto"] as? String == main, "\(merged.body)")
            #expect(try await send(server, "GET", "/api/cases/13").status == 404)
            let back = try await send(
                server, "POST", "/api/cases/13", as: "qin", body: #"{"act":"unmerge","version":2}"#)
            #expect(try back.json()["state"] as? String == "dispatched")
        }
    }
}
