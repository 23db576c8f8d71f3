import Foundation

/// Signals of known level and frequency, for tests, comfort tones and measurement.
package enum Signal {
    package static func silence(count: Int) -> [Int16] { [Int16](repeating: 0, count: count) }

    /// A sine.
    ///
    /// - Parameters:
    ///   - frequency: in Hz.
    ///   - level: in dBFS.
    ///   - count: in samples.
    ///   - phase: at the first sample, in radians.
    package static func sine(
        frequency: Double, level: Double, count: Int, sampleRate: Int = 8000, phase: Double = 0
    ) -> [Int16] {
        let amplitude = Level.sineAmplitude(dBFS: level)
        let angle = 2 * Double.pi * frequency / Double(sampleRate)
        return (0..<count).map { clamp(amplitude * sin(angle * Double($0) + phase)) }
    }

    /// Gaussian white noise of an exact mean power over long blocks; the same seed gives the same noise.
    package static func whiteNoise(level: Double, count: Int, seed: UInt64) -> [Int16] {
        var noise = GaussianNoise(seed: seed)
        let rms = Level.rms(dBFS: level)
        return (0..<count).map { _ in clamp(rms * noise.next()) }
    }

    /// Adds signals sample by sample, each from the first sample on, held at full scale.
    package static func mix(_ signals: [Int16]...) -> [Int16] {
        var sum = [Int32](repeating: 0, count: signals.map(\.count).max() ?? 0)
        for signal in signals {
            for (index, sample) in signal.enumerated() { sum[index] += Int32(sample) }
        }
        return sum.map { Int16(clamping: $0) }
    }

    static func clamp(_ value: Double) -> Int16 { Int16(max(-32768, min(32767, value.rounded()))) }
}

/// Normally distributed numbers of mean 0 and variance 1, by the polar method of Box and Muller over SplitMix64.
package struct GaussianNoise: Sendable {
    private var state: UInt64
    private var spare: Double?

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> Double {
        if let value = spare {
            spare = nil
            return value
        }
        while true {
            let x = uniform() * 2 - 1
            let y = uniform() * 2 - 1
            let square = x * x + y * y
            guard square > 0, square < 1 else { continue }
            let scale = (-2 * log(square) / square).squareRoot()
            spare = y * scale
            return x * scale
        }
    }

    /// Evenly distributed in 0..<1.
    package mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
}
