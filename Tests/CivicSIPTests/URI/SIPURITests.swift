import CivicCore
import CivicSIP
import Testing

@Suite("URIs")
struct SIPURITests {
    @Test(
        "reads and prints",
        arguments: [
            "sip:alice@atlanta.com", "sip:alice:secretword@atlanta.com;transport=tcp",
            "sips:alice@atlanta.com?subject=project%20x&priority=urgent",
            "sip:+1-212-555-1212:1234@gateway.com;user=phone",
            "sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com", "sip:alice;day=tuesday@atlanta.com",
            "sip:[2001:db8::10]:5070", "sip:[2001:db8::10:5070]", "tel:+1-201-555-0123;phone-context=example.com",
            "soap.beep://192.0.2.103:3002", "sip:192.0.2.1:65535",
        ])
    func identity(text: String) {
        #expect(SIPURI(parsing: text)?.description == text)
    }

    @Test(
        "refuses",
        arguments: [
            "", "sip", "sip:", "sip:@example.com", "sip:a@", "sip:a@h:", "sip:a@h:99999", "sip:a@h:-1", "sip:a@h;",
            "sip:a@h;=x",
            "sip:a@h;lr;lr", "sip:a b@h", "sip:a%4@h", "sip:a%zz@h", "sip:a@[2001:db8::1", "sip:a@[:::1]",
            "sip:a@2001:db8::1",
            "sip:a@h?", "tel:", "tel:abc x", "1sip:a@h", "sip:a@h x", "sip:a@[192.0.2.1]",
        ])
    func refused(text: String) {
        #expect(SIPURI(parsing: text) == nil)
    }

    /// The examples of RFC 3261 §19.1.4.
    @Test(
        "are equivalent",
        arguments: [
            ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"),
            ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
            ("sip:carol@chicago.com", "sip:carol@chicago.com;security=on"),
            (
                "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
                "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"
            ),
            (
                "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
                "sip:alice@atlanta.com?priority=urgent&subject=project%20x"
            ),
            ("sip:a@[2001:db8::1]", "sip:a@[2001:DB8:0:0::1]"), ("tel:+1-201-555-0123", "tel:+12015550123"),
        ])
    func equivalent(left: String, right: String) throws {
        let first = try #require(SIPURI(parsing: left))
        let second = try #require(SIPURI(parsing: right))
        #expect(first.isEquivalent(to: second) && second.isEquivalent(to: first))
    }

    @Test(
        "are not equivalent",
        arguments: [
            ("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
            ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"),
            ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"),
            ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
            ("sip:carol@chicago.com", "sips:carol@chicago.com"),
            ("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"),
        ])
    func different(left: String, right: String) throws {
        let first = try #require(SIPURI(parsing: left))
        let second = try #require(SIPURI(parsing: right))
        #expect(!first.isEquivalent(to: second) && !second.isEquivalent(to: first))
    }

    @Test("a user part is escaped when made and unescaped when read")
    func escaping() {
        let uri = SIPURI(user: "a@b c", host: "::1")
        #expect(uri.description == "sip:a%40b%20c@[::1]")
        #expect(uri.userText == "a@b c")
    }
}

@Suite("addresses")
struct AddressTests {
    @Test(
        "refuses what is no address",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.-4", "1::2::3", "12345::", ":::", "a", "[]", "::1.2.3",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8",
        ])
    func refused(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(
        "spellings of the same address are the same",
        arguments: [
            ("2001:db8::1", "2001:0DB8:0:0:0:0:0:1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("[::1]", "::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("1::", "1:0:0:0:0:0:0:0"),
        ])
    func spellings(left: String, right: String) throws {
        #expect(try #require(IPAddress(left)) == #require(IPAddress(right)))
    }

    @Test(
        "a contact is believed where it can be reached, else the source stands",
        arguments: [
            ("sip:a@192.168.1.5:5062", "203.0.113.7:1024"), ("sip:a@phone.local", "203.0.113.7:1024"),
            ("sip:a@0.0.0.0", "203.0.113.7:1024"),
        ])
    func behindNAT(contact: String, expected: String) throws {
        let uri = try #require(SIPURI(parsing: contact))
        let source = try #require(SocketEndpoint("203.0.113.7:1024"))
        let binding = Binding(contact: uri, source: .udp(source), expiresAt: .zero)
        #expect(binding.destination.description == expected)
    }

    @Test("a contact on the source's own host keeps its port")
    func sameHost() throws {
        let uri = try #require(SIPURI(parsing: "sip:a@127.0.0.1:5062"))
        let source = SIPHop.udp(SocketEndpoint(host: "127.0.0.1", port: 40_000))
        let binding = Binding(contact: uri, source: source, expiresAt: .zero)
        #expect(binding.destination.port == 5062)
    }
}
