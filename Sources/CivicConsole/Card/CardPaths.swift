package import CivicCore
package import CivicDSP

/// From the card's blocks to the line's samples: one channel, 8 kHz by the line's clock, without echo.
///
///     block ─▶ one channel ─▶ resampler, bent ─▶ frames of 20 ms ─▶ echo canceller ─▶ ring ─▶ line
package struct CapturePath: ~Copyable {
    private let ring: SampleRing
    private let channels: Int
    private var resampler: DriftResampler
    private var controller: DriftController
    private var echo: RoomEcho?
    private var mono: [Int16]
    private var narrow: [Int16]
    private var frame = [Int16](repeating: 0, count: RoomEcho.frame)
    private var far = [Int16](repeating: 0, count: RoomEcho.frame)
    private var clean = [Int16](repeating: 0, count: RoomEcho.frame)
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
        echo = cancelsEcho ? RoomEcho() : nil
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

/// From the line's samples to the card's blocks.
///
///     line ─▶ ring ─▶ echo reference ─▶ resampler, bent ─▶ all channels ─▶ block
package struct PlaybackPath: ~Copyable {
    private let ring: SampleRing
    private let channels: Int
    private var resampler: DriftResampler
    private var controller: DriftController
    private let target: Int
    private var narrow: [Int16]
    private var mono: [Int16]
    private var kept = 0
    private var isWaiting = true
    private let rate: Int
    /// Samples of 125 µs for which the line had nothing.
    package private(set) var starved = 0

    package init(rate: Int, channels: Int, longest: Int, ring: SampleRing, target: Int) throws(ResamplerError) {
        resampler = try DriftResampler(from: 8000, to: rate)
        self.ring = ring
        self.channels = channels
        self.rate = rate
        self.target = target
        controller = DriftController(target: target)
        narrow = [Int16](repeating: 0, count: longest * 8000 / rate + 64)
        mono = [Int16](repeating: 0, count: longest)
    }

    package var drift: Int { resampler.drift }

    /// Fills a block of interleaved samples.
    package mutating func fill(
        _ block: inout MutableSpan<Int16>, _ reference: inout EchoReference, at now: MonotonicInstant
    ) {
        let frames = min(mono.count, block.count / channels)
        if !isWaiting {
            let fill = Double(ring.fill + kept) + ring.sinceTick(at: now)
            resampler.bend(to: controller.observe(fill: fill, after: Double(frames) / Double(rate)))
        }
        var made = 0
        var whole = takeOut(&mono)
        var line = takeOut(&narrow)
        while made < frames {
            if kept == 0 {
                // As many as the rest needs, one at least.
                kept = min(line.count, max(1, (frames - made) * 8000 / rate))
                take(kept, &line, now)
                reference.append(line.span.extracting(0..<kept))
            }
            let wanted = kept
            var used = 0
            while used < wanted && made < frames {
                var room = whole.mutableSpan
                var rest = room._mutatingExtracting(made..<frames)
                let step = resampler.process(line.span.extracting(used..<wanted), into: &rest)
                used += step.consumed
                made += step.produced
                if step.consumed == 0 && step.produced == 0 { break }
            }
            // What the resampler had no room for comes first in the next block.
            kept = wanted - used
            for index in 0..<kept { line[index] = line[used + index] }
        }
        (mono, narrow) = (whole, line)
        for index in 0..<frames {
            for channel in 0..<channels { block[index * channels + channel] = mono[index] }
        }
    }

    /// Takes samples from the ring; silence where it has run dry, until it is filled as it should be.
    private mutating func take(_ wanted: Int, _ samples: inout [Int16], _ now: MonotonicInstant) {
        let start = target - Int(ring.sinceTick(at: now))
        if isWaiting && ring.fill >= start {
            isWaiting = false
            ring.drop(to: start)
            controller.restart()
        }
        var count = 0
        if !isWaiting {
            var whole = samples.mutableSpan
            var room = whole._mutatingExtracting(0..<wanted)
            count = ring.pop(into: &room)
            if count < wanted {
                starved += wanted - count
                isWaiting = true
            }
        }
        for index in count..<wanted { samples[index] = 0 }
    }
}

/// How much of the echo is taken away: levels of the microphone before and after the canceller, while the far end is
/// louder than -45 dBFS.
package struct EchoMeter: Sendable {
    private var before = 0.0
    private var after = 0.0
    /// Part of the last seconds in which something was played, 0…1.
    package private(set) var activity = 0.0

    package init() {}

    package mutating func observe(far: Span<Int16>, near: Span<Int16>, clean: Span<Int16>) {
        let isPlaying = Level.dBFS(of: far) > -45
        activity += ((isPlaying ? 1 : 0) - activity) / 50
        guard isPlaying else { return }
        before += (Double(Level.energy(of: near)) - before) / 50
        after += (Double(Level.energy(of: clean)) - after) / 50
    }

    /// Decibels by which the canceller lowers the microphone while the far end speaks; `nil` before it has.
    package var loss: Double? {
        guard before > 0, activity > 0.02 else { return nil }
        return Level.dBFS(meanSquare: before) - Level.dBFS(meanSquare: max(after, 1))
    }
}
