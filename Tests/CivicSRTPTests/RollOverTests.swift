import CivicCore
import CivicSRTP
import Testing

@Suite("A source that moves to another receiver") struct RollOverTests {
    private static let ssrc: UInt32 = 0xCAFE_BABE

    /// What a source sends that has rolled over so often: one packet with each of the sequence numbers.
    private static func wires(_ suite: SRTPSuite, rolledOver times: Int, then sequences: [UInt16]) throws -> [[UInt8]] {
        let sender = try Sender(suite, master: Packets.master(suite))
        for _ in 0..<times {
            for sequence: UInt16 in [0x4000, 0x8000, 0xFFFF] { _ = sender.protect(Packets.rtp(sequence: sequence)) }
        }
        return try sequences.map { try #require(sender.protect(Packets.rtp(sequence: $0))) }
    }

    @Test("each roll-over is told once, with the source", arguments: SRTPSuite.allCases)
    func told(_ suite: SRTPSuite) throws {
        let sender = try Sender(suite, master: Packets.master(suite))
        let receiver = try Receiver(suite, master: Packets.master(suite))
        var told: [RollOver] = []
        for round in 0..<3 {
            for sequence: UInt16 in [1, 0x6000, 0xC000, 0xFFFE] where round > 0 || sequence > 1 {
                let wire = try #require(sender.protect(Packets.rtp(sequence: sequence)))
                #expect(receiver.unprotect(wire).verdict == .plain(length: 172))
                if let rolled = receiver.takeRollOver() { told.append(rolled) }
            }
        }
        #expect(told == [RollOver(ssrc: Self.ssrc, counter: 1), RollOver(ssrc: Self.ssrc, counter: 2)])
        #expect(receiver.takeRollOver() == nil)
    }

    @Test(
        "told where the source stood, the next receiver goes on, also when it rolls over on the way; untold, it hears nothing",
        arguments: SRTPSuite.allCases, [2, 3])
    func moved(_ suite: SRTPSuite, times: Int) throws {
        let wires = try Self.wires(suite, rolledOver: times, then: [5, 6, 0x6000, 0xC000, 0xFFFF, 2])
        let untold = try Receiver(suite, master: Packets.master(suite))
        let told = try Receiver(suite, master: Packets.master(suite), after: RollOver(ssrc: Self.ssrc, counter: 2))
        for wire in wires {
            #expect(untold.unprotect(wire).verdict == .unauthenticated)
            #expect(told.unprotect(wire).verdict == .plain(length: 172))
            #expect(told.unprotect(wire).verdict == .replayed)
        }
    }

    @Test("what the source sent before its last roll-over is not taken for new", arguments: SRTPSuite.allCases)
    func old(_ suite: SRTPSuite) throws {
        let old = try Self.wires(suite, rolledOver: 1, then: [5])
        let receiver = try Receiver(suite, master: Packets.master(suite), after: RollOver(ssrc: Self.ssrc, counter: 2))
        #expect(receiver.unprotect(old[0]).verdict == .unauthenticated)
    }

    @Test("another source of the same key begins at nothing", arguments: SRTPSuite.allCases)
    func another(_ suite: SRTPSuite) throws {
        let sender = try Sender(suite, master: Packets.master(suite))
        let receiver = try Receiver(suite, master: Packets.master(suite), after: RollOver(ssrc: 1, counter: 2))
        let wire = try #require(sender.protect(Packets.rtp(sequence: 5)))
        #expect(receiver.unprotect(wire).verdict == .plain(length: 172))
    }
}
