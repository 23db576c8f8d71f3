/// One sub-band of G.722: its adaptive predictor of two poles and six zeros, and its adaptive scale (§3.4, §3.5).
///
/// All arithmetic is the recommendation's fixed point, so that two ends that start together stay together to the bit.
struct G722Band: Sendable {
    /// What the predictor expects of the next sample.
    private(set) var prediction: Int32 = 0
    /// The quantiser's scale, DETL or DETH.
    private(set) var scale: Int32

    private let isLower: Bool
    private var logarithm: Int32 = 0  // NBL or NBH
    private var zeroPart: Int32 = 0  // SZ
    private var pole1: Int32 = 0
    private var pole2: Int32 = 0
    private var partial1: Int32 = 0  // P of the last two samples
    private var partial2: Int32 = 0
    private var reconstructed1: Int32 = 0
    private var zeros = InlineArray<6, Int32>(repeating: 0)
    private var differences = InlineArray<6, Int32>(repeating: 0)

    init(isLower: Bool) {
        self.isLower = isLower
        scale = isLower ? 32 : 8
    }

    /// Takes a quantised difference and moves on by one sample (blocks 4L and 4H).
    @inline(__always)
    mutating func adapt(_ difference: Int32) {
        let partial = Self.saturate(zeroPart &+ difference)
        let reconstructed = Self.saturate(prediction &+ difference)

        let agrees1 = (partial ^ partial1) >= 0
        let agrees2 = (partial ^ partial2) >= 0
        let lean = Self.saturate(pole1 &* 4)
        let leaned = min(agrees1 ? 0 &- lean : lean, 32767)
        let second = (agrees2 ? 128 : -128) &+ (leaned >> 7) &+ ((pole2 &* 32512) >> 15)
        pole2 = max(-12288, min(12288, second))
        let limit = Self.saturate(15360 &- pole2)
        let first = Self.saturate((agrees1 ? 192 : -192) &+ ((pole1 &* 32640) >> 15))
        pole1 = max(0 &- limit, min(limit, first))

        // Zeros stay within 16 bits: 128 · 256 less the leak.
        let step: Int32 = difference == 0 ? 0 : 128
        for index in 0..<6 {
            let agrees = (differences[index] ^ difference) >= 0
            zeros[index] = Self.saturate((agrees ? step : 0 &- step) &+ ((zeros[index] &* 32640) >> 15))
        }
        for index in 0..<5 { differences[5 - index] = differences[4 - index] }
        differences[0] = difference
        let previous = reconstructed1
        reconstructed1 = reconstructed
        partial2 = partial1
        partial1 = partial

        let pole =
            ((pole1 &* Self.saturate(reconstructed &+ reconstructed)) >> 15)
            &+ ((pole2 &* Self.saturate(previous &+ previous)) >> 15)
        var zero: Int32 = 0
        for index in 0..<6 {
            zero &+= (zeros[index] &* Self.saturate(differences[index] &+ differences[index])) >> 15
        }
        zeroPart = Self.saturate(zero)
        prediction = Self.saturate(Self.saturate(pole) &+ zeroPart)
    }

    /// Moves the scale on by a code: four bits in the lower band, two in the higher (blocks 3L and 3H).
    @inline(__always)
    mutating func rescale(by code: Int) {
        let step = isLower ? G722Tables.lowerStep[code] : G722Tables.higherStep[code]
        logarithm = max(0, min(isLower ? 18432 : 22528, ((logarithm &* 127) >> 7) &+ step))
        let mantissa = G722Tables.antilogarithm[Int((logarithm >> 6) & 31)]
        let exponent = (isLower ? 8 : 10) &- (logarithm >> 11)
        scale = (exponent < 0 ? mantissa << (0 &- exponent) : mantissa >> exponent) << 2
    }

    @inline(__always)
    static func saturate(_ value: Int32) -> Int32 { max(-32768, min(32767, value)) }
}
