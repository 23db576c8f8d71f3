/// The codecs a leg can speak, as RTP names them.
///
/// | codec | clock (Hz) | samples (Hz) | payload type | bytes of 20 ms |
/// |---|---|---|---|---|
/// | PCMU, PCMA | 8000 | 8000 | 0, 8 | 160 |
/// | G722 | 8000 (RFC 3551 §4.5.2 keeps an old error) | 16,000 | 9 | 160 |
/// | L16 | as the samples | 8000, 16,000 | dynamic | 320, 640 |
/// | opus | 48,000 (RFC 7587 §4.1) | 8000, 16,000, 48,000 as the leg likes | dynamic | about 60 |
package enum AudioCodec: Hashable, Sendable {
    case pcmu
    case pcma
    case g722
    case l16(sampleRate: Int)
    case opus(sampleRate: Int)

    /// The encoding name of its rtpmap.
    package var name: String {
        switch self {
        case .pcmu: "PCMU"
        case .pcma: "PCMA"
        case .g722: "G722"
        case .l16: "L16"
        case .opus: "opus"
        }
    }

    /// RTP timestamp units a second.
    package var clockRate: Int {
        switch self {
        case .pcmu, .pcma, .g722: 8000
        case .l16(let rate): rate
        case .opus: 48_000
        }
    }

    /// Samples a second that are decoded and encoded.
    package var sampleRate: Int {
        switch self {
        case .pcmu, .pcma: 8000
        case .g722: 16_000
        case .l16(let rate), .opus(let rate): rate
        }
    }

    /// The payload type that RFC 3551 gives it; `nil` where it is negotiated.
    package var staticPayloadType: UInt8? {
        switch self {
        case .pcmu: 0
        case .pcma: 8
        case .g722: 9
        case .l16, .opus: nil
        }
    }

    /// Samples of a frame of 20 ms.
    package var frameSamples: Int { sampleRate / 50 }

    /// Timestamp units of a frame of 20 ms.
    package var frameDuration: Int { clockRate / 50 }

    /// Bytes of a frame of 20 ms; for Opus, the most that one takes at the rate we encode with.
    package var frameBytes: Int { isFixedRate ? frameDuration * bytesPerUnit : 240 }

    /// Bytes of the largest payload that is taken: 60 ms, or what one Opus packet can be at sensible rates.
    package var largestPayload: Int { isFixedRate ? 3 * frameBytes : 1275 }

    /// How long a payload lasts in timestamp units; `nil` for one that is no payload of this codec, or is longer than
    /// 60 ms.
    package func duration(of payload: Span<UInt8>) -> Int? {
        let units: Int?
        if isFixedRate {
            units = payload.count % bytesPerUnit == 0 ? payload.count / bytesPerUnit : nil
        } else {
            units = OpusPacket.duration(of: payload)
        }
        guard let units, units > 0, units <= clockRate * 60 / 1000 else { return nil }
        return units
    }

    private var isFixedRate: Bool {
        if case .opus = self { false } else { true }
    }

    private var bytesPerUnit: Int {
        if case .l16 = self { 2 } else { 1 }
    }
}
