import Foundation

/// Two complex band-pass filters that split the DTMF groups, as 96 taps each at 8 kHz.
///
/// A real sine of amplitude A inside the band comes out as A·e^(jωt), so its power, its frequency (the phase that it
/// gains from one output to the next) and its purity can be read off directly. Each output needs 12 vectors of 8
/// samples; the next output is 8 samples (1 ms) later, where f and f + 1000 Hz look alike, which the bands keep apart.
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

    /// Taps of the low group's real and imaginary part and of the high group's, oldest sample first: four vectors for
    /// each block of samples.
    let taps: [SIMD8<Float>]
    /// Low-pass up to 460 Hz: dial tone and mains hum, which are forgiven when a key's share of the power is judged.
    let below: [SIMD8<Float>]

    private init() {
        let low = Self.bandPass(centre: 823, halfWidth: 246)
        let high = Self.bandPass(centre: 1428, halfWidth: 358)
        taps = (0..<Self.blocks).flatMap { [low.real[$0], low.imaginary[$0], high.real[$0], high.imaginary[$0]] }
        below = Self.bandPass(centre: 0, halfWidth: 560, gain: 1).real
    }

    /// A windowed-sinc low-pass moved up to the centre of the band. The gain is for the half of a real sine's power
    /// that turns forward, so 2 gives its amplitude back.
    private static func bandPass(
        centre: Double, halfWidth: Double, gain wanted: Double = 2
    ) -> (real: [SIMD8<Float>], imaginary: [SIMD8<Float>]) {
        var real = [SIMD8<Float>](repeating: .zero, count: blocks)
        var imaginary = real
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
        for index in 0..<count {
            // The window runs oldest to newest sample; the sign makes a positive frequency turn forward.
            let angle = 2 * Double.pi * centre / 8000 * (Double(index) - delay)
            let tap = wanted * prototype[index] / gain
            real[index / hop][index % hop] = Float(tap * cos(angle))
            imaginary[index / hop][index % hop] = Float(-tap * sin(angle))
        }
        return (real, imaginary)
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
