import Foundation

/// What can be measured of a prompt, and what is wrong with it.
///
/// The level is the active speech level of ITU-T P.56 rather than the gated loudness of BS.1770: prompts are speech in the
/// telephone's band, many of them single words far shorter than BS.1770's blocks of 400 ms, and levels on a telephone
/// network are stated as P.56 (G.100.1, P.800) everywhere else.
package struct SoundCheck: Equatable, Sendable {
    package enum Fault: String, CaseIterable, Sendable {
        /// Nothing that counts as speech.
        case silent
        /// More than `tolerance` under the target.
        case quiet
        /// More than `tolerance` over the target.
        case loud
        /// Several samples in a row stand at full scale: what was said there is lost.
        case clipped
        /// Pauses are less than `leastDistance` under the speech.
        case noisy
    }

    /// Active speech level that prompts are brought to, in dBFS of a sine; about -14 dBm0.
    package static let target = -17.0
    /// dB either way.
    package static let tolerance = 3.0
    /// dB between speech and its pauses.
    package static let leastDistance = 25.0

    package let seconds: Double
    /// Active speech level in dBFS; `nil` without speech.
    package let level: Double?
    /// In dB below full scale.
    package let peak: Double
    /// Samples in runs of at least three at the highest level that occurs, near full scale.
    package let clipped: Int
    /// Level of the pauses in dBFS; `nil` where there are none that could be told from the speech.
    package let noise: Double?

    package init(of samples: [Int16], sampleRate: Int = 8000) {
        seconds = Double(samples.count) / Double(sampleRate)
        level = ActiveSpeechLevel(of: samples, sampleRate: sampleRate)?.level
        let highest = samples.reduce(into: UInt16(1)) { $0 = max($0, $1.magnitude) }
        peak = max(Level.floor, 20 * log10(Double(highest) / 32767))
        clipped = Self.clippedSamples(in: samples)
        noise = level.flatMap { Self.pauses(of: samples, under: $0, sampleRate: sampleRate) }
    }

    package init(seconds: Double, level: Double?, peak: Double, clipped: Int, noise: Double?) {
        (self.seconds, self.level, self.peak, self.clipped, self.noise) = (seconds, level, peak, clipped, noise)
    }

    package var faults: [Fault] {
        guard let level else { return [.silent] }
        var faults: [Fault] = []
        if level < Self.target - Self.tolerance { faults.append(.quiet) }
        if level > Self.target + Self.tolerance { faults.append(.loud) }
        if clipped > 0 { faults.append(.clipped) }
        if let noise, level - noise < Self.leastDistance { faults.append(.noisy) }
        return faults
    }

    /// Samples in runs of at least three at the highest level that occurs, near full scale.
    package static func clippedSamples(in samples: [Int16]) -> Int {
        // G.711's highest code decodes to 32124 or 32256, so what is above this may be clipped.
        let nearFull: UInt16 = 31_900
        let highest = samples.reduce(into: UInt16(0)) { $0 = max($0, $1.magnitude) }
        guard highest >= nearFull else { return 0 }
        var count = 0
        var run = 0
        for sample in samples + [0] {
            if sample.magnitude >= highest - 1 {
                run += 1
            } else {
                if run >= 3 { count += run }
                run = 0
            }
        }
        return count
    }

    /// Mean level of the quietest tenth of blocks of 20 ms. Of a single word, which has no pauses, or a steady sound there
    /// is none: the quietest of it is part of it.
    private static func pauses(of samples: [Int16], under level: Double, sampleRate: Int) -> Double? {
        let length = max(1, sampleRate / 50)
        let energies = stride(from: 0, to: samples.count - length + 1, by: length).map { start in
            Double(Level.energy(of: samples.span.extracting(start..<start + length)))
        }.sorted()
        guard energies.count >= 75 else { return nil }
        let quietest = energies.prefix(max(1, energies.count / 10))
        let noise = Level.dBFS(meanSquare: quietest.reduce(0, +) / Double(quietest.count * length))
        return noise > level - 3 ? nil : noise
    }
}
