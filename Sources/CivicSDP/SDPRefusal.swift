/// Why a description leads to no call: `malformed` deserves 400, all the others 488 (RFC 3261 §21.4.26).
package enum SDPRefusal: Error, Equatable, Sendable {
    case malformed(SDPParseError)
    /// No audio stream with a port.
    case noAudio
    /// Audio, but only in ways we do not speak, such as RTP/SAVP (the profile is named).
    case unsupportedTransport(String)
    case noCommonCodec
    /// Audio without a usable address.
    case noAddress
    /// The answer does not fit the offer (RFC 3264 §6).
    case answerDoesNotMatch
}
