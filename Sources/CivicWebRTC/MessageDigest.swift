import COpenSSL

/// What STUN and fingerprints need of libcrypto.
enum MessageDigest {
    /// HMAC-SHA1 (RFC 2104): twenty bytes.
    static func hmacSHA1(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 20)
        var length = UInt32(digest.count)
        // HMAC reads both arrays to their given lengths, and writes the twenty bytes of a SHA-1.
        HMAC(EVP_sha1(), key, CInt(key.count), message, message.count, &digest, &length)
        return digest
    }
}
