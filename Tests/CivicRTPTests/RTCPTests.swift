import CivicCore
import CivicRTP
import Testing

@Suite("RTCP, RFC 3550 §6")
struct RTCPTests {
    private let writer = RTCPWriter(ssrc: 0x0102_0304, canonicalName: 0x0123_4567_89AB_CDEF)
    private let info = SenderInfo(ntp: 0x1122_3344_5566_7788, timestamp: 160, packets: 50, octets: 8000)
    private let block = ReportBlock(
        ssrc: 9, fractionLost: 64, cumulativeLost: -3, extendedHighest: 0x1_0005, jitter: 17,
        lastSenderReport: 0x3344_5566, delaySinceLastSenderReport: 65_536)

    private func written(_ info: SenderInfo?, _ block: ReportBlock?, goodbye: Bool) -> [UInt8] {
        var bytes = [UInt8](repeating: 0xEE, count: RTCPWriter.maximumLength)
        var span = bytes.mutableSpan
        let length = writer.write(info, block, goodbye: goodbye, to: &span)
        return Array(bytes.prefix(length))
    }

    private func next(_ compound: inout RTCPCompound, _ bytes: [UInt8]) throws -> RTCPPacket? {
        try compound.next(in: bytes.span)
    }

    @Test("a sender report with block, name and goodbye is read back")
    func full() throws {
        let bytes = written(info, block, goodbye: true)
        var compound = try RTCPCompound(checking: bytes.span)
        #expect(try next(&compound, bytes) == .senderReport(ssrc: 0x0102_0304, info, blocks: 28..<52))
        #expect(bytes.span.reportBlock(0, in: 28..<52) == block)
        #expect(bytes.span.reportBlock(1, in: 28..<52) == nil)
        #expect(try next(&compound, bytes) == .sourceDescription(chunks: 56..<80))
        #expect(String(decoding: bytes[62..<78], as: UTF8.self) == "0123456789abcdef")
        #expect(try next(&compound, bytes) == .bye(sources: 84..<88))
        #expect(try next(&compound, bytes) == nil)
    }

    @Test("a receiver report without blocks is whole words long")
    func bare() throws {
        let bytes = written(nil, nil, goodbye: false)
        #expect(bytes.count % 4 == 0)
        var compound = try RTCPCompound(checking: bytes.span)
        #expect(try next(&compound, bytes) == .receiverReport(ssrc: 0x0102_0304, blocks: 8..<8))
    }

    @Test("a compound cut anywhere is refused", arguments: 1..<88)
    func cut(count: Int) {
        let bytes = Array(written(info, block, goodbye: true).prefix(count))
        // 52 and 80 are where a packet ends: shorter compounds that are whole.
        let isWhole = count == 52 || count == 80
        let isAccepted = (try? RTCPCompound(checking: bytes.span)) != nil
        #expect(isAccepted == isWhole)
    }

    @Test("a report that claims more blocks than there are is refused")
    func lyingCount() throws {
        var bytes = written(info, block, goodbye: false)
        bytes[0] |= 31
        var compound = try RTCPCompound(checking: bytes.span)
        do {
            _ = try compound.next(in: bytes.span)
            Issue.record("it was accepted")
        } catch {
            #expect(error == .truncated(needed: 28 + 24 * 31, got: 52))
        }
    }
}
