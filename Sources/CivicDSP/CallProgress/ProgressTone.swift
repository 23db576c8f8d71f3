/// What a tone says to a caller (ITU-T E.180/Q.35 §2 to §10).
package enum ProgressToneKind: String, Sendable, CaseIterable {
    case dial, ringback, busy, congestion
    /// Call waiting: another call is at the line that is talking.
    case waiting
    /// Special information: an announcement follows, or the number cannot be reached.
    case information
}

/// One tone of a country: sounds and pauses in turn, over and over, or one sound that holds.
package struct ProgressTone: Hashable, Sendable {
    package struct Step: Hashable, Sendable {
        package var sound: ToneSound
        /// In ms.
        package var duration: Int

        package init(_ sound: ToneSound, _ duration: Int) {
            self.sound = sound
            self.duration = duration
        }
    }

    /// One period. A steady tone has one step, whose length does not count.
    package var steps: [Step]
    package var isSteady: Bool
    /// Level of the whole sound while it is heard, in dBm0.
    package var level: Double

    /// E.180/Q.35 §7: tones at -10 dBm0, measured while they are on.
    package static let usualLevel = -10.0
    /// Longest period of sounds and pauses that the detector follows.
    package static let mostSteps = 16

    package init(steps: [Step], level: Double = ProgressTone.usualLevel) {
        precondition((1...Self.mostSteps).contains(steps.count) && steps.allSatisfy { $0.duration > 0 })
        self.steps = steps
        isSteady = false
        self.level = level
    }

    package init(steady sound: ToneSound, level: Double = ProgressTone.usualLevel) {
        steps = [Step(sound, 1000)]
        isSteady = true
        self.level = level
    }

    /// One frequency, on and off by the cadence in ms; a steady tone without one.
    package init(_ frequency: Double, cadence: [Int] = [], level: Double = ProgressTone.usualLevel) {
        let sound = ToneSound([frequency])
        if cadence.isEmpty {
            self.init(steady: sound, level: level)
        } else {
            let steps = cadence.enumerated().map { Step($0 % 2 == 0 ? sound : .silence, $1) }
            self.init(steps: steps, level: level)
        }
    }

    /// Length of a period in ms.
    package var period: Int { steps.reduce(0) { $0 + $1.duration } }
}
