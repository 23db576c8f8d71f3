/// The last 32 ms as the filters see them, and the sums over the newest 26 of them that a measurement needs.
///
/// Outputs are 16-bit in units of 8 sample steps, so that all sums are exact: what was added is what is taken away
/// again 26 ms later.
struct DTMFHistory: Sendable {
    /// Outputs that the sums reach over, one a ms.
    static let window = 26
    /// Outputs that are multiplied for the frequency lie this far apart: near enough for ±100 Hz, far enough to be exact.
    static let lag = 5
    /// Products over the lag within the window, and the newer ones of them.
    static let lagged = window - lag
    static let newer = lagged / 2
    /// After so many ms nothing of what was before is left in the filters and in the window.
    static let reach = window + DTMFFilterBank.blocks + 2
    /// Steps of a sample that one step of an output stands for, squared.
    static let unit: Float = 64

    /// Milliseconds heard.
    private(set) var tick = 0

    /// Power of the low and the high group, summed over the window.
    private(set) var power = SIMD2<Int32>.zero
    /// How the outputs turn in 1 ms: the product of each with the conjugate of the one before it, summed.
    /// Lanes: real low, real high, imaginary low, imaginary high.
    private(set) var turn = SIMD4<Int32>.zero
    /// How they turn in 5 ms, summed over the newer and over the older half of the window.
    private(set) var newerTurn = SIMD4<Int32>.zero
    private(set) var olderTurn = SIMD4<Int32>.zero
    /// Sum of the squares of the samples behind the outputs of the window; and the part of it below 460 Hz.
    private(set) var energy = SIMD2<UInt32>.zero

    /// Samples by blocks of 8, each stored twice, 16 places apart: so the last twelve always lie in a row.
    private var blocks = InlineArray<32, SIMD8<Int16>>(repeating: .zero)
    /// Outputs a + jb (low) and c + jd (high), as [a, b, c, d, -b, a, -d, c]: so that the paired products with
    /// [a, b, c, d, a, b, c, d] of another output are real and imaginary part of its product with the conjugate.
    /// What each ms added to the turns is worked out from them once more when it goes, which keeps a KB out of the cache.
    private var outputs = InlineArray<32, SIMD8<Int16>>(repeating: .zero)
    /// What each ms added to the energy.
    private var energies = InlineArray<32, SIMD2<UInt32>>(repeating: .zero)

    /// Samples of a block that the last frame did not fill.
    private var partial = SIMD8<Int16>.zero
    private var filled = 0
    /// For how many ms whole frames have been too faint for a key.
    private var faintTicks = 0

    private enum Faint {
        /// Mean square of a frame that holds no more than 1 ms of the faintest key (-35 dBm0 a group), in output units.
        static let meanSquare: Int32 = 129
        static let ticks = reach
    }

    /// Whether nothing but faint frames came for so long that this one, as faint, can go by unfiltered.
    ///
    /// Costs a tenth of what the filters do, and most of a call's silence ends here.
    @inline(__always)
    mutating func sleeps(through frame: Span<Int16>) -> Bool {
        guard frame.count & 7 == 0, filled == 0, frame.count <= 800 else {
            faintTicks = 0
            return false
        }
        let bytes = frame.bytes
        var squares = SIMD4<Int32>.zero
        var index = 0
        while index < frame.count {
            // Any bits make a block; it lies within the frame, whose length is a multiple of 8.
            let block = bytes.unsafeLoadUnaligned(fromByteOffset: 2 &* index, as: SIMD8<Int16>.self) &>> 3
            squares &+= pairedProducts(block, block) &>> 3
            index &+= 8
        }
        guard squares.wrappedSum() < Faint.meanSquare &* Int32(frame.count) &>> 3 else {
            faintTicks = 0
            return false
        }
        let length = frame.count &>> 3
        defer { faintTicks &+= length }
        guard faintTicks >= Faint.ticks else { return false }
        if faintTicks &- length < Faint.ticks { forget() }
        tick &+= length
        return true
    }

    /// Everything is as it was at the beginning, but the time.
    private mutating func forget() {
        let (now, faint) = (tick, faintTicks)
        self = DTMFHistory()
        (tick, faintTicks) = (now, faint)
    }

    /// Takes in samples of the frame from `index` on, up to the next output that is worth a look; `false` at the frame's
    /// end.
    ///
    /// - Parameter limits: which windows are worth one; `nil` for every one.
    mutating func advance(
        through frame: Span<Int16>, from index: inout Int, to limits: DTMFMeasurement.Limits?
    ) -> Bool {
        let bank = DTMFFilterBank.shared
        while let block = nextBlock(of: frame, from: &index) {
            append(block, bank)
            guard let limits else { return true }
            if DTMFMeasurement.isPossible(&self, limits) { return true }
        }
        return false
    }

    /// The next 8 samples from `index` on, with those that an earlier frame left over; `nil` when there are too few.
    @inline(__always)
    private mutating func nextBlock(of frame: Span<Int16>, from index: inout Int) -> SIMD8<Int16>? {
        guard filled == 0 && index &+ 8 <= frame.count else { return fill(from: frame, from: &index) }
        // Any bits make a block; the 16 bytes lie within the frame, as the line above has seen.
        let block = frame.bytes.unsafeLoadUnaligned(fromByteOffset: 2 &* index, as: SIMD8<Int16>.self)
        index &+= 8
        return block
    }

