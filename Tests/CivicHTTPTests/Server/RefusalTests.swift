import CivicCalls
import CivicCore
import Foundation
import Testing

@testable import CivicHTTP

struct RefusalTests {
    @Test(
        "unsafe requests must say that they come from here",
        arguments: [
            (["Origin": "https://evil.example"], 403), (["Origin": "null"], 403), ([:], 403),
            (["Sec-Fetch-Site": "cross-site"], 403), (["Sec-Fetch-Site": "same-site"], 403),
            (["Sec-Fetch-Site": "none"], 403), (["Sec-Fetch-Site": "same-origin"], 401),
        ] as [([String: String], Int)])
    func crossSite(headers: [String: String], status: Int) async throws {
        try await TestServer.run { server in
            let answer = try await server.client.send("POST", "/api/desk/hang-up", headers: headers)
            #expect(answer.status == status)
        }
    }

    @Test("an origin is compared as a whole")
    func originWhole() {
        #expect(SameOrigin.isFromHere(fetchSite: nil, origin: "https://desk.example", host: "desk.example"))
        for origin in [
            "https://desk.example.evil", "https://evil-desk.example", "desk.example", "https://desk.example:1",
        ] {
            #expect(!SameOrigin.isFromHere(fetchSite: nil, origin: origin, host: "desk.example"))
        }
        #expect(!SameOrigin.isFromHere(fetchSite: nil, origin: "http://", host: ""))
    }

    @Test("a body above 64 KiB is refused, announced or not", arguments: [false, true])
    func oversized(chunked: Bool) async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn()]) { $1 }
            let note = String(repeating: "x", count: 70_000)
            let answer = try await server.client.send(
                "POST", "/api/desk/case/11/note", headers: headers, body: "{\"note\":\"\(note)\"}", chunked: chunked)
            #expect(answer.status == 413)
            #expect(try answer.json()["type"] as? String == "urn:civicline:problem:too-large")
        }
    }

    @Test("a form in place of JSON is refused")
    func notJSON() async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn()]) { $1 }
            let answer = try await server.client.send(
                "POST", "/api/desk/choice", headers: headers, body: "choice=ready", type: "text/plain")
            #expect(answer.status == 415)
        }
    }

    @Test(
        "an unknown address is 404, as a page for browsers and as a document for programs",
        arguments: ["/nothing", "/api/desk/nothing", "/assets/nothing.js", "/assets/..%2fwords%2fen.json", "/assets/"])
    func unknownRoute(path: String) async throws {
        try await TestServer.run { server in
            let document = try await server.client.send("GET", path)
            #expect(document.status == 404)
            #expect(document.headers["content-type"] == "application/problem+json")
            let page = try await server.client.send("GET", path, headers: ["Accept": "text/html,*/*"])
            #expect(page.status == 404)
            #expect(page.headers["content-type"] == "text/html; charset=utf-8")
        }
    }

    @Test("a wrong method is 405 with the right ones")
    func wrongMethod() async throws {
        try await TestServer.run { server in
            let answer = try await server.client.send("DELETE", "/api/desk/search", headers: server.client.here)
            #expect(answer.status == 405)
            #expect(answer.headers["allow"] == "GET, POST")
        }
    }

    @Test("every answer carries the browser's guards", arguments: ["/", "/sign-in", "/nothing", "/api/desk/state"])
    func guards(path: String) async throws {
        try await TestServer.run { server in
            let headers = try await server.client.send("GET", path).headers
            let policy = try #require(headers["content-security-policy"])
            #expect(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"))
            #expect(headers["x-content-type-options"] == "nosniff")
            #expect(headers["referrer-policy"] == "same-origin")
            #expect(headers["cache-control"] == "no-store")
        }
    }

    @Test("a port in use and an address elsewhere end the start with a remedy")
    func cannotListen() async throws {
        try await TestServer.run { server in
            let taken = SocketEndpoint(host: "127.0.0.1", port: UInt16(server.port))
            for (bind, error) in [
                (taken, WebServerError.portInUse(taken)),
                (
                    SocketEndpoint(host: "192.0.2.1", port: 0),
                    .addressNotHere(SocketEndpoint(host: "192.0.2.1", port: 0))
                ),
                (SocketEndpoint(host: "nowhere", port: 0), .notAnAddress(SocketEndpoint(host: "nowhere", port: 0))),
            ] {
                let second = try HotlineWebServer(
                    bind: bind, desk: server.desk, records: server.records, cases: server.cases, calls: FakeJournal(),
                    openings: server.openings,
                    accounts: server.accounts,
                    catalogue: SampleCounty.catalogue, plans: FakeOffice(), prompts: FakePrompts(),
                    surges: FakeSurges(now: { Date() }), reports: FakeReports(), insight: FakeInsight())
                await #expect(throws: error) { try await second.run { _ in } }
            }
        }
    }

    @Test("health and counters need no sign-in")
    func operations() async throws {
        try await TestServer.run { server in
            #expect(try await server.client.send("GET", "/healthz").body == "ok\n")
            let metrics = try await server.client.send("GET", "/metrics")
            #expect(metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(metrics.body.contains("civicline_calls_total 7"))
            await server.desk.refuse(.noDevice)
            #expect(try await server.client.send("GET", "/healthz").status == 503)
        }
    }
}
