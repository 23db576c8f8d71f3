/// The sound of the last 0.67 s below 2 kHz: every second sample, in 4 bits, and the size of their step for each ms.
///
///     8 kHz ─▶ half-band filter ─▶ 4 kHz ─▶ 4 × 4 bits and a step a ms ┄▶ 4 kHz ─▶ the same filter ─▶ 8 kHz
///
/// DTMF ends at 1.7 kHz, and the noise of the steps lies 20 to 26 dB under the loudest sample of each ms, which leaves of
/// a pair of tones all that is needed to name it. 1.7 KB, within the value; a frame of 20 ms takes 0.1 µs to put by. What
/// comes out is 10 samples late.
struct CoarseSound: Sendable {
    /// Samples of a ms, as they come and go.
    static let block = 8
    /// Milliseconds that are kept.
    static let length = 672
    /// Of them, those that are stored.
    private static let stored = 4

    /// The ms, on the owner's clock, up to which anything has been put by.
    private(set) var end = 0

    // By ms, modulo the length: four samples of four bits, in two's complement, and the bits that each has lost; of two ms
    // in one byte.
    private var codes = InlineArray<672, UInt16>(repeating: 0)
    private var shifts = InlineArray<336, UInt8>(repeating: 0)
    /// The last 16 samples of those between the ones that are stored, and the last 8 of those.
    private var between = SIMD16<Int16>.zero
    private var straight = SIMD8<Int16>.zero
    /// Samples of a block that the last frame did not fill.
    private var partial = SIMD8<Int16>.zero
    private var filled = 0

    /// Puts a frame by whose first sample belongs to the ms `now`; what lies between it and the last one was silence.
    mutating func append(_ frame: Span<Int16>, at now: Int) {
        if frame.isEmpty { return }
        if now > end { skip(to: now) }
        var slot = end % Self.length
        var index = 0
        let bytes = frame.bytes
        while index < frame.count {
            if filled == 0 && index &+ Self.block <= frame.count {
                // Any bits make a block; the 16 bytes lie within the frame, as the line above has seen.
                halve(bytes.unsafeLoadUnaligned(fromByteOffset: 2 &* index, as: SIMD8<Int16>.self), &slot)
                index &+= Self.block
            } else {
                partial[filled] = frame[index]
                filled += 1
                index += 1
                if filled == Self.block {
                    filled = 0
                    halve(partial, &slot)
                }
            }
        }
    }

    /// Copies 20 ms from the ms `start` on, or what there is of them; gives their number.
    mutating func copy(from start: Int, into samples: inout InlineArray<160, Int16>) -> Int {
        let length = max(0, min(160 / Self.block, end - start))
        // With two ms before and behind, into which the filter reaches; in half units, so that no sum passes 31 bits.
        var window = InlineArray<96, Int16>(repeating: 0)
        for offset in 0..<length + 4 {
            let kept = read(start - 2 + offset)
            for lane in 0..<Self.stored { window[offset * Self.stored + lane] = kept[lane] &>> 1 }
        }
        let bytes = window.span.bytes
        for index in 0..<length * Self.stored {
            let place = index + 2 * Self.stored
            // Any bits make a block; the samples from the 3rd to the 93rd lie within the 96.
            let older = bytes.unsafeLoadUnaligned(fromByteOffset: 2 * (place - 5), as: SIMD8<Int16>.self)
            let newer = bytes.unsafeLoadUnaligned(fromByteOffset: 2 * (place - 1), as: SIMD8<Int16>.self)
            let sum =
                pairedProducts(older, Self.interpolation.lowHalf) &+ pairedProducts(newer, Self.interpolation.highHalf)
            samples[2 * index] = window[place] &<< 1
            samples[2 * index + 1] = Int16(clamping: (sum.wrappedSum() &+ 1 << 13) &>> 14)
        }
        return length
    }

    // MARK: Filter

    /// The taps of a half-band filter at odd distances from its middle, 1 … 11 on either side: a sinc under a Kaiser window
    /// (β = 3.4). Flat within 0.4 dB to 1.69 kHz; what lies above 2.31 kHz is 28 dB down, above 2.37 kHz 38 dB.
    private static let taps: [Int16] = [
        -427, 938, -1784, 3255, -6402, 20805, 20805, -6402, 3255, -1784, 938, -427,
    ]
    /// The taps for each of four outputs: the window moves on by one sample from one to the next.
    private static let decimation = InlineArray<4, SIMD16<Int16>> { output in
        var lanes = SIMD16<Int16>.zero
        for (index, tap) in taps.enumerated() { lanes[output + 1 + index] = tap }
        return lanes
    }
    /// The taps for a window of twelve that is read as its first eight, and eight from the fifth on.
    private static let interpolation: SIMD16<Int16> = {
        var lanes = SIMD16<Int16>.zero
        for (index, tap) in taps.enumerated() { lanes[index < 8 ? index : index + 4] = tap }
        return lanes
    }()

