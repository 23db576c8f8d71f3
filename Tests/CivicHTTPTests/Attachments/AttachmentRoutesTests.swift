import CivicCRM
import Foundation
import Testing

@testable import CivicHTTP

struct AttachmentRoutesTests {
    static let pdf = "%PDF-1.7 scan"

    private static func run(_ body: @escaping @Sendable (TestServer, FakeFilings) async throws -> Void) async throws {
        let filings = FakeFilings()
        try await TestServer.run(channels: filings.channels()) { server in try await body(server, filings) }
    }

    private static func form(_ files: [(String, String)]) -> FormText {
        var form = FormText()
        for (name, value) in [
            ("token", "0123456789abcdef0123"), ("service", "water"), ("words", "no water"), ("township", "Qingshan"),
        ] {
            form.field(name, value)
        }
        for (name, content) in files { form.file(name, content) }
        return form
    }

    private static func post(_ server: TestServer, _ path: String, _ form: FormText) async throws -> TestClient.Answer {
        try await server.client.send(
            "POST", path, headers: ["Accept-Language": "en"], body: form.body, type: FormText.type)
    }

    @Test("a form with files files a matter with them, and sent again it is the same")
    func files() async throws {
        try await Self.run { server, filings in
            let form = Self.form([("letter.pdf", Self.pdf), ("", "")])
            #expect(try await Self.post(server, "/ask", form).status == 201)
            #expect(try await Self.post(server, "/ask", form).status == 200)
            let entry = try #require(await filings.entries.first)
            #expect(entry.filing.files.map(\.name) == ["letter.pdf"] && entry.filing.words == "no water")
            #expect(await filings.entries.count == 1)
            let other = Self.form([("letter.pdf", Self.pdf + " of another")])
            #expect(try await Self.post(server, "/ask", other).status == 409)
        }
    }

    @Test(
        "a file that is not kept is named with the remedy, and what was typed stays",
        arguments: [
            ([("a.exe", "MZ")], "files of this kind"),
            ([("a.pdf", "%PDF-" + String(repeating: "x", count: 1 << 20))], "1 MB"),
            ([("a.pdf", pdf), ("b.pdf", pdf), ("c.pdf", pdf)], "more than 2 files"),
            ([("a.jpg", "\u{7F}")], "files of this kind"),
        ])
    func faults(files: [(String, String)], words: String) async throws {
        try await Self.run { server, filings in
            let answer = try await Self.post(server, "/ask", Self.form(files))
            #expect(answer.status == 422 && answer.body.contains("files-fault") && answer.body.contains(words))
            #expect(answer.body.contains("no water") && answer.body.contains("choose them again"))
            #expect(await filings.entries.isEmpty)
        }
    }

    @Test("a form that is larger than all its files may be is refused before it is read; one that breaks off, too")
    func large() async throws {
        try await Self.run { server, filings in
            let huge = try await server.client.send(
                "POST", "/ask",
                headers: ["Content-Length": "10485760", "Content-Type": FormText.type, "Accept": "text/html"])
            #expect(huge.status == 413)
            var broken = Self.form([("letter.pdf", Self.pdf)])
            broken.parts[0] = "--other"
            let answer = try await server.client.send(
                "POST", "/ask", body: String(broken.body.dropLast(12)), type: FormText.type)
            #expect(answer.status == 400)
            #expect(await filings.entries.isEmpty)
        }
    }

