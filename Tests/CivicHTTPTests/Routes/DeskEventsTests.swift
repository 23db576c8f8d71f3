import CivicCalls
import CivicHTTP
import Foundation
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

    @Test("an idle stream is kept alive by comments", .timeLimit(.minutes(1)))
    func heartbeat() async throws {
        try await TestServer.run(heartbeat: .milliseconds(20)) { server in
            let session = try await server.signIn()
            let text = try await server.client.stream("/api/desk/events", headers: ["Cookie": session]) {
                $0.components(separatedBy: ": \n\n").count > 3
            }
            #expect(text.contains(": \n\n"))
        }
    }

    @Test("a stream ends with its session", .timeLimit(.minutes(1)))
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
}
