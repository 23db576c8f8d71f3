/// What a leg does to the speech of its party: less noise, and a common level.
///
///     from the line ─▶ DTMF detector ─▶ noise reduction ─▶ gain ─▶ bridge, recorder
///
/// Made on the control side; a frame takes no memory. The DTMF detector hears the signal before it. Noise reduction
/// adds 20 ms, the gain nothing.
package struct SpeechConditioner: ~Copyable, Sendable {
    /// Where speech is brought to.
    package struct AGC: Equatable, Sendable {
        /// Active level wanted, in dBFS.
        package var target: Double
        /// Most that quiet speech is raised, in dB.
        package var maxGain: Double

        package init(target: Double = -23, maxGain: Double = 15) {
            self.target = target
            self.maxGain = maxGain
        }
    }

    private var noise: NoiseReducer?
    private var gainControl: GainControl?
    /// Samples in a frame: 20 ms.
    package let frameLength: Int

    /// - Parameters:
    ///   - agc: `nil` leaves the level as it is.
    ///   - noiseReduction: in dB, 1…40; `nil` leaves noise as it is.
    ///   - sampleRate: in Hz.
    package init(agc: AGC?, noiseReduction: Double?, sampleRate: Int = 8000) throws(SpeechConditionerError) {
        noise = try Self.reducer(noiseReduction, sampleRate, agc)
        let length = sampleRate / 50
        frameLength = length
        gainControl = agc.map {
            GainControl(target: $0.target, maxGain: $0.maxGain, frame: length, sampleRate: sampleRate)
        }
    }

    private static func reducer(
        _ reduction: Double?, _ sampleRate: Int, _ agc: AGC?
    ) throws(SpeechConditionerError) -> NoiseReducer? {
        guard (8000...48_000).contains(sampleRate), (0...40).contains(agc?.maxGain ?? 0) else { throw .unsupported }
        guard let reduction else { return nil }
        return try NoiseReducer(reduction: reduction, sampleRate: sampleRate)
    }

    /// Gain of the last frame, in dB.
    package var gain: Double { gainControl?.gain ?? 0 }

    /// Works on a frame of exactly `frameLength` samples where it lies.
    package mutating func process(_ frame: inout MutableSpan<Int16>) {
        noise?.process(&frame)
        gainControl?.process(&frame)
    }
}
