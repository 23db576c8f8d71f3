import CivicCore
import CivicRTP
import Testing

@Suite("A received stream")
struct RTPReceiverTests {
    private func header(_ n: Int, ssrc: UInt32 = 1) -> RTPHeader {
        RTPHeader(
            payloadType: 8, sequence: UInt16(truncatingIfNeeded: n), timestamp: UInt32(truncatingIfNeeded: n * 160),
            ssrc: ssrc)
    }

    @Test("loss is counted over the wrap of the sequence numbers, copies apart (RFC 3550 §A.3)")
    func loss() {
        var receiver = RTPReceiver()
        for n in 65_500..<65_700 where n % 10 != 0 {
            _ = receiver.admit(header(n), arrival: Int64(n * 160))
            guard n % 25 == 1 else { continue }
            let copy = receiver.admit(header(n), arrival: Int64(n * 160))
            #expect(!copy)
        }
        let (lost, copies, statistics) = (receiver.lost, receiver.duplicates, receiver.statistics)
        #expect(lost == 19)  // 65,510 … 65,690; the first, 65,500, was never expected
        #expect(copies == 8)
        #expect(statistics?.extendedHighest == 65_699)
        #expect(statistics?.jitter == 0)
    }

    @Test("jitter comes to rest at the mean difference of transit (RFC 3550 §A.8)")
    func jitter() {
        var statistics = ReceiverStatistics(firstSequence: 0, ssrc: 1)
        // Every other packet is 80 units (10 ms) late: each difference is 80.
        for n in 0..<500 { _ = statistics.receive(header(n), arrival: Int64(n * 160 + (n % 2) * 80)) }
        #expect((78...80).contains(statistics.jitter))
    }

    @Test("a fraction of a quarter is 64 in 256, and starts over with each report")
    func fraction() {
        var statistics = ReceiverStatistics(firstSequence: 0, ssrc: 1)
        for n in 0..<400 where n % 4 != 3 { _ = statistics.receive(header(n), arrival: 0) }
        let first = statistics.fractionLost()
        #expect((62...64).contains(first))
        for n in 400..<500 { _ = statistics.receive(header(n), arrival: 0) }
        let second = statistics.fractionLost()
        #expect(second <= 2)
    }

    @Test("a sequence number out of nowhere is believed when its follower comes (RFC 3550 §A.1)")
    func restart() {
        var receiver = RTPReceiver()
        var admitted: [Int] = []
        for n in Array(0..<10) + [30_000, 10, 30_001, 30_002] where receiver.admit(header(n), arrival: 0) {
            admitted.append(n)
        }
        #expect(admitted == Array(0...10) + [30_001, 30_002])
    }

    @Test("another SSRC takes over with two packets in a row, and not with strays")
    func newSource() {
        var receiver = RTPReceiver()
        let packets: [(n: Int, ssrc: UInt32)] = [(0, 1), (500, 2), (1, 1), (501, 2), (502, 2), (503, 2)]
        var admitted: [Int] = []
        for packet in packets where receiver.admit(header(packet.n, ssrc: packet.ssrc), arrival: 0) {
            admitted.append(packet.n)
        }
        #expect(admitted == [0, 1, 502, 503])
        let (ssrc, strays) = (receiver.ssrc, receiver.strays)
        #expect(ssrc == 2)
        #expect(strays == 2)
    }
}
