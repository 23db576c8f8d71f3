/// Puts quiet noise in the place of what the model leaves of the echo, while the near end is silent.
struct ResidualSuppressor: Sendable {
    /// What the model leaves of the echo, as a share of the echo's power, in each band.
    private var leak = BandPowers(repeating: 1)
    private var echo = BandPowers.zero
    private var left = BandPowers.zero
    private var nearHold = 0
    private var echoHold = 0
    private var gain = GainRamp(1)
    private var floor = NearNoiseFloor()
    private var comfort = MaskingNoise()

    private enum Tuning {
        /// The near end talks when this is exceeded over all bands, in three bands, or in one: 6, 6 and 11 dB over what
        /// is expected.
        static let total: Float = 4
        static let band: Float = 4
        static let bands: Float = 3
        static let single: Float = 12
        /// Hops that it is taken to go on talking, and the echo to go on: 120 and 150 ms.
        static let nearHold = 12
        static let echoHold = 15
        /// How quickly the leak follows what is measured, a hop; while the near end talks it only creeps up.
        static let up: Float = 0.05
        static let down: Float = 0.1
        static let downInTalk: Float = 0.2
        static let creep: Float = 0.01
        /// An echo's fading, a hop.
        static let decay: Float = 0.7
        /// G.711's own noise against the signal: -37 dB.
        static let quantising: Float = 0.0002
        /// What is put in an echo's place, against the noise on the line: -7 dB.
        static let quiet: Float = 0.2
    }

    /// The path is another: what is left is as loud as the echo.
    mutating func expectAnything() { leak = BandPowers(repeating: 1) }

    /// Works on the last 80 samples of `samples`.
    mutating func process(
        _ samples: borrowing SampleWindow, powers: HopPowers, bands: BandPowers, echo newEcho: BandPowers,
        into block: inout HopSamples
    ) {
        left = (left + bands) * 0.5
        floor.add(left)
        echo = pointwiseMax(newEcho, echo * Tuning.decay)
        let noise = floor.power * 1.5 + SIMD8(repeating: 1 + powers.near * Tuning.quantising / 8)
        let expected = leak * echo + noise
        let isEchoing = echo .> noise * 0.3
        let ratio = left / (echo + 1)

        let total = left.sum() / expected.sum()
        let surplus = left .> expected * Tuning.band
        let count = BandPowers.zero.replacing(with: BandPowers(repeating: 1), where: surplus).sum()
        let isNear = total > Tuning.total || count >= Tuning.bands || any(left .> expected * Tuning.single)

        var change = ratio - leak
        let rise = change .> 0
        if nearHold > 0 || isNear {
            change.replace(with: change * Tuning.downInTalk, where: .!rise)
            change.replace(with: leak * Tuning.creep, where: rise)
        } else {
            change.replace(with: change * Tuning.up, where: rise)
            change.replace(with: change * Tuning.down, where: .!rise)
        }
        change.replace(with: BandPowers.zero, where: .!isEchoing)
        leak = (leak + change).clamped(lowerBound: SIMD8(repeating: 1e-4), upperBound: SIMD8(repeating: 1))

        if any(isEchoing) { echoHold = Tuning.echoHold } else if echoHold > 0 { echoHold -= 1 }
        if isNear { nearHold = Tuning.nearHold } else if nearHold > 0 { nearHold -= 1 }
        let share = (leak * echo).sum() / (echo.sum() + 1)
        let suppressed = echoHold > 0 && nearHold == 0 && share < 0.3
        let floorPower = floor.power.sum() * Tuning.quiet
        let present = max(powers.foreground, left.sum()) + 1e-3
        let isMasked = present < 4 * floor.power.sum()
        let kept: Float = isMasked ? 1 : 0.25
        let target: Float = suppressed ? min(1, (kept * floorPower / present).squareRoot()) : 1
        gain.ramp(to: target, over: suppressed ? 60 : 20)
        let samples = samples.span
        for index in 0..<10 {
            var vector = samples[22 &+ index]
            for lane in 0..<8 { vector[lane] *= gain.next() }
            block[index] = vector
        }
        comfort.add(to: &block, rms: suppressed && !isMasked ? (floorPower * 0.75).squareRoot() : 0)
    }
}

/// The power of the steady noise on the line: the least of the last two seconds, smoothed.
struct NearNoiseFloor: Sendable {
    private(set) var power = BandPowers.zero
    private var smooth = BandPowers.zero
    private var least = BandPowers(repeating: .infinity)
    private var blocks = InlineArray<8, BandPowers>(repeating: BandPowers(repeating: .infinity))
    private var block = 0
    private var count = 0

    mutating func add(_ sample: BandPowers) {
        smooth += (sample - smooth) * 0.25
        least = pointwiseMin(least, smooth)
        count += 1
        if count == 25 {
            count = 0
            blocks[block] = least
            block = (block + 1) & 7
            least = BandPowers(repeating: .infinity)
        }
        var bottom = least
        for index in 0..<8 { bottom = pointwiseMin(bottom, blocks[index]) }
        power = bottom * 1.5
    }
}

/// White noise of a stated level.
struct MaskingNoise: Sendable {
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
