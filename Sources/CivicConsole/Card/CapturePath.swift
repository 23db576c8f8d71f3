package import CivicCore
package import CivicDSP

/// From the card's blocks to the line's samples: one channel, 8 kHz by the line's clock, without echo.
///
///     block ─▶ one channel ─▶ resampler, bent ─▶ frames of 20 ms ─▶ echo canceller ─▶ ring ─▶ line
package struct CapturePath: ~Copyable {
    /// Samples of 20 ms, as the echo canceller takes them.
    private static let echoFrame = 160

    private let ring: SampleRing
    private let channels: Int
    private var resampler: DriftResampler
    private var controller: DriftController
    private var echo: SpeexEchoCanceller?
    private var mono: [Int16]
    private var narrow: [Int16]
    private var frame = [Int16](repeating: 0, count: CapturePath.echoFrame)
    private var far = [Int16](repeating: 0, count: CapturePath.echoFrame)
    private var clean = [Int16](repeating: 0, count: CapturePath.echoFrame)
    private var filled = 0
    private var lastFlow = 0
    private let secondsPerSample: Double

    /// Level before and after the echo canceller, while something is played.
    package private(set) var echoMeter = EchoMeter()

    /// - Parameters:
    ///   - longest: frames of the longest block.
    ///   - target: samples that are to be in the ring, on average.
    package init(
        rate: Int, channels: Int, longest: Int, ring: SampleRing, target: Int, cancelsEcho: Bool
    ) throws(ResamplerError) {
        resampler = try DriftResampler(from: rate, to: 8000)
        self.ring = ring
        self.channels = channels
        controller = DriftController(target: target)
        echo = cancelsEcho ? SpeexEchoCanceller(tail: 128) : nil
        mono = [Int16](repeating: 0, count: longest)
        narrow = [Int16](repeating: 0, count: longest * 8000 / rate + 64)
        secondsPerSample = 1 / Double(rate)
    }

    package var drift: Int { resampler.drift }

    /// Takes a block of interleaved samples.
    ///
    /// - Parameter delay: of the card's two queues, in samples of 125 µs.
    package mutating func take(
        _ block: Span<Int16>, _ reference: inout EchoReference, delay: Int, at now: MonotonicInstant
    ) {
        let count = min(mono.count, block.count / channels)
        for index in 0..<count { mono[index] = block[index * channels] }
        if let flow = ring.flowNumber {
            if flow != lastFlow { controller.restart() }
            lastFlow = flow
            let fill = Double(ring.fill + filled) - ring.sinceTick(at: now)
            resampler.bend(to: controller.observe(fill: fill, after: Double(count) * secondsPerSample))
        }
        var samples = takeOut(&narrow)
        var output = samples.mutableSpan
        let all = takeOut(&mono)
        let produced = resampler.process(all.span.extracting(0..<count), into: &output).produced
        (narrow, mono) = (samples, all)
        reference.observe(delay: delay)
        for index in 0..<produced {
            frame[filled] = narrow[index]
            filled += 1
            if filled == frame.count { finishFrame(reference) }
        }
    }

    /// Samples were lost: what was learnt of the clocks stays.
    package mutating func restart() { controller.restart() }

    private mutating func finishFrame(_ reference: borrowing EchoReference) {
        filled = 0
        guard echo != nil else { return ring.push(frame.span) }
        var played = takeOut(&far)
        var result = takeOut(&clean)
        let near = takeOut(&frame)
        var room = played.mutableSpan
        reference.take(into: &room)
        var output = result.mutableSpan
        echo?.process(far: played.span, near: near.span, into: &output)
        echoMeter.observe(far: played.span, near: near.span, clean: result.span)
        ring.push(result.span)
        (far, clean, frame) = (played, result, near)
    }
}
