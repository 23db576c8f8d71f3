import CivicCalls
import Foundation
import Testing

@testable import CivicHTTP

struct CallRoutesTests {
    private static let page = "/calls/C-7K2M4Q9XTB"
    private static let all = ["/calls", "/trunks", page, page + "/ladder.svg", page + "/messages.pcap"]

    @Test(
        "calls are for supervisors and administrators",
        arguments: [
            (nil, 401), ("lin", 403), ("he", 403), ("qin", 200), ("wu", 200),
        ] as [(String?, Int)])
    func roles(name: String?, status: Int) async throws {
        try await TestServer.run { server in
            var headers: [String: String] = [:]
            if let name { headers["Cookie"] = try await server.signIn(as: name) }
            for path in Self.all {
                let answer = try await server.client.send("GET", path, headers: headers)
                #expect(answer.status == status, "\(path)")
            }
        }
    }

    @Test("a supervisor who signs in comes to the calls")
    func signsIn() async throws {
        try await TestServer.run { server in
            let cookie = try await server.signIn(as: "qin")
            let desk = try await server.client.send("GET", "/desk", headers: ["Cookie": cookie])
            #expect(desk.status == 303 && desk.headers["location"] == "/calls")
        }
    }

    @Test(
        "a call's page shows the ladder, the ledger and the quality with its reasons, in both languages",
        arguments: [
            (
                "en",
                ["INVITE", "joins the line", "good", "fair", "packets came unevenly", "With agents", "MOS", "served"]
            ),
            ("zh-CN", ["INVITE", "进入排队", "良好", "一般", "抖动较大", "话务员", "MOS", "已服务"]),
        ])
    func shows(language: String, texts: [String]) async throws {
        try await TestServer.run { server in
            let cookie = try await server.signIn(as: "qin")
            let answer = try await server.client.send(
                "GET", Self.page, headers: ["Cookie": "\(cookie); civicline-language=\(language)"])
            #expect(answer.body.contains("<html lang=\"\(language)\">") && answer.body.contains("<svg"))
            for text in texts { #expect(answer.body.contains(text), "\(text)") }
            #expect(!answer.body.contains("{{"))
        }
    }

    @Test(
        "the trunks' page says which are registered, which servers answer, and how full they are, in both languages",
        arguments: [
            (
                "en",
                [
                    "telecom", "registered", "down</strong> tls 192.0.2.8:5061", "41 / 60", "not asked",
                    "no channel free: 3",
                ]
            ),
            ("zh-CN", ["telecom", "已注册", "中断</strong> tls 192.0.2.8:5061", "41 / 60", "未探测", "线路占满次数： 3"]),
        ])
    func trunks(language: String, texts: [String]) async throws {
        try await TestServer.run { server in
            let cookie = try await server.signIn(as: "qin")
            let answer = try await server.client.send(
                "GET", "/trunks", headers: ["Cookie": "\(cookie); civicline-language=\(language)"])
            for text in texts { #expect(answer.body.contains(text), "\(text)") }
            #expect(answer.body.contains("&lt;script&gt;") && !answer.body.contains("{{"))
        }
    }

    @Test("markup and control characters in identities stay text", arguments: all.dropLast())
    func escapes(path: String) async throws {
        try await TestServer.run { server in
            let cookie = try await server.signIn(as: "qin")
            let answer = try await server.client.send("GET", path, headers: ["Cookie": cookie])
            #expect(!answer.body.contains("<script>") && answer.body.contains("&lt;script&gt;"))
            #expect(!answer.body.contains("\u{1B}") && !answer.body.contains("\u{202E}"))
        }
    }

    @Test("every look at a call is in the audit book first")
    func audited() async throws {
        try await TestServer.run { server in
            let cookie = try await server.signIn(as: "qin")
            for path in Self.all { _ = try await server.client.send("GET", path, headers: ["Cookie": cookie]) }
            #expect(await server.accounts.book.count { $0.action == .viewCall && $0.agent == "qin" } == 3)
            await server.accounts.shutBook(true)
            let refused = try await server.client.send("GET", Self.page, headers: ["Cookie": cookie])
            #expect(refused.status == 503 && !refused.body.contains("INVITE"))
        }
    }

    @Test("a call of which the messages are gone says so; one that never was is not found")
    func missing() async throws {
        try await TestServer.run { server in
            let cookie = try await server.signIn(as: "wu")
            let headers = ["Cookie": "\(cookie); civicline-language=en"]
            let old = try await server.client.send("GET", "/calls/c-0000000001", headers: headers)
            #expect(old.status == 200 && old.body.contains("no longer in memory") && old.body.contains("call arrives"))
            for name in ["C-ZZZZZZZZZZ", "C-1", "..%2F..", "%3Cscript%3E"] {
                let answer = try await server.client.send("GET", "/calls/\(name)", headers: headers)
                #expect(answer.status == 404, "\(name)")
            }
        }
    }

    @Test("the files are for saving, and not for running")
    func files() async throws {
        try await TestServer.run { server in
            let cookie = try await server.signIn(as: "qin")
            let svg = try await server.client.send("GET", Self.page + "/ladder.svg", headers: ["Cookie": cookie])
            #expect(svg.headers["content-type"] == "image/svg+xml")
            #expect(svg.headers["content-disposition"] == "attachment; filename=\"C-7K2M4Q9XTB.svg\"")
            #expect(svg.headers["content-security-policy"]?.contains("default-src 'none'") == true)
        }
    }
}
