import CivicCore
import CivicRTP
import Testing

/// A sender of G.711-like packets, a path, and a player that pulls 20 ms every 20 ms, all in virtual time.
private struct Line: ~Copyable {
    var buffer: JitterBuffer
    /// What was played, as (number of its packet, place within it), and -1 for what was made up.
    var played: [Int] = []
    var pauses = 0
    var leftover = 0
    var tick: Int64 = 0
    init(_ buffer: consuming JitterBuffer = JitterBuffer()) { self.buffer = buffer }

    /// Packet n, whose every byte is n's low byte, sent at `n · length`.
    mutating func push(
        _ n: Int, length: Int = 160, timestamp: Int? = nil, marker: Bool = false, kind: JitterBuffer.Kind = .audio,
        at arrival: Int
    ) -> JitterBuffer.Outcome {
        let header = RTPHeader(
            marker: marker, payloadType: 8, sequence: UInt16(truncatingIfNeeded: n),
            timestamp: UInt32(truncatingIfNeeded: timestamp ?? n * length), ssrc: 1)
        let payload = [UInt8](repeating: UInt8(truncatingIfNeeded: n), count: kind == .audio ? length : 4)
        return buffer.push(
            header, payload: payload.span, kind: kind, duration: kind == .audio ? length : 0, arrival: Int64(arrival))
    }

    /// One pull of 160 units at `now`.
    mutating func pull(at now: Int) {
        while leftover < 160 {
            var room = [UInt8](repeating: 0, count: 480)
            var space = room.mutableSpan
            switch buffer.next(at: Int64(now), leftover: leftover, into: &space) {
            case .nothing, .comfortNoise, .recover: leftover = max(leftover, 160)
            case .audio(let length, let skip, _):
                played += [Int](repeating: Int(room[0]), count: (length - skip) / 40)
                leftover += length - skip
            case .missing:
                played += [Int](repeating: -1, count: (160 - leftover) / 40)
                leftover = 160
            case .pause:
                pauses += 1
                leftover = 160
            }
        }
        leftover -= 160
    }

    /// The packets played, one after another, and -1 for each gap.
    var story: [Int] { played.reduce(into: []) { if $0.last != $1 { $0.append($1) } } }
}

@Suite("The jitter buffer")
struct JitterBufferTests {
    @Test("nothing is played before the first packet, then 40 ms of pause, then the stream without a gap")
    func beginning() {
        var line = Line()
        line.pull(at: 0)
        var isQuiet = true
        for n in 0..<100 {
            let outcome = line.push(n, at: n * 160 + 20)
            #expect(outcome == .stored)
            line.pull(at: n * 160 + 60)
            if n < 2 { isQuiet = isQuiet && line.played.isEmpty }
        }
        #expect(isQuiet)
        let (story, pauses) = (line.story, line.pauses)
        #expect((1...4).contains(pauses))
        #expect(story == Array(0..<story.count))
        #expect(story.count >= 95)
    }

    @Test("within 40 ms of disorder and with copies, packets are played once and in order", arguments: 1...8)
    func disorder(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var line = Line()
        let count = 3000
        var arrivals: [(n: Int, at: Int)] = []
        for n in 0..<count {
            let at = n * 160 + Int.random(in: 0...320, using: &random)
            arrivals.append((n, at))
            if Int.random(in: 0..<10, using: &random) == 0 { arrivals.append((n, at + 100)) }
        }
        arrivals.sort { $0.at < $1.at }
        var next = 0
        for tick in 0..<count {
            while next < arrivals.count, arrivals[next].at <= tick * 160 {
                // Over the wrap of sequence numbers and timestamps.
                let n = arrivals[next].n
                _ = line.push(n + 64_000, timestamp: n * 160 + 0xFFFF_0000, at: arrivals[next].at)
                next += 1
            }
            line.pull(at: tick * 160)
        }
        let heard = line.story.filter { $0 >= 0 }
        let steps = zip(heard, heard.dropFirst()).map { ($1 - $0) & 255 }
        #expect(steps.allSatisfy { $0 >= 1 && $0 < 5 })
        let (restarts, played) = (line.buffer.restarts, line.buffer.played)
        #expect(restarts == 0)
        #expect(played > count * 98 / 100)
    }

    @Test("lost packets leave gaps of their own length")
    func losses() {
        var line = Line()
        for n in 0..<400 {
            if n % 10 != 7 { _ = line.push(n, at: n * 160 + 20) }
            line.pull(at: n * 160 + 60)
        }
        // 20 ms of packets and of gaps alike: four quarters each.
        let gaps = line.played.split { $0 >= 0 }.map(\.count)
        #expect(gaps.count >= 38)
        #expect(gaps.filter { $0 == 4 }.count >= gaps.count - 1)
    }

