import CivicCRM
import CivicHTTP
import Foundation
import Testing

@Suite("Segments and entitlements at the desk", .timeLimit(.minutes(5)))
struct StandingRoutesTests {
    private static let mother = "/api/desk/citizen/101"

    private func send(
        _ server: TestServer, _ method: String, _ path: String, as name: String = "lin", body: String? = nil
    ) async throws -> TestClient.Answer {
        var headers = server.client.here
        headers["Cookie"] = try await server.signIn(as: name)
        return try await server.client.send(method, path, headers: headers, body: body, type: "application/json")
    }

    @Test("the standing is of the file: it opens for a reason, is in the book, and only agents see it")
    func door() async throws {
        try await TestServer.run { server in
            let shut = try await send(server, "GET", "/api/desk/citizen/102/standing")
            #expect(shut.status == 403 && shut.body.contains("reason-needed") && !shut.body.contains("farmer"))
            _ = try await server.stateReason("citizen/101", as: "lin")
            let open = try await send(server, "GET", Self.mother + "/standing")
            #expect(open.status == 200 && open.body.contains(#""segment":"farmer""#))
            #expect(open.body.contains(#""why":{"work":"farming"}"#) && open.body.contains(#""service":"pension""#))
            #expect(await server.openings.book.contains { $0.opening.citizenId == 101 })
            for name in ["qin", "he", "zhou"] {
                #expect(try await send(server, "GET", Self.mother + "/standing", as: name).status == 403)
                #expect(try await send(server, "POST", Self.mother + "/offer", as: name, body: "{}").status == 403)
            }
        }
    }

    @Test("one click keeps what came of an offer, and it is gone")
    func offer() async throws {
        try await TestServer.run { server in
            _ = try await server.stateReason("citizen/101", as: "lin")
            let form = #"{"service":"pension","answer":"not-now"}"#
            let answer = try await send(server, "POST", Self.mother + "/offer", body: form)
            #expect(answer.status == 200 && answer.body.contains(#""offers":[]"#))
            let kept = await server.records.offers
            #expect(kept.map(\.answer) == [.notNow] && kept.map(\.by) == ["lin"])
            let wrong = try await send(
                server, "POST", Self.mother + "/offer", body: #"{"service":"yacht","answer":"said"}"#)
            #expect(wrong.status == 404)
        }
    }

    @Test(
        "what is written shows the standing, and that look is in the book as well",
        arguments: [
            ("offer", #"{"service":"pension","answer":"said"}"#),
            ("fact", #"{"fact":"insured","value":"yes","source":"policy 7"}"#),
        ])
    func noted(what: String, form: String) async throws {
        try await TestServer.run { server in
            _ = try await server.stateReason("citizen/101", as: "lin")
            let answer = try await send(server, "POST", "\(Self.mother)/\(what)", body: form)
            #expect(answer.status == 200 && answer.body.contains(#""segment":"farmer""#))
            #expect(await server.openings.book.map(\.opening.citizenId) == [101])
            #expect(await server.openings.grounds == ["follow-up"])
        }
    }

    @Test("a fact needs something that shows it, and a value that the file has")
    func fact() async throws {
        try await TestServer.run { server in
            _ = try await server.stateReason("citizen/101", as: "lin")
            let form = #"{"fact":"insured","value":"yes","until":"2027-01-31","source":"policy 7"}"#
            let written = try await send(server, "POST", Self.mother + "/fact", body: form)
            #expect(written.status == 200 && written.body.contains(#""until":"2027-01-31""#))
            for (body, word) in [
                (#"{"fact":"insured","value":"yes","source":"  "}"#, "nothing-shows-it"),
                (#"{"fact":"wealth","value":"yes","source":"x"}"#, "unknown-fact"),
                (#"{"fact":"insured","value":"maybe","source":"x"}"#, "unknown-value"),
                (#"{"fact":"insured","value":"yes","until":"soon","source":"x"}"#, "until"),
            ] {
                let answer = try await send(server, "POST", Self.mother + "/fact", body: body)
                #expect(answer.status == 422 && answer.body.contains(word), "\(word)")
            }
            let gone = try await send(
                server, "POST", Self.mother + "/fact", body: #"{"fact":"insured","source":"said so"}"#)
            #expect(gone.status == 200 && gone.body.contains(#""facts":[]"#))
        }
    }

    @Test("the page of the rules shows each with its source, hides small groups, and tells how far it is")
    func rules() async throws {
        try await TestServer.run { server in
            let page = try await send(server, "GET", "/insight/segments?lang=en", as: "qin")
            #expect(
                page.status == 200 && page.body.contains("<code>work == &quot;farming&quot; and age &lt; 60</code>"))
            #expect(page.body.contains("&lt; 5") && page.body.contains("40 of 100 citizens"))
            #expect(page.body.contains("overdue") && page.body.contains("5 / 20"))
        }
    }
}
