import CivicCore
import CivicRTP
import Testing

@Suite("The jitter buffer")
struct JitterBufferTests {
    private static let silence: UInt8 = 0xD5

    /// Packet n of a stream: every byte of its 160 is n's low byte.
    private func header(_ n: Int, timestamp: UInt32 = 0xFFFF_F000, marker: Bool = false) -> RTPHeader {
        RTPHeader(
            marker: marker, payloadType: 8, sequence: UInt16(truncatingIfNeeded: n),
            timestamp: timestamp &+ UInt32(truncatingIfNeeded: n * 160), ssrc: 1)
    }

    private func payload(_ n: Int) -> [UInt8] { [UInt8](repeating: UInt8(truncatingIfNeeded: n), count: 160) }

    private func expect(
        _ buffer: inout JitterBuffer, _ header: RTPHeader, _ payload: [UInt8], _ outcome: JitterBuffer.Outcome,
        at place: SourceLocation = #_sourceLocation
    ) {
        let got = buffer.push(header, payload: payload.span)
        #expect(got == outcome, sourceLocation: place)
    }

    /// One pull: what came, and the first byte.
    private func pull(_ buffer: inout JitterBuffer) -> (count: Int?, first: UInt8) {
        var frame = [UInt8](repeating: 0, count: 160)
        var span = frame.mutableSpan
        let count = buffer.pull(into: &span, filler: Self.silence)
        return (count, frame[0])
    }

    @Test("nothing is played before the first packet, then 60 ms of filler, then the stream")
    func delay() {
        var buffer = JitterBuffer()
        let before = pull(&buffer)
        #expect(before.count == nil)
        var played: [UInt8] = []
        for n in 0..<10 {
            expect(&buffer, header(n), payload(n), .stored)
            let frame = pull(&buffer)
            #expect((frame.count == 160) == (n >= 3))
            if frame.count == 160 { played.append(frame.first) }
        }
        #expect(played == [0, 1, 2, 3, 4, 5, 6])
    }

    @Test("within 40 ms of disorder and with copies, every frame is played once and in order", arguments: 1...8)
    func disorder(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var buffer = JitterBuffer()
        let count = 2000  // over a wrap of the timestamps
        // Packet n arrives at a tick from n to n+2; copies one tick later.
        var arrivals = [[Int]](repeating: [], count: count + 4)
        for n in 0..<count {
            let tick = n == 0 ? 0 : n + Int.random(in: 0...2, using: &random)
            arrivals[tick].append(n)
            if Int.random(in: 0..<10, using: &random) == 0 { arrivals[tick + 1].append(n) }
        }
        var played: [UInt8] = []
        for tick in arrivals {
            for n in tick.shuffled(using: &random) { _ = buffer.push(header(n), payload: payload(n).span) }
            let frame = pull(&buffer)
            if frame.count == 160 { played.append(frame.first) }
        }
        #expect(played.count >= count - 4)
        #expect(played == (0..<played.count).map { UInt8(truncatingIfNeeded: $0) })
        let restarts = buffer.restarts
        #expect(restarts == 0)
    }

    @Test("lost packets leave gaps and move nothing else")
    func losses() {
        var random = SplitMix64(seed: 3)
        var buffer = JitterBuffer()
        var lost: Set<Int> = []
        for n in 0..<500 {
            if n > 0, Int.random(in: 0..<5, using: &random) == 0 {
                lost.insert(n)
            } else {
                _ = buffer.push(header(n), payload: payload(n).span)
            }
            let frame = pull(&buffer)
            guard n >= 3 else { continue }
            #expect(frame.count == (lost.contains(n - 3) ? 0 : 160))
            #expect(frame.first == (lost.contains(n - 3) ? Self.silence : UInt8(truncatingIfNeeded: n - 3)))
        }
    }

    @Test("copies are told")
    func copies() {
        var buffer = JitterBuffer()
        expect(&buffer, header(0), payload(0), .stored)
        expect(&buffer, header(0), payload(0), .duplicate)
    }

