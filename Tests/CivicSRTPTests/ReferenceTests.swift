import CivicCore
import CivicSRTP
import Testing

@Suite("Both ways with libsrtp2") struct ReferenceTests {
    /// Over the roll-over of the sequence number, with all that a header may have.
    private static let packets: [[UInt8]] = (0..<120).map { step in
        Packets.rtp(
            sequence: 65_470 &+ UInt16(step), sources: step % 3, extended: step % 4 == 0 ? step % 5 : nil,
            payload: [160, 0, 1, 33, 960][step % 5])
    }

    @Test("it reads what we send, byte for byte what it would send", arguments: SRTPSuite.allCases)
    func sends(_ suite: SRTPSuite) throws {
        let master = Packets.master(suite)
        let sender = try Sender(suite, master: master)
        let reader = try #require(Reference(suite, master: master.revealed, receives: true))
        let writer = try #require(Reference(suite, master: master.revealed, receives: false))
        for packet in Self.packets {
            let wire = try #require(sender.protect(packet))
            #expect(wire.count == packet.count + suite.tagLength)
            #expect(wire == writer.protect(packet))
            #expect(reader.unprotect(wire) == packet)
        }
        for _ in 0..<5 {
            let wire = try #require(sender.protectControl(Packets.rtcp()))
            #expect(reader.unprotectControl(wire) == Packets.rtcp())
        }
    }

    @Test("we read what it sends, in whatever order it comes", arguments: SRTPSuite.allCases)
    func receives(_ suite: SRTPSuite) throws {
        let master = Packets.master(suite, 9)
        let writer = try #require(Reference(suite, master: master.revealed, receives: false))
        let receiver = try Receiver(suite, master: master)
        var wires = Self.packets.compactMap { packet in writer.protect(packet).map { ($0, packet) } }
        #expect(wires.count == Self.packets.count)
        for index in stride(from: 1, to: wires.count - 1, by: 2) { wires.swapAt(index, index + 1) }
        for (wire, packet) in wires {
            let (verdict, plain) = receiver.unprotect(wire)
            #expect(verdict == .plain(length: packet.count))
            #expect(plain == packet)
        }
        for _ in 0..<5 {
            let wire = try #require(writer.protectControl(Packets.rtcp()))
            #expect(receiver.unprotectControl(wire).plain == Packets.rtcp())
        }
    }
}