    @Test("copies are told, and packets whose time is over")
    func copiesAndLate() {
        var line = Line()
        for n in 0..<20 where n != 10 {
            _ = line.push(n, at: n * 160)
            line.pull(at: n * 160 + 60)
        }
        let late = line.push(10, at: 3200)
        let copy = line.push(19, at: 3200)
        #expect(late == .late)
        #expect(copy == .duplicate)
    }

    @Test("one packet far away is not believed; two that agree are, and a marker is at once", arguments: [false, true])
    func jump(marker: Bool) {
        var line = Line()
        for n in 0..<50 {
            _ = line.push(n, at: n * 160)
            line.pull(at: n * 160 + 60)
        }
        let first = line.push(50, timestamp: 5_000_000, marker: marker, at: 8000)
        #expect(first == (marker ? .stored : .outOfPlace))
        let second = line.push(51, timestamp: 5_000_160, at: 8160)
        #expect(second == .stored)
        let restarts = line.buffer.restarts
        #expect(restarts == 1)
        for n in 52..<100 {
            _ = line.push(n, timestamp: 5_000_000 + (n - 50) * 160, at: n * 160)
            line.pull(at: n * 160 + 60)
        }
        #expect(line.story.suffix(20).allSatisfy { $0 >= 50 })
    }

    @Test("timestamps that jump back are followed from the second packet on")
    func jumpBack() {
        var line = Line()
        for n in 0..<200 {
            _ = line.push(n, timestamp: n < 100 ? n * 160 : n * 160 - 10_000, at: n * 160)
            line.pull(at: n * 160 + 60)
        }
        #expect(line.story.suffix(80).allSatisfy { $0 > 100 })
        let restarts = line.buffer.restarts
        #expect(restarts == 1)
    }

    @Test("packets of 10 to 60 ms fit together without a gap", arguments: [80, 160, 240, 320, 480])
    func packetTimes(length: Int) {
        var line = Line()
        var sent = 0
        for tick in 0..<500 {
            while (sent + 1) * length <= tick * 160 {
                _ = line.push(sent, length: length, at: (sent + 1) * length)
                sent += 1
            }
            line.pull(at: tick * 160 + 60)
        }
        #expect(!line.played.contains(-1))
        #expect(line.story.count >= sent - 6)
    }

    @Test("the packet time may change in mid-stream", arguments: [80, 160, 240, 320, 480], [80, 160, 240, 320, 480])
    func packetTimeChanges(first: Int, then: Int) {
        var line = Line()
        var sent = 0
        var timestamp = 0
        for tick in 0..<600 {
            while true {
                let length = timestamp < 48_000 ? first : then
                guard timestamp + length <= tick * 160 else { break }
                _ = line.push(sent, length: length, timestamp: timestamp, at: timestamp + length)
                sent += 1
                timestamp += length
            }
            line.pull(at: tick * 160 + 60)
        }
        // A longer packet time needs that much more delay: a gap where it begins, and none after it.
        let gap = line.played.count { $0 == -1 }
        #expect(gap * 40 <= max(0, then - first) + 160)
        #expect(line.story.suffix(40).allSatisfy { $0 >= 0 })
    }

    @Test("a pause of the sender is a pause, not a loss; what follows it comes in time")
    func pause() {
        var line = Line()
        var gaps = 0
        for tick in 0..<200 {
            if !(80..<130).contains(tick) {
                _ = line.push(
                    tick < 80 ? tick : tick - 50, timestamp: tick * 160, marker: tick == 130, at: tick * 160 + 20)
            }
            line.pull(at: tick * 160 + 60)
            if tick == 199 { gaps = line.played.count { $0 == -1 } }
        }
        #expect(gaps <= 26 * 4)  // before it is plain that the sender has stopped
        let (restarts, pauses) = (line.buffer.restarts, line.pauses)
        #expect(restarts == 0)
        #expect(pauses > 20)
        #expect(line.story.last == 199 - 50 - 1 || line.story.last == 199 - 50)
    }

    @Test("packets of events take sequence numbers and leave no gap")
    func events() {
        var line = Line()
        for n in 0..<120 {
            let isEvent = (50..<58).contains(n)
            _ = line.push(n, timestamp: isEvent ? 50 * 160 : n * 160, kind: isEvent ? .event : .audio, at: n * 160 + 20)
            line.pull(at: n * 160 + 60)
        }
        #expect(!line.played.contains(-1))
        #expect(line.story.last ?? 0 >= 118)
    }

