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
    /// Steps of a sample that one step of an output stands for, squared.
    static let unit: Float = 64

    /// Milliseconds heard.
    private(set) var tick = 0

    /// Power of the low and the high group (two lanes are empty), summed over the window.
    private(set) var power = SIMD4<Int32>.zero
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
    private var outputs = InlineArray<32, SIMD8<Int16>>(repeating: .zero)
    private var powers = InlineArray<32, SIMD2<Int32>>(repeating: .zero)
    private var energies = InlineArray<32, SIMD2<UInt32>>(repeating: .zero)

    /// Takes in the next 8 samples, and filters the 96 that end with them.
    @inline(__always)
    mutating func append(_ block: SIMD8<Int16>, _ bank: DTMFFilterBank) {
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
        let output = SIMD4<Int16>(truncatingIfNeeded: (whole &+ rounding) &>> DTMFFilterBank.shift)
        var dialTone = SIMD4<Int32>.zero
        for index in 0..<6 { dialTone &+= pairedProducts(blocks[first &+ 3 &+ index], bank.below[index]) }
        let below = (dialTone.wrappedSum() &+ 1 << (DTMFFilterBank.shift - 1)) &>> DTMFFilterBank.shift
        take(output, below: below, samples: blocks[(first &+ 5) & 15])
    }

    /// Moves the window on by one output.
    @inline(__always)
    private mutating func take(_ output: SIMD4<Int16>, below: Int32, samples: SIMD8<Int16>) {
        let now = tick
        let turned = SIMD4<Int16>(0 &- output.y, output.x, 0 &- output.w, output.z)
        outputs[now & 31] = SIMD8(lowHalf: output, highHalf: turned)
        let present = SIMD8(lowHalf: output, highHalf: output)
        let leaving = twice(Self.window)

        let newPower = pairedProducts(present, outputs[now & 31])
        powers[now & 31] = newPower.lowHalf
        power &+= newPower &- pairedProducts(leaving, outputs[(now &- Self.window) & 31])
        turn &+=
            pairedProducts(present, outputs[(now &- 1) & 31])
            &- pairedProducts(twice(Self.window &- 1), outputs[(now &- Self.window) & 31])
        let middle = pairedProducts(twice(Self.newer), outputs[(now &- Self.newer &- Self.lag) & 31])
        newerTurn &+= pairedProducts(present, outputs[(now &- Self.lag) & 31]) &- middle
        olderTurn &+= middle &- pairedProducts(twice(Self.lagged), outputs[(now &- Self.window) & 31])

        // Half the samples, so that no pair of squares passes 31 bits.
        let half = samples &>> 1
        let squares = pairedProducts(half, half)
        let sums = SIMD2(
            UInt32(truncatingIfNeeded: squares.wrappedSum()) &>> 4, UInt32(truncatingIfNeeded: 8 &* below &* below))
        energy &+= sums &- energies[(now &- Self.window) & 31]
        energies[now & 31] = sums
    }

    /// The output of `age` ms ago, as the other factor of a product.
    @inline(__always)
    private mutating func twice(_ age: Int) -> SIMD8<Int16> {
        let output = outputs[(tick &- age) & 31].lowHalf
        return SIMD8(lowHalf: output, highHalf: output)
    }

    /// Low real, low imaginary, high real and high imaginary output, `age` ms ago.
    @inline(__always)
    mutating func output(_ age: Int) -> SIMD4<Float> { SIMD4<Float>(outputs[(tick &- age) & 31].lowHalf) }

    /// Power of the low and the high group, `age` ms ago: the squared amplitude of a steady sine.
    @inline(__always)
    mutating func power(_ age: Int) -> SIMD2<Int32> { powers[(tick &- age) & 31] }

    /// Power over three ms around `age`.
    @inline(__always)
    mutating func triplePower(_ age: Int) -> SIMD2<Int32> { power(age &- 1) &+ power(age) &+ power(age &+ 1) }
}
