import Foundation

/// Two complex band-pass filters that split the DTMF groups, as 96 taps each at 8 kHz.
///
/// A real sine of amplitude A inside the band comes out as A·e^(jωt), so its power, its frequency (the phase that it
/// gains from one output to the next) and its purity can be read off directly. The next output is 8 samples
/// (1 ms) later, where f and f + 1000 Hz look alike, which the bands keep apart.
///
///              dial tone        low group                high group
///                 ≤450         672 … 974               1167 … 1690   Hz
///     low   ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▆▇▇▇▇▇▇▇▆▂▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
///     high  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▆▇▇▇▇▇▇▇▇▇▇▆▂▁▁▁▁▁
///
/// Taps are 16-bit, so that a block of 8 samples meets 8 taps in one instruction (multiply and add in pairs).
final class DTMFFilterBank: Sendable {
    /// One for all detectors: it never changes.
    static let shared = DTMFFilterBank()

    /// Samples from one output to the next.
    static let hop = 8
    static let blocks = 12
    /// Delay of both filters, in samples.
    static let delay = Double(hop * blocks - 1) / 2
    /// A tap of 1 is 2¹⁴; no sum of 96 products passes 31 bits.
    static let one = 16_384.0
    /// Outputs are divided by 2¹⁷: 2¹⁴ for the taps, and 8, so that sums over 26 squares stay within 32 bits.
    static let shift: Int32 = 17

    /// For each block, oldest first: the taps of the low group's real and imaginary part and of the high group's.
    let taps: InlineArray<48, SIMD8<Int16>>
    /// Low-pass up to 460 Hz, over the middle half: dial tone and mains hum, which are forgiven when a key's share of
    /// the power is judged.
    let below: InlineArray<6, SIMD8<Int16>>

    private init() {
        let count = Self.hop * Self.blocks
        let low = Self.bandPass(centre: 823, halfWidth: 246, count: count, beta: 3.4)
        let high = Self.bandPass(centre: 1428, halfWidth: 358, count: count, beta: 3.4)
        let filters = [low.map(\.real), low.map(\.imaginary), high.map(\.real), high.map(\.imaginary)]
        taps = InlineArray { Self.block($0 / 4, of: filters[$0 % 4]) }
        let dialTone = Self.bandPass(centre: 0, halfWidth: 567, count: count / 2, beta: 1.8, gain: 1).map(\.real)
        below = InlineArray { Self.block($0, of: dialTone) }
    }

    private static func block(_ number: Int, of taps: [Double]) -> SIMD8<Int16> {
        var block = SIMD8<Int16>.zero
        for index in 0..<hop { block[index] = Int16((taps[number * hop + index] * one).rounded()) }
        return block
    }

    /// A windowed-sinc low-pass moved up to the centre of the band. The gain is for the half of a real sine's power
    /// that turns forward, so 2 gives its amplitude back. Kaiser's β is 3.4 for stop bands 40 dB down, 1.8 for 28 dB.
    private static func bandPass(
        centre: Double, halfWidth: Double, count: Int, beta: Double, gain wanted: Double = 2
    ) -> [(real: Double, imaginary: Double)] {
        let middle = Double(count - 1) / 2
        var gain = 0.0
        var prototype: [Double] = []
        for index in 0..<count {
            let t = Double(index) - middle
            let angle = 2 * Double.pi * halfWidth / 8000 * t
            let tap = (angle == 0 ? 1 : sin(angle) / angle) * kaiser(t / (middle + 0.5), beta: beta)
            prototype.append(tap)
            gain += tap
        }
        return prototype.enumerated().map { index, value in
            // The sign makes a positive frequency turn forward.
            let angle = 2 * Double.pi * centre / 8000 * (Double(index) - middle)
            let tap = wanted * value / gain
            return (tap * cos(angle), -tap * sin(angle))
        }
    }

    /// Kaiser's window at -1…1.
    private static func kaiser(_ x: Double, beta: Double) -> Double {
        bessel(beta * max(0, 1 - x * x).squareRoot()) / bessel(beta)
    }

    /// Modified Bessel function of the first kind and order 0, by its series.
    private static func bessel(_ x: Double) -> Double {
        var sum = 1.0
        var term = 1.0
        for k in 1...24 {
            term *= (x / 2 / Double(k)) * (x / 2 / Double(k))
            sum += term
        }
        return sum
    }
}

/// Eight products of 16-bit numbers, added in pairs: one instruction on x86 and on ARM two.
@inline(__always)
func pairedProducts(_ a: SIMD8<Int16>, _ b: SIMD8<Int16>) -> SIMD4<Int32> {
    let products = SIMD8<Int32>(truncatingIfNeeded: a) &* SIMD8<Int32>(truncatingIfNeeded: b)
    return products.evenHalf &+ products.oddHalf
}
