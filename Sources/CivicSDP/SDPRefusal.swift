/// Why a description leads to no call: `malformed` deserves 400, all the others 488 (RFC 3261 §21.4.26).
package enum SDPRefusal: Error, Equatable, Sendable {
    case malformed(SDPParseError)
    /// No audio stream with a port.
    case noAudio
    /// Audio, but only in ways we do not speak, such as DTLS, or RTP/SAVP where encryption is off (the profile is named).
    case unsupportedTransport(String)
    /// A browser's stream without the line that is named.
    case incompleteWeb(String)
    /// Plain audio where encryption is required.
    case encryptionRequired
    /// Encrypted audio without a key and suite that we can use.
    case noCommonCrypto
    case noCommonCodec
    /// Audio without a usable address.
    case noAddress
    /// The answer does not fit the offer (RFC 3264 §6).
    case answerDoesNotMatch
}
