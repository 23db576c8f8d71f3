package import CivicCore
package import CivicDSP

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
