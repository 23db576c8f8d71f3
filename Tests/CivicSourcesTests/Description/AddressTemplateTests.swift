import CivicDialplan
import CivicSources
import Testing

@Suite struct AddressTemplateTests {
    private func address(_ template: String, _ arguments: [String: DialplanValue]) throws -> String? {
        try AddressTemplate(template).address(with: #require(SentArguments(arguments, zone: shanghai)))
    }

    @Test(
        "what a caller keys stays one part of the path",
        arguments: [
            ("10023", "https://w.example/a/10023/bill"), ("a/b", "https://w.example/a/a%2Fb/bill"),
            ("?x=1&y#z", "https://w.example/a/%3Fx%3D1%26y%23z/bill"),
            ("%2e%2e", "https://w.example/a/%252e%252e/bill"),
            ("王 五", "https://w.example/a/%E7%8E%8B%20%E4%BA%94/bill"),
            ("a\r\nHost: x", "https://w.example/a/a%0D%0AHost%3A%20x/bill"),
            ("@evil.example", "https://w.example/a/%40evil.example/bill"),
        ])
    func encodes(value: String, expected: String) throws {
        #expect(try address("https://w.example/a/{account}/bill", ["account": .text(value)]) == expected)
    }

    @Test("a part of the path that would lead elsewhere is not asked for", arguments: [".", ".."])
    func dots(value: String) throws {
        #expect(try address("https://w.example/a/{account}/bill", ["account": .text(value)]) == nil)
        #expect(
            try address("https://w.example/a?q={account}", ["account": .text(value)])
                == "https://w.example/a?q=\(value)")
    }

    @Test("numbers, truths and times are written as JSON and clocks write them")
    func kinds() throws {
        let values: [String: DialplanValue] = ["n": .number(-7), "f": .flag(true), "t": .time(minutes: 510)]
        #expect(
            try address("https://w.example/?n={n}&f={f}&t={t}", values) == "https://w.example/?n=-7&f=true&t=08%3A30")
    }

    @Test("what is not known, empty or very long is not asked for")
    func nothingToAsk() {
        for value in [DialplanValue.absent, .text(""), .text(String(repeating: "1", count: 201))] {
            #expect(SentArguments(["account": value], zone: shanghai) == nil)
        }
        #expect(SentArguments(["account": .text(String(repeating: "1", count: 200))], zone: shanghai) != nil)
    }

    @Test(
        "an address whose host is not fixed, or that is none, is refused",
        arguments: [
            "https://{host}/a", "https://{host}.example/a", "https://user:secret@w.example/a", "ftp://w.example/a",
            "w.example/a", "https:///a", "https://w.example/a#b", "https://w.example/a/x{account}",
            "https://w.example/{account", "https://w.example/a}", "https://w.example/../{account}",
            "https://w.example/水",
            "https://w.example:{port}/", "{scheme}://w.example/",
        ])
    func refused(text: String) {
        #expect(throws: AddressTemplate.Fault.self) { try AddressTemplate(text) }
    }
}
