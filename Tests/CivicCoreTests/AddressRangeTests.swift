import CivicCore
import Testing

@Suite("An address range")
struct AddressRangeTests {
    @Test(
        "holds what agrees in its prefix",
        arguments: [
            ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false), ("10.1.2.3/8", "10.255.0.1", true),
            ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.128/25", "192.0.2.129", true),
            ("0.0.0.0/0", "203.0.113.5", true), ("0.0.0.0/0", "::1", false), ("::1", "::1", true),
            ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
            ("127.0.0.0/8", "::ffff:127.9.9.9", true), ("127.0.0.1", "no address", false),
        ])
    func holds(text: String, host: String, isInside: Bool) throws {
        let range = try #require(AddressRange(text))
        #expect(range.contains(host) == isInside)
    }

    @Test(
        "is refused when it is none",
        arguments: [
            "", "/8", "127.0.0.1/", "127.0.0.1/33", "::1/129", "127.0.0.1/-1", "127.0.0.1/8/8", "localhost", "127.1",
        ])
    func refused(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test("prints as it is written", arguments: ["127.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/32"])
    func prints(text: String) throws {
        #expect(try #require(AddressRange(text)).description == text)
    }
}
