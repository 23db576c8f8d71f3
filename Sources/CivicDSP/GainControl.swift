import Foundation

/// Brings the speech of a leg gently to one level; pauses and noise are not raised on their own account.
///
/// The active level is the mean power of the frames that stand 9 dB above the line's noise. The gain goes up by 6 dB a
/// second at most and down by 20, only while somebody speaks; a peak that would pass the limit takes the gain down at
/// once, from its frame's first sample, so nothing is ever cut off.
package struct GainControl: Sendable {
    /// Gain of the last frame, in dB.
    package private(set) var gain = 0.0

    private let target: Double
    private let mostGain: Double
    private let leastGain: Double
    private let frameTime: Double  // seconds

    private var floor = GainControl.highestFloor
    private var activePower = 0.0
    private var speechTime = 0.0
    private var factor: Float = 1

    private static let fullScale = 0.5 * 32767 * 32767
    private static let softest = fullScale * 1e-7  // -70 dBFS
    private static let highestFloor = fullScale * 3.16e-5  // -45 dBFS
    private static let ratio = 8.0
    private static let up = 6.0  // dB a second
    private static let down = 20.0
    private static let settling = 0.8  // seconds of speech that the level is averaged over
    /// Highest sample that may come out: -1 dB below full scale.
    private static let limit: Float = 29_204

    /// - Parameters:
    ///   - target: active level wanted, in dBFS.
    ///   - maxGain: most that quiet speech is raised, in dB; loud speech is lowered by 12 dB at the most.
    ///   - frame: samples in a frame.
    ///   - sampleRate: in Hz.
    package init(target: Double = -23, maxGain: Double = 15, frame: Int = 160, sampleRate: Int = 8000) {
        precondition(frame > 0 && sampleRate > 0 && maxGain >= 0)
        self.target = target
        mostGain = maxGain
        leastGain = -12
        frameTime = Double(frame) / Double(sampleRate)
    }

    /// Measures a frame, lets the gain follow, and scales the frame where it lies.
    package mutating func process(_ frame: inout MutableSpan<Int16>) {
        var sum: Float = 0
        var highest: Float = 0
        for index in frame.indices {
            let sample = Float(frame[index])
            sum += sample * sample
            highest = max(highest, abs(sample))
        }
        follow(Double(sum) / Double(max(1, frame.count)))
        let wanted = Float(pow(10, gain / 20))
        let most = highest > 0 ? Self.limit / highest : .infinity
        if most < max(wanted, factor) {
            factor = min(factor, most)
            gain = min(gain, 20 * log10(Double(most)))
        }
        let last = min(wanted, most)
        let step = (last - factor) / Float(max(1, frame.count))
        for index in frame.indices {
            factor += step
            frame[index] = Int16(max(-32768, min(32767, (Float(frame[index]) * factor).rounded())))
        }
        factor = last
    }

    private mutating func follow(_ power: Double) {
        let isSpeech = power > max(floor * Self.ratio, Self.softest * 10)
        floor = min(Self.highestFloor, max(Self.softest, min(power, floor * pow(10, 0.3 * frameTime))))
        guard isSpeech else { return }
        // The first second counts in full, later ones by and by.
        speechTime += frameTime
        activePower += (power - activePower) * frameTime / min(Self.settling, speechTime)
        guard speechTime > 0.1 else { return }
        let wanted = max(leastGain, min(mostGain, target - Level.dBFS(meanSquare: activePower)))
        gain += max(-Self.down * frameTime, min(Self.up * frameTime, wanted - gain))
    }
}
