/// The crypto suites of SRTP that CivicLine speaks, by their names in `a=crypto` (RFC 4568 §6.2, RFC 7714 §14.1).
///
/// In the order of our offers: the strongest first.
package enum SRTPSuite: String, Sendable, CaseIterable {
    case aes256GCM = "AEAD_AES_256_GCM"
    case aes128SHA1 = "AES_CM_128_HMAC_SHA1_80"
    /// The same with a short tag on RTP; RTCP keeps the long one (RFC 4568 §6.2.2).
    case aes128SHA1Short = "AES_CM_128_HMAC_SHA1_32"

    /// Bytes of the master key.
    package var keyLength: Int { self == .aes256GCM ? 32 : 16 }

    /// Bytes of the master salt.
    package var saltLength: Int { self == .aes256GCM ? 12 : 14 }

    /// Bytes of key and salt, one behind the other, as they stand in `inline:`.
    package var masterLength: Int { keyLength + saltLength }

    /// Bytes that a protected RTP packet has more than a plain one.
    package var tagLength: Int {
        switch self {
        case .aes256GCM: 16
        case .aes128SHA1: 10
        case .aes128SHA1Short: 4
        }
    }

    /// A fresh master key and salt from the system's generator.
    package func makeMaster() -> Redacted<[UInt8]> {
        var random = SystemRandomNumberGenerator()
        return Redacted((0..<masterLength).map { _ in .random(in: 0...UInt8.max, using: &random) })
    }
}

/// What two sides have agreed on for a stream: the suite, and each side's master key with its salt behind it.
package struct SRTPKeys: Equatable, Sendable {
    package var suite: SRTPSuite
    /// For what we send.
    package var sending: Redacted<[UInt8]>
    /// For what the other side sends.
    package var receiving: Redacted<[UInt8]>

    package init(suite: SRTPSuite, sending: Redacted<[UInt8]>, receiving: Redacted<[UInt8]>) {
        self.suite = suite
        self.sending = sending
        self.receiving = receiving
    }
}

/// Whether a party's audio is encrypted.
package enum SRTPPolicy: String, Sendable, CaseIterable {
    /// Encrypted, or no call.
    case required
    /// Encrypted where the other side can, plain where it cannot.
    case offered
    /// Plain; who insists on encryption is refused.
    case off
}
