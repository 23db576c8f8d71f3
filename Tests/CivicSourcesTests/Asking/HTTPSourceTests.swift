import CivicCore
import CivicDialplan
import CivicSources
import Foundation
import Testing

/// Questions over real sockets to an endpoint that behaves well, and badly in every way we know.
@Suite struct HTTPSourceTests {
    private let account: [String: DialplanValue] = ["account": .text("10 023/7")]

    private func ask(
        _ endpoint: LocalEndpoint, _ more: String = "deadline: 20s", scheme: String = "http", host: String = "127.0.0.1"
    ) async throws -> (answer: SourceAnswer, took: Duration) {
        let source = try waterBill(at: "\(scheme)://\(host):\(endpoint.port)/accounts/{account}", more)
        let client = HTTPSourceClient()
        let counter = Bench().counter(source, client)
        let began = ContinuousClock.now
        let answer = await counter.ask(account)
        let took = ContinuousClock.now - began
        await client.close()
        return (answer, took)
    }

    @Test("an answer is had over HTTP, and the endpoint sees one clean question")
    func answers() async throws {
        let endpoint = try await LocalEndpoint.start { _ in .answer(owes) }
        #expect(try await ask(endpoint).answer == SourceAnswer(outcome: owed))
        let lines = try #require(endpoint.requests.first).split(separator: "\r\n").map { $0.lowercased() }
        #expect(lines.first == "get /accounts/10%20023%2f7 http/1.1")
        #expect(lines.contains("accept: application/json"))
        #expect(!lines.contains { $0.hasPrefix("accept-encoding:") })
        try await endpoint.stop()
    }

