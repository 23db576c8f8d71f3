/// Puts quiet noise in the place of what the model leaves of the echo, while the near end is silent.
struct ResidualSuppressor: Sendable {
    /// What the model leaves of the echo, as a share of the echo's power.
    private var leak: Float = 1
    private var echo: Float = 0
    private var nearHold = 0
    private var echoHold = 0
    private var gain = GainRamp(1)
    private var floor = NoiseFloor()
    private var comfort = ComfortNoise()

    private enum Tuning {
        static let nearHold = 18  // hops
        static let echoHold = 15
        static let threshold: Float = 3
        static let decay: Float = 0.7
        static let quantising: Float = 0.0002  // G.711's own noise: -37 dB
    }

    /// Works on the last 80 samples of `samples`.
    mutating func process(_ samples: inout SampleWindow, powers: HopPowers, into block: inout HopSamples) {
        let left = powers.foreground
        floor.add(left)
        echo = max(powers.echo, echo * Tuning.decay)
        let expected = leak * echo + Tuning.quantising * powers.near
        let isEchoing = echo > 100 && echo > floor.power * 0.1
        let ratio = left / (echo + 1)
        // Follows the ninth decile of the share that is left, in far-end talk alone.
        let isNear = left > Tuning.threshold * (expected + floor.power) + 30
        if isEchoing {
            if ratio < leak {
                leak *= 0.985
            } else if nearHold == 0 {
                leak = min(1, leak * 1.06)
            } else {
                leak = min(1, leak * 1.002)
            }
            if leak < 1e-4 { leak = 1e-4 }
            echoHold = Tuning.echoHold
        } else if echoHold > 0 {
            echoHold -= 1
        }
        if isNear { nearHold = Tuning.nearHold } else if nearHold > 0 { nearHold -= 1 }
        let suppressed = echoHold > 0 && nearHold == 0 && leak < 0.3
        let target: Float = suppressed ? min(1, (0.05 * floor.power / (left + 1e-3)).squareRoot()) : 1
        gain.ramp(to: target, over: suppressed ? 60 : 20)
        let noise: Float = suppressed ? (floor.power * 0.25).squareRoot() : 0
        for index in 0..<10 {
            var vector = samples[22 &+ index]
            for lane in 0..<8 { vector[lane] *= gain.next() }
            block[index] = vector
        }
        comfort.add(to: &block, rms: noise)
    }
}

/// The power of the steady noise on the line: the least of the last two seconds, smoothed.
struct NoiseFloor: Sendable {
    private(set) var power: Float = 0
    private var smooth: Float = 0
    private var least: Float = .infinity
    private var blocks = InlineArray<8, Float>(repeating: .infinity)
    private var block = 0
    private var count = 0

    mutating func add(_ sample: Float) {
        smooth += (sample - smooth) * 0.25
        least = min(least, smooth)
        count += 1
        if count == 25 {
            count = 0
            blocks[block] = least
            block = (block + 1) & 7
            least = .infinity
        }
        var bottom = least
        for index in 0..<8 { bottom = min(bottom, blocks[index]) }
        power = bottom * 1.5
    }
}

/// White noise of a stated level.
struct ComfortNoise: Sendable {
    private var state = SIMD8<UInt32>(1, 2, 3, 4, 5, 6, 7, 8) &* 0x9E37_79B9
    private var level = GainRamp(0)

    mutating func add(to block: inout HopSamples, rms: Float) {
        level.ramp(to: rms, over: 80)
        if level.current == 0 && rms == 0 { return }
        for index in 0..<10 {
            var sum = SIMD8<Float>.zero
            for _ in 0..<3 {
                state ^= state &<< 13
                state ^= state &>> 17
                state ^= state &<< 5
                sum += SIMD8<Float>(SIMD8<Int32>(truncatingIfNeeded: state)) * Float(0x1p-31)
            }
            // Three even distributions of variance ⅓ make one of variance 1.
            for lane in 0..<8 { sum[lane] *= level.next() }
            block[index] += sum
        }
    }
}
