import Foundation

extension Signal {
    /// Something like speech: voiced stretches of a wandering pitch under moving resonances, hisses, and pauses with a
    /// quiet line noise; about 55 % of the time is talk. The same seed gives the same signal.
    ///
    /// - Parameters:
    ///   - level: of the talk, in dBFS.
    ///   - pitch: around which the voice moves, in Hz.
    package static func speechLike(
        count: Int, sampleRate: Int = 8000, level: Double = -20, pitch: Double = 130, seed: UInt64
    ) -> [Int16] {
        var random = GaussianNoise(seed: seed)
        let rate = Double(sampleRate)
        let line = Level.rms(dBFS: -65)
        var samples = (0..<count).map { _ in line * random.next() }
        var position = 0
        while position < count {
            // One utterance of syllables, then a pause.
            for _ in 0..<(3 + Int(random.uniform() * 8)) where position < count {
                let length = Int(rate * (0.12 + 0.15 * random.uniform()))
                let syllable =
                    random.uniform() < 0.75
                    ? vowel(length, rate, pitch * (0.85 + 0.4 * random.uniform()), &random) : hiss(length, &random)
                for index in 0..<min(length, count - position) {
                    samples[position + index] += syllable[index] * Level.rms(dBFS: level)
                }
                position += length + Int(rate * 0.03 * random.uniform())
            }
            position += Int(rate * (0.3 + 1.2 * random.uniform()))
        }
        return samples.map(clamp)
    }

    /// Harmonics under three resonances, of power 1.
    private static func vowel(
        _ length: Int, _ rate: Double, _ pitch: Double, _ random: inout GaussianNoise
    ) -> [Double] {
        let formants = [
            (300 + 500 * random.uniform(), 80.0, 1.0), (900 + 1200 * random.uniform(), 110.0, 0.5),
            (2400 + 500 * random.uniform(), 160.0, 0.25),
        ]
        let glide = (random.uniform() - 0.5) * 0.3
        var syllable = [Double](repeating: 0, count: length)
        var harmonic = 1.0
        while harmonic * pitch < min(3800, rate / 2 - 200) {
            let frequency = harmonic * pitch
            let amplitude = formants.reduce(0.02) { sum, formant in
                let distance = (frequency - formant.0) / formant.1
                return sum + formant.2 / (1 + distance * distance)
            }
            var phase = harmonic * harmonic * 0.7
            for index in 0..<length {
                let place = Double(index) / Double(length)
                phase += 2 * .pi * frequency * (1 + glide * place) / rate
                syllable[index] += amplitude * sin(phase)
            }
            harmonic += 1
        }
        return shaped(syllable)
    }

    private static func hiss(_ length: Int, _ random: inout GaussianNoise) -> [Double] {
        var last = 0.0
        return shaped(
            (0..<length).map { _ in
                let value = random.next()
                defer { last = value }
                return 0.3 * (value - 0.9 * last)
            }, scale: 0.4)
    }

    /// Rises and falls over 20 ms at both ends; the power of the middle is `scale`².
    private static func shaped(_ samples: [Double], scale: Double = 1) -> [Double] {
        let power = samples.reduce(0) { $0 + $1 * $1 } / Double(max(1, samples.count))
        let gain = power > 0 ? scale / power.squareRoot() : 0
        let edge = Double(samples.count) * 0.15
        return samples.enumerated().map { index, sample in
            let place = min(Double(index), Double(samples.count - 1 - index)) / edge
            return sample * gain * min(1, place)
        }
    }
}
