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
final class DTMFFilterBank: Sendable {
    /// One for all detectors: it never changes.
    static let shared = DTMFFilterBank()

    /// Samples from one output to the next.
    static let hop = 8
    static let blocks = 12
    /// Delay of both filters, in samples.
    static let delay = Double(hop * blocks - 1) / 2

    /// For each sample, oldest first, the taps of the low group's real and imaginary part and of the high group's.
    let taps: [SIMD4<Float>]
    /// Low-pass up to 460 Hz, four taps a vector: dial tone and mains hum, which are forgiven when a key's share of the
    /// power is judged.
    let below: [SIMD4<Float>]

    private init() {
        let low = Self.bandPass(centre: 823, halfWidth: 246)
        let high = Self.bandPass(centre: 1428, halfWidth: 358)
        taps = low.indices.map { SIMD4(low[$0].real, low[$0].imaginary, high[$0].real, high[$0].imaginary) }
        let dialTone = Self.bandPass(centre: 0, halfWidth: 560, gain: 1).map(\.real)
        below = stride(from: 0, to: dialTone.count, by: 4).map {
            SIMD4(dialTone[$0], dialTone[$0 + 1], dialTone[$0 + 2], dialTone[$0 + 3])
        }
    }

    /// A windowed-sinc low-pass moved up to the centre of the band. The gain is for the half of a real sine's power
    /// that turns forward, so 2 gives its amplitude back.
    private static func bandPass(
        centre: Double, halfWidth: Double, gain wanted: Double = 2
    ) -> [(real: Float, imaginary: Float)] {
        let count = hop * blocks
        var gain = 0.0
        var prototype: [Double] = []
        for index in 0..<count {
            let t = Double(index) - delay
            let sinc = t == 0 ? 1 : sin(2 * .pi * halfWidth / 8000 * t) / (2 * .pi * halfWidth / 8000 * t)
            let tap = sinc * kaiser(t / (delay + 0.5), beta: 3.4)
            prototype.append(tap)
            gain += tap
        }
        return prototype.enumerated().map { index, value in
            // The sign makes a positive frequency turn forward.
            let angle = 2 * Double.pi * centre / 8000 * (Double(index) - delay)
            let tap = wanted * value / gain
            return (Float(tap * cos(angle)), Float(-tap * sin(angle)))
        }
    }

    /// Kaiser's window at -1…1; β 3.4 holds the stop bands 40 dB down.
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
