import CivicDSP

/// What is done to a party's speech before others hear it, and before it is recorded.
package struct LegConditioning: Sendable, Equatable {
    /// Brings speech to -23 dBFS, by at most 15 dB up and 12 dB down.
    package var controlsLevel: Bool
    /// Steady noise is taken down by so much, in dB, 1…40; adds 20 ms. `nil` leaves it.
    package var noiseReduction: Double?

    package init(controlsLevel: Bool = false, noiseReduction: Double? = nil) {
        self.controlsLevel = controlsLevel
        self.noiseReduction = noiseReduction
    }

    /// `nil` when there is nothing to do, or no memory for it: speech is then heard as it is.
    func conditioner(sampleRate: Int) -> SpeechConditioner? {
        guard controlsLevel || noiseReduction != nil else { return nil }
        return try? SpeechConditioner(
            agc: controlsLevel ? .init() : nil, noiseReduction: noiseReduction, sampleRate: sampleRate)
    }
}

extension MediaLeg {
    /// Conditions what the party said, while there is somebody to hear it; after keys were looked for in it.
    mutating func condition() {
        guard isHeard, recorder != nil || (bridge?.value.count ?? 0) > 1 || bridge?.value.recorder != nil else {
            return
        }
        if let coding, coding.value.isWide { coding.value.condition() }
        var frame = takeOut(&heard)
        var samples = frame.mutableSpan
        conditioner?.process(&samples)
        heard = frame
    }
}
