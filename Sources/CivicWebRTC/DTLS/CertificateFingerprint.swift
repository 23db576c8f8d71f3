import COpenSSL

/// A certificate's digest, as `a=fingerprint` carries it (RFC 8122 §5): `sha-256 4A:AD:…`.
package struct CertificateFingerprint: Equatable, Sendable {
    /// In lower case; one of ``accepted``.
    package let function: String
    package let digest: [UInt8]

    /// Digest functions that are strong enough, with the bytes of their digests.
    package static let accepted = ["sha-256": 32, "sha-384": 48, "sha-512": 64]

    init(function: String, digest: [UInt8]) {
        self.function = function
        self.digest = digest
    }

    /// Reads `sha-256 4A:AD:…`; `nil` for other functions, other lengths and what is no fingerprint.
    package init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 2, text.utf8.count <= 256 else { return nil }
        let function = parts[0].lowercased()
        let bytes = parts[1].split(separator: ":", omittingEmptySubsequences: false).map { pair in
            pair.utf8.count == 2 ? UInt8(pair, radix: 16) : nil
        }
        guard let length = Self.accepted[function], bytes.count == length, !bytes.contains(nil) else { return nil }
        self.init(function: function, digest: bytes.compactMap { $0 })
    }

    /// Of a certificate; `nil` when libcrypto does not know the function.
    init?(of certificate: OpaquePointer, function: String) {
        guard let method = copenssl_digest(function.replacing("-", with: "")) else { return nil }
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        // Writes at most EVP_MAX_MD_SIZE bytes and tells how many.
        guard X509_digest(certificate, method, &digest, &length) == 1 else { return nil }
        self.init(function: function, digest: Array(digest.prefix(Int(length))))
    }
}

extension CertificateFingerprint: CustomStringConvertible {
    package var description: String {
        let pairs = digest.map { byte in
            let text = String(byte, radix: 16, uppercase: true)
            return text.utf8.count == 1 ? "0" + text : text
        }
        return "\(function) \(pairs.joined(separator: ":"))"
    }
}
