import Foundation

/// Brings prompts to one loudness, so that no voice shouts after a quiet one.
package enum Loudness {
    /// Level of the speech without its pauses, in dBFS, after the idea of ITU-T P.56: blocks of 20 ms that lie within
    /// 16 dB of the mean of the active ones count. `nil` when there is no sound above -70 dBFS.
    package static func activeLevel(of samples: [Int16], sampleRate: Int = 8000) -> Double? {
        let block = max(1, sampleRate / 50)
        var powers: [Double] = []
        var start = 0
        while start < samples.count {
            let end = min(start + block, samples.count)
            powers.append(Double(Level.energy(of: samples.span.extracting(start..<end))) / Double(end - start))
            start = end
        }
        let floor = 0.5 * 32767 * 32767 * pow(10, -7.0)  // -70 dBFS
        var active = powers.filter { $0 > floor }
        // Each round drops what lies under the margin; a few rounds come to rest.
        for _ in 0..<8 {
            guard !active.isEmpty else { return nil }
            let threshold = active.reduce(0, +) / Double(active.count) * pow(10, -1.6)
            let louder = active.filter { $0 >= threshold }
            if louder.count == active.count { break }
            active = louder
        }
        return Level.dBFS(meanSquare: active.reduce(0, +) / Double(active.count))
    }

    /// Scales a prompt to an active speech level, but never so far that a peak passes the limit.
    ///
    /// - Parameters:
    ///   - target: active level wanted, in dBFS; -23 dBFS is about -20 dBm0, comfortable on a telephone.
    ///   - peakLimit: highest peak allowed, in dB below full scale.
    /// - Returns: The scaled samples and the gain used, in dB; silence comes back as it was, with 0 dB.
    package static func normalise(
        _ samples: [Int16], to target: Double = -23, peakLimit: Double = -3, sampleRate: Int = 8000
    ) -> (samples: [Int16], gain: Double) {
        guard let level = activeLevel(of: samples, sampleRate: sampleRate) else { return (samples, 0) }
        let peak = samples.reduce(into: UInt16(1)) { $0 = max($0, $1.magnitude) }
        let headroom = peakLimit - 20 * log10(Double(peak) / 32767)
        let gain = min(target - level, headroom)
        let factor = pow(10, gain / 20)
        return (samples.map { Int16(max(-32768, min(32767, (Double($0) * factor).rounded()))) }, gain)
    }
}
