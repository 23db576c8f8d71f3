import CivicCore
import CivicDaemon
import Testing

@Suite("trunks.yaml")
struct TrunksFileTests {
    @Test("trusts this machine alone by default, and lets strangers reach nothing")
    func defaults() throws {
        let rules = try ConfigurationFolder(trunks: "{}\n").load().trunks
        #expect(rules.trusts("127.0.0.1"))
        #expect(rules.trusts("::ffff:127.0.0.1"))
        #expect(!rules.trusts("127.0.0.2"))
        #expect(!rules.trusts("::1"))
        #expect(!rules.trustedNeedsDigest)
        #expect(rules.strangersReach.isEmpty)
        #expect(rules.callerIdentity == .asserted)
    }

    @Test("gives ranges, numbers and where the caller's number comes from")
    func rules() throws {
        let rules = try ConfigurationFolder(
            trunks: """
                trusted: [192.0.2.0/24, "2001:db8::/32"]
                trusted-needs-digest: true
                caller-id: from
                strangers-reach: ["12345", "+8612345"]
                """
        ).load().trunks
        #expect(rules.trusts("192.0.2.255"))
        #expect(!rules.trusts("192.0.3.0"))
        #expect(rules.trusts("2001:db8:7::1"))
        #expect(rules.trustedNeedsDigest)
        #expect(rules.callerIdentity == .from)
        #expect(rules.strangersReach == ["12345", "+8612345"])
    }

    @Test("is refused with the place of each fault")
    func faults() throws {
        let folder = try ConfigurationFolder(
            trunks: "trusted: [127.0.0.1, localhost]\nstrangers-reach: [\"12*\"]\ncaller-id: pai\ntrust: x\n")
        #expect(
            folder.complaints() == [
                "…/config/trunks.yaml:1:22: error: 'localhost' is no address or range such as 192.0.2.0/24 [wrong-value]",
                "…/config/trunks.yaml:3:12: error: 'caller-id' takes one of asserted, remote-party, from, found 'pai' [wrong-type]",
                "…/config/trunks.yaml:2:19: error: '12*' is no number that can be dialled [wrong-value]",
                "…/config/trunks.yaml:4:1: error: unknown key 'trust' [unknown-key]",
            ])
    }
}
