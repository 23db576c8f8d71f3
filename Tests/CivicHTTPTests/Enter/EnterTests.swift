import CivicCRM
import CivicCore
import Foundation
import Testing

@testable import CivicHTTP

@Suite("/enter")
struct EnterTests {
    private static func run(_ body: @escaping @Sendable (TestServer, FakeFilings) async throws -> Void) async throws {
        let filings = FakeFilings()
        try await TestServer.run(channels: filings.channels()) { server in try await body(server, filings) }
    }

    private static func post(_ server: TestServer, _ changes: [String: String] = [:], file: (String, String)? = nil)
        async throws -> TestClient.Answer
    {
        var headers = server.client.here
        headers["Cookie"] = try await server.signIn()
        headers["Accept-Language"] = "en"
        var form = FormText()
        let usual = [
            "token": "0123456789abcdef0123", "service": "water", "words": "no water", "channel": "letter", "do": "file",
        ]
        for (name, value) in usual.merging(changes, uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
            form.field(name, value)
        }
        if let file { form.file(file.0, file.1) }
        return try await server.client.send("POST", "/enter", headers: headers, body: form.body, type: FormText.type)
    }

    @Test("agents alone have it, and it needs no script")
    func roles() async throws {
        try await Self.run { server, _ in
            #expect(try await server.client.send("GET", "/enter").status == 401)
            let unit = try await server.signIn(as: "zhou")
            #expect(try await server.client.send("GET", "/enter", headers: ["Cookie": unit]).status == 403)
            let cookie = try await server.signIn()
            let page = try await server.client.send(
                "GET", "/enter", headers: ["Cookie": cookie, "Accept-Language": "en"])
            #expect(page.status == 200 && !page.body.contains("<script"))
            for match in page.body.matches(of: /<(?:input|select|textarea) id="([^"]+)"/) {
                #expect(page.body.contains("for=\"\(match.output.1)\""), "\(match.output.1)")
            }
            #expect(
                try await server.client.send("GET", "/desk", headers: ["Cookie": cookie]).body.contains("\"/enter\""))
        }
    }

    @Test("a letter becomes a case of its channel by the agent, audited, with its scan, and gives a slip")
    func letter() async throws {
        try await Self.run { server, filings in
            let answer = try await Self.post(
                server, ["received": "2026-11-20", "name": "Zhang", "confidential": "on"],
                file: ("letter.pdf", "%PDF-1.7"))
            #expect(answer.status == 201)
            let entry = try #require(await filings.entries.first)
            #expect(entry.source == "desk:lin" && entry.filed.record.channel == .letter)
            #expect(entry.filing.isConfidential && entry.filing.files.count == 1 && entry.filing.name == "Zhang")
            // Midnight in the county.
            let start = try Date("2026-11-19T16:00:00Z", strategy: .iso8601)
            #expect(entry.filing.receivedAt == start)
            let number = entry.filed.record.number.text
            #expect(
                answer.body.contains("\(number.prefix(4)) \(number.suffix(4))") && answer.body.contains("1234 5678"))
            #expect(await server.accounts.book.contains { $0.action == .openCase && $0.agent == "lin" })
            #expect(
                try await Self.post(
                    server, ["received": "2026-11-20", "name": "Zhang", "confidential": "on"],
                    file: ("letter.pdf", "%PDF-1.7")
                ).status == 200)
            #expect(await filings.entries.count == 1)
        }
    }

    @Test("what came today has its clock from now on, whatever the place")
    func today() async throws {
        try await Self.run { server, filings in
            let answer = try await Self.post(server)
            #expect(answer.status == 201)
            #expect(await filings.entries.first?.filing.receivedAt == SampleCounty.now)
        }
    }

    @Test(
        "a day that cannot be, a way that is none and a person who is gone are told, and what was typed stays",
        arguments: [
            (["received": "yesterday"], "is no date"), (["received": "2028-01-01"], "has not come yet"),
            (["received": "2024-01-01"], "more than a year ago"), (["channel": "phone"], "how it came"),
            (["citizen": "999999"], "not in the record"), (["service": "x"], "one of the list"),
        ])
    func faults(changes: [String: String], words: String) async throws {
        try await Self.run { server, filings in
            let answer = try await Self.post(server, changes)
            #expect(answer.status == 422 && answer.body.contains(words) && answer.body.contains("no water"))
            #expect(await filings.entries.isEmpty)
        }
    }

    @Test("the search shows who was found, audited, and the chosen one is the case's citizen")
    func search() async throws {
        try await Self.run { server, filings in
            let name = try #require(try await server.records.citizen(101)).name
            let found = try await Self.post(server, ["do": "search", "search": name])
            #expect(found.status == 200 && found.body.contains("value=\"101\"") && found.body.contains("no water"))
            #expect(await server.accounts.book.contains { $0.action == .search && $0.citizen == 101 })
            #expect(try await Self.post(server, ["citizen": "101"]).status == 201)
            #expect(await filings.entries.first?.filing.citizenId == 101)
        }
    }
}
