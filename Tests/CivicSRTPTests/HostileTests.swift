import CivicCore
import Testing

@testable import CivicSRTP

@Suite("What is not right is dropped") struct HostileTests {
    private static func wire(_ suite: SRTPSuite, _ sequence: UInt16 = 7) throws -> [UInt8] {
        let sender = try Sender(suite, master: Packets.master(suite))
        return try #require(sender.protect(Packets.rtp(sequence: sequence)))
    }

    @Test(
        "a packet cut anywhere is no packet, and the whole one is still taken after it", arguments: SRTPSuite.allCases)
    func truncated(_ suite: SRTPSuite) throws {
        let receiver = try Receiver(suite, master: Packets.master(suite))
        let wire = try Self.wire(suite)
        for length in 0..<wire.count {
            let verdict = receiver.unprotect(Array(wire[..<length])).verdict
            #expect(verdict == .malformed || verdict == .unauthenticated)
            _ = receiver.unprotectControl(Array(wire[..<length]))
        }
        #expect(receiver.unprotect(wire).verdict == .plain(length: 172))
    }

    @Test("one wrong bit anywhere is found, but for the version's", arguments: SRTPSuite.allCases)
    func flipped(_ suite: SRTPSuite) throws {
        let receiver = try Receiver(suite, master: Packets.master(suite))
        let wire = try Self.wire(suite)
        for bit in 0..<(8 * wire.count) {
            var bad = wire
            bad[bit / 8] ^= 0x80 >> UInt8(bit % 8)
            let verdict = receiver.unprotect(bad).verdict
            #expect(verdict == .malformed || verdict == .unauthenticated, "bit \(bit)")
        }
        #expect(receiver.unprotect(wire).verdict == .plain(length: 172))
    }

    @Test("another key's packet, and a plain one, are not authentic", arguments: SRTPSuite.allCases)
    func wrongKey(_ suite: SRTPSuite) throws {
        let receiver = try Receiver(suite, master: Packets.master(suite, 2))
        #expect(receiver.unprotect(try Self.wire(suite)).verdict == .unauthenticated)
        #expect(receiver.unprotect(Packets.rtp(sequence: 7)).verdict == .unauthenticated)
        #expect(receiver.unprotectControl(Packets.rtcp()).verdict != .plain(length: 32))
    }

    @Test("a packet counts once, and one that is too old not at all", arguments: SRTPSuite.allCases)
    func replayed(_ suite: SRTPSuite) throws {
        let sender = try Sender(suite, master: Packets.master(suite))
        let receiver = try Receiver(suite, master: Packets.master(suite))
        let wires = try (0..<200).map { try #require(sender.protect(Packets.rtp(sequence: UInt16($0)))) }
        for wire in wires.dropFirst() { #expect(receiver.unprotect(wire).verdict == .plain(length: 172)) }
        for wire in wires { #expect(receiver.unprotect(wire).verdict == .replayed) }
        let report = try #require(sender.protectControl(Packets.rtcp()))
        #expect(receiver.unprotectControl(report).verdict == .plain(length: 32))
        #expect(receiver.unprotectControl(report).verdict == .replayed)
    }

    @Test("a report that is signed but not encrypted is refused", arguments: [SRTPSuite.aes128SHA1])
    func unencryptedReport(_ suite: SRTPSuite) throws {
        let keys = try SessionKeys(suite, master: Packets.master(suite).revealed, for: .rtcp)
        var report = Packets.rtcp() + [0, 0, 0, 1]
        let tag = PacketMAC(key: keys.authentication).tag(of: report.span, trailer: nil)
        report += (0..<10).map { tag[$0] }
        let receiver = try Receiver(suite, master: Packets.master(suite))
        #expect(receiver.unprotectControl(report).verdict == .unauthenticated)
    }

    @Test("a forged packet with a far sequence number leaves the counting alone")
    func forgedSequence() throws {
        let sender = try Sender(.aes128SHA1, master: Packets.master(.aes128SHA1))
        let receiver = try Receiver(.aes128SHA1, master: Packets.master(.aes128SHA1))
        #expect(receiver.unprotect(try #require(sender.protect(Packets.rtp(sequence: 65_000)))).verdict != .replayed)
        for sequence in stride(from: UInt16(0), to: 60_000, by: 1000) {
            let forged = Packets.rtp(sequence: sequence) + [UInt8](repeating: 0, count: 10)
            let verdict = receiver.unprotect(forged).verdict
            #expect(verdict == (sequence < 32_400 ? .unauthenticated : .replayed))
        }
        for sequence in UInt16(65_001)...65_535 { _ = sender.protect(Packets.rtp(sequence: sequence)) }
        let afterRollOver = try #require(sender.protect(Packets.rtp(sequence: 3)))
        #expect(receiver.unprotect(afterRollOver).verdict == .plain(length: 172))
    }

    @Test("no further source is taken than can be remembered")
    func manySources() throws {
        let master = Packets.master(.aes256GCM)
        let receiver = try Receiver(.aes256GCM, master: master)
        for ssrc in 0..<UInt32(SRTPReceiver.mostSources) + 3 {
            let sender = try Sender(.aes256GCM, master: master)
            let wire = try #require(sender.protect(Packets.rtp(sequence: 1, ssrc: ssrc)))
            let verdict = receiver.unprotect(wire).verdict
            #expect(verdict == (ssrc < SRTPReceiver.mostSources ? .plain(length: 172) : .replayed))
        }
    }

    @Test("a sender never protects two packets under one index, nor for two sources")
    func noSecondUse() throws {
        let sender = try Sender(.aes128SHA1, master: Packets.master(.aes128SHA1))
        let first = try #require(sender.protect(Packets.rtp(sequence: 5)))
        let again = try #require(sender.protect(Packets.rtp(sequence: 5)))
        #expect(first[12..<172] != again[12..<172])
        #expect(sender.protect(Packets.rtp(sequence: 6, ssrc: 1)) == nil)
        #expect(sender.protect([0x80, 8]) == nil)
        #expect(sender.protectControl([0x80, 200, 0]) == nil)
    }

    @Test("a master key of a wrong length is refused", arguments: SRTPSuite.allCases)
    func keyLength(_ suite: SRTPSuite) {
        for count in [0, 1, suite.masterLength - 1, suite.masterLength + 1] {
            let master = Redacted([UInt8](repeating: 1, count: count))
            #expect(throws: SRTPError.wrongKeyLength(count)) { _ = try Sender(suite, master: master) }
            #expect(throws: SRTPError.wrongKeyLength(count)) { _ = try Receiver(suite, master: master) }
        }
    }
}