    @Test("the filer gets a file with number and code, and no other case's")
    func filer() async throws {
        try await Self.run { server, filings in
            _ = try await Self.post(server, "/ask", Self.form([("letter.pdf", Self.pdf)]))
            let number = try #require(await filings.entries.first).filed.record.number.text
            try await filings.attach(
                [NewAttachment(name: "secret.pdf", kind: .pdf, content: Data("%PDF-secret".utf8))], toCase: 77,
                by: "x", at: SampleCounty.now)
            let form = "application/x-www-form-urlencoded"
            let known = "number=\(number)&code=\(FakeFilings.code)"
            let page = try await server.client.send("POST", "/ask/follow", body: known, type: form)
            #expect(page.body.contains("letter.pdf"))
            let file = try await server.client.send("POST", "/ask/file", body: known + "&file=1", type: form)
            #expect(file.status == 200 && file.body == Self.pdf)
            #expect(file.headers["content-disposition"]?.hasPrefix("attachment; filename=\"letter.pdf\"") == true)
            #expect(file.headers["x-content-type-options"] == "nosniff")
            #expect(file.headers["content-security-policy"]?.contains("sandbox") == true)
            let other = try await server.client.send("POST", "/ask/file", body: known + "&file=2", type: form)
            #expect(!other.body.contains("%PDF-secret"))
            let guess = try await server.client.send(
                "POST", "/ask/file", body: "number=\(number)&code=00000000&file=1", type: form)
            #expect(guess.status == 403)
        }
    }

    @Test("an agent and the centre see a file, audited; a unit neither another's nor that of a confidential case")
    func sight() async throws {
        try await Self.run { server, filings in
            // 12: water, with the company that accepted it; 13: the road, confidential, with the transport office.
            let records = SampleCounty.cases(at: SampleCounty.now)
            for record in records {
                try await filings.attach(
                    [NewAttachment(name: "a.pdf", kind: .pdf, content: Data(Self.pdf.utf8))], toCase: record.id,
                    by: "x", at: SampleCounty.now)
            }
            #expect(try await server.client.send("GET", "/attachments/1").status == 401)
            func look(_ id: Int64, as name: String) async throws -> Int {
                let cookie = try await server.signIn(as: name)
                return try await server.client.send("GET", "/attachments/\(id)", headers: ["Cookie": cookie]).status
            }
            for (index, record) in records.enumerated() {
                let id = Int64(index + 1)
                for name in ["lin", "qin"] {
                    #expect(try await look(id, as: name) == 403)
                    _ = try await server.stateReason("case/\(record.id)", as: name)
                    #expect(try await look(id, as: name) == 200)
                    #expect(
                        await server.accounts.book.last
                            == .init(agent: name, action: .viewFile, citizen: record.citizenId))
                }
                let isTheirs = record.unit == "water-company" && record.state == .inWork
                #expect(try await look(id, as: "ping") == (isTheirs ? 200 : 404))
                // All that the transport office has is confidential.
                #expect(try await look(id, as: "zhou") == 404)
                #expect(try await look(id, as: "wu") == 403)
            }
            #expect(try await look(99, as: "lin") == 404)
            await server.accounts.shutBook(true)
            let cookie = "civicline-session=x"
            #expect(try await server.client.send("GET", "/attachments/1", headers: ["Cookie": cookie]).status != 200)
        }
    }

    @Test("a unit adds files to its own case and to no other")
    func units() async throws {
        try await Self.run { server, filings in
            var headers = server.client.here
            headers["Cookie"] = try await server.signIn(as: "zhou")
            var form = FormText()
            form.file("answer.pdf", Self.pdf)
            let added = try await server.client.send(
                "POST", "/api/cases/13/files", headers: headers, body: form.body, type: FormText.type)
            #expect(added.status == 201)
            #expect(await filings.kept.map(\.file.by) == ["zhou"])
            var wrong = FormText()
            wrong.file("answer.doc", "word")
            let refused = try await server.client.send(
                "POST", "/api/cases/13/files", headers: headers, body: wrong.body, type: FormText.type)
            #expect(refused.status == 422 && refused.body.contains("PDF, JPEG"))
            headers["Cookie"] = try await server.signIn(as: "ping")
            let other = try await server.client.send(
                "POST", "/api/cases/13/files", headers: headers, body: form.body, type: FormText.type)
            #expect(other.status == 404)
            #expect(await filings.kept.count == 1)
        }
    }
}
