import CivicCore
import CivicDSP
import CivicPlayout
import CivicRTP

/// What the jitter buffer makes of a captured stream: the live call's own code, in the capture's time.
struct JitterReport {
    /// A packet that came, for the picture.
    struct Arrival {
        /// Seconds since the stream's first packet.
        var time: Double
        /// Later than the fastest packet, in ms.
        var delay: Double
        var isPlayed: Bool
    }

    /// A frame that was played.
    struct Moment {
        var time: Double
        /// Delay in ms; `nil` while the sender is silent.
        var delay: Double?
        var target: Double
        var kind: PlayedFrame
    }

    let stream: RTPStreamFinder.Stream
    let codec: AudioCodec
    private(set) var arrivals: [Arrival] = []
    private(set) var moments: [Moment] = []
    /// Seconds at which packets that never came should have come.
    private(set) var losses: [Double] = []
    private(set) var samples: [Int16] = []
    private(set) var figures = PlayoutFigures()
    private(set) var packets = 0
    private(set) var lost = 0
    private(set) var reordered = 0
    private(set) var duplicates = 0
    private(set) var late = 0
    private(set) var jitter = 0.0
    /// Of most packets, in ms.
    private(set) var packetTime = 0.0

    /// `nil` when the stream is of no codec that is known by its payload type or its look.
    init?(_ stream: RTPStreamFinder.Stream, in file: [UInt8]) {
        guard let codec = Self.codec(of: stream, in: file), let decoder = try? AudioDecoder(codec) else { return nil }
        self.stream = stream
        self.codec = codec
        play(AudioReceiver(decoder), file)
    }

    /// By the static payload types; a dynamic one is Opus when its packets last as long as their timestamps say.
    private static func codec(of stream: RTPStreamFinder.Stream, in file: [UInt8]) -> AudioCodec? {
        let types = stream.packets.map(\.header.payloadType)
        for (type, codec) in [(8, AudioCodec.pcma), (0, .pcmu), (9, .g722)]
        where types.count(where: { $0 == type }) * 2 > types.count {
            return codec
        }
        let pairs = zip(stream.packets, stream.packets.dropFirst()).filter {
            $1.header.sequence == $0.header.sequence &+ 1 && $0.header.payloadType >= 96
        }
        let fitting = pairs.count { first, second in
            let step = second.header.timestamp.distance(after: first.header.timestamp)
            return AudioCodec.opus(sampleRate: 16_000).duration(of: file.span.extracting(first.payload)) == step
        }
        return fitting * 2 > types.count ? .opus(sampleRate: 16_000) : nil
    }

    private mutating func play(_ created: consuming AudioReceiver, _ file: [UInt8]) {
        var receiver = created
        guard let first = stream.packets.first?.nanoseconds, let last = stream.packets.last?.nanoseconds else { return }
        let audioType = commonType()
        let order = stream.packets.sorted { $0.nanoseconds < $1.nanoseconds }
        var frame = [Int16](repeating: 0, count: codec.frameSamples)
        var next = 0
        // Ticks lie between two packets of a steady stream; a day is more than anybody looks at.
        var tick = first + 7_000_000
        let end = min(last + 200_000_000, first + 86_400_000_000_000)
        while tick <= end {
            while next < order.count, order[next].nanoseconds <= tick {
                receive(order[next], audioType, &receiver, file)
                next += 1
            }
            var output = frame.mutableSpan
            let now = MonotonicInstant(nanoseconds: tick - first)
            let kind = receiver.pull(into: &output, at: now)
            tick += 20_000_000
            guard kind != .nothing else { continue }
            // What is made up behind the last packet was never missed.
            if next == order.count, kind != .heard { break }
            samples += frame
            moments.append(
                Moment(
                    time: Double(tick - 20_000_000 - first) / 1e9,
                    delay: kind == .heard ? receiver.depth(at: now + .milliseconds(20)) : nil,
                    target: receiver.targetDelay, kind: kind))
        }
        figures = receiver.figures
        packets = receiver.rtp.packets
        lost = receiver.rtp.lost
        duplicates = receiver.rtp.duplicates
        late = receiver.rtp.late + receiver.rtp.jitterBuffer.discarded
        jitter = receiver.jitter
        measurePaths(order, audioType, first)
    }

    private mutating func receive(
        _ packet: RTPStreamFinder.Packet, _ audioType: UInt8, _ receiver: inout AudioReceiver, _ file: [UInt8]
    ) {
        let type = packet.header.payloadType
        let payload = file.span.extracting(packet.payload)
        let kind: JitterBuffer.Kind =
            type == audioType ? .audio : type == ComfortNoise.payloadType ? .comfortNoise : .event
        let now = MonotonicInstant(nanoseconds: packet.nanoseconds - (stream.packets.first?.nanoseconds ?? 0))
        let before = receiver.rtp.late
        _ = receiver.receive(packet.header, payload: payload, kind: kind, at: now)
        guard kind == .audio else { return }
        arrivals.append(Arrival(time: Double(now.nanoseconds) / 1e9, delay: 0, isPlayed: receiver.rtp.late == before))
    }

