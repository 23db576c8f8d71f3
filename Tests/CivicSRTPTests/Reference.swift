import CSRTP
import CivicCore

/// libsrtp2, to compare with.
final class Reference {
    private var session: srtp_t?
    private var key: UnsafeMutablePointer<UInt8>

    private static let isReady = srtp_init() == srtp_err_status_ok

    /// - Parameter receives: takes protection off, of any source; otherwise puts it on, for any.
    init?(_ suite: SRTPSuite, master: [UInt8], receives: Bool) {
        guard Self.isReady else { return nil }
        key = .allocate(capacity: 64)
        key.initialize(repeating: 0, count: 64)
        for (index, byte) in master.prefix(64).enumerated() { key[index] = byte }
        var policy = srtp_policy_t()
        policy.ssrc.type = receives ? ssrc_any_inbound : ssrc_any_outbound
        policy.key = key
        policy.window_size = 128
        switch suite {
        case .aes128SHA1: srtp_crypto_policy_set_rtp_default(&policy.rtp)
        case .aes128SHA1Short: srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&policy.rtp)
        case .aes256GCM: srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtp)
        }
        if suite == .aes256GCM {
            srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtcp)
        } else {
            srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        }
        guard srtp_create(&session, &policy) == srtp_err_status_ok else { return nil }
    }

    deinit {
        if let session { srtp_dealloc(session) }
        key.deallocate()
    }

    func protect(_ packet: [UInt8]) -> [UInt8]? { run(packet) { srtp_protect(session, $0, $1) } }
    func unprotect(_ packet: [UInt8]) -> [UInt8]? { run(packet) { srtp_unprotect(session, $0, $1) } }
    func protectControl(_ packet: [UInt8]) -> [UInt8]? { run(packet) { srtp_protect_rtcp(session, $0, $1) } }
    func unprotectControl(_ packet: [UInt8]) -> [UInt8]? { run(packet) { srtp_unprotect_rtcp(session, $0, $1) } }

    private func run(
        _ packet: [UInt8], _ body: (UnsafeMutableRawPointer?, UnsafeMutablePointer<CInt>) -> srtp_err_status_t
    ) -> [UInt8]? {
        // The library writes in place and takes room behind the packet for what it adds.
        var bytes = packet + [UInt8](repeating: 0, count: 256)
        var length = CInt(packet.count)
        let status = bytes.withUnsafeMutableBytes { body($0.baseAddress, &length) }
        return status == srtp_err_status_ok ? Array(bytes.prefix(Int(length))) : nil
    }
}
