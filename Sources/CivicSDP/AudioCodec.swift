/// The codecs that CivicLine speaks; the raw value is the static payload type (RFC 3551 §6).
package enum AudioCodec: UInt8, Sendable, CaseIterable {
    case pcmu = 0
    case pcma = 8

    /// Name in `a=rtpmap`.
    package var encodingName: String {
        switch self {
        case .pcmu: "PCMU"
        case .pcma: "PCMA"
        }
    }

    /// RTP clock rate in Hz.
    package var clockRate: Int { 8000 }
}
