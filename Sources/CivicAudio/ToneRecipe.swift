import CivicDSP
import Foundation

/// A test signal of `civicline audio tone`.
enum ToneRecipe: Equatable {
    /// Sines at once, in Hz.
    case sines([Double])
    /// From one frequency to another, in Hz, evenly in the logarithm.
    case sweep(from: Double, to: Double)
    /// Keys, with times on and off in ms.
    case keys(String, on: Int, off: Int)
    case progress(ProgressTone)
    case noise(seed: UInt64)

    /// - Parameters:
    ///   - level: of the whole signal in dBm0; `nil` takes the recipe's own.
    ///   - seconds: its length; keys have their own.
    func samples(level: Double?, seconds: Double, sampleRate: Int) throws -> [Int16] {
        let count = Int((seconds * Double(sampleRate)).rounded())
        let whole = Level.dBFS(fromDBm0: level ?? -10)
        switch self {
        case .sines(let frequencies):
            let tone = ProgressTone(steady: ToneSound(frequencies), level: level ?? -10)
            return tone.samples(count: count, sampleRate: sampleRate)
        case .sweep(let from, let to):
            let amplitude = Level.sineAmplitude(dBFS: whole)
            let ratio = log(to / from)
            return (0..<count).map { index in
                let time = Double(index) / Double(sampleRate)
                let turns = from * seconds / ratio * (exp(time / seconds * ratio) - 1)
                return Int16(max(-32768, min(32767, (amplitude * sin(2 * .pi * turns)).rounded())))
            }
        case .keys(let digits, let on, let off):
            // 2 dB of pre-emphasis: the pair's power is the wanted level.
            let high = (level ?? -5) - 10 * log10(1 + pow(10, -0.2))
            guard
                var generator = DTMFGenerator(
                    digits: digits, on: on, off: off, lowLevel: high - 2, highLevel: high, sampleRate: sampleRate)
            else { throw AudioFile.Fault(description: "'\(digits)' holds something else than 0-9 * # A-D") }
            var samples = [Int16](repeating: 0, count: generator.totalLength)
            var output = samples.mutableSpan
            generator.generate(into: &output)
            return samples
        case .progress(var tone):
            if let level { tone.level = level }
            return tone.samples(count: count, sampleRate: sampleRate)
        case .noise(let seed):
            return Signal.whiteNoise(level: whole, count: count, seed: seed)
        }
    }
}
