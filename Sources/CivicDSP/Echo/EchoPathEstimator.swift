import Foundation

/// Finds where on a leg an echo comes from: its bulk delay, up to 500 ms, and its return loss.
///
///     far  ─▶ 2 kHz ─▶ spectra of nine windows of 64 ms ─┐
///     near ─▶ 2 kHz ─▶ spectrum of the newest 64 ms ─────┴▶ cross-spectra ÷ far power ─▶ impulse response ─▶ peak
///
/// The band from 120 to 900 Hz is enough to place an echo within a ms. People who talk at the other end average out of
/// the cross-spectra, because they say nothing that was sent.
///
/// Chance makes peaks, too, the higher the less talk they rest on; but it seldom makes them at one place. So what was
/// gathered is forgotten at every peak, and an echo is one that is found at the same place three times in a row: in a
/// second of talk where it is clear.
///
///     talk │ 0.4 s     │ 0.4 s     │ 0.4 s     │ …
///     peak │     40 ms │     40 ms │     40 ms ▶ an echo, 40 ms away
///
/// 21 KB of state, taken when it is made.
package struct EchoPathEstimator: Sendable {
    /// An echo that has been found.
    package struct Estimate: Equatable, Sendable {
        /// From what is sent to the middle of its echo, in samples at 8 kHz.
        package var delay: Int
        /// Power sent over power returned, in dB, from 300 to 900 Hz.
        package var returnLoss: Float
        /// How far the echo stands out of what chance makes of the same signals, in dB; 11 and more is sure.
        package var confidence: Float
    }

    /// The echo, as long as one stands out; `nil` before and where there is none.
    package private(set) var estimate: Estimate?
    /// Talk that was sent and has been compared with what came back, in ms; counts on.
    package private(set) var talk = 0

    // Blocks of 128 samples at 2 kHz: 64 ms.
    private static let block = 128
    private static let windows = 9
    private let transform = SkewTransform.shared

    private var farDecimator = Decimator()
    private var nearDecimator = Decimator()
    private var far = SampleWindow(repeating: .zero)  // the last 128 samples, and those that are coming
    private var near = SampleWindow(repeating: .zero)
    private var filled = 0
    private var recent = 0

    private var spectra = [HopSpectrum](repeating: HopSpectrum(), count: windows)
    private var newest = 0
    private var crossed = [HopSpectrum](repeating: HopSpectrum(), count: windows)
    /// Blocks that the cross-spectra rest on, and for each window of lags the share of the far power that it had in them.
    private var weight: Float = 0
    private var shares = InlineArray<9, Float>(repeating: 0)
    /// Energy that two ms of each window's response would have, had near and far nothing in common.
    private var chance = InlineArray<9, Float>(repeating: 0)
    private var narrowBand = NarrowBandDetector(stride: 1, hold: 1)
    private var energies = [SIMD8<Float>](repeating: .zero, count: windows * 4)  // of two ms each
    private var nextSearched = 0
    private var seen = nowhere
    private var sightings = 0
    private var gain: Float = 0

    private enum Tuning {
        static let fading: Float = 0.98  // a block
        static let perTurn = 3
        /// A peak stands out when it is this much above the mean, and above chance: 11 dB.
        static let evidence: Float = 12
        /// Blocks that a peak must rest on, and those after which none will come.
        static let least: Float = 4
        static let most: Float = 24
        /// Peaks at one place that make an echo, and that are remembered.
        static let certain = 3
        static let remembered = 4
    }
    private static let nowhere = -100
    /// Rows of the spectra above 120 Hz: what hums, and A-law's offset, is no echo.
    private static let rows = 1..<15

    package init() {}

    /// Forgets signals and findings, for another leg; takes no memory.
    package mutating func reset() {
        for index in 0..<Self.windows {
            spectra[index] = HopSpectrum()
        }
        for index in energies.indices { energies[index] = .zero }
        (farDecimator, nearDecimator) = (Decimator(), Decimator())
        (far, near) = (SampleWindow(repeating: .zero), SampleWindow(repeating: .zero))
        (filled, recent, newest, nextSearched) = (0, 0, 0, 0)
        narrowBand = NarrowBandDetector(stride: 1, hold: 1)
        gather()
        estimate = nil
        seen = Self.nowhere
        sightings = 0
        talk = 0
    }

    /// Begins to gather anew.
    private mutating func gather() {
        for index in 0..<Self.windows { crossed[index] = HopSpectrum() }
        shares = InlineArray(repeating: 0)
        chance = InlineArray(repeating: 0)
        weight = 0
        nextSearched = 0
    }

    /// Hears a frame: what was sent, and what came back in the same time. A multiple of four samples.
    package mutating func process(far farFrame: Span<Int16>, near nearFrame: Span<Int16>) {
        precondition(farFrame.count == nearFrame.count && farFrame.count % 4 == 0)
        var index = 0
        while index < farFrame.count {
            let place = Self.block + filled
            far[place >> 3][place & 7] = farDecimator.next(farFrame, at: index)
            near[place >> 3][place & 7] = nearDecimator.next(nearFrame, at: index)
            filled += 1
            index += 4
            if filled == Self.block {
                filled = 0
                compare()
            }
        }
    }

    private mutating func compare() {
        newest = newest == 0 ? Self.windows - 1 : newest - 1
        transform.forward(far, into: &spectra[newest])
        var power: Float = 0
        for index in 16..<32 { power += (far[index] * far[index]).sum() }
        for index in 0..<16 { far[index] = far[index + 16] }
        // Under -50 dBm0 there is nothing to hear an echo of.
        guard power > 128 * 2600 || recent > 0 else { return }
        recent = power > 128 * 2600 ? Self.windows : recent - 1
        if power > 128 * 2600 { talk += 64 }
        // Tones have no one delay.
        if narrowBand.update(spectra[newest]) { return }
        var heard = HopSpectrum()
        transform.forward(near, into: &heard)
        accumulate(heard)
        for _ in 0..<Tuning.perTurn { search() }
    }

    private mutating func accumulate(_ heard: borrowing HopSpectrum) {
        weight = weight * Tuning.fading + 1
        Self.accumulate(heard, spectra, newest, into: &crossed, shares: &shares, chance: &chance)
    }

    private static func accumulate(
        _ heard: borrowing HopSpectrum, _ spectra: [HopSpectrum], _ newest: Int, into crossed: inout [HopSpectrum],
        shares: inout InlineArray<9, Float>, chance: inout InlineArray<9, Float>
    ) {
        let (heardRe, heardIm) = (heard.re.span, heard.im.span)
        var sums = InlineArray<9, (SIMD8<Float>, SIMD8<Float>)>(repeating: (.zero, .zero))
        for bin in rows {
            let (re, im) = (heardRe[bin], heardIm[bin])
            spectra.withRows { far in
                crossed.withMutableRows { crossed in
                    accumulate(bin, re, im, far, newest, crossed, &sums)
                }
            }
        }
        // Two for each bin where all windows are alike; and the squares of 128 bins make 128 times those of 256 samples,
        // of which two ms have four.
        for index in 0..<windows {
            shares[index] = shares[index] * Tuning.fading + sums[index].0.sum() / Float(2 * 8 * rows.count)
            chance[index] =
                chance[index] * Tuning.fading * Tuning.fading + sums[index].1.sum() * (4 / Float(128 * 256))
        }
    }

    /// One row of all windows.
    @inline(__always)
    private static func accumulate(
        _ bin: Int, _ re: SIMD8<Float>, _ im: SIMD8<Float>, _ far: Rows, _ newest: Int, _ crossed: MutableRows,
        _ sums: inout InlineArray<9, (SIMD8<Float>, SIMD8<Float>)>
    ) {
        var power = SIMD8<Float>(repeating: 1e6)
        for index in 0..<windows {
            let place = HopSpectrum.rows &* index &+ bin
            let (xr, xi) = (far[place], far[place &+ HopSpectrum.half])
            power += xr * xr + xi * xi
        }
        let scale = SIMD8<Float>(repeating: Float(2 * windows)) / power
        let (dr, di) = (re * scale, im * scale)
        let returned = dr * dr + di * di
        var slot = newest
        for index in 0..<windows {
            let (here, place) = (HopSpectrum.rows &* slot &+ bin, HopSpectrum.rows &* index &+ bin)
            let (xr, xi) = (far[here], far[here &+ HopSpectrum.half])
            crossed[place] = crossed[place] * Tuning.fading + (xr * dr + xi * di)
            crossed[place &+ HopSpectrum.half] =
                crossed[place &+ HopSpectrum.half] * Tuning.fading + (xr * di - xi * dr)
            let sent = xr * xr + xi * xi
            sums[index].0 += sent * scale
            sums[index].1 += sent * returned
            slot = slot &+ 1 == windows ? 0 : slot &+ 1
        }
    }

    /// Works out the impulse response of one window of lags, and looks for the peak once all have had their turn.
    private mutating func search() {
        var spectrum = crossed[nextSearched]
        var response = SampleWindow(repeating: .zero)
        transform.inverse(&spectrum, into: &response)
        for quarter in 0..<4 {
            var sums = SIMD8<Float>.zero
            for index in 0..<4 {
                let squares = response[4 * quarter + index] * response[4 * quarter + index]
                sums[2 * index] = squares.lowHalf.sum()
                sums[2 * index + 1] = squares.highHalf.sum()
            }
            energies[4 * nextSearched + quarter] = sums
        }
        nextSearched += 1
        if nextSearched == Self.windows {
            nextSearched = 0
            judge()
        }
    }

    private mutating func judge() {
        var total: Float = 0
        var peak: Float = 0
        var place = 0
        let count = Self.windows * 32
        for index in 0..<count {
            let energy = energies[index >> 3][index & 7]
            total += energy
            if energy > peak { (peak, place) = (energy, index) }
        }
        // The peak's neighbours belong to it.
        var around: Float = 0
        for index in max(0, place - 2)...min(count - 1, place + 6) { around += energies[index >> 3][index & 7] }
        let mean = max(total - around, 1e-9) / Float(count - 9)
        guard weight > Tuning.least else { return }
        let expected = max(mean, chance[place >> 5])
        guard peak > Tuning.evidence * expected else {
            guard weight > Tuning.most else { return }
            sightings = max(0, sightings - 1)
            if sightings == 0 { estimate = nil }
            return gather()
        }
        note(place, energy: max(around - 9 * mean, peak * 0.5), confidence: peak / expected)
        gather()
    }

    /// Takes note of a peak; the same place several times in a row makes an echo.
    private mutating func note(_ place: Int, energy: Float, confidence: Float) {
        let share = max(shares[place >> 5], 0.1)
        let new = energy / (share * share)
        guard abs(place - seen) <= 2 else {
            sightings -= 1
            if sightings <= 0 { (seen, sightings, gain) = (place, 1, new) }
            return
        }
        seen = place
        sightings = min(Tuning.remembered, sightings + 1)
        gain += (new - gain) / Float(sightings)
        guard sightings >= Tuning.certain || estimate != nil else { return }
        estimate = Estimate(
            delay: place * 16 + 8, returnLoss: -10 * log10(gain), confidence: 10 * log10(confidence))
    }
}