    @inline(never)
    private mutating func fill(from frame: Span<Int16>, from index: inout Int) -> SIMD8<Int16>? {
        while index < frame.count {
            partial[filled] = frame[index]
            filled += 1
            index += 1
            if filled == 8 {
                filled = 0
                return partial
            }
        }
        return nil
    }

    /// Takes in the next 8 samples, and filters the 96 that end with them.
    @inline(__always)
    private mutating func append(_ block: SIMD8<Int16>, _ bank: DTMFFilterBank) {
        tick &+= 1
        blocks[tick & 15] = block
        blocks[(tick & 15) | 16] = block
        let first = (tick &- 11) & 15
        var sums = (SIMD4<Int32>.zero, SIMD4<Int32>.zero, SIMD4<Int32>.zero, SIMD4<Int32>.zero)
        for index in 0..<DTMFFilterBank.blocks {
            let samples = blocks[first &+ index]
            sums.0 &+= pairedProducts(samples, bank.taps[4 &* index])
            sums.1 &+= pairedProducts(samples, bank.taps[4 &* index &+ 1])
            sums.2 &+= pairedProducts(samples, bank.taps[4 &* index &+ 2])
            sums.3 &+= pairedProducts(samples, bank.taps[4 &* index &+ 3])
        }
        let halves = (
            sums.0.evenHalf &+ sums.0.oddHalf, sums.1.evenHalf &+ sums.1.oddHalf,
            sums.2.evenHalf &+ sums.2.oddHalf, sums.3.evenHalf &+ sums.3.oddHalf
        )
        let low = SIMD4(lowHalf: halves.0, highHalf: halves.1)
        let high = SIMD4(lowHalf: halves.2, highHalf: halves.3)
        let whole = SIMD4(lowHalf: low.evenHalf &+ low.oddHalf, highHalf: high.evenHalf &+ high.oddHalf)
        let rounding = SIMD4<Int32>(repeating: 1 << (DTMFFilterBank.shift - 1))
        let output = narrowed((whole &+ rounding) &>> DTMFFilterBank.shift)
        var dialTone = SIMD4<Int32>.zero
        for index in 0..<6 { dialTone &+= pairedProducts(blocks[first &+ 3 &+ index], bank.below[index]) }
        let below = (dialTone.wrappedSum() &+ 1 << (DTMFFilterBank.shift - 1)) &>> DTMFFilterBank.shift
        // Half the samples, so that no pair of squares passes 31 bits.
        let half = blocks[first &+ 5] &>> 1
        let squares = pairedProducts(half, half)
        take(
            output,
            energy: SIMD2(
                UInt32(truncatingIfNeeded: squares.wrappedSum()) &>> 4, UInt32(truncatingIfNeeded: 8 &* below &* below))
        )
    }

    /// Moves the window on by one output: what it makes comes in, what was made 26 ms ago goes out.
    @inline(__always)
    private mutating func take(_ output: SIMD4<Int16>, energy new: SIMD2<UInt32>) {
        let now = tick
        let turned = SIMD4<Int16>(0 &- output.y, output.x, 0 &- output.w, output.z)
        outputs[now & 31] = SIMD8(lowHalf: output, highHalf: turned)

        let leaving = outputs[(now &- Self.window) & 31]
        turn &+= product(now, with: outputs[(now &- 1) & 31]) &- product(now &- Self.window &+ 1, with: leaving)
        let middle = product(now &- Self.newer, with: outputs[(now &- Self.newer &- Self.lag) & 31])
        newerTurn &+= product(now, with: outputs[(now &- Self.lag) & 31]) &- middle
        olderTurn &+= middle &- product(now &- Self.lagged, with: leaving)
        let present = outputs[now & 31]
        power &+= pairedProducts(present, present).lowHalf &- pairedProducts(leaving, leaving).lowHalf

        energy &+= new &- energies[(now &- Self.window) & 31]
        energies[now & 31] = new
    }

    /// The output of the ms `now` times the conjugate of `other`.
    /// Lanes: real low, real high, imaginary low, imaginary high.
    @inline(__always)
    private mutating func product(_ now: Int, with other: SIMD8<Int16>) -> SIMD4<Int32> {
        let half = outputs[now & 31].lowHalf
        return pairedProducts(SIMD8(lowHalf: half, highHalf: half), other)
    }

    // Reading an InlineArray through a borrow copies it whole (Swift 6.3); in place it does not: hence `mutating`.

    /// Low real, low imaginary, high real and high imaginary output, `age` ms ago.
    @inline(__always)
    mutating func output(_ age: Int) -> SIMD4<Float> { SIMD4<Float>(outputs[(tick &- age) & 31].lowHalf) }

    /// Power of the low and the high group, `age` ms ago: the squared amplitude of a steady sine.
    @inline(__always)
    mutating func power(_ age: Int) -> SIMD2<Int32> {
        let output = outputs[(tick &- age) & 31]
        return pairedProducts(output, output).lowHalf
    }

    /// Power over three ms around `age`.
    @inline(__always)
    mutating func triplePower(_ age: Int) -> SIMD2<Int32> { power(age &- 1) &+ power(age) &+ power(age &+ 1) }
}
