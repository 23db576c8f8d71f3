import CivicCore
import Testing

struct MailAddressTests {
    @Test(
        "plain addresses are taken, the domain in lower case",
        arguments: [
            ("Zhang.San+x@Example.CN", "Zhang.San+x@example.cn"), (" a@b ", "a@b"),
        ])
    func takes(typed: String, kept: String) {
        #expect(MailAddress(typed)?.text == kept)
    }

    @Test(
        "what could be more than an address on the wire is none",
        arguments: [
            "", "a", "a@", "@b", "a@b@c", "a b@c", "a@b\r\nRCPT TO:<x@y>", "<a@b>", "a@b,c@d", "张@b.cn", "a@-_.cn",
            "a..b@c",
        ])
    func refuses(typed: String) {
        #expect(MailAddress(typed) == nil)
    }
}
