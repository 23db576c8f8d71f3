import CivicCore
import CivicSIP
import Testing

@Suite("Where a URI leads (RFC 3263)")
struct ServerLocationTests {
    /// A domain name system that knows these records, and what it was asked.
    private struct Names {
        var naptr: [String: [NAPTRRecord]] = [:]
        var srv: [String: [SRVRecord]] = [:]
        var addresses: [String: [String]] = [:]
        var asked: [DNSQuery] = []

        mutating func locate(
            _ uri: String, supported: [SIPTransport] = [.udp, .tcp, .tls], seed: UInt64 = 1
        ) throws -> [String] {
            let location = ServerLocation(of: try #require(SIPURI(parsing: uri)), supported: supported, seed: seed)
            var answers: [DNSQuery: DNSAnswer] = [:]
            for _ in 0..<10 {
                switch location.step(answers) {
                case .found(let hops): return hops.map(\.description)
                case .ask(let queries):
                    try #require(!queries.isEmpty && queries.allSatisfy { answers[$0] == nil })
                    asked += queries
                    for query in queries {
                        switch query {
                        case .naptr(let name): answers[query] = .naptr(naptr[name] ?? [])
                        case .srv(let name): answers[query] = .srv(srv[name] ?? [])
                        case .addresses(let name): answers[query] = .addresses(addresses[name] ?? [])
                        }
                    }
                }
            }
            throw CancellationError()
        }
    }

    /// The example of RFC 3263 §4.1, with hosts of documentation.
    private var example: Names {
        Names(
            naptr: [
                "example.com": [
                    NAPTRRecord(order: 50, preference: 50, service: "SIPS+D2T", replacement: "_sips._tcp.example.com"),
                    NAPTRRecord(order: 90, preference: 50, service: "SIP+D2T", replacement: "_sip._tcp.example.com"),
                    NAPTRRecord(order: 100, preference: 50, service: "SIP+D2U", replacement: "_sip._udp.example.com"),
                ]
            ],
            srv: [
                "_sip._tcp.example.com": [
                    SRVRecord(priority: 1, weight: 1, port: 5060, target: "server2.example.com"),
                    SRVRecord(priority: 0, weight: 1, port: 5070, target: "server1.example.com"),
                ],
                "_sips._tcp.example.com": [SRVRecord(priority: 0, weight: 0, port: 5061, target: "secure.example.com")],
            ],
            addresses: [
                "server1.example.com": ["192.0.2.1", "2001:db8::1"], "server2.example.com": ["192.0.2.2"],
                "secure.example.com": ["192.0.2.3"], "example.com": ["192.0.2.9"],
            ])
    }

    @Test("the domain's own preference among the transports that we have")
    func naptr() throws {
        var names = example
        #expect(try names.locate("sip:a@Example.COM") == ["tls 192.0.2.3:5061"])
        #expect(
            try names.locate("sip:a@example.com", supported: [.udp, .tcp])
                == ["tcp 192.0.2.1:5070", "tcp [2001:db8::1]:5070", "tcp 192.0.2.2:5060"])
    }

    @Test("an address, a port or a transport in the URI spares the questions")
    func named() throws {
        var names = example
        #expect(try names.locate("sip:a@192.0.2.7") == ["192.0.2.7:5060"])
        #expect(try names.locate("sips:a@[2001:db8::7]") == ["tls [2001:db8::7]:5061"])
        #expect(try names.locate("sip:a@elsewhere.example;maddr=192.0.2.8;transport=tcp") == ["tcp 192.0.2.8:5060"])
        #expect(names.asked.isEmpty)
        #expect(try names.locate("sip:a@example.com:5080") == ["192.0.2.9:5080"])
        #expect(try names.locate("sips:a@example.com:5080") == ["tls 192.0.2.9:5080"])
        #expect(try names.locate("sip:a@example.com:5080;transport=tcp") == ["tcp 192.0.2.9:5080"])
        #expect(names.asked.allSatisfy { $0 == .addresses("example.com") })
        #expect(try names.locate("sip:a@example.com;transport=tcp").first == "tcp 192.0.2.1:5070")
        #expect(!names.asked.contains(.naptr("example.com")))
    }

    @Test("without NAPTR the first transport that has SRV, without SRV the host by the scheme's default")
    func fallBack() throws {
        var names = example
        names.naptr = [:]
        #expect(try names.locate("sip:a@example.com").first == "tcp 192.0.2.1:5070")
        #expect(try names.locate("sips:a@example.com") == ["tls 192.0.2.3:5061"])
        names.srv = [:]
        #expect(try names.locate("sip:a@example.com") == ["192.0.2.9:5060"])
        #expect(try names.locate("sips:a@example.com") == ["tls 192.0.2.9:5061"])
        #expect(try names.locate("sip:a@example.com;transport=tcp") == ["tcp 192.0.2.9:5060"])
    }

    @Test(
        "where there is nothing to find",
        arguments: [
            "tel:+12015550123", "sip:a@nowhere.example", "sip:a@192.0.2.7;transport=sctp", "sip:a@closed.example",
            "sip:a@example.com;transport=sctp", "sip:a@0.0.0.0",
        ])
    func nothing(uri: String) throws {
        var names = example
        names.srv["_sip._udp.closed.example"] = [SRVRecord(priority: 0, weight: 0, port: 0, target: ".")]
        names.addresses["closed.example"] = ["192.0.2.5"]
        #expect(try names.locate(uri) == [])
    }

    @Test("SIPS never leaves TLS")
    func secureStaysSecure() throws {
        var names = example
        names.naptr["example.com"]?.removeFirst()
        names.srv["_sips._tcp.example.com"] = nil
        #expect(try names.locate("sips:a@example.com") == ["tls 192.0.2.9:5061"])
        #expect(try names.locate("sips:a@example.com", supported: [.udp, .tcp]) == [])
    }

    @Test("load is shared by weight within a priority, and every host stays as a further choice")
    func weights() throws {
        var names = Names(
            srv: [
                "_sip._udp.example.com": [
                    SRVRecord(priority: 5, weight: 75, port: 5060, target: "a.example.com"),
                    SRVRecord(priority: 5, weight: 25, port: 5060, target: "b.example.com"),
                    SRVRecord(priority: 9, weight: 100, port: 5060, target: "c.example.com"),
                ]
            ],
            addresses: ["a.example.com": ["192.0.2.1"], "b.example.com": ["192.0.2.2"], "c.example.com": ["192.0.2.3"]])
        var first: [String: Int] = [:]
        for seed in 0..<2000 as Range<UInt64> {
            let hops = try names.locate("sip:x@example.com;transport=udp", seed: seed)
            #expect(Set(hops).count == 3 && hops.last == "192.0.2.3:5060")
            first[hops.first ?? "", default: 0] += 1
        }
        let share = Double(first["192.0.2.1:5060"] ?? 0) / 2000
        #expect((0.70...0.80).contains(share), "\(share)")
    }

    @Test("many records and nonsense among them are bounded and left out")
    func bounds() throws {
        var names = Names()
        names.srv["_sip._udp.example.com"] = (0..<500).map {
            SRVRecord(priority: 0, weight: 0, port: 5060, target: "h\($0).example.com")
        }
        for index in 0..<500 {
            names.addresses["h\(index).example.com"] = ["192.0.2.\(index % 250)", "hello", "0.0.0.0"]
        }
        let hops = try names.locate("sip:x@example.com;transport=udp")
        #expect(!hops.isEmpty && hops.count <= 32 && hops.allSatisfy { $0.hasPrefix("192.0.2.") })
    }
}
