import COpenSSL
package import CivicCore

/// One DTLS 1.2 association whose only purpose is keys for SRTP (RFC 5764).
///
///     datagrams ─▶ libssl ─▶ datagrams …  handshaking ──▶ connected(keys) ──close_notify──▶ closed
///                                              └─wrong fingerprint, alert─▶ failed
///
/// The certificate of the other side is the one whose fingerprint its description has named, or there are no keys.
/// libssl keeps the time of its flights by itself; `resend` is to be called now and then until the state is final.
///
/// `@unchecked Sendable` holds because whoever owns it calls it from one thread at a time.
package final class DTLSSession: @unchecked Sendable {
    package enum State: Equatable, Sendable {
        case handshaking
        case connected(SRTPKeys)
        case failed(String)
        /// The other side has said good-bye.
        case closed
    }

    /// Payload of a datagram that goes through everywhere: below 1,280 bytes with all headers.
    static let mtu = 1200

    private let session: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private let identity: DTLSIdentity
    private let expected: CertificateFingerprint
    private let isClient: Bool
    package private(set) var state = State.handshaking

    /// - Parameter isClient: whether we begin (`a=setup:active`).
    package init(
        _ identity: DTLSIdentity, peer expected: CertificateFingerprint, isClient: Bool = false
    ) throws(DTLSError) {
        guard let session = SSL_new(identity.context) else { throw .cannotSetUp("out of memory") }
        guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else {
            SSL_free(session)
            throw .cannotSetUp("out of memory")
        }
        SSL_set_bio(session, incoming, outgoing)  // which from now on belong to the session
        copenssl_set_mtu(session, Self.mtu)
        if isClient { SSL_set_connect_state(session) } else { SSL_set_accept_state(session) }
        self.session = session
        self.incoming = incoming
        self.outgoing = outgoing
        self.identity = identity
        self.expected = expected
        self.isClient = isClient
    }

    deinit { SSL_free(session) }

    /// Takes one datagram; gives those to be sent.
    package func receive(_ datagram: [UInt8]) -> [[UInt8]] {
        guard isOpen, !datagram.isEmpty, datagram.count <= 1 << 14 else { return [] }
        BIO_write(incoming, datagram, CInt(datagram.count))
        goOn()
        return takeOutgoing()
    }

    /// Begins, as the client.
    package func begin() -> [[UInt8]] {
        goOn()
        return takeOutgoing()
    }

    /// Sends the last flight again where its time has come.
    package func resend() -> [[UInt8]] {
        guard case .handshaking = state, copenssl_dtls_wait(session) == 0 else { return [] }
        if copenssl_dtls_resend(session) < 0 { fail("no answer to the handshake") }
        return takeOutgoing()
    }

    /// Says good-bye.
    package func close() -> [[UInt8]] {
        guard case .connected = state else { return [] }
        SSL_shutdown(session)
        state = .closed
        return takeOutgoing()
    }

    private var isOpen: Bool {
        switch state {
        case .handshaking, .connected: true
        case .failed, .closed: false
        }
    }

    private func goOn() {
        ERR_clear_error()
        if case .handshaking = state {
            let result = SSL_do_handshake(session)
            guard result == 1 else {
                let reason = SSL_get_error(session, result)
                if reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE { fail("the handshake broke off") }
                return
            }
            finish()
        }
        guard case .connected = state else { return }
        // Nothing is ever sent through it but a good-bye, which reading brings to light.
        var room = [UInt8](repeating: 0, count: 1500)
        while SSL_read(session, &room, CInt(room.count)) > 0 {}
        if SSL_get_shutdown(session) & SSL_RECEIVED_SHUTDOWN != 0 { state = .closed }
    }

    private func finish() {
        guard let certificate = SSL_get1_peer_certificate(session) else { return fail("no certificate") }
        defer { X509_free(certificate) }
        guard CertificateFingerprint(of: certificate, function: expected.function) == expected else {
            return fail("another certificate than the description names")
        }
        guard let profile = SSL_get_selected_srtp_profile(session),
            let suite = SRTPProfile.suite(profile.pointee.id)
        else { return fail("no common protection profile") }
        var material = [UInt8](repeating: 0, count: 2 * suite.masterLength)
        let label = "EXTRACTOR-dtls_srtp"
        guard
            SSL_export_keying_material(session, &material, material.count, label, label.utf8.count, nil, 0, 0) == 1
        else { return fail("no keys") }
        state = .connected(SRTPProfile.keys(material, suite, isClient: isClient))
    }

    private func fail(_ reason: String) { state = .failed(reason) }

    /// What libssl has written, cut into datagrams: whole records, as many as go into one (RFC 6347 §4.1.1).
    private func takeOutgoing() -> [[UInt8]] {
        let count = BIO_ctrl_pending(outgoing)
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        let read = BIO_read(outgoing, &bytes, CInt(count))
        guard read > 0 else { return [] }
        return Self.datagrams(bytes.prefix(Int(read)))
    }

    /// A record has a header of 13 bytes, the last two of them its length.
    static func datagrams(_ records: ArraySlice<UInt8>) -> [[UInt8]] {
        var datagrams: [[UInt8]] = []
        var current: [UInt8] = []
        var rest = records
        while rest.count >= 13 {
            let start = rest.startIndex
            let length = 13 + (Int(rest[start + 11]) << 8 | Int(rest[start + 12]))
            let record = rest.prefix(length)
            if !current.isEmpty, current.count + record.count > mtu {
                datagrams.append(current)
                current = []
            }
            current += record
            rest = rest.dropFirst(length)
        }
        return current.isEmpty ? datagrams : datagrams + [current]
    }
}
