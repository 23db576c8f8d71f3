import CivicCore
import CivicSIP
import Testing

@Suite("Answers of the domain name system")
struct DNSMessageTests {
    /// A name without compression.
    private func name(_ text: String) -> [UInt8] {
        text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }

    /// A response to `_sip._udp.example.com`; each record's name points at the question's.
    private func response(_ records: [(type: UInt8, data: [UInt8])], flags: [UInt8] = [0x81, 0x80]) -> [UInt8] {
        var bytes: [UInt8] = [0x12, 0x34] + flags + [0, 1, 0, UInt8(records.count), 0, 0, 0, 0]
        bytes += name("_sip._udp.example.com") + [0, 33, 0, 1]
        for (type, data) in records {
            bytes += [0xC0, 12, 0, type, 0, 1, 0, 0, 0, 60, UInt8(data.count >> 8), UInt8(data.count & 0xFF)] + data
        }
        return bytes
    }

    @Test("a question is one name, with recursion and room for a long answer")
    func question() throws {
        let bytes = try #require(DNSMessage.question(id: 0x1234, name: "Example.com.", type: .naptr))
        #expect(bytes.prefix(12) == [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1])
        #expect(Array(bytes.dropFirst(12).prefix(17)) == name("Example.com") + [0, 35, 0, 1])
        for bad in ["", "a..b", "a b", String(repeating: "x", count: 64), String(repeating: "abc.", count: 70)] {
            #expect(DNSMessage.question(id: 1, name: bad, type: .a) == nil, "\(bad)")
        }
    }

    @Test("records of every type, with names that point back")
    func records() throws {
        let bytes = response([
            (5, name("alias.example.com")), (1, [192, 0, 2, 1]),
            (28, [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [7]),
            (33, [0, 1, 0, 2, 0x13, 0xC4, 4] + Array("Host".utf8) + [0xC0, 22]),
            (35, [0, 50, 0, 10, 1, 0x73, 7] + Array("SIP+D2U".utf8) + [0, 0xC0, 12]),
        ])
        let message = try DNSMessage(parsing: bytes)
        #expect(message.id == 0x1234 && message.name == "_sip._udp.example.com" && message.type == 33)
        #expect(message.code == 0 && !message.isCut)
        #expect(
            message.records == [
                .address("192.0.2.1"), .address("2001:db8:0:0:0:0:0:7"),
                .srv(SRVRecord(priority: 1, weight: 2, port: 5060, target: "host.example.com")),
                .naptr(
                    NAPTRRecord(order: 50, preference: 10, service: "SIP+D2U", replacement: "_sip._udp.example.com")),
            ])
    }

    @Test("a name that points at itself or forward is refused")
    func pointers() {
        let start = UInt8(response([]).count)
        // The record begins at `start`; its data 12 bytes later, and the target 6 bytes into it.
        for target in [start + 18, start + 30, 255] {
            let bytes = response([(33, [0, 1, 0, 2, 0x13, 0xC4, 0xC0, target])])
            #expect(throws: DNSParseError.self) { try DNSMessage(parsing: bytes) }
        }
    }

    @Test("a question, a cut and an error are told apart")
    func flags() throws {
        #expect(throws: DNSParseError.notAResponse) { try DNSMessage(parsing: response([], flags: [1, 0])) }
        let cut = try DNSMessage(parsing: response([], flags: [0x83, 0x83]))
        #expect(cut.isCut && cut.code == 3)
    }

    @Test("every prefix, and garbage, is refused or read, and never traps")
    func garbage() {
        let whole = response([
            (33, [0, 1, 0, 2, 0x13, 0xC4, 4] + Array("host".utf8) + [0xC0, 22]), (1, [1, 2, 3, 4]),
        ])
        for count in 0..<whole.count {
            #expect(throws: DNSParseError.self) { try DNSMessage(parsing: Array(whole.prefix(count))) }
        }
        var random = SplitMix64(seed: 3)
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1..<6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? DNSMessage(parsing: Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))))
        }
    }
}