    @Test("a late packet raises the delay at once, and quiet times let it down slowly")
    func adapts() {
        var line = Line()
        var before = 0.0
        var after = 0.0
        for n in 0..<3000 {
            // Three packets come 100 ms late, together with the next.
            let late = (1000..<1005).contains(n)
            if !late { _ = line.push(n, at: n * 160) }
            if n == 1005 { for held in 1000..<1005 { _ = line.push(held, at: n * 160) } }
            line.pull(at: n * 160 + 60)
            if n == 999 { before = line.buffer.targetDelay }
            if n == 1006 { after = line.buffer.targetDelay }
        }
        #expect(before <= 10)
        #expect(after >= 80)
        let end = line.buffer.targetDelay
        #expect(end <= 15)
        let played = line.buffer.played
        #expect(played >= 2990)  // late is not lost
    }

    @Test("a burst longer than the buffer costs its oldest packets, and bounds the delay")
    func burst() {
        var line = Line()
        for n in 0..<50 {
            _ = line.push(n, at: n * 160)
            line.pull(at: n * 160 + 60)
        }
        for n in 50..<250 { _ = line.push(n, at: 40_000) }
        for n in 250..<400 {
            _ = line.push(n, at: n * 160)
            line.pull(at: n * 160 + 60)
        }
        let delay = line.buffer.delay(at: 400 * 160, leftover: line.leftover)
        #expect(delay <= 600)
        #expect(((400 - 35) & 255...399 & 255).contains(line.story.last ?? 0))
        let discarded = line.buffer.discarded
        #expect(discarded > 100)
    }

    @Test("empty and overlong packets are refused", arguments: [0, 481, 4000])
    func unusable(count: Int) {
        var line = Line()
        let outcome = line.push(0, length: count, at: 0)
        #expect(outcome == .unusable)
    }

    @Test("no stream of random headers makes it trap")
    func random() {
        var random = SplitMix64(seed: 99)
        var line = Line()
        let kinds: [JitterBuffer.Kind] = [.audio, .audio, .audio, .event, .comfortNoise]
        for round in 0..<60_000 {
            let timestamp =
                Bool.random(using: &random)
                ? Int.random(in: 0...0xFFFF_FFFF, using: &random) : round * 80 + .random(in: 0...4000, using: &random)
            let kind = kinds.randomElement(using: &random) ?? .audio
            _ = line.push(
                round / 2 + .random(in: 0...80, using: &random), length: .random(in: 0...500, using: &random),
                timestamp: timestamp, marker: Int.random(in: 0..<20, using: &random) == 0, kind: kind, at: round * 80)
            if Bool.random(using: &random) { line.pull(at: round * 80) }
            _ = line.buffer.wish(at: Int64(round * 80), leftover: line.leftover)
        }
    }
}

@Suite struct PayloadMemoryTests {
    @Test(
        "streams that hold packets at the same time, and those that come after others, get back what was theirs",
        arguments: [4096, 20_000])
    func streamsKeepApart(capacity: Int) {
        for round in 0..<3 {
            let lines: [Payloads] = (0..<40).map { Payloads(capacity: capacity, name: UInt8(40 * round + $0)) }
            for packet in 0..<8 {
                for index in lines.indices { lines[index].push(packet) }
            }
            for index in lines.indices {
                let played = lines[index].pullAll()
                #expect(played.count == 8 * 160)
                #expect(played.allSatisfy { $0 == lines[index].name })
            }
        }
    }

    /// A stream whose every byte is its name.
    private final class Payloads {
        let name: UInt8
        private var buffer: JitterBuffer

        init(capacity: Int, name: UInt8) {
            self.name = name
            buffer = JitterBuffer(capacity: capacity)
        }

        func push(_ packet: Int) {
            let header = RTPHeader(
                payloadType: 8, sequence: UInt16(packet), timestamp: UInt32(packet * 160), ssrc: 1)
            let payload = [UInt8](repeating: name, count: 160)
            _ = buffer.push(header, payload: payload.span, duration: 160, arrival: Int64(packet * 160))
        }

        func pullAll() -> [UInt8] {
            var played: [UInt8] = []
            for tick in 8..<40 {
                var room = [UInt8](repeating: 0, count: 480)
                var space = room.mutableSpan
                if case .audio(let length, _, _) = buffer.next(at: Int64(tick * 160), leftover: 0, into: &space) {
                    played += room[0..<length]
                }
            }
            return played
        }
    }
}
