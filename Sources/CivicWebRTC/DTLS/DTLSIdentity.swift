import COpenSSL

/// The house's key and certificate for DTLS, made anew at each start: nobody has to trust it, because its fingerprint goes
/// with each description over HTTPS (RFC 8827 §5).
///
/// `@unchecked Sendable` holds because OpenSSL counts references to a context atomically, and nothing here changes it
/// after `init`.
package final class DTLSIdentity: @unchecked Sendable {
    let context: OpaquePointer
    package let fingerprint: CertificateFingerprint

    /// A day before and a month after now: clocks differ, and a daemon runs for long.
    private static let validity = (from: -86_400, to: 30 * 86_400)

    package init() throws(DTLSError) {
        guard let context = SSL_CTX_new(DTLS_method()) else { throw .cannotSetUp("no DTLS in libssl") }
        var isDone = false
        defer { if !isDone { SSL_CTX_free(context) } }
        guard let key = copenssl_make_p256_key() else { throw .cannotSetUp("no P-256 key") }
        defer { EVP_PKEY_free(key) }
        guard let certificate = X509_new() else { throw .cannotSetUp("no certificate") }
        defer { X509_free(certificate) }
        try Self.fill(certificate, key)
        guard let fingerprint = CertificateFingerprint(of: certificate, function: "sha-256") else {
            throw .cannotSetUp("no SHA-256")
        }
        // The suites that RFC 8827 §6.5 asks for, with their siblings.
        let suites =
            "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305"
            + ":ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384"
        guard copenssl_only_dtls_1_2(context) == 1, SSL_CTX_set_cipher_list(context, suites) == 1,
            SSL_CTX_use_certificate(context, certificate) == 1, SSL_CTX_use_PrivateKey(context, key) == 1,
            // 0 is success here.
            SSL_CTX_set_tlsext_use_srtp(context, SRTPProfile.list) == 0
        else { throw .cannotSetUp("libssl refuses our settings") }
        copenssl_ask_for_certificate(context)
        self.context = context
        self.fingerprint = fingerprint
        isDone = true
    }

    deinit { SSL_CTX_free(context) }

    private static func fill(_ certificate: OpaquePointer, _ key: OpaquePointer) throws(DTLSError) {
        var random = SystemRandomNumberGenerator()
        guard X509_set_version(certificate, 2) == 1,
            ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), random.next() >> 1) == 1,
            X509_gmtime_adj(X509_getm_notBefore(certificate), validity.from) != nil,
            X509_gmtime_adj(X509_getm_notAfter(certificate), validity.to) != nil,
            X509_set_pubkey(certificate, key) == 1, let name = X509_get_subject_name(certificate),
            X509_NAME_add_entry_by_txt(name, "CN", 0x1001, "hotline", -1, -1, 0) == 1,
            X509_set_issuer_name(certificate, name) == 1, X509_sign(certificate, key, EVP_sha256()) > 0
        else { throw .cannotSetUp("the certificate cannot be made") }
    }
}

/// Why there is no DTLS.
package enum DTLSError: Error, Equatable, Sendable {
    /// libssl cannot do what is needed.
    case cannotSetUp(String)
}
