import Foundation

/// Active speech level after ITU-T P.56 method B: the level of speech without its pauses.
///
/// An envelope (two averages of 30 ms) is compared with thresholds 6 dB apart, each held for 0.2 s; the active level is
/// where it lies 15.9 dB above the threshold that says how much of the time counts.
package struct ActiveSpeechLevel: Equatable, Sendable {
    /// In dBFS of a sine.
    package let level: Double
    /// Part of the time that speech is active, 0…1.
    package let activity: Double

    private static let margin = 15.9  // dB
    private static let thresholds = 15

    /// `nil` for a signal without anything that counts as speech.
    package init?(of samples: [Int16], sampleRate: Int = 8000) {
        let decay = exp(-1 / (Double(sampleRate) * 0.03))
        let hold = sampleRate / 5
        var active = [Int](repeating: 0, count: Self.thresholds)
        var lastAbove = [Int](repeating: Int.min / 2, count: Self.thresholds)
        var (first, envelope, energy) = (0.0, 0.0, 0.0)
        for (index, sample) in samples.enumerated() {
            let value = Double(sample)
            energy += value * value
            first = decay * first + (1 - decay) * abs(value)
            envelope = decay * envelope + (1 - decay) * first
            var threshold = 1.0
            for step in 0..<Self.thresholds {
                if envelope >= threshold { lastAbove[step] = index }
                if index - lastAbove[step] <= hold { active[step] += 1 }
                threshold *= 2
            }
        }
        guard energy > 0 else { return nil }
        // Level with only the time above each threshold, and that threshold, both in dB.
        var above: (level: Double, gap: Double)?
        for step in 0..<Self.thresholds where active[step] > 0 {
            let level = 10 * log10(energy / Double(active[step]))
            let gap = level - 20 * log10(pow(2, Double(step)))
            if gap <= Self.margin {
                let part = above.map { ($0.gap - Self.margin) / ($0.gap - gap) } ?? 1
                let found = above.map { $0.level + (level - $0.level) * part } ?? level
                self.level = found - 10 * log10(0.5 * 32767 * 32767)
                activity = min(1, energy / Double(samples.count) / pow(10, found / 10))
                return
            }
            above = (level, gap)
        }
        return nil
    }
}
