/// What a detector has heard on the way to the called party.
package struct CallProgressEvent: Equatable, Sendable, BitwiseCopyable {
    package enum Sound: String, Sendable, CaseIterable, BitwiseCopyable {
        // Tones of the network: each begins and ends.
        case dialTone = "dial-tone"
        case ringback, busy, congestion
        case waiting
        /// Special information: by the plan, or E.180's three rising tones.
        case information
        // Machines, told once.
        /// CNG of a calling fax: 1100 Hz, 0.5 s in every 3.5 s (ITU-T T.30 §4.1).
        case faxCalling = "fax-calling"
        /// CED of an answering fax: 2100 Hz for 2.6 s to 4 s (T.30 §4.1).
        case faxAnswer = "fax-answer"
        /// ANS of a modem: the same with its phase turned every 450 ms (ITU-T V.8, V.25).
        case modemAnswer = "modem-answer"
        // Who answered, told once after `answered()`.
        case person
        case machine
        /// One tone after a machine's greeting: now it records.
        case beep

        init(_ kind: ProgressToneKind) {
            switch kind {
            case .dial: self = .dialTone
            case .ringback: self = .ringback
            case .busy: self = .busy
            case .congestion: self = .congestion
            case .waiting: self = .waiting
            case .information: self = .information
            }
        }
    }

    package enum Phase: Sendable, BitwiseCopyable {
        case began, ended
    }

    package var sound: Sound
    package var phase: Phase
    /// Where in the signal it began or ended, in ms since the detector's start.
    package var time: Int
}
