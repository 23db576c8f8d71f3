import Foundation

/// Sounds with the traits of voices that trouble tone detectors, for tests and benchmarks: a gliding pitch of 90 to
/// 350 Hz, harmonics under three wandering formants, syllables with pauses.
package struct SpeechLike {
    private var random: GaussianNoise

    package init(seed: UInt64) { random = GaussianNoise(seed: seed) }

    /// - Parameters:
    ///   - count: in samples at 8 kHz.
    ///   - level: of each syllable before its fade-in and fade-out, in dBFS: drawn from this range.
    package mutating func samples(count: Int, level: ClosedRange<Double> = -28 ... -14) -> [Int16] {
        var result: [Int16] = []
        result.reserveCapacity(count)
        while result.count < count {
            let dBFS = level.lowerBound + (level.upperBound - level.lowerBound) * random.uniform()
            result += syllable(amplitude: Level.sineAmplitude(dBFS: dBFS))
            result += [Int16](repeating: 0, count: Int(8000 * 0.12 * random.uniform()))
        }
        return Array(result.prefix(count))
    }

    private mutating func syllable(amplitude: Double) -> [Int16] {
        let length = Int(8000 * (0.08 + 0.3 * random.uniform()))
        let pitch = 90 * pow(350 / 90, random.uniform())
        let glide = 1 + 0.25 * (random.uniform() - 0.5)
        let formants = [300 + 600 * random.uniform(), 900 + 1300 * random.uniform(), 2200 + 900 * random.uniform()]
        let weights = (1...Int(3400 / (pitch * 1.15))).map { harmonic in
            formants.indices.reduce(0.02) { sum, number in
                let distance = (Double(harmonic) * pitch - formants[number]) / 90
                return sum + pow(0.5, Double(number)) / (1 + distance * distance)
            }
        }
        var phase = 0.0
        return (0..<length).map { index in
            let t = Double(index) / Double(length)
            phase += 2 * .pi * pitch * (1 + (glide - 1) * t) / 8000
            var sum = 0.0
            for (harmonic, weight) in weights.enumerated() { sum += weight * sin(Double(harmonic + 1) * phase) }
            return Signal.clamp(amplitude * sin(.pi * t) * sum)
        }
    }
}
