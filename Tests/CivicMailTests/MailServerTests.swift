import CivicMail
import Testing

struct MailServerTests {
    @Test(
        "addresses of servers are read, and say whether they need TLS",
        arguments: [
            ("imaps://mail.county.example", MailServer.Scheme.imaps, nil, true),
            ("smtp://127.0.0.1:2525", .smtp, 2525, false),
        ] as [(String, MailServer.Scheme, Int?, Bool)])
    func reads(url: String, scheme: MailServer.Scheme, port: Int?, needsTLS: Bool) throws {
        let server = try #require(MailServer(url))
        #expect(server.scheme == scheme && server.port == port && server.needsTLS == needsTLS && server.url == url)
    }

    @Test(
        "anything else is none", arguments: ["", "http://x", "imap://", "imap://a b", "imap://x:99999", "imap://u:p@x"])
    func refuses(url: String) {
        #expect(MailServer(url) == nil)
    }
}
