import CivicCalls
import CivicCore
import CivicDaemon
import CivicSIP
import Foundation
import Testing

@Suite("trunks.yaml")
struct TrunksFileTests {
    private func rules(_ text: String) throws -> TrunkRules {
        try ConfigurationFolder(trunks: text).load().trunks
    }

    @Test("without a key there is no trunk, strangers reach nothing, and nothing goes out")
    func defaults() throws {
        let rules = try rules("{}\n")
        #expect(rules.lines.isEmpty)
        #expect(rules.strangersReach.isEmpty)
        #expect(rules.outbound.allowed.isEmpty)
    }

    private static let whole = """
        trunks:
          - name: old
            addresses: [192.0.2.0/28]
            caller-id: remote-party
            needs-digest: true
          - name: carrier
            addresses: [192.0.2.0/24, "2001:db8::/32"]
            register:
              registrar: sip:sip.carrier.example
              user: county
              password: change-me
              expires: 10m
            codecs: [pcma, opus]
            dtmf: inband
            srtp: required
            channels: 30
            probe: 20s
            outbound: [sip:sbc1.carrier.example, "sip:192.0.2.9:5080;transport=tcp"]
            numbers: { national-prefix: "", area-code: 591, dials: national, shows: "+8659112345" }
        strangers-reach: ["12345", "+8612345"]
        outbound-calls:
          allowed: ["+86591", "12348"]
          refused: ["+86591968"]
          trunks: [carrier]
          rate: 5
          rate-per-agent: 2
          concurrent: 3
          night: { from: "22:00", to: 06:30, concurrent: 1, allowed: ["+86591"], time-zone: Asia/Shanghai }
        """

    @Test("gives named trunks; the first that an address fits counts")
    func trunks() throws {
        let rules = try rules(Self.whole)
        #expect(rules.lines.map(\.trunk.name) == ["old", "carrier"])
        #expect(rules.trunk(at: "192.0.2.15")?.name == "old")
        #expect(rules.trunk(at: "::ffff:192.0.2.16")?.name == "carrier")
        #expect(rules.trunk(at: "2001:db8:7::1")?.name == "carrier")
        #expect(rules.trunk(at: "192.0.3.0") == nil)
        let old = try #require(rules.lines.first)
        #expect(old.trunk.needsDigest)
        #expect(old.trunk.callerIdentity == .remoteParty)
        #expect(old.trunk.numbering == nil)
        #expect(old.codecs == nil)
        #expect(old.dtmf == .auto)
        #expect(old.srtp == nil)
        #expect(old.trunk.channels == nil)
        #expect(old.trunk.probe == nil)
        #expect(rules.strangersReach == ["12345", "+8612345"])
    }

