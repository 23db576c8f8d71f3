import CivicCore

/// Cipher, tag and salt for RTP or for RTCP, one way.
struct ProtectionKeys: ~Copyable, Sendable {
    private let isGCM: Bool
    private let cipher: PacketCipher
    private let mac: PacketMAC
    private let salt: PacketVector.Salt

    init(
        _ suite: SRTPSuite, master: [UInt8], for use: SessionKeys.Use, _ mode: PacketCipher.Mode
    ) throws(SRTPError) {
        let keys = try SessionKeys(suite, master: master, for: use)
        let isGCM = suite == .aes256GCM
        let cipher = try PacketCipher(isGCM ? mode : .counter, key: keys.encryption)
        self.isGCM = isGCM
        self.cipher = cipher
        mac = PacketMAC(key: keys.authentication)
        salt = PacketVector.salt(keys.salt)
    }

    /// Encrypts `body` to `output` from `offset`; with GCM the tag follows it.
    borrowing func protect(
        ssrc: UInt32, index: UInt64, header: Span<UInt8>, body: Span<UInt8>, trailer: UInt32?, at offset: Int,
        _ output: inout MutableSpan<UInt8>
    ) -> Bool {
        var rest = output._mutatingExtracting(offset..<output.count)
        guard isGCM else {
            return cipher.apply(PacketVector.counter(salt, ssrc: ssrc, index: index), to: body, into: &rest)
        }
        return cipher.seal(
            PacketVector.gcm(salt, ssrc: ssrc, index: index), header: header, trailer: trailer, body: body, into: &rest)
    }

    /// Decrypts `body`, which ends in its tag with GCM, to `output` from `offset`; `false` where that tag is wrong.
    borrowing func unprotect(
        ssrc: UInt32, index: UInt64, header: Span<UInt8>, body: Span<UInt8>, trailer: UInt32?, at offset: Int,
        _ output: inout MutableSpan<UInt8>
    ) -> Bool {
        var rest = output._mutatingExtracting(offset..<output.count)
        guard isGCM else {
            return cipher.apply(PacketVector.counter(salt, ssrc: ssrc, index: index), to: body, into: &rest)
        }
        return cipher.open(
            PacketVector.gcm(salt, ssrc: ssrc, index: index), header: header, trailer: trailer, sealed: body,
            into: &rest)
    }

    borrowing func tag(of message: Span<UInt8>, trailer: UInt32?) -> InlineArray<20, UInt8> {
        mac.tag(of: message, trailer: trailer)
    }

    borrowing func accepts(_ tag: Span<UInt8>, of message: Span<UInt8>, trailer: UInt32?) -> Bool {
        mac.accepts(tag, of: message, trailer: trailer)
    }
}
