package import CivicMedia
package import CivicSDP

/// What is agreed on for the audio of one trunk's calls.
package struct TrunkAudio: Sendable, Equatable {
    /// By which way keys are told.
    package enum DTMF: String, Sendable, CaseIterable {
        /// All three, and each press counts once.
        case auto
        /// RFC 4733 alone.
        case rfc4733
        /// SIP INFO alone (RFC 6086).
        case info
        /// Tones in the audio alone.
        case inband

        package var ways: DigitWays {
            switch self {
            case .auto: .all
            case .rfc4733: .rfc4733
            case .info: .info
            case .inband: .inBand
            }
        }

        /// Whether telephone-event is offered and taken.
        var describesEvents: Bool { self == .auto || self == .rfc4733 }
    }

    /// In order of preference; `nil` for the hotline's own.
    package var codecs: [AudioCodec]?
    package var dtmf: DTMF

    package init(codecs: [AudioCodec]? = nil, dtmf: DTMF = .auto) {
        self.codecs = codecs
        self.dtmf = dtmf
    }
}