    @Test("a packet whose time is over is late, and four in a row set the playhead anew")
    func late() {
        var buffer = JitterBuffer()
        _ = buffer.push(header(0), payload: payload(0).span)
        for _ in 0..<12 { _ = pull(&buffer) }
        expect(&buffer, header(1), payload(1), .late)
        expect(&buffer, header(2), payload(2), .late)
        expect(&buffer, header(3), payload(3), .late)
        expect(&buffer, header(4), payload(4), .stored)
        let restarts = buffer.restarts
        #expect(restarts == 1)
    }

    @Test("one packet far ahead is not believed; two that agree are")
    func jump() {
        var buffer = JitterBuffer()
        for n in 0..<5 {
            _ = buffer.push(header(n), payload: payload(n).span)
            _ = pull(&buffer)
        }
        expect(&buffer, header(5, timestamp: 5_000_000), payload(5), .outOfPlace)
        expect(&buffer, header(5), payload(5), .stored)
        expect(&buffer, header(6, timestamp: 5_000_000), payload(6), .outOfPlace)
        expect(&buffer, header(7, timestamp: 5_000_000), payload(7), .stored)
        let restarts = buffer.restarts
        #expect(restarts == 1)
    }

    @Test("a marker makes a jump believed at once")
    func marker() {
        var buffer = JitterBuffer()
        _ = buffer.push(header(0), payload: payload(0).span)
        expect(&buffer, header(1, timestamp: 9_000_000, marker: true), payload(1), .stored)
    }

    @Test("packets of 10, 30 and 60 ms fit together", arguments: [80, 240, 480])
    func packetTimes(length: Int) {
        var buffer = JitterBuffer()
        var bytes: [UInt8] = []
        var sent = 0
        for tick in 0..<60 {
            while sent * length <= tick * 160 {
                let header = RTPHeader(
                    payloadType: 8, sequence: UInt16(sent), timestamp: UInt32(sent * length), ssrc: 1)
                let payload = (0..<length).map { UInt8(truncatingIfNeeded: (sent * length + $0) / 7) }
                expect(&buffer, header, payload, .stored)
                sent += 1
            }
            var frame = [UInt8](repeating: 0, count: 160)
            var span = frame.mutableSpan
            if buffer.pull(into: &span, filler: 0) == 160 { bytes += frame }
        }
        #expect(bytes.count >= 160 * 50)
        #expect(bytes == (0..<bytes.count).map { UInt8(truncatingIfNeeded: $0 / 7) })
    }

    @Test("delay that five seconds have not needed is given back")
    func surplus() {
        var buffer = JitterBuffer()
        // The first packet was 100 ms late: all others have that much to spare.
        var sent = 0
        var lag = 0
        for tick in 0..<1500 {
            let due = tick == 0 ? 1 : tick + 6
            while sent < due {
                _ = buffer.push(header(sent), payload: payload(sent).span)
                sent += 1
            }
            let frame = pull(&buffer)
            if tick > 1400 { lag = Int(UInt8(truncatingIfNeeded: sent - 1) &- frame.first) }
        }
        #expect(lag <= 5)
        let restarts = buffer.restarts
        #expect(restarts == 0)
    }

    @Test("empty and overlong packets are refused", arguments: [0, 2000, 4000])
    func unusable(count: Int) {
        var buffer = JitterBuffer()
        let payload = [UInt8](repeating: 1, count: count)
        expect(&buffer, header(0), payload, .unusable)
    }

    @Test("no stream of random headers makes it trap")
    func random() {
        var random = SplitMix64(seed: 99)
        var buffer = JitterBuffer()
        for _ in 0..<20_000 {
            let header = RTPHeader(
                marker: Bool.random(using: &random), payloadType: 8, sequence: .random(in: 0...100, using: &random),
                timestamp: Bool.random(using: &random)
                    ? .random(in: 0...UInt32.max, using: &random) : .random(in: 0...4000, using: &random), ssrc: 1)
            let payload = [UInt8](repeating: 1, count: .random(in: 0...2100, using: &random))
            _ = buffer.push(header, payload: payload.span)
            if Bool.random(using: &random) { _ = pull(&buffer) }
        }
    }
}