    @Test("POST sends its JSON")
    func posts() async throws {
        let endpoint = try await LocalEndpoint.start { _ in .answer(#"{"n": 3}"#) }
        let (sources, _) = read(
            """
            data-sources:
              outage:
                post: http://127.0.0.1:\(endpoint.port)/outages
                about: everybody
                arguments: { township: text }
                body: { township: "{township}" }
                fields: { count: { at: /n, kind: number } }
            """)
        let client = HTTPSourceClient()
        let counter = Bench().counter(try #require(sources.first), client)
        #expect(await counter.ask(["township": .text("柳河")]).outcome == .found(["count": .number(3)]))
        #expect(await counter.ask(["township": .text("x")]).outcome == .found(["count": .number(3)]))
        await client.close()
        let request = try #require(endpoint.requests.first)
        #expect(request.hasPrefix("POST /outages HTTP/1.1\r\n") && request.hasSuffix(#"{"township":"柳河"}"#))
        #expect(request.lowercased().contains("content-type: application/json"))
        try await endpoint.stop()
    }

    @Test("nobody at the address is told at once, not at the deadline")
    func refused() async throws {
        let endpoint = try await LocalEndpoint.start { _ in .silence }
        try await endpoint.stop()
        let (answer, took) = try await ask(endpoint)
        #expect(answer == SourceAnswer(outcome: .failed, fault: .unreachable))
        #expect(took < .seconds(10))
    }

    @Test("silence, and bytes that come drop by drop, end at the deadline", arguments: [false, true])
    func slow(drips: Bool) async throws {
        let endpoint = try await LocalEndpoint.start { _ in drips ? .drip(owes, every: .seconds(2)) : .silence }
        let (answer, took) = try await ask(endpoint, "deadline: 400ms")
        #expect(answer == SourceAnswer(outcome: .failed, fault: .late))
        // A drip of the whole answer takes 82 s; a busy machine may be slow to look at the clock.
        #expect(took >= .milliseconds(400) && took < .seconds(60), "\(took)")
        try await endpoint.stop()
    }

    @Test("an answer in pieces that comes in time is taken whole")
    func pieces() async throws {
        let endpoint = try await LocalEndpoint.start { _ in .drip(owes, every: .milliseconds(1)) }
        #expect(try await ask(endpoint).answer.outcome == owed)
        try await endpoint.stop()
    }

    @Test(
        "an answer without end is given up at the bound, whether it tells its length or not", arguments: [true, false])
    func huge(tellsLength: Bool) async throws {
        let much = String(repeating: "[", count: 1_000_000)
        let endpoint = try await LocalEndpoint.start { _ in
            tellsLength
                ? .answer(much)
                : LocalEndpoint.Script(
                    pieces: [(.zero, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
                        + (0..<50).map { _ in (.milliseconds(1), "F4240\r\n\(much)\r\n") })
        }
        let (answer, _) = try await ask(endpoint, "largest-answer: 4096\n    deadline: 20s")
        #expect(answer == SourceAnswer(outcome: .failed, fault: .tooLarge(most: 4_096)))
        try await endpoint.stop()
    }

    @Test("a redirect is never followed, not even to the same host")
    func redirect() async throws {
        let other = try await LocalEndpoint.start { _ in .answer(owes) }
        let endpoint = try await LocalEndpoint.start { _ in
            .answer("", status: "302 Found", headers: ["Location: http://localhost:\(other.port)/accounts/1"])
        }
        let (answer, _) = try await ask(endpoint)
        #expect(answer == SourceAnswer(outcome: .failed, fault: .redirected(toHost: "localhost")))
        #expect(other.requests.isEmpty && endpoint.requests.count == 1)
        try await endpoint.stop()
        try await other.stop()
    }

    @Test(
        "what is no answer of HTTP or no JSON fails",
        arguments: [
            ("SSH-2.0-OpenSSH_9.2\r\n\r\n", SourceFault.unreachable),
            ("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", .notJSON),
            ("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", .unreachable),
            ("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", .status(500)),
            ("", .unreachable),
        ])
    func strange(bytes: String, fault: SourceFault) async throws {
        let endpoint = try await LocalEndpoint.start { _ in LocalEndpoint.Script(pieces: [(.zero, bytes)], closes: true)
        }
        #expect(try await ask(endpoint).answer.fault == fault)
        try await endpoint.stop()
    }

    @Test("a connection that the endpoint closed between two questions is made anew")
    func idleClosed() async throws {
        let endpoint = try await LocalEndpoint.start { _ in
            var script = LocalEndpoint.Script.answer(owes)
            script.closes = true
            return script
        }
        let source = try waterBill(at: "http://127.0.0.1:\(endpoint.port)/{account}", "deadline: 20s")
        let client = HTTPSourceClient()
        let counter = Bench().counter(source, client)
        for _ in 0..<20 {
            let answer = await counter.ask(account)
            #expect(answer == SourceAnswer(outcome: owed))
        }
        await client.close()
        try await endpoint.stop()
    }

    @Test("TLS is had with a certificate that is trusted, and with no other")
    func tls() async throws {
        let folder = try CertificateFolder()
        let endpoint = try await LocalEndpoint.start(tls: (folder.certificate, folder.key)) { _ in .answer(owes) }
        let trusted = "authorities: \(folder.certificate)\n    deadline: 20s"
        #expect(try await ask(endpoint, trusted, scheme: "https", host: "localhost").answer.outcome == owed)
        // Nobody vouches for it; it is another host's; it is no TLS at all.
        #expect(try await ask(endpoint, scheme: "https", host: "localhost").answer.fault == .notTrusted)
        #expect(try await ask(endpoint, trusted, scheme: "https", host: "127.0.0.1").answer.fault == .notTrusted)
        let plain = try await LocalEndpoint.start { _ in .answer(owes) }
        let mute = "authorities: \(folder.certificate)\n    deadline: 500ms"
        #expect(try await ask(plain, mute, scheme: "https", host: "localhost").answer.fault == .late)
        #expect(plain.requests.isEmpty)
        #expect(endpoint.requests.count == 1)
        try await endpoint.stop()
        try await plain.stop()
    }
}

/// A certificate for `localhost` that vouches for itself; gone with the test.
private final class CertificateFolder {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sources-\(UUID().uuidString)")

    var certificate: String { folder.appendingPathComponent("certificate.pem").path }
    var key: String { folder.appendingPathComponent("key.pem").path }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        openssl.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }
}
