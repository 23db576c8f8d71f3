import ArgumentParser
import CSpeexDSP
import CivicCore
import CivicDSP
import CivicPlayout
import CivicRTP

/// `civicline-bench jitter`: delay against loss of our jitter buffer, of speexdsp's and of a fixed one, on one trace
/// after another.
struct JitterBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jitter", abstract: "Delay against loss: our jitter buffer, speexdsp's, and a fixed one of 60 ms.",
        discussion: """
            'delay' is the mean time between the arrival that a packet would have had on the fastest path and its being \
            heard; 'made up' is the share of frames with something made up in them, 'unheard' the share of arrived \
            packets that were not played. Lower is better in all three.
            """)

    @Option(help: "Length of each trace in minutes.") var minutes = 5
    @Option(help: "Seed of the traces.") var seed: UInt64 = 1

    func run() throws {
        let speech = Signal.speechLike(count: 8000 * 60, seed: seed)
        print(
            pad("trace", 16), pad("buffer", 10), pad("delay ms", 9), pad("made up %", 10), pad("unheard %", 10),
            pad("ns/frame", 9))
        for trace in JitterTrace.all(minutes: minutes, seed: seed) {
            for (name, score) in [
                ("ours", ours(trace, speech)), ("speexdsp", speex(trace)), ("fixed 60", fixed(trace)),
            ] {
                print(
                    pad(trace.name, 16), pad(name, 10), pad(figure(score.delay), 9),
                    pad(figure(score.madeUp * 100), 10),
                    pad(figure(score.unheard * 100), 10), pad(figure(score.cost), 9))
            }
        }
    }

    struct Score {
        var delay = 0.0
        var madeUp = 0.0
        var unheard = 0.0
        var cost = 0.0
    }

    /// Ticks lie 7 ms behind the sender's, so that the two are as unrelated as they are in life.
    private static let phase = 7.0

    private func ours(_ trace: JitterTrace, _ speech: [Int16]) -> Score {
        var receiver = AudioReceiver(AudioDecoder(.alaw))
        var codes = [UInt8](repeating: 0, count: speech.count)
        var all = codes.mutableSpan
        G711.encodeALaw(speech.span, into: &all)
        let packets = trace.inOrder
        var next = 0
        var frame = [Int16](repeating: 0, count: 160)
        var delays = 0.0
        var heard = 0
        let ticks = trace.arrivals.count
        let fastest = trace.fastest
        let time = CPUTime.measure {
            for tick in 0..<ticks {
                let now = Double(tick) * 20 + Self.phase
                while next < packets.count, packets[next].at <= now {
                    let n = packets[next].packet
                    let header = RTPHeader(
                        payloadType: 8, sequence: UInt16(truncatingIfNeeded: n),
                        timestamp: UInt32(truncatingIfNeeded: n * 160), ssrc: 1)
                    let from = n * 160 % (speech.count - 160)
                    _ = receiver.receive(
                        header, payload: codes.span.extracting(from..<from + 160), at: instant(packets[next].at))
                    next += 1
                }
                var output = frame.mutableSpan
                if receiver.pull(into: &output, at: instant(now)) == .heard {
                    delays += receiver.depth(at: instant(now + 20)) - fastest - now * trace.drift
                    heard += 1
                }
            }
        }
        return Score(
            delay: delays / Double(max(1, heard)),
            madeUp: Double(receiver.figures.concealed) / Double(max(1, receiver.figures.frames)),
            unheard: 1 - Double(receiver.rtp.jitterBuffer.played) / Double(max(1, next)),
            cost: Double(time.nanoseconds) / Double(ticks))
    }

    private func speex(_ trace: JitterTrace) -> Score {
        guard let buffer = jitter_buffer_init(160) else { return Score() }
        defer { jitter_buffer_destroy(buffer) }
        let packets = trace.inOrder
        var next = 0
        var payload = [CChar](repeating: 0, count: 160)
        var room = [CChar](repeating: 0, count: 4096)
        var delays = 0.0
        var heard = 0
        var missing = 0
        var frames = 0
        let fastest = trace.fastest
        let ticks = trace.arrivals.count
        let time = CPUTime.measure {
            for tick in 0..<ticks {
                let now = Double(tick) * 20 + Self.phase
                while next < packets.count, packets[next].at <= now {
                    let n = packets[next].packet
                    payload.withUnsafeMutableBufferPointer { bytes in
                        var packet = JitterBufferPacket(
                            data: bytes.baseAddress, len: 160, timestamp: UInt32(truncatingIfNeeded: n * 160),
                            span: 160, sequence: UInt16(truncatingIfNeeded: n), user_data: 0)
                        jitter_buffer_put(buffer, &packet)
                    }
                    next += 1
                }
                guard next > 0 else { continue }
                frames += 1
                room.withUnsafeMutableBufferPointer { bytes in
                    var packet = JitterBufferPacket(
                        data: bytes.baseAddress, len: 4096, timestamp: 0, span: 0, sequence: 0, user_data: 0)
                    var offset: Int32 = 0
                    if jitter_buffer_get(buffer, &packet, 160, &offset) == JITTER_BUFFER_OK {
                        heard += 1
                        delays += now - Double(packet.timestamp) / 8 - fastest - now * trace.drift
                    } else {
                        missing += 1
                    }
                    _ = jitter_buffer_update_delay(buffer, &packet, nil)
                }
                jitter_buffer_tick(buffer)
            }
        }
        return Score(
            delay: delays / Double(max(1, heard)), madeUp: Double(missing) / Double(max(1, frames)),
            unheard: 1 - Double(heard) / Double(max(1, next)), cost: Double(time.nanoseconds) / Double(ticks))
    }

    /// Plays every packet 60 ms after the first one's time.
    private func fixed(_ trace: JitterTrace) -> Score {
        guard let first = trace.arrivals.first, let first else { return Score() }
        let arrived = trace.arrivals.enumerated().compactMap { index, at in
            at.map { $0 - trace.sent(index) + Double(index) * 20 * trace.drift }
        }
        let late = arrived.count { $0 > first + 60 }
        let missing = trace.arrivals.count - arrived.count + late
        return Score(
            delay: first + 60 - trace.fastest, madeUp: Double(missing) / Double(trace.arrivals.count),
            unheard: Double(late) / Double(arrived.count))
    }

    private func instant(_ milliseconds: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64(milliseconds * 1e6))
    }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private func figure(_ value: Double) -> String {
        let scaled = Int((value * 100).rounded())
        return "\(scaled / 100).\(String(abs(scaled % 100) + 100).dropFirst())"
    }
}