    @Test("gives a trunk's registration, audio, numbers, servers and limits")
    func carrier() throws {
        let line = try #require(try rules(Self.whole).lines.last)
        let registration = try #require(line.trunk.registration)
        #expect(registration.registrar.description == "sip:sip.carrier.example")
        #expect(registration.user == "county")
        #expect(registration.password.revealed == "change-me")
        #expect(registration.expiry == .seconds(600))
        #expect(line.codecs == [.pcma, .opus])
        #expect(line.dtmf == .inband)
        #expect(line.srtp == .required)
        #expect(line.trunk.channels == 30)
        #expect(line.trunk.probe == .seconds(20))
        #expect(
            line.trunk.servers.map(\.description) == ["sip:sbc1.carrier.example", "sip:192.0.2.9:5080;transport=tcp"])
        #expect(line.trunk.numbering?.trunkPrefix == "")
        #expect(line.trunk.numbering?.number(from: "12345678")?.key == "+8659112345678")
        #expect(line.trunk.numbering?.countryCode == "86")
        #expect(line.trunk.dialled == .national)
        #expect(line.trunk.shows == "+8659112345")
    }

    @Test("gives the limits of calls to the outside")
    func outbound() throws {
        let rules = try rules(Self.whole)
        #expect(
            rules.outbound
                == OutboundRules(
                    allowed: ["+86591", "12348"], refused: ["+86591968"], rate: 5, ratePerCause: 2, concurrent: 3,
                    night: .init(begins: 1320, ends: 390, concurrent: 1, allowed: ["+86591"]), trunks: ["carrier"]))
        #expect(rules.nightZone.identifier == "Asia/Shanghai")
    }

    private func complaints(_ text: String) throws -> [String] {
        try ConfigurationFolder(trunks: text).complaints().map {
            $0.replacingOccurrences(of: "…/config/trunks.yaml:", with: "")
        }
    }

    @Test("the examples in the comments of the shipped file are as they are read")
    func examples() throws {
        let file = ShippedConfigurationTests.top.path + "/config/trunks.yaml"
        let lines = try String(contentsOfFile: file, encoding: .utf8).components(separatedBy: "\n")
        let read = lines.drop { $0 != "trunks:" }.map { line in
            if line.hasPrefix("  # - ") || line.hasPrefix("  #   ") { return "  " + line.dropFirst(4) }
            return line.hasPrefix("# outbound-calls:") || line.hasPrefix("#   ") ? String(line.dropFirst(2)) : line
        }.joined(separator: "\n")
        #expect(read.contains("\n    register:\n") && read.contains("\noutbound-calls:\n  # Beginnings"))
        // TLS is off in the folder of the test.
        let found = try complaints(read)
        #expect(found.count == 1 && found.allSatisfy { $0.contains("[no-authorities]") }, "\(found)")
    }

    @Test("says where the keys of before have gone")
    func moved() throws {
        #expect(
            try complaints("trusted: [127.0.0.1]\ncaller-id: from\n").map { $0.prefix { $0 != "[" } } == [
                "1:1: error: 'trusted' belongs to a trunk; write it as 'addresses' of an entry of 'trunks' ",
                "2:1: error: 'caller-id' belongs to a trunk; write it as 'caller-id' of an entry of 'trunks' ",
            ])
    }

    @Test(
        "is refused with the place of each fault",
        arguments: [
            ("addresses: [localhost]", "2:28: error: 'localhost' is no address or range such as 192.0.2.0/24"),
            ("caller-id: pai", "2:27: error: 'caller-id' takes one of asserted, remote-party, from, found 'pai'"),
            ("addresses: []", "2:5: error: nothing says how a call of 'a' is known"),
            ("outbound: [mailto:x]", "2:27: error: 'mailto:x' is no server such as"),
            ("outbound: ['sip:me@192.0.2.1']", "2:27: error: 'sip:me@192.0.2.1' is no server such as"),
            ("probe: 1s", "2:23: error: 'probe' takes a duration from 5s to 1h, or off"),
            ("channels: 0", "2:26: error: 'channels' takes a whole number from 1 to 100000"),
            ("dtmf: tones", "2:22: error: 'dtmf' takes one of auto, rfc4733, info, inband, found 'tones'"),
            ("tls-name: sbc.example", "2:26: error: 'tls-name' needs roots that certificates are checked against"),
            ("register: { registrar: 'sip:192.0.2.1', user: u }", "2:26: error: 'password' is missing"),
            ("numbers: { dials: morse }", "2:34: error: 'dials' takes one of e164"),
            ("adresses: [127.0.0.1]", "2:16: error: unknown key 'adresses'; did you mean 'addresses'?"),
        ])
    func faults(entry: String, complaint: String) throws {
        let found = try complaints("trunks:\n  - { name: a, \(entry) }\n")
        #expect(found.contains { $0.hasPrefix(complaint) }, "\(found)")
    }

    @Test("a password is never repeated, even when it is faulty")
    func password() throws {
        let found = try complaints(
            "trunks:\n  - { name: a, register: { registrar: 'sip:192.0.2.1', user: u, password: [hidden] } }\n")
        #expect(found.contains { $0.contains("'password' takes a text") })
        #expect(!found.contains { $0.contains("hidden") })
    }

    @Test("two trunks cannot be told apart by the same name, address or user")
    func duplicates() throws {
        let found = try complaints(
            """
            trunks:
              - { name: a, addresses: [192.0.2.1], register: { registrar: "sip:192.0.2.1", user: u, password: p } }
              - { name: a, addresses: [192.0.2.1], register: { registrar: "sip:192.0.2.2", user: u, password: p } }
            """)
        #expect(found.count { $0.contains("[duplicate-trunk]") } == 3)
        #expect(found.contains { $0.hasPrefix("3:28: error: '192.0.2.1' belongs to the trunk 'a' already") })
    }

    @Test(
        "calls to the outside need a way out, known trunks and good numbers",
        arguments: [
            ("{ allowed: ['+86'] }", "calls to the outside need a trunk with 'outbound'"),
            ("{ allowed: ['86x'] }", "'86x' is neither the beginning of a number such as +86591 nor a short code"),
            ("{ trunks: [b] }", "no trunk with 'outbound' or 'register' is called 'b'"),
            ("{ night: { from: '25:00', to: '06:00' } }", "'from' takes a time of day such as \"22:00\""),
            ("{ night: { from: '22:00', to: '06:00', time-zone: Mars } }", "'time-zone' takes a name"),
        ])
    func outboundFaults(entry: String, complaint: String) throws {
        let found = try complaints("trunks: [{ name: a, addresses: [127.0.0.1] }]\noutbound-calls: \(entry)\n")
        #expect(found.contains { $0.contains("error: " + complaint) }, "\(found)")
    }
}
