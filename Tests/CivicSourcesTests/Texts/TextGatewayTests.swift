import CivicSources
import Foundation
import Synchronization
import Testing

@Suite("A gateway for text messages")
struct TextGatewayTests {
    /// Answers with a status, or never.
    private final class Peer: SourceClient {
        let status: Int?
        let asked = Mutex<[SourceQuestion]>([])

        init(_ status: Int?) { self.status = status }

        func answer(to question: SourceQuestion) async throws -> SourceResponse {
            asked.withLock { $0.append(question) }
            guard let status else {
                try await Task.sleep(for: .seconds(60))
                throw SourceFault.unreachable
            }
            if status == 0 { throw SourceFault.unreachable }
            return SourceResponse(status: status)
        }
    }

    private func send(_ peer: Peer, tokenFile: String? = nil, within deadline: Duration = .seconds(5)) async
        -> TextGateway.Answer
    {
        await TextGateway(address: "https://sms.example.cn/send", tokenFile: tokenFile).send(
            key: "k1", number: "+8613800000001", text: "您好", by: peer, within: deadline)
    }

    @Test("posts number, text and key, with the token of the file")
    func posts() async throws {
        let file = NSTemporaryDirectory() + "token-\(UUID().uuidString)"
        try "secret-token\n".write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let peer = Peer(202)
        #expect(await send(peer, tokenFile: file) == .taken)
        let question = try #require(peer.asked.withLock { $0.first })
        #expect(question.address == "https://sms.example.cn/send" && question.method == .post)
        #expect(question.headers.contains(SentHeader(name: "Idempotency-Key", value: "k1")))
        #expect(question.headers.contains(SentHeader(name: "Authorization", value: "Bearer secret-token")))
        #expect(
            question.body == .object(["id": .text("k1"), "to": .text("+8613800000001"), "text": .text("您好")]))
    }

    @Test(
        "what the status says decides whether it is tried again",
        arguments: [
            (200, TextGateway.Answer.taken), (204, .taken), (400, .refused(status: 400)), (403, .refused(status: 403)),
            (302, .refused(status: 302)),
        ])
    func statuses(status: Int, answer: TextGateway.Answer) async {
        #expect(await send(Peer(status)) == answer)
    }

    @Test("busy, broken and silent gateways are asked again later", arguments: [408, 425, 429, 500, 503, 0, nil])
    func later(status: Int?) async {
        let answer = await send(Peer(status), within: .milliseconds(50))
        guard case .later(let reason) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(!reason.contains("13800000001"))
    }

    @Test("without its token nothing is sent")
    func noToken() async {
        let peer = Peer(200)
        #expect(await send(peer, tokenFile: "/nowhere/token") == .later("the file of the token cannot be read"))
        #expect(peer.asked.withLock { $0.isEmpty })
    }
}