    /// Fills in how late each packet was against the fastest, and where packets are missing.
    private mutating func measurePaths(_ order: [RTPStreamFinder.Packet], _ audioType: UInt8, _ first: Int64) {
        let audio = order.filter { $0.header.payloadType == audioType }
        guard let reference = audio.first?.header else { return }
        let clock = Double(codec.clockRate)
        let transits = audio.map { packet in
            Double(packet.nanoseconds - first) / 1e6
                - Double(packet.header.timestamp.distance(after: reference.timestamp)) * 1000 / clock
        }
        // Where timestamps jump, transits mean nothing together; what is far off is drawn at the edge.
        let fastest = transits.filter { abs($0) < 5000 }.min() ?? 0
        for index in arrivals.indices where index < transits.count { arrivals[index].delay = transits[index] - fastest }
        let zero = Double(reference.timestamp) * 1000 / clock - fastest
        for index in moments.indices { moments[index].delay = moments[index].delay.map { $0 + zero } }
        let steps = zip(audio, audio.dropFirst()).map { $1.header.timestamp.distance(after: $0.header.timestamp) }
        packetTime = Double(steps.sorted()[safe: steps.count / 2] ?? 0) * 1000 / clock
        var highest = order.first?.header.sequence ?? 0
        var seen: Set = [highest]
        for packet in order.dropFirst() {
            let step = packet.header.sequence.distance(after: highest)
            if seen.insert(packet.header.sequence).inserted, step < 0 { reordered += 1 }
            if step > 0 { highest = packet.header.sequence }
        }
        highest = order.first?.header.sequence ?? 0
        for packet in order.dropFirst() {
            let step = packet.header.sequence.distance(after: highest)
            guard step > 0 else { continue }
            for missing in 1..<max(1, min(step, 500)) where !seen.contains(highest &+ UInt16(missing)) {
                losses.append(Double(packet.nanoseconds - first) / 1e9 - Double(step - missing) * packetTime / 1000)
            }
            highest = packet.header.sequence
        }
    }

    /// The payload type that most packets have; the others are comfort noise and events.
    private func commonType() -> UInt8 {
        var counts = [Int](repeating: 0, count: 128)
        for packet in stream.packets { counts[Int(packet.header.payloadType & 127)] += 1 }
        return UInt8(counts.indices.max { counts[$0] < counts[$1] } ?? 0)
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

extension JitterReport {
    /// Some lines of text for people.
    var lines: [String] {
        let seconds = Double(moments.count) / 50
        let delays = moments.compactMap(\.delay).sorted()
        let worst = arrivals.map(\.delay).max() ?? 0
        let rate = Double(codec.sampleRate) / 1000
        var lines = [
            "\(stream.source) → \(stream.destination)  SSRC 0x\(String(stream.ssrc, radix: 16))  \(codec.name), "
                + "packets of \(whole(packetTime)) ms, \(tenths(seconds)) s",
            "  packets \(packets), lost \(lost) (\(share(lost, packets + lost))), reordered \(reordered), "
                + "duplicates \(duplicates), too late \(late)",
            "  arrival: jitter \(tenths(jitter)) ms at the end (RFC 3550), the latest \(whole(worst)) ms behind the fastest",
        ]
        if let least = delays.first, let most = delays.last {
            lines.append(
                "  delay: \(whole(delays[delays.count / 2])) ms at the median, \(whole(least)) to \(whole(most)) ms, "
                    + "aimed at \(whole(moments.last?.target ?? 0)) ms at the end")
        }
        lines.append(
            "  made up: \(figures.concealed) of \(figures.frames) frames (\(share(figures.concealed, figures.frames)))"
                + (figures.recovered > 0 ? ", \(figures.recovered) packets found in the ones after them" : ""))
        lines.append(
            "  adjusted: lengthened \(figures.lengthened) times (\(whole(Double(figures.samplesAdded) / rate)) ms), "
                + "shortened \(figures.shortened) times (\(whole(Double(figures.samplesRemoved) / rate)) ms)")
        return lines
    }

    private func whole(_ value: Double) -> String { "\(Int(value.rounded()))" }

    private func tenths(_ value: Double) -> String {
        let scaled = Int((value * 10).rounded())
        return "\(scaled / 10).\(abs(scaled % 10))"
    }

    private func share(_ part: Int, _ all: Int) -> String { "\(tenths(100 * Double(part) / Double(max(1, all)))) %" }
}
