import CivicRTP
import Testing

private let plain: [UInt8] = [0x80, 8, 0, 1, 0, 0, 0, 160, 0, 0, 0, 1, 0xD5, 0xD5]

@Suite("Why datagrams are refused")
struct RTPRefusalsTests {
    /// The counts in one order: truncated, version, padding, control, oversized.
    private func counts(_ datagram: [UInt8]) -> [Int] {
        var refusals = RTPRefusals()
        let packet = refusals.parse(datagram.span)
        #expect((packet == nil) == (refusals.total == 1))
        return [
            refusals.truncated, refusals.wrongVersion, refusals.badPadding, refusals.control, refusals.oversized,
        ]
    }

    @Test("each reason is counted by its own name, and a good packet nowhere")
    func reasons() {
        #expect(counts(plain) == [0, 0, 0, 0, 0])
        #expect(counts([0x80, 8, 0]) == [1, 0, 0, 0, 0])
        #expect(counts([0x8F] + plain.dropFirst()) == [1, 0, 0, 0, 0])  // fifteen sources in two bytes
        #expect(counts([0x90] + plain.dropFirst()) == [1, 0, 0, 0, 0])  // an extension in two bytes
        #expect(counts([0x40] + plain.dropFirst()) == [0, 1, 0, 0, 0])
        #expect(counts([0xA0] + plain.dropFirst()) == [0, 0, 1, 0, 0])
        #expect(counts([0x80, 200] + plain.dropFirst(2)) == [0, 0, 0, 1, 0])
        #expect(counts(plain + [UInt8](repeating: 0, count: 1500)) == [0, 0, 0, 0, 1])
    }
}