/// Brings one channel from 8 to 2 kHz: a windowed sinc of 32 taps up to 850 Hz.
struct Decimator: Sendable {
    // The last eight vectors of four samples, the oldest at `oldest`.
    private var ring = InlineArray<8, SIMD4<Float>>(repeating: .zero)
    private var oldest = 0
    private let taps: InlineArray<8, SIMD4<Float>>

    init() {
        var taps = InlineArray<8, SIMD4<Float>>(repeating: .zero)
        for index in 0..<32 {
            let t = Double(index) - 15.5
            let sinc = sin(2 * Double.pi * 850 / 8000 * t) / (Double.pi * t)
            taps[index >> 2][index & 3] = Float(sinc * (0.54 + 0.46 * cos(Double.pi * t / 16)))
        }
        self.taps = taps
    }

    /// Takes in the four samples from `index` on and gives back one.
    @inline(__always)
    mutating func next(_ samples: Span<Int16>, at index: Int) -> Float {
        ring[oldest] = SIMD4(
            Float(samples[index]), Float(samples[index + 1]), Float(samples[index + 2]), Float(samples[index + 3]))
        oldest = (oldest + 1) & 7
        var sum = SIMD4<Float>.zero
        for place in 0..<8 { sum += ring[(oldest + place) & 7] * taps[place] }
        return sum.sum()
    }
}
