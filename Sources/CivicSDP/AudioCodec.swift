/// The codecs that CivicLine speaks.
package enum AudioCodec: Sendable, CaseIterable {
    case pcmu
    case pcma
    case g722
    case opus
    /// 16-bit linear PCM at 8 kHz (RFC 3551 §4.5.11).
    case l16
    /// 16-bit linear PCM at 16 kHz.
    case l16Wideband

    /// Name in `a=rtpmap`, in capitals; names are compared without regard to case.
    package var encodingName: String {
        switch self {
        case .pcmu: "PCMU"
        case .pcma: "PCMA"
        case .g722: "G722"
        case .opus: "OPUS"
        case .l16, .l16Wideband: "L16"
        }
    }

    /// RTP clock rate in Hz. G.722 samples at 16 kHz but counts 8 (RFC 3551 §4.5.2); Opus always counts 48 (RFC 7587 §4.1).
    package var clockRate: Int {
        switch self {
        case .pcmu, .pcma, .g722, .l16: 8000
        case .l16Wideband: 16_000
        case .opus: 48_000
        }
    }

    /// Channels in `a=rtpmap`: Opus always says 2, whatever is sent (RFC 7587 §7).
    package var channels: Int { self == .opus ? 2 : 1 }

    /// The number that RFC 3551 §6 gives it, where it gives one.
    package var staticPayloadType: UInt8? {
        switch self {
        case .pcmu: 0
        case .pcma: 8
        case .g722: 9
        case .opus, .l16, .l16Wideband: nil
        }
    }

    /// The number in our offers.
    package var offeredPayloadType: UInt8 {
        switch self {
        case .pcmu: 0
        case .pcma: 8
        case .g722: 9
        case .opus: 111
        case .l16: 118
        case .l16Wideband: 119
        }
    }

    /// Our `a=fmtp`: we take Opus's forward error correction, and send and like to hear one channel (RFC 7587 §6.1).
    var parameters: String? { self == .opus ? "useinbandfec=1;stereo=0;sprop-stereo=0" : nil }

    /// `a=rtpmap` after the number. Opus is written in small letters, as its RFC does.
    var map: String {
        switch self {
        case .opus: "opus/48000/2"
        default: "\(encodingName)/\(clockRate)"
        }
    }

    init?(staticPayloadType type: UInt8) {
        guard let codec = Self.allCases.first(where: { $0.staticPayloadType == type }) else { return nil }
        self = codec
    }
}