    /// Takes the samples of a ms to 4 kHz, and puts them by.
    @inline(__always)
    private mutating func halve(_ samples: SIMD8<Int16>, _ slot: inout Int) {
        // In units of four, so that no sum passes 31 bits.
        let quarter = samples &>> 2
        between = SIMD16(
            lowHalf: SIMD8(lowHalf: between.lowHalf.highHalf, highHalf: between.highHalf.lowHalf),
            highHalf: SIMD8(lowHalf: between.highHalf.highHalf, highHalf: quarter.oddHalf))
        let taps = Self.decimation
        let sums = (weighted(taps[0]), weighted(taps[1]), weighted(taps[2]), weighted(taps[3]))
        let halves = (
            sums.0.evenHalf &+ sums.0.oddHalf, sums.1.evenHalf &+ sums.1.oddHalf,
            sums.2.evenHalf &+ sums.2.oddHalf, sums.3.evenHalf &+ sums.3.oddHalf
        )
        let first = SIMD4(lowHalf: halves.0, highHalf: halves.1)
        let second = SIMD4(lowHalf: halves.2, highHalf: halves.3)
        let whole = SIMD4(lowHalf: first.evenHalf &+ first.oddHalf, highHalf: second.evenHalf &+ second.oddHalf)
        // The middle of the windows, ten samples before the first of this ms and on.
        let middle = SIMD4(Int32(straight[3]), Int32(straight[4]), Int32(straight[5]), Int32(straight[6])) &<< 15
        straight = SIMD8(lowHalf: straight.highHalf, highHalf: quarter.evenHalf)
        let result = (whole &+ middle &+ SIMD4(repeating: 1 << 13)) &>> 14
        put(narrowed(pointwiseMax(pointwiseMin(result, SIMD4(repeating: 32767)), SIMD4(repeating: -32768))), &slot)
    }

    @inline(__always)
    private func weighted(_ taps: SIMD16<Int16>) -> SIMD4<Int32> {
        pairedProducts(between.lowHalf, taps.lowHalf) &+ pairedProducts(between.highHalf, taps.highHalf)
    }

    // MARK: Memory

    private mutating func skip(to now: Int) {
        filled = 0
        between = .zero
        straight = .zero
        for tick in max(end, now - Self.length)..<now { store(0, shift: 0, in: tick % Self.length) }
        end = now
    }

    @inline(__always)
    private mutating func put(_ samples: SIMD4<Int16>, _ slot: inout Int) {
        // The highest bit that any of them uses.
        let magnitudes = unsafeBitCast(samples ^ (samples &>> 15), to: UInt64.self)
        let half = magnitudes | magnitudes &>> 32
        let used = UInt16(truncatingIfNeeded: half | half &>> 16)
        let shift = max(0, 13 &- Int16(used.leadingZeroBitCount))
        let bits = (samples &>> shift) & 15
        let code = bits[0] | bits[1] &<< 4 | bits[2] &<< 8 | bits[3] &<< 12
        store(UInt16(bitPattern: code), shift: UInt8(truncatingIfNeeded: shift), in: slot)
        slot = slot &+ 1 == Self.length ? 0 : slot &+ 1
        end &+= 1
    }

    @inline(__always)
    private mutating func store(_ code: UInt16, shift: UInt8, in slot: Int) {
        codes[slot] = code
        let pair = shifts[slot &>> 1]
        shifts[slot &>> 1] = slot & 1 == 0 ? pair & 0xF0 | shift : pair & 0x0F | shift &<< 4
    }

    /// What is left of a ms; silence where it is not kept.
    private mutating func read(_ tick: Int) -> SIMD4<Int16> {
        guard tick >= max(0, end - Self.length), tick < end else { return .zero }
        let slot = tick % Self.length
        let pair = shifts[slot &>> 1]
        let shift = Int16(slot & 1 == 0 ? pair & 15 : pair &>> 4)
        let code = Int16(bitPattern: codes[slot])
        let bits = SIMD4(code &<< 12, code &<< 8, code &<< 4, code) &>> 12
        // The middle of the step that a sample fell into.
        return bits &<< shift | (1 &<< shift) &>> 1
    }
}
