import CivicCRM
import CivicCore
import CivicHTTP
import Foundation
import Testing

@Suite("Export, hold and erasure of a citizen's file", .timeLimit(.minutes(5)))
struct CitizenOfficeTests {
    private static let file = "/citizens/101"

    private func get(_ server: TestServer, _ path: String, as name: String = "wu") async throws -> TestClient.Answer {
        let separator = path.contains("?") ? "&" : "?"
        return try await server.client.send(
            "GET", path + separator + "lang=en", headers: ["Cookie": try await server.signIn(as: name)])
    }

    private func post(_ server: TestServer, _ path: String, _ form: String, as name: String = "wu") async throws
        -> TestClient.Answer
    {
        let headers = server.client.here.merging(["Cookie": try await server.signIn(as: name)]) { $1 }
        return try await server.client.send(
            "POST", path + "?lang=en", headers: headers, body: form, type: "application/x-www-form-urlencoded")
    }

    /// Says why the mother's file is opened.
    private func open(_ server: TestServer) async throws {
        let answer = try await post(server, "/citizens/open", "about=citizen%2F101&reason=writing")
        #expect(answer.status == 303 && answer.headers["location"] == Self.file)
    }

    @Test("the page is for administrators alone", arguments: ["lin", "qin", "he", "zhou"])
    func roles(name: String) async throws {
        try await TestServer.run { server in
            let door = try await get(server, "/citizens", as: name)
            #expect(door.status == 403)
            for path in ["/citizens", "/citizens/open", "/citizens/101/erase", "/citizens/101/export"] {
                #expect(try await post(server, path, "q=x", as: name).status == 403, "\(path)")
            }
        }
    }

    @Test("a search needs whom and why, and puts each that it finds into the book")
    func door() async throws {
        try await TestServer.run { server in
            for (form, told) in [
                ("q=&reason=writing", "whom to look for"), ("q=x", "choose a reason"),
                ("q=x&reason=other", "say it in words"),
            ] {
                let answer = try await post(server, "/citizens", form)
                #expect(answer.status == 422 && answer.body.contains(told), "\(form)")
            }
            #expect(await server.accounts.book.allSatisfy { $0.action != .search })
            let name = SampleCounty.mother.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let found = try await post(server, "/citizens", "q=\(name)&reason=writing")
            #expect(found.status == 200 && found.body.contains("value=\"citizen/101\""))
            #expect(await server.accounts.book.filter { $0.action == .search }.map(\.citizen) == [101])
        }
    }

    @Test("a file opens for a stated reason, which is kept with each look")
    func opens() async throws {
        try await TestServer.run { server in
            #expect(try await get(server, Self.file).status == 403)
            #expect(try await post(server, Self.file + "/export", "").status == 403)
            #expect(await server.citizens.exportedBy == nil)
            try await open(server)
            let page = try await get(server, Self.file)
            #expect(page.status == 200 && page.body.contains("1 that others have too") && page.body.contains("of 7:"))
            #expect(await server.openings.grounds == ["writing"])
        }
    }

    @Test("the copy is a file to download, and one too large for a page is the command's")
    func export() async throws {
        try await TestServer.run { server in
            try await open(server)
            let copy = try await post(server, Self.file + "/export", "")
            #expect(copy.status == 200 && copy.headers["content-type"] == "application/zip")
            #expect(copy.headers["content-disposition"] == "attachment; filename=\"citizen-101.zip\"")
            #expect(copy.headers["cache-control"] == "no-store" && copy.body == "PK")
            #expect(await server.citizens.exportedBy == "wu")
            await server.citizens.refuse(.tooLarge(megabytes: 900))
            let large = try await post(server, Self.file + "/export", "")
            #expect(large.status == 413 && large.body.contains("civicline citizens export"))
            await server.citizens.refuse(.wrongName)
            let named = try await post(server, Self.file + "/export", "")
            #expect(named.status == 409 && named.body.contains("civicline citizens export"))
        }
    }

    @Test("an erasure asks first, and is done with the name typed")
    func erase() async throws {
        try await TestServer.run { server in
            try await open(server)
            let asked = try await post(server, Self.file + "/erase", "")
            #expect(asked.status == 200 && asked.body.contains("cannot be undone"))
            let wrong = try await post(server, Self.file + "/erase", "name=Somebody")
            #expect(wrong.status == 422 && wrong.body.contains("Nothing was erased"))
            #expect(await server.citizens.erasedBy == nil)
            let name = SampleCounty.mother.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let done = try await post(server, Self.file + "/erase", "name=\(name)")
            #expect(done.status == 303 && done.headers["location"] == "/citizens?done=erased")
            #expect(await server.citizens.erasedBy == "wu")
            #expect(try await get(server, "/citizens?done=erased").body.contains("The file is erased."))
        }
    }

    @Test("a hold and an open case each stand against an erasure, and the page says which")
    func refused() async throws {
        try await TestServer.run { server in
            try await open(server)
            #expect(try await post(server, Self.file + "/hold", "reason=+").status == 422)
            #expect(try await post(server, Self.file + "/hold", "reason=inquiry+2027-14").status == 303)
            let held = try await post(server, Self.file + "/erase", "")
            #expect(held.status == 409 && held.body.contains("Lift the hold first"))
            #expect(held.body.contains("inquiry 2027-14") && !held.body.contains("cannot be undone"))
            #expect(try await post(server, Self.file + "/lift", "").status == 303)
            await server.citizens.open([CaseNumber(serial: 1234)])
            let open = try await post(server, Self.file + "/erase", "name=x")
            #expect(open.status == 409 && open.body.contains("0001 2344"))
            #expect(await server.citizens.erasedBy == nil)
        }
    }
}
