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

    /// Scales a prompt to an active speech level; peaks that would pass the limit are turned down smoothly.
    ///
    /// A voice has peaks 16 to 20 dB above its level, so a gain alone would leave every lively prompt too quiet.
    ///
    /// - Parameters:
    ///   - target: active level wanted, in dBFS; -23 dBFS is about -20 dBm0, comfortable on a telephone.
    ///   - peakLimit: highest peak allowed, in dB below full scale.
    ///   - measure: what is to be brought to the target, in dBFS; `nil` of silence.
    /// - Returns: The scaled samples; silence comes back as it was.
    package static func normalise(
        _ samples: [Int16], to target: Double = -23, peakLimit: Double = -3, sampleRate: Int = 8000,
        measure: ([Int16]) -> Double?
    ) -> [Int16] {
        var signal = samples.map(Double.init)
        let ceiling = 32767 * pow(10, peakLimit / 20)
        // The limiter takes a little of the level away again; a few rounds bring it back.
        for _ in 0..<4 {
            let rounded = signal.map { Int16(max(-32768, min(32767, $0.rounded()))) }
            guard let level = measure(rounded) else { return samples }
            let gain = pow(10, (target - level) / 20)
            signal = limited(signal.map { $0 * gain }, to: ceiling, reach: sampleRate / 200)
        }
        return signal.map { Int16(max(-32768, min(32767, $0.rounded()))) }
    }

    /// The same by the active level of this room.
    package static func normalise(
        _ samples: [Int16], to target: Double = -23, peakLimit: Double = -3, sampleRate: Int = 8000
    ) -> [Int16] {
        normalise(samples, to: target, peakLimit: peakLimit, sampleRate: sampleRate) {
            activeLevel(of: $0, sampleRate: sampleRate)
        }
    }

    /// Whether a prompt is at the level that `normalise` would give it, so that it can be left as it is.
    ///
    /// - Parameter tolerance: in dB; A-law's steps alone move a peak by 0.4 dB.
    package static func isNormal(
        _ samples: [Int16], at target: Double, peakLimit: Double = -3, tolerance: Double = 1.5, sampleRate: Int = 8000
    ) -> Bool {
        guard let level = activeLevel(of: samples, sampleRate: sampleRate) else { return true }
        let peak = samples.reduce(into: UInt16(1)) { $0 = max($0, $1.magnitude) }
        return abs(level - target) <= tolerance && 20 * log10(Double(peak) / 32767) <= peakLimit + 0.5
    }

    /// Turns down what lies above the ceiling, with a gain that falls and rises over `reach` samples.
    ///
    ///     needed gain ─▶ smallest within reach ─▶ mean within reach: never above what any sample needs
    private static func limited(_ samples: [Double], to ceiling: Double, reach: Int) -> [Double] {
        let needed = samples.map { abs($0) > ceiling ? ceiling / abs($0) : 1 }
        guard needed.contains(where: { $0 < 1 }) else { return samples }
        func around(_ index: Int) -> ClosedRange<Int> { max(0, index - reach)...min(needed.count - 1, index + reach) }
        let lowest = needed.indices.map { index in needed[around(index)].min() ?? 1 }
        return samples.indices.map { index in
            let window = around(index)
            return samples[index] * lowest[window].reduce(0, +) / Double(window.count)
        }
    }
}
