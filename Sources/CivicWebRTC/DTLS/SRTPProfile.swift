import CivicCore

/// The protection profiles of DTLS-SRTP that we speak (RFC 5764 §4.1.2, RFC 7714 §14.2), the strongest first.
enum SRTPProfile {
    static let list = "SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_80"

    /// The suite of a profile, by its number.
    static func suite(_ number: UInt) -> SRTPSuite? {
        switch number {
        case 0x0001: .aes128SHA1
        case 0x0008: .aes256GCM
        default: nil
        }
    }

    /// Cuts what the handshake exports into both ways' master keys (RFC 5764 §4.2): keys of client and server, then salts.
    static func keys(_ material: [UInt8], _ suite: SRTPSuite, isClient: Bool) -> SRTPKeys {
        let (key, salt) = (suite.keyLength, suite.saltLength)
        func master(_ side: Int) -> Redacted<[UInt8]> {
            Redacted(
                Array(material[side * key..<(side + 1) * key])
                    + Array(material[2 * key + side * salt..<2 * key + (side + 1) * salt]))
        }
        return SRTPKeys(suite: suite, sending: master(isClient ? 0 : 1), receiving: master(isClient ? 1 : 0))
    }
}
