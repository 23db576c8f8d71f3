import CivicCalls
import CivicCore
import CivicHTTP
import Foundation
import ServiceLifecycle
import Testing

struct DeskEventsTests {
    private func pushed(_ text: String) -> [String] {
        text.components(separatedBy: "\n").filter { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
    }

    @Test("a new stream begins with the state of the moment and goes on live")
    func live() async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            await server.desk.put(SampleCounty.state("ready", at: SampleCounty.now), for: "lin")
            let text = try await server.client.stream("/api/desk/events", headers: ["Cookie": session]) { text in
                if text.contains("id: 1\n"), !text.contains("id: 2\n") {
                    await server.desk.put(
                        SampleCounty.state("ringing", at: SampleCounty.now), kind: "card", for: "lin")
                }
                return text.contains("id: 2\n") && text.hasSuffix("\n\n\n")
            }
            #expect(
                text.contains("content-type: text/event-stream") || text.contains("Content-Type: text/event-stream"))
            #expect(text.contains("event: card\ndata: {"))
            #expect(text.contains("禾小兰"))
            #expect(text.contains(FakeDesk.epoch))
        }
    }

    @Test("a page that comes back gets what it missed and nothing twice", arguments: [true, false])
    func resumes(byHeader: Bool) async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            for name in ["ready", "reserved", "ringing", "talking"] {
                await server.desk.put(SampleCounty.state(name, at: SampleCounty.now), for: "lin")
            }
            let epoch = FakeDesk.epoch.replacing(":", with: "%3A")
            let path = byHeader ? "/api/desk/events?epoch=\(epoch)" : "/api/desk/events?after=2&epoch=\(epoch)"
            var headers = ["Cookie": session]
            if byHeader { headers["Last-Event-ID"] = "2" }
            let text = try await server.client.stream(path, headers: headers) { $0.contains("id: 4\n") }
            #expect(pushed(text) == ["3", "4"])
        }
    }

    @Test("numbers from another life of the daemon are answered with the state of the moment")
    func otherEpoch() async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            await server.desk.put(SampleCounty.state("ready", at: SampleCounty.now), for: "lin")
            let text = try await server.client.stream(
                "/api/desk/events?after=900&epoch=long-ago", headers: ["Cookie": session]
            ) { $0.contains("id: ") }
            #expect(pushed(text) == ["1"])
        }
    }

    @Test("an idle stream is kept alive by comments", .timeLimit(.minutes(5)))
    func heartbeat() async throws {
        try await TestServer.run(heartbeat: .milliseconds(20)) { server in
            let session = try await server.signIn()
            let text = try await server.client.stream("/api/desk/events", headers: ["Cookie": session]) {
                $0.components(separatedBy: ": \n\n").count > 3
            }
            #expect(text.contains(": \n\n"))
        }
    }

    @Test("a stream ends with its session", .timeLimit(.minutes(5)))
    func endsWithSession() async throws {
        try await TestServer.run(heartbeat: .milliseconds(20)) { server in
            let session = try await server.signIn()
            let text = try await server.client.stream("/api/desk/events", headers: ["Cookie": session]) { text in
                if text.contains("id: ") { await server.accounts.endSession(String(session.split(separator: "=")[1])) }
                return false
            }
            #expect(text.hasSuffix("0\n\n"))
        }
    }

    @Test("a position that is no number is refused with the field's name")
    func badPosition() async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            for position in ["abc", "-1", "99999999999999999999"] {
                let answer = try await server.client.send(
                    "GET", "/api/desk/events", headers: ["Cookie": session, "Last-Event-ID": position])
                #expect(answer.status == 422)
                #expect(try answer.json()["field"] as? String == "after")
            }
        }
    }

    @Test("HEAD takes no place of a stream")
    func headLeavesNoPlace() async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            for _ in 0..<10 {
                let answer = try await server.client.send("HEAD", "/api/desk/events", headers: ["Cookie": session])
                #expect(answer.status == 200)
            }
        }
    }

    @Test("the card is kept back while the audit book is shut, and the call is still shown")
    func auditBookShut() async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            await server.desk.put(SampleCounty.state("ringing", at: SampleCounty.now), kind: "card", for: "lin")
            await server.accounts.shutBook(true)
            let text = try await server.client.stream("/api/desk/events", headers: ["Cookie": session]) {
                $0.contains("\n\n\n") && $0.contains("id: ")
            }
            #expect(text.contains("\"cardWithheld\":true"))
            #expect(text.contains("+8613800000001"))
            #expect(!text.contains("禾小兰"))
        }
    }

    @Test("every citizen whom a card shows is in the audit book")
    func cardIsAudited() async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            await server.desk.put(SampleCounty.state("ringing", at: SampleCounty.now), for: "lin")
            _ = try await server.client.send("GET", "/api/desk/state", headers: ["Cookie": session])
            let seen = await server.accounts.book.filter { $0.action == .screenPop }.compactMap(\.citizen)
            #expect(Set(seen) == [101, 102])
        }
    }

    @Test("the seventh window of one agent is refused", .timeLimit(.minutes(5)))
    func tooManyWindows() async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            @Sendable func open(_ number: Int) async throws -> Int {
                if number == 7 {
                    return try await server.client.send("GET", "/api/desk/events", headers: ["Cookie": session]).status
                }
                let (statuses, told) = AsyncStream.makeStream(of: Int.self)
                _ = try await server.client.stream("/api/desk/events", headers: ["Cookie": session]) { text in
                    guard text.contains("id: ") else { return false }
                    told.yield(try await open(number + 1))
                    return true
                }
                told.finish()
                return await statuses.first { _ in true } ?? 0
            }
            #expect(try await open(1) == 429)
        }
    }

    @Test("a graceful stop ends open streams and the server", .timeLimit(.minutes(5)))
    func gracefulStop() async throws {
        let desk = FakeDesk(now: { SampleCounty.now })
        let accounts = FakeAccounts(acceptsAnySession: true)
        let server = try HotlineWebServer(
            bind: SocketEndpoint(host: "127.0.0.1", port: 0), desk: desk,
            records: FakeRecords(now: { SampleCounty.now }), cases: FakeCases(now: { SampleCounty.now }),
            calls: FakeJournal(), openings: FakeOpenings(accounts: accounts), accounts: accounts,
            catalogue: SampleCounty.catalogue, plans: FakeOffice(), prompts: FakePrompts(),
            surges: FakeSurges(now: { Date() }), reports: FakeReports(), insight: FakeInsight())
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: StartedServer(server: server, ready: ready))], logger: TestServer.silent))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await ports.first { _ in true })
            let text = try await TestClient(port: port).stream(
                "/api/desk/events", headers: ["Cookie": "civicline-session=lin"]
            ) { text in
                if text.contains("id: ") { await group.triggerGracefulShutdown() }
                return false
            }
            #expect(text.hasSuffix("\n0\n\n"))
            try await tasks.waitForAll()
        }
    }
}
