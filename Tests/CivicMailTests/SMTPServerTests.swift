import CivicCore
import CivicMail
import Testing

/// Against aiosmtpd.
@Suite(.serialized) struct SMTPServerTests {
    private static let own = MailAddress("hotline@county.example")!
    private static let message = Array("Subject: x\r\n\r\nfirst\r\n.\r\n..last\r\n".utf8)

    private static func server(_ peer: MailPeer) throws -> SMTPServer {
        SMTPServer(try #require(MailServer("smtp://127.0.0.1:\(peer.port)")), name: "county.example")
    }

    @Test("a message comes as it was sent, with our return path or with none")
    func sends() async throws {
        let peer = try MailPeer.receiver()
        let server = try Self.server(peer)
        let zhang = try #require(MailAddress("zhang@example.cn"))
        #expect(await server.send(Self.message, from: Self.own, to: zhang) == .sent)
        #expect(await server.send(Self.message, from: nil, to: zhang) == .sent)
        let letters = try peer.letters()
        #expect(letters.count == 2)
        #expect(letters[0].hasPrefix("X-From: hotline@county.example\r\n") && letters[1].hasPrefix("X-From: <>\r\n"))
        #expect(letters.allSatisfy { $0.hasSuffix("first\r\n.\r\n..last\r\n") })
    }

    @Test("a refusal for good is told from one for now, and from a server that is not there")
    func refusals() async throws {
        let peer = try MailPeer.receiver()
        let server = try Self.server(peer)
        let never = await server.send(Self.message, from: nil, to: try #require(MailAddress("nobody@example.cn")))
        guard case .never(let error) = never else {
            Issue.record("\(never)")
            return
        }
        #expect(error.response == 550 && !error.description.contains("nobody"))
        let later = await server.send(Self.message, from: nil, to: try #require(MailAddress("later@example.cn")))
        guard case .later = later else {
            Issue.record("\(later)")
            return
        }
        let gone = SMTPServer(try #require(MailServer("smtp://127.0.0.1:1")), name: "county.example")
        guard case .later = await gone.send(Self.message, from: nil, to: Self.own) else {
            Issue.record("a server that is not there refuses nobody for good")
            return
        }
    }
}
